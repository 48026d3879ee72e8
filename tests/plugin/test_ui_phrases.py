"""Several phrases in the dock: the list beside the line, and the column that tells their objects apart."""

from __future__ import annotations

import pytest
from georefer.tests.plugin.shown_dock import heard
from georefer.ui.phrase_page import PhrasePage
from georefer.ui.values import ResultRow
from qgis.PyQt.QtCore import Qt


@pytest.fixture
def page(qgis_app, qtbot):
    page = PhrasePage()
    qtbot.addWidget(page)
    page.resize(300, 900)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    page.focus_phrase()
    page.set_can_run(True)
    return page


def texts(page) -> list[str]:
    return [pill.text() for pill in page.further.pills()]


def test_a_further_phrase_is_asked_for_by_the_button_and_by_shift_and_enter(page, qtbot) -> None:
    asked, runs = heard(page.further_requested), heard(page.run_requested)
    assert not page.input.add_button.isEnabled()
    qtbot.keyClicks(page.input.line, "red building")
    assert page.input.add_button.isEnabled()
    qtbot.mouseClick(page.input.add_button, Qt.MouseButton.LeftButton)
    assert len(asked) == 1
    qtbot.keyClick(page.input.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert (len(asked), len(runs)) == (2, 0)
    qtbot.keyClick(page.input.line, Qt.Key.Key_Return)
    assert len(runs) == 1


def test_pills_are_edited_and_removed_by_mouse_and_by_keys(page, qtbot) -> None:
    changes, edits = heard(page.further.changed), heard(page.further.edit_requested)
    assert not page.further.isVisible()
    for phrase in ("red building", "tank", "red building", "car"):
        page.further.add(phrase)
    assert texts(page) == ["red building", "tank", "car"]
    assert len(changes) == 3
    assert page.further.isVisible()
    pill = page.further.pills()[1]
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton, pos=pill.rect().center())
    assert edits == ["tank"]
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton, pos=pill.mark_rectangle().center())
    assert texts(page) == ["red building", "car"]
    qtbot.keyClick(page.further.pills()[0], Qt.Key.Key_Delete)
    assert page.further.phrases() == ("car",)
    qtbot.keyClick(page.further.pills()[0], Qt.Key.Key_Delete)
    assert not page.further.isVisible()


def test_tab_leads_from_the_button_through_the_pills(page, qtbot) -> None:
    page.set_phrase("car")
    for phrase in ("red building", "tank"):
        page.further.add(phrase)
    page.input.add_button.setFocus()
    for pill in page.further.pills():
        page.focusWidget().focusNextChild()
        assert page.focusWidget() is pill


def test_the_list_names_phrases_only_where_there_are_several(page) -> None:
    tree = page.output.results.tree
    page.set_results([ResultRow(1, 0.9), ResultRow(2, 0.8)])
    assert tree.isColumnHidden(3)
    page.set_results([ResultRow(1, 0.9, phrase="tank"), ResultRow(2, 0.8, phrase="car")])
    assert not tree.isColumnHidden(3)
    tree.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    assert [row.phrase for row in tree.table.rows] == ["car", "tank"]
    assert tree.table.index(0, 3).data() == "car"
