"""The tool that draws a rectangle, moved by real mouse events."""

from __future__ import annotations

import numpy as np
import pytest
from georefer.plugin.imagery.drawing import RectangleTool
from georefer.tests.plugin.drawn_rasters import UTM
from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
from qgis.gui import QgsMapCanvas, QgsMapToolPan
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def canvas(qgis_app, qtbot):
    canvas = QgsMapCanvas()
    canvas.resize(400, 400)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(UTM))
    canvas.setExtent(QgsRectangle(500_000, 4_000_000, 500_400, 4_000_400))
    canvas.show()
    qtbot.waitExposed(canvas)
    yield canvas
    canvas.deleteLater()


@pytest.fixture
def pan(canvas):
    pan = QgsMapToolPan(canvas)
    canvas.setMapTool(pan)
    return pan


@pytest.fixture
def tool(canvas, pan):
    return RectangleTool(canvas)


def mouse(canvas, kind, pixel, button=LEFT) -> None:
    """Sends what a mouse sends; that of QTest moves the pointer of the desktop, where there may be none."""
    moves = kind == QEvent.Type.MouseMove
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    cause = Qt.MouseButton.NoButton if moves else button
    there = QPointF(pixel)
    everywhere = QPointF(canvas.viewport().mapToGlobal(pixel))
    QApplication.sendEvent(canvas.viewport(), QMouseEvent(kind, there, everywhere, cause, held, PLAIN))


def drag(canvas, start, end) -> None:
    mouse(canvas, QEvent.Type.MouseButtonPress, start)
    mouse(canvas, QEvent.Type.MouseMove, (start + end) / 2)
    mouse(canvas, QEvent.Type.MouseMove, end)
    mouse(canvas, QEvent.Type.MouseButtonRelease, end)


def corners(canvas, *pixels) -> tuple[float, ...]:
    points = [canvas.getCoordinateTransform().toMapCoordinates(pixel) for pixel in pixels]
    xs, ys = [p.x() for p in points], [p.y() for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def bounds(rectangle) -> tuple[float, ...]:
    return rectangle.xMinimum(), rectangle.yMinimum(), rectangle.xMaximum(), rectangle.yMaximum()


def test_a_drag_draws_and_gives_the_map_back(canvas, pan, tool) -> None:
    found, ends = [], []
    tool.drawn.connect(lambda rectangle, crs: found.append((rectangle, crs)))
    tool.ended.connect(lambda: ends.append(1))
    tool.begin()
    assert canvas.mapTool() is tool
    start, end = QPoint(300, 80), QPoint(120, 260)
    drag(canvas, start, end)

    ((rectangle, crs),) = found
    np.testing.assert_allclose(bounds(rectangle), corners(canvas, start, end))
    assert crs.authid() == UTM
    assert canvas.mapTool() is pan
    assert ends == [1]
    assert not tool._band.asGeometry().area()


def test_two_clicks_draw_too(canvas, tool) -> None:
    found = []
    tool.drawn.connect(lambda rectangle, crs: found.append(rectangle))
    tool.begin()
    first, second = QPoint(100, 100), QPoint(200, 180)
    for pixel in (first, second):
        QTest.mouseClick(canvas.viewport(), LEFT, PLAIN, pixel)

    np.testing.assert_allclose(bounds(found[0]), corners(canvas, first, second))


def test_the_rectangle_is_shown_while_it_grows(canvas, tool) -> None:
    tool.begin()
    mouse(canvas, QEvent.Type.MouseButtonPress, QPoint(50, 50))
    mouse(canvas, QEvent.Type.MouseMove, QPoint(150, 150))

    shown = tool._band.asGeometry().boundingBox()
    np.testing.assert_allclose(bounds(shown), corners(canvas, QPoint(50, 50), QPoint(150, 150)))


@pytest.mark.parametrize("has_begun", [False, True])
def test_esc_gives_up(canvas, pan, tool, has_begun) -> None:
    found = []
    tool.drawn.connect(lambda *words: found.append(words))
    tool.begin()
    if has_begun:
        QTest.mouseClick(canvas.viewport(), LEFT, PLAIN, QPoint(50, 50))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)

    assert canvas.mapTool() is pan
    assert found == []
    # The next rectangle begins anew.
    tool.begin()
    drag(canvas, QPoint(10, 10), QPoint(60, 60))
    assert len(found) == 1


def test_the_right_button_gives_up(canvas, pan, tool) -> None:
    tool.begin()
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, PLAIN, QPoint(50, 50))

    assert canvas.mapTool() is pan


def test_another_tool_puts_it_away(canvas, tool) -> None:
    other, ends = QgsMapToolPan(canvas), []
    tool.ended.connect(lambda: ends.append(1))
    tool.begin()
    canvas.setMapTool(other)

    assert ends == [1]
    tool.end()
    assert canvas.mapTool() is other


def test_without_a_former_tool_the_map_has_none(canvas) -> None:
    tool = RectangleTool(canvas)
    canvas.unsetMapTool(canvas.mapTool())
    tool.begin()
    tool.end()

    assert canvas.mapTool() is not tool


def test_beginning_twice_keeps_the_former_tool(canvas, pan, tool) -> None:
    tool.begin()
    tool.begin()
    tool.end()

    assert canvas.mapTool() is pan


@pytest.mark.parametrize("is_drawing", [False, True])
def test_a_tool_that_is_removed_leaves_nothing_on_the_map(canvas, pan, qtbot, is_drawing) -> None:
    before = len(canvas.scene().items())
    tool = RectangleTool(canvas)
    assert len(canvas.scene().items()) == before + 1
    if is_drawing:
        tool.begin()
        mouse(canvas, QEvent.Type.MouseButtonPress, QPoint(50, 50))
        mouse(canvas, QEvent.Type.MouseMove, QPoint(150, 150))
    tool.remove()

    assert len(canvas.scene().items()) == before
    assert canvas.mapTool() is pan
    qtbot.waitUntil(lambda: sip.isdeleted(tool))


def test_a_turned_map_gives_the_rectangle_that_is_shown(canvas, tool) -> None:
    canvas.setRotation(20)
    found = []
    tool.drawn.connect(lambda rectangle, crs: found.append(rectangle))
    tool.begin()
    start, end = QPoint(120, 120), QPoint(260, 280)
    drag(canvas, start, end)

    np.testing.assert_allclose(bounds(found[0]), corners(canvas, start, end))
