"""A person clicks a car, keeps it, takes it back; then has two cars followed and plays what was found."""

import time
from pathlib import Path

import person
import pytest
from georefer.tests.plugin.moving_frames import CAR_PX, COUNT, GSD_M, car_center, draw_frames
from qgis.core import QgsGeometry, QgsPointXY, QgsProject, QgsRasterLayer, QgsRectangle
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
PLAIN, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def desk():
    """Opens the dock at its second page."""
    desk = person.open_dock()
    person.wait_for_engine(desk)
    QTest.mouseClick(desk.dock.tabs.tabBar(), LEFT, PLAIN, desk.dock.tabs.tabBar().tabRect(1).center())
    assert desk.dock.is_clicking_shown()
    return desk


def pixel_of(point):
    return iface.mapCanvas().getCoordinateTransform().transform(QgsPointXY(*point)).toQPointF().toPoint()


def click_map(point, button=LEFT):
    canvas = iface.mapCanvas()
    canvas.waitWhileRendering()
    QTest.mouseClick(canvas.viewport(), button, PLAIN, pixel_of(point))


def press(key, modifier=PLAIN):
    QTest.keyClick(iface.mapCanvas(), key, modifier)


def send(kind, pixel, cause, held):
    """Sends a mouse event at once; those of QTest that move the pointer come when the display likes."""
    viewport = iface.mapCanvas().viewport()
    event = QMouseEvent(kind, QPointF(pixel), QPointF(viewport.mapToGlobal(pixel)), cause, held, PLAIN)
    QApplication.sendEvent(viewport, event)


def wait_for_outline(desk):
    person.wait_until(lambda: desk.clicks.click.pending.answer is not None, "the outline")


def car_shape(number, car=0):
    x, y = car_center(number, car)
    half = (CAR_PX[0] * GSD_M / 2, CAR_PX[1] * GSD_M / 2)
    return QgsGeometry.fromRect(QgsRectangle(x - half[0], y - half[1], x + half[0], y + half[1]))


def overlap(one, other):
    return one.intersection(other).area() / one.combine(other).area()


def frame_layers():
    root = Path(person.told("GEOREFER_SCENE")).parent / "frames"
    paths = draw_frames(root)
    QgsProject.instance().clear()
    layers = [person.open_raster(path, path.stem) for path in paths]
    iface.mapCanvas().setExtent(layers[0].extent())
    iface.mapCanvas().refresh()
    return layers


def test_a_click_becomes_an_object_and_is_taken_back(desk):
    layers = frame_layers()
    iface.setActiveLayer(layers[-1])
    page, number = desk.clicks.page, COUNT - 1
    assert page.layer() is layers[-1]
    person.click(page.click_button)
    assert iface.mapCanvas().mapTool() is desk.clicks.click.tool

    started = time.perf_counter()
    click_map(car_center(number))
    wait_for_outline(desk)
    person.note("first_click_s", time.perf_counter() - started)
    shown = desk.clicks.click.preview.outline
    assert overlap(shown, car_shape(number)) > 0.6
    person.take_shot("dock-click")

    press(Qt.Key.Key_Return)
    person.wait_until(lambda: desk.clicks.layer.last is not None, "the layer")
    layer = desk.clicks.layer.last
    person.wait_until(lambda: layer.featureCount() == 1, "the object")
    assert layer.isEditable()
    [found] = layer.getFeatures()
    assert overlap(found.geometry(), car_shape(number)) > 0.6
    # The layer is active and has something to undo: QGIS would take Ctrl+Z, were it not for the tool.
    iface.setActiveLayer(layer)
    iface.mapCanvas().setFocus()
    click_map(car_center(number, 1))
    wait_for_outline(desk)
    press(Qt.Key.Key_Z, CONTROL)
    assert desk.clicks.click.pending.is_empty
    assert layer.featureCount() == 1
    press(Qt.Key.Key_Z, CONTROL)
    assert layer.featureCount() == 0
    layer.rollBack()


def test_the_tool_leaves_panning_to_the_map(desk):
    canvas = iface.mapCanvas()
    before = canvas.extent().center()
    canvas.setFocus()
    press(Qt.Key.Key_Left)
    canvas.waitWhileRendering()
    assert canvas.extent().center() != before
    before = canvas.extent().center()
    none, middle = Qt.MouseButton.NoButton, Qt.MouseButton.MiddleButton
    send(QEvent.Type.MouseMove, QPoint(300, 300), none, none)
    send(QEvent.Type.MouseButtonPress, QPoint(300, 300), middle, middle)
    send(QEvent.Type.MouseMove, QPoint(360, 300), none, middle)
    send(QEvent.Type.MouseButtonRelease, QPoint(360, 300), middle, none)
    assert canvas.extent().center() != before
    assert desk.clicks.click.pending.is_empty
    assert canvas.mapTool() is desk.clicks.click.tool


def click_both_cars(desk):
    """Makes frames of all layers, and keeps both cars in the first one."""
    page = desk.clicks.page
    page.frames.layers_action.trigger()
    assert page.frames.list.count() == COUNT
    page.click_button.setChecked(True)
    for car in (0, 1):
        page.frames.list.setCurrentRow(0)
        click_map(car_center(0, car))
        wait_for_outline(desk)
        press(Qt.Key.Key_Return)
    assert desk.clicks.objects.numbers == (1, 2)


def test_two_cars_are_followed_and_played(desk):
    layers = frame_layers()
    page = desk.clicks.page
    click_both_cars(desk)
    groups = []
    desk.clicks.track.tracked.connect(groups.append)
    person.click(page.tracks.button("both"))
    person.wait_until(lambda: groups, "the tracks")
    tracks, objects = [node.layer() for node in groups[0].findLayers()]
    assert sorted(row["track_id"] for row in tracks.getFeatures()) == [1, 2]
    for row in objects.getFeatures():
        assert overlap(row.geometry(), car_shape(row["frame"], row["track_id"] - 1)) > 0.4
    assert objects.featureCount() == 2 * COUNT

    canvas, controller = iface.mapCanvas(), iface.mapCanvas().temporalController()
    seen = {}

    def look(span):
        shown = [n for n, one in enumerate(layers) if one.temporalProperties().isVisibleInTemporalRange(span)]
        seen[controller.currentFrameNumber()] = shown

    controller.updateTemporalRange.connect(look)
    person.click(page.tracks.button("play"))
    person.wait_until(lambda: len(seen) >= COUNT, "the frames to be played")
    controller.updateTemporalRange.disconnect(look)
    controller.pause()
    assert {number: seen[number] for number in range(COUNT)} == {number: [number] for number in range(COUNT)}
    controller.setCurrentFrameNumber(COUNT // 2)
    canvas.waitWhileRendering()
    span = controller.dateTimeRangeForFrameNumber(COUNT // 2)
    assert canvas.mapSettings().temporalRange().begin() == span.begin()
    assert QgsProject.instance().timeSettings().temporalRange() == controller.temporalExtents()
    for layer in layers:
        assert isinstance(layer, QgsRasterLayer)


def test_what_moves_is_found_without_a_click(desk):
    frame_layers()
    page = desk.clicks.page
    page.frames.layers_action.trigger()
    groups = []
    desk.clicks.track.tracked.connect(groups.append)
    person.click(page.tracks.button("movers"))
    person.wait_until(lambda: groups, "the tracks")
    tracks, objects = [node.layer() for node in groups[0].findLayers()]
    assert tracks.featureCount() == 2
    assert objects.featureCount() >= 2 * (COUNT - 1)
    person.click(page.tracks.button("play"))
    controller = iface.mapCanvas().temporalController()
    controller.pause()
    controller.setCurrentFrameNumber(COUNT // 2)
    person.take_shot("dock-tracks")
