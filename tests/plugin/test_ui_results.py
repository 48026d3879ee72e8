"""The list of results in the dock: score, keeping, dropping, zooming, sorting, and thousands of rows."""

from __future__ import annotations

import time

import pytest
from georefer.ui.progress_row import duration, progress_text
from georefer.ui.result_list import ResultList
from georefer.ui.values import ResultRow
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QFont
from qgis.PyQt.QtWidgets import QApplication

ROWS = [
    ResultRow(1, 0.93, "412 m²", True, 412),
    ResultRow(2, 0.88, "1.2 ha", True, 12_000),
    ResultRow(3, 0.55, "90 m²", False, 90),
]
MANY = 10_000


@pytest.fixture
def results(qgis_app, qtbot):
    results = ResultList()
    qtbot.addWidget(results)
    results.resize(300, 500)
    results.show()
    qtbot.waitExposed(results)
    results.activateWindow()
    return results


@pytest.fixture
def filled(results):
    results.set_results(ROWS)
    return results


def heard(signal) -> list:
    told = []
    signal.connect(lambda *values: told.append(values[0] if len(values) == 1 else values))
    return told


def column(results, place) -> list[str]:
    shown = results.tree.shown
    return [shown.index(row, place).data() for row in range(shown.rowCount())]


def pick(results, *rows) -> None:
    results.tree.setFocus()
    results.tree.clearSelection()
    for row in rows:
        results.tree.selectionModel().select(
            results.tree.shown.index(row, 0),
            results.tree.selectionModel().SelectionFlag.Select
            | results.tree.selectionModel().SelectionFlag.Rows,
        )


def test_rows_are_shown_with_number_score_and_area(filled) -> None:
    assert column(filled, 0) == ["1", "2", "3"]
    assert column(filled, 1) == ["0.93", "0.88", "0.55"]
    assert column(filled, 2) == ["412 m²", "1.2 ha", "90 m²"]
    assert filled.count_label.text() == "Objects: 2 of 3"


def test_the_slider_filters_at_once_and_tells_it_once(filled) -> None:
    told = heard(filled.score_changed)
    filled.score_row.slider.setValue(90)
    assert column(filled, 0) == ["1"]
    assert told == [0.9]
    assert filled.score_row.number.value() == 0.9
    filled.score_row.number.setValue(0.6)
    assert column(filled, 0) == ["1", "2"]
    assert told == [0.9, 0.6]
    assert filled.score_row.slider.value() == 60


def test_a_score_that_is_set_is_not_told_back(filled) -> None:
    told = heard(filled.score_changed)
    filled.set_least_score(0.9)
    assert column(filled, 0) == ["1"]
    assert filled.least_score() == 0.9
    assert told == []


def test_a_score_that_nothing_reaches_says_what_to_do(filled) -> None:
    filled.set_least_score(1.0)
    assert "Lower it" in filled.empty_text.text()
    assert filled.empty_text.isVisible()
    assert filled.score_row.isVisible()


def test_an_empty_list_says_what_comes_next(results) -> None:
    texts = [results.empty_text.text()]
    results.set_running(True)
    texts.append(results.empty_text.text())
    results.set_running(False)
    texts.append(results.empty_text.text())
    assert "listed here" in texts[0]
    assert "while tiles finish" in texts[1]
    assert "Nothing was found" in texts[2]
    assert not results.tree.isVisible()
    results.set_results(ROWS)
    assert results.tree.isVisible()
    assert not results.empty_text.isVisible()


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("stopped", "finished tiles held is kept"),
        ("failed", "did not come to its end"),
        ("done", "Nothing was found"),
    ],
)
def test_an_empty_list_knows_how_the_run_has_ended(results, how, text) -> None:
    results.set_running(True)
    results.set_run_ended(how)
    assert "while tiles finish" in results.empty_text.text()
    results.set_running(False)
    assert text in results.empty_text.text()
    # The next run begins anew.
    results.set_running(True)
    results.set_running(False)
    assert "Nothing was found" in results.empty_text.text()


def test_areas_are_worded_once_they_are_shown(results) -> None:
    asked = []

    def area_text(area_m2: float) -> str:
        asked.append(area_m2)
        return f"{area_m2:g} sq"

    rows = [ResultRow(number, 0.9, area_m2=float(MANY - number)) for number in range(MANY)]
    results.set_results(rows, area_text)
    results.tree.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    results.grab()
    QApplication.processEvents()
    assert 0 < len(set(asked)) < 100
    assert results.tree.shown.index(0, 2).data() == "1 sq"
    results.set_results(ROWS)
    assert column(results, 2) == ["90 m²", "412 m²", "1.2 ha"]


def test_delete_drops_and_space_keeps_again(filled, qtbot) -> None:
    told = heard(filled.object_kept)
    pick(filled, 0, 1)
    qtbot.keyClick(filled.tree, Qt.Key.Key_Delete)
    assert told == [(1, False), (2, False)]
    assert filled.count_label.text() == "Objects: 0 of 3"
    assert filled.tree.shown.index(0, 0).data(Qt.ItemDataRole.FontRole).strikeOut()
    pick(filled, 0)
    qtbot.keyClick(filled.tree, Qt.Key.Key_Space)
    assert told[2:] == [(1, True)]
    assert not isinstance(filled.tree.shown.index(0, 0).data(Qt.ItemDataRole.FontRole), QFont)


def test_the_check_mark_keeps_and_drops_by_mouse(filled, qtbot) -> None:
    told = heard(filled.object_kept)
    tree = filled.tree
    cell = tree.visualRect(tree.shown.index(2, 0))
    qtbot.mouseClick(
        tree.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(cell.left() + 10, cell.center().y())
    )
    assert told == [(3, True)]


def test_enter_and_double_click_zoom(filled, qtbot) -> None:
    told = heard(filled.object_zoomed)
    filled.tree.setFocus()
    filled.tree.setCurrentIndex(filled.tree.shown.index(1, 0))
    qtbot.keyClick(filled.tree, Qt.Key.Key_Return)
    cell = filled.tree.visualRect(filled.tree.shown.index(2, 1)).center()
    qtbot.mouseClick(filled.tree.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    qtbot.mouseDClick(filled.tree.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert told == [2, 3]


def test_buttons_do_what_the_selection_allows(filled, qtbot) -> None:
    told, zooms = heard(filled.object_kept), heard(filled.object_zoomed)
    states = []
    for rows in ((), (0,), (2,), (1, 2)):
        pick(filled, *rows)
        buttons = (filled.zoom_button, filled.keep_button, filled.drop_button)
        states.append([button.isEnabled() for button in buttons])
    assert states == [[False, False, False], [True, False, True], [True, True, False], [True, True, True]]
    qtbot.mouseClick(filled.keep_button, Qt.MouseButton.LeftButton)
    assert told == [(3, True)]
    qtbot.mouseClick(filled.zoom_button, Qt.MouseButton.LeftButton)
    assert zooms == [2]


def test_the_area_is_sorted_by_its_size_and_the_selection_stays(filled) -> None:
    pick(filled, 1)
    filled.tree.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    assert column(filled, 0) == ["3", "1", "2"]
    assert filled.tree.selected_ids() == [2]
    filled.tree.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert column(filled, 0) == ["1", "2", "3"]
    assert filled.tree.selected_ids() == [2]


def test_what_is_selected_stays_so_when_more_comes(filled) -> None:
    pick(filled, 1)
    filled.set_results([*ROWS, ResultRow(4, 0.7, "5 m²", True, 5)])
    assert filled.tree.selected_ids() == [2]
    filled.set_results(ROWS[:1])
    assert filled.tree.selected_ids() == []


def test_a_controller_may_set_rows_while_it_is_told(filled) -> None:
    filled.object_kept.connect(lambda name, is_kept: filled.set_results(ROWS[:1]))
    pick(filled, 0, 1)
    filled.tree.set_selected_kept(False)
    assert column(filled, 0) == ["1"]


def test_ten_thousand_rows_do_not_stall(results, qtbot) -> None:
    rows = [ResultRow(i, i / MANY, f"{i} m²", True, i) for i in range(1, MANY + 1)]
    times = []

    def timed(action) -> None:
        # Of this process alone: what else the machine does is not the list's fault.
        begin = time.process_time()
        action()
        QApplication.processEvents()
        times.append(time.process_time() - begin)

    results.set_results(rows)
    timed(lambda: results.set_results(rows))
    for place in range(30, 60, 5):
        timed(lambda place=place: results.score_row.slider.setValue(place))
    timed(lambda: results.tree.sortByColumn(2, Qt.SortOrder.DescendingOrder))
    timed(lambda: results.grab())
    timed(results.tree.selectAll)
    timed(lambda: results.tree.set_selected_kept(False))
    timed(lambda: results.set_results(rows))
    assert max(times) < 0.15, times
    assert results.tree.shown.rowCount() == MANY - 5_500 + 1


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ((132, 410, 260, 42.0, ""), "132 of 410 tiles, 260 skipped, 0:42 left"),
        ((0, 0, 0, None, "Loading the model"), "Loading the model"),
        ((5, 10, 0, None, "Outlining"), "Outlining, 5 of 10 tiles"),
        ((5, 10, 0, 3_725.2, ""), "5 of 10 tiles, 1:02:05 left"),
    ],
)
def test_progress_is_told_in_tiles_and_time(given, text) -> None:
    assert progress_text(*given) == text


def test_a_time_is_never_negative() -> None:
    assert duration(-3) == "0:00"
