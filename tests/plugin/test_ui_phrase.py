"""The phrase in the dock: typing, completion, history, and the reading as chips."""

from __future__ import annotations

import pytest
from georefer.ui.completion import completed, completion_at
from georefer.ui.phrase_page import PhrasePage
from georefer.ui.values import Chip, Reading
from qgis.PyQt.QtCore import QPoint, Qt

WORDS = ["building", "bridge", "bright", "tank", "建筑物", "建筑工地", "储罐"]
LAYERS = ["Roads", "Old roads", "Rivers (2024)"]
READING = Reading(
    (
        Chip("target", "red building", "red building", 0, 12),
        Chip("where", "top-left", "top left part", 13, 21),
    ),
    "one",
    True,
)


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


def heard(signal) -> list:
    told = []
    signal.connect(lambda *values: told.append(values[0] if len(values) == 1 else values))
    return told


def chips_of(page) -> list:
    return page.input.reading.chips()


def names_of(page) -> list[str]:
    return [chip.text() for chip in chips_of(page)]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("the br", ("bridge", "bright")),
        ("b", None),
        ("tank", None),
        ("左边的建筑", ("建筑物", "建筑工地")),
        ("储", ("储罐",)),
        ("near [", ("[Roads]", "[Old roads]", "[Rivers (2024)]")),
        ("near [ro", ("[Roads]", "[Old roads]")),
        ("near [Roads] of", None),
        ("near [xyz", None),
    ],
)
def test_what_was_begun_can_be_completed(text, texts) -> None:
    found = completion_at(text, len(text), WORDS, LAYERS)
    assert (found and found.texts) == texts


def test_only_what_was_begun_is_replaced() -> None:
    text = "tanks near [ro] in the north"
    found = completion_at(text, 14, WORDS, LAYERS)
    assert completed(text, found, "[Roads]") == ("tanks near [Roads] in the north", 18)
    assert completion_at("bridges", 3, WORDS, LAYERS) is None


def test_typing_is_told_once_it_pauses(page, qtbot) -> None:
    told = heard(page.phrase_edited)
    qtbot.keyClicks(page.input.line, "red roof ")
    assert told == []
    qtbot.waitUntil(lambda: told == ["red roof"], timeout=2_000)
    assert page.phrase() == "red roof"


def test_enter_runs_what_was_typed(page, qtbot) -> None:
    told, runs = heard(page.phrase_edited), heard(page.run_requested)
    qtbot.keyClicks(page.input.line, "tank")
    qtbot.keyClick(page.input.line, Qt.Key.Key_Return)
    assert told == ["tank"]
    assert len(runs) == 1
    qtbot.wait(300)
    assert told == ["tank"]


def test_where_no_run_is_possible_enter_does_nothing_and_the_reason_stands_there(page, qtbot) -> None:
    runs = heard(page.run_requested)
    page.set_can_run(False, "Choose a layer")
    qtbot.keyClick(page.input.line, Qt.Key.Key_Return)
    assert runs == []
    assert page.input.obstacle.isVisible()
    assert page.input.obstacle.text() == "Choose a layer"
    page.set_can_run(True, "")
    assert not page.input.obstacle.isVisible()


def test_a_word_is_completed_by_keys(page, qtbot) -> None:
    page.set_words(WORDS)
    line = page.input.line
    qtbot.keyClicks(line, "red br")
    assert line.offered() == ["bridge", "bright"]
    popup = line.completer_popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert line.text() == "red bridge"
    assert line.offered() == []


def test_tab_takes_the_first_layer(page, qtbot) -> None:
    page.set_layer_names(LAYERS)
    line, runs = page.input.line, heard(page.run_requested)
    qtbot.keyClicks(line, "near [old")
    qtbot.keyClick(line.completer_popup(), Qt.Key.Key_Tab)
    assert line.text() == "near [Old roads]"
    assert runs == []


def test_an_open_list_of_words_does_not_swallow_enter(page, qtbot) -> None:
    page.set_words(WORDS)
    runs = heard(page.run_requested)
    qtbot.keyClicks(page.input.line, "br")
    qtbot.keyClick(page.input.line.completer_popup(), Qt.Key.Key_Return)
    assert len(runs) == 1
    assert page.phrase() == "br"


def test_escape_closes_the_list_of_words_and_stops_nothing(page, qtbot) -> None:
    page.set_words(WORDS)
    page.set_running(True)
    stops = heard(page.stop_requested)
    qtbot.keyClicks(page.input.line, "br")
    qtbot.keyClick(page.input.line.completer_popup(), Qt.Key.Key_Escape)
    assert page.input.line.offered() == []
    assert stops == []


def test_earlier_phrases_come_back_by_arrows(page, qtbot) -> None:
    page.set_history(["third", "second"])
    qtbot.keyClicks(page.input.line, "new")
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(page.input.line, key)
        seen.append(page.phrase())
    assert seen == ["third", "second", "second", "third", "new"]


def test_an_empty_line_shows_examples_to_take(page, qtbot) -> None:
    told = heard(page.phrase_edited)
    first = chips_of(page)[0]
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: told == [page.phrase()], timeout=2_000)
    assert page.phrase() == "red building top-left"
    page.set_phrase("")
    assert len(chips_of(page)) == 3


def test_the_reading_is_shown_as_chips(page) -> None:
    page.set_phrase("red building top-left")
    page.show_reading(READING)
    assert names_of(page) == ["red building", "top left part", "one"]
    assert all("find:" not in name for name in names_of(page))
    assert chips_of(page)[0].accessibleName() == "find: red building"


def test_a_click_on_a_chip_selects_its_words(page, qtbot) -> None:
    page.set_phrase("𠀀 red building top-left")
    shifted = Chip("where", "top-left", "top left part", 15, 23)
    page.show_reading(Reading((shifted,)))
    qtbot.mouseClick(chips_of(page)[0], Qt.MouseButton.LeftButton, pos=QPoint(15, 10))
    assert page.input.line.selectedText() == "top-left"
    assert page.input.line.hasFocus()


def test_the_cross_switches_a_part_off_and_a_click_on_again(page, qtbot) -> None:
    told = heard(page.part_switched)
    page.set_phrase("red building top-left")
    page.show_reading(READING)
    place = chips_of(page)[1]
    qtbot.mouseClick(place, Qt.MouseButton.LeftButton, pos=place.mark_rectangle().center())
    assert told == [(1, False)]
    off = Chip("where", "top-left", "top left part", 13, 21, is_on=False)
    page.show_reading(Reading((READING.chips[0], off), "all", True))
    struck = chips_of(page)[1]
    assert struck.is_struck
    qtbot.mouseClick(struck, Qt.MouseButton.LeftButton, pos=QPoint(15, 10))
    assert told == [(1, False), (1, True)]
    assert page.input.line.selectedText() == ""


def test_chips_are_worked_by_keys(page, qtbot) -> None:
    switched, flipped = heard(page.part_switched), heard(page.count_flipped)
    page.set_phrase("red building top-left")
    page.show_reading(READING)
    target, place, count = chips_of(page)
    target.setFocus()
    qtbot.keyClick(target, Qt.Key.Key_Delete)
    assert switched == [], "the target cannot be switched off"
    qtbot.keyClick(target, Qt.Key.Key_Right)
    assert place.hasFocus()
    qtbot.keyClick(place, Qt.Key.Key_Delete)
    assert switched == [(1, False)]
    qtbot.keyClick(count, Qt.Key.Key_Space)
    qtbot.keyClick(count, Qt.Key.Key_Return)
    assert len(flipped) == 2
    qtbot.keyClick(target, Qt.Key.Key_Return)
    assert page.input.line.selectedText() == "red building"


def test_the_keyboard_stays_where_it_was_when_a_part_is_switched(page, qtbot) -> None:
    page.set_phrase("red building top-left")
    page.show_reading(READING)
    chips_of(page)[1].setFocus()
    page.show_reading(READING)
    assert chips_of(page)[1].hasFocus()


def test_a_count_that_no_click_can_change_is_not_said_twice(page) -> None:
    page.set_phrase("two tanks")
    two = Chip("count", "two", "2", 0, 3)
    tanks = Chip("target", "tanks", "tank", 4, 9)
    page.show_reading(Reading((two, tanks), "2", False))
    assert names_of(page) == ["2", "tank"]


def test_warnings_are_shown_and_taken_away(page) -> None:
    page.set_phrase("flurb")
    page.show_reading(Reading((Chip("target", "flurb", "flurb", 0, 5),), "all", True, ("flurb is unknown",)))
    assert page.input.reading.warning_text() == "flurb is unknown"
    page.show_reading(None)
    assert page.input.reading.warning_text() == ""
    assert chips_of(page) == []


def test_a_reading_of_an_earlier_phrase_cannot_be_clicked(page, qtbot) -> None:
    page.set_phrase("red building top-left")
    page.show_reading(READING)
    qtbot.keyClicks(page.input.line, "x")
    assert not chips_of(page)[0].isEnabled()
    page.show_reading(READING)
    assert chips_of(page)[0].isEnabled()
