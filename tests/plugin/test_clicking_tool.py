"""The tool that points at objects, moved by real mouse events and keys."""

from __future__ import annotations

import pytest
from georefer.plugin.clicking.tool import REST_MS, ClickTool
from georefer.tests.plugin.shown_dock import heard
from georefer.tests.plugin.test_imagery_drawing import canvas, corners, drag, mouse, pan  # noqa: F401 (fixtures)
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
HERE = QPoint(120, 90)


@pytest.fixture
def tool(canvas, pan):  # noqa: F811
    tool = ClickTool(canvas)
    tool.begin()
    yield tool
    tool.remove()


def press(canvas, pixel, button=LEFT) -> None:  # noqa: F811
    mouse(canvas, QEvent.Type.MouseButtonPress, pixel, button)
    mouse(canvas, QEvent.Type.MouseButtonRelease, pixel, button)


def center(canvas, pixel):  # noqa: F811
    point = canvas.getCoordinateTransform().toMapCoordinates(pixel)
    return point.x(), point.y()


@pytest.mark.parametrize(("button", "is_on"), [(LEFT, True), (RIGHT, False)])
def test_a_click_tells_where_and_which(tool, canvas, button, is_on) -> None:  # noqa: F811
    clicks, boxes = heard(tool.clicked), heard(tool.boxed)
    press(canvas, HERE, button)
    [(point, told)] = clicks
    assert (point.x(), point.y()) == pytest.approx(center(canvas, HERE))
    assert told is is_on
    assert boxes == []


def test_a_drag_is_a_box_and_no_click(tool, canvas) -> None:  # noqa: F811
    clicks, boxes = heard(tool.clicked), heard(tool.boxed)
    drag(canvas, QPoint(60, 200), QPoint(180, 80))
    [box] = boxes
    bounds = box.boundingBox()
    found = (bounds.xMinimum(), bounds.yMinimum(), bounds.xMaximum(), bounds.yMaximum())
    # QRect ends one pixel before its corner.
    assert found == pytest.approx(corners(canvas, QPoint(60, 200), QPoint(180, 80)), abs=1.5)
    assert clicks == []


def test_a_trembling_click_is_a_click(tool, canvas) -> None:  # noqa: F811
    clicks, boxes = heard(tool.clicked), heard(tool.boxed)
    drag(canvas, HERE, HERE + QPoint(2, 1))
    assert len(clicks) == 1
    assert boxes == []


def test_on_a_turned_map_the_box_is_turned(tool, canvas) -> None:  # noqa: F811
    canvas.setRotation(30)
    boxes = heard(tool.boxed)
    drag(canvas, QPoint(100, 100), QPoint(200, 160))
    [box] = boxes
    assert box.boundingBox().area() > 1.3 * box.area()


def test_another_button_takes_a_begun_box_back(tool, canvas) -> None:  # noqa: F811
    clicks, boxes = heard(tool.clicked), heard(tool.boxed)
    mouse(canvas, QEvent.Type.MouseButtonPress, QPoint(60, 60))
    mouse(canvas, QEvent.Type.MouseMove, QPoint(160, 160))
    mouse(canvas, QEvent.Type.MouseButtonPress, QPoint(160, 160), RIGHT)
    mouse(canvas, QEvent.Type.MouseButtonRelease, QPoint(160, 160))
    assert boxes == []
    assert clicks == []


def test_the_middle_button_pans_and_is_no_click(tool, canvas) -> None:  # noqa: F811
    clicks, before = heard(tool.clicked), canvas.extent().center()
    mouse(canvas, QEvent.Type.MouseMove, QPoint(200, 200), Qt.MouseButton.NoButton)
    drag_with(canvas, MIDDLE, QPoint(200, 200), QPoint(120, 200))
    assert canvas.extent().center().x() > before.x()
    assert clicks == []
    assert canvas.mapTool() is tool


def test_the_wheel_zooms(tool, canvas) -> None:  # noqa: F811
    before = canvas.extent().width()
    place = QPointF(200, 200)
    wheel = QWheelEvent(
        place,
        QPointF(canvas.viewport().mapToGlobal(place.toPoint())),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), wheel)
    assert canvas.extent().width() != before


@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp])
def test_arrow_keys_move_the_map(tool, canvas, key) -> None:  # noqa: F811
    before = canvas.extent()
    QTest.keyClick(canvas, key)
    assert canvas.extent() != before


def test_the_space_bar_pans(tool, canvas, qtbot) -> None:  # noqa: F811
    clicks, before = heard(tool.clicked), canvas.extent().center()
    mouse(canvas, QEvent.Type.MouseMove, QPoint(200, 200), Qt.MouseButton.NoButton)
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    for x in (190, 150, 120):
        mouse(canvas, QEvent.Type.MouseMove, QPoint(x, 200), Qt.MouseButton.NoButton)
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.extent().center().x() != before.x()
    assert clicks == []
    assert canvas.mapTool() is tool


@pytest.mark.parametrize(
    ("key", "modifier", "signal"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "accepted"),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, "accepted"),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "cleared"),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "undone"),
        (Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier, "undone"),
    ],
)
def test_keys_tell_what_becomes_of_the_object(tool, canvas, key, modifier, signal) -> None:  # noqa: F811
    told = {name: [] for name in ("accepted", "cleared", "undone")}
    for name, list_ in told.items():
        getattr(tool, name).connect(lambda list_=list_: list_.append(1))
    QTest.keyClick(canvas, key, modifier)
    assert {name for name, list_ in told.items() if list_} == {signal}


def test_undo_is_claimed_only_while_the_tool_has_the_map(tool, canvas) -> None:  # noqa: F811
    assert is_claimed(canvas)
    tool.end()
    assert not is_claimed(canvas)


def test_esc_in_mid_box_forgets_the_box_alone(tool, canvas) -> None:  # noqa: F811
    cleared, boxes = [], heard(tool.boxed)
    tool.cleared.connect(lambda: cleared.append(1))
    mouse(canvas, QEvent.Type.MouseButtonPress, QPoint(60, 60))
    mouse(canvas, QEvent.Type.MouseMove, QPoint(160, 160))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    mouse(canvas, QEvent.Type.MouseButtonRelease, QPoint(160, 160))
    assert (cleared, boxes) == ([], [])


def test_a_cursor_that_rests_is_told_once(tool, canvas, qtbot) -> None:  # noqa: F811
    rests = heard(tool.rested)
    for x in (100, 110, 120):
        mouse(canvas, QEvent.Type.MouseMove, QPoint(x, 90), Qt.MouseButton.NoButton)
    assert rests == []
    qtbot.waitUntil(lambda: len(rests) == 1, timeout=20 * REST_MS)
    assert (rests[0].x(), rests[0].y()) == pytest.approx(center(canvas, HERE))


def test_the_map_goes_back_to_its_former_tool(tool, canvas, pan) -> None:  # noqa: F811
    tool.end()
    assert canvas.mapTool() is pan


def is_claimed(canvas) -> bool:  # noqa: F811
    keys = (QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    event = QKeyEvent(*keys)
    assert event.matches(QKeySequence.StandardKey.Undo)
    event.ignore()
    QApplication.sendEvent(canvas, event)
    return event.isAccepted()


def drag_with(canvas, button, start, end) -> None:  # noqa: F811
    kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease)
    for kind, pixel in zip(kinds, (start, end, end), strict=True):
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
        cause = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
        there = QPointF(canvas.viewport().mapToGlobal(pixel))
        event = QMouseEvent(kind, QPointF(pixel), there, cause, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas.viewport(), event)
