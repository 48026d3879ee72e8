"""How the page of clicks looks and is worked by keys: widths, languages, order, what is open when."""

from __future__ import annotations

import itertools

import pytest
from georefer.tests.plugin.shown_dock import heard
from georefer.tests.plugin.test_ui_look import (  # noqa: F401 (fixtures)
    MENU_LETTERS,
    clipped,
    make_dock,
    translated,
    usual_font,
)
from georefer.ui.click_values import FrameRow, ObjectRow
from georefer.ui.values import EngineState, Notice
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QAbstractButton, QComboBox, QLabel, QListWidget, QTabBar, QToolButton, QWidget

FRAMES = [FrameRow(f"ortho_2024-05-{day:02d}", f"2024-05-{day:02d}") for day in range(1, 13)]
OBJECTS = [
    ObjectRow(1, (1,), "seen in 12 frames"),
    ObjectRow(2, (1, 4), "lost in frame 7; click it there again"),
]


@pytest.fixture
def dock(make_dock):  # noqa: F811
    dock = make_dock(320, 900)
    dock.show_clicking(True)
    return dock


@pytest.fixture
def page(dock):
    return dock.click_page


def fill(page) -> None:
    """Shows everything that can be shown at once."""
    page.show_engine(EngineState("failed"))
    page.show_notice(Notice("The click lies on nodata; click on the picture", "warning", "Go on", "go-on"))
    page.pending.show_state("Score 0.93, 12.4 m²", can_keep=True, can_undo=True, can_clear=True)
    page.frames.set_frames(FRAMES)
    page.frames.choose(3)
    page.show_frames(True)
    page.tracks.set_objects(OBJECTS)
    page.tracks.choose(2)
    page.tracks.set_running(True)
    page.tracks.show_progress(3, 12, "Following objects")
    page.tracks.summary.show_summary("2 object(s) in 12 frames; outlines: seen 20, hidden 2")
    page.tracks.set_has_tracks(True)


@pytest.mark.parametrize("width_px", [280, 360, 700])
@pytest.mark.parametrize("language", ["english", "long", "chinese"])
def test_no_text_is_clipped(make_dock, usual_font, translated, qtbot, width_px, language) -> None:  # noqa: F811
    if language != "english":
        translated(language == "chinese")
    dock = make_dock(width_px, 1200)
    dock.show_clicking(True)
    fill(dock.click_page)
    qtbot.wait(50)
    assert dock.click_page.width() <= width_px
    assert not dock._click_scroll.horizontalScrollBar().isVisible()
    assert clipped(dock.click_page) == []


def test_what_belongs_to_frames_is_shown_with_frames_alone(page) -> None:
    assert not page.tracks.isVisible()
    assert page.target_box.isEnabled()
    assert not page.frames.list.isVisible()
    page.frames.set_frames(FRAMES)
    page.show_frames(True)
    assert page.tracks.isVisible()
    assert page.frames.list.isVisible()
    assert not page.target_box.isEnabled()


def test_a_run_locks_what_it_has_taken_and_escape_stops_it(page, qtbot) -> None:
    page.show_frames(True)
    page.tracks.set_objects(OBJECTS)
    ways, stops = heard(page.tracks.track_requested), []
    page.tracks.stop_requested.connect(lambda: stops.append(1))
    for name in ("forward", "backward", "both"):
        page.tracks.button(name).click()
    assert ways == ["forward", "backward", "both"]
    page.tracks.set_running(True)
    names = ("forward", "backward", "both", "movers", "drop")
    assert not any(page.tracks.button(name).isEnabled() for name in names)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert stops == [1]
    page.tracks.set_running(False)
    assert page.tracks.button("both").isEnabled()


def test_the_chosen_object_stays_when_the_list_changes(page) -> None:
    page.show_frames(True)
    page.tracks.set_objects(OBJECTS)
    page.tracks.choose(2)
    page.tracks.set_objects(list(reversed(OBJECTS)))
    assert page.tracks.chosen() == 2
    page.tracks.set_objects(OBJECTS[:1])
    assert page.tracks.chosen() == 0
    assert not page.tracks.remove_button.isEnabled()


def test_progress_counts_frames(page) -> None:
    page.show_frames(True)
    page.tracks.set_running(True)
    page.tracks.show_progress(3, 12, "Following objects")
    assert page.tracks.progress.text.text() == "Following objects, 3 of 12 frames"
    assert (page.tracks.progress.bar.value(), page.tracks.progress.bar.maximum()) == (3, 12)
    page.tracks.show_progress(0, 0, "Opening frames")
    assert page.tracks.progress.bar.maximum() == 0


def test_a_rate_is_asked_for_only_where_frames_carry_no_time(page) -> None:
    page.show_frames(True)
    page.tracks.fps.setValue(2)
    assert page.tracks.frames_per_second() == 2
    page.tracks.set_has_times(True)
    assert page.tracks.frames_per_second() is None
    assert not page.tracks.fps.isEnabled()


def test_everything_that_takes_the_keyboard_has_a_name(page) -> None:
    fill(page)
    kinds = (QToolButton, QComboBox, QListWidget, QTabBar)
    unnamed = [
        type(widget).__name__
        for widget in page.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (getattr(widget, "text", str)() or widget.accessibleName())
    ]
    assert unnamed == []


def test_tab_goes_from_top_to_bottom(page, qtbot) -> None:
    fill(page)
    page.tracks.set_running(False)
    qtbot.wait(50)
    page.layer_box.setFocus()
    passed = [page.layer_box]
    while len(passed) < 60:
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        if page.focusWidget() in passed or page.focusWidget() is None:
            break
        passed.append(page.focusWidget())
    wanted = [page.pending.keep_button, page.frames.add_button, page.tracks.list]
    wanted += [page.tracks.fps, page.tracks.button("both"), page.tracks.button("play")]
    assert [widget for widget in passed if widget in wanted] == wanted
    inside = [widget for widget in passed if page.isAncestorOf(widget)]
    middles = [widget.mapTo(page, widget.rect().center()).y() for widget in inside]
    assert all(after > before - 10 for before, after in itertools.pairwise(middles))


def test_alt_letters_are_unique_and_not_those_of_the_menus(page) -> None:
    fill(page)
    texts = [label.text() for label in page.findChildren(QLabel) if label.buddy()]
    texts += [button.text() for button in page.findChildren(QAbstractButton)]
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text.replace("&&", "")]
    assert len(letters) >= 6
    assert len(set(letters)) == len(letters)
    assert not set(letters) & MENU_LETTERS
