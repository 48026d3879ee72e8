"""The page of clicks on a map, with a worker that plays: what is clicked, kept, refused and taken back."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from georefer.plugin.click_desk import ClickDesk
from georefer.plugin.clicking.clicked_layer import CLICKED_PROPERTY
from georefer.plugin.worker.client import WorkerClient
from georefer.plugin.worker.engine import Command
from georefer.tests.plugin.drawn_rasters import UTM, colours, write
from georefer.tests.plugin.test_clicking_tool import press
from georefer.tests.plugin.test_imagery_drawing import drag, mouse
from georefer.ui.dock import GeoReferDock
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer, QgsSettings
from qgis.PyQt.QtCore import QEvent, QPoint, Qt
from qgis.PyQt.QtTest import QTest

WORKER = Path(__file__).with_name("clicking_worker.py")
PATIENCE_MS = 20_000
RIGHT = Qt.MouseButton.RightButton
HERE, THERE = QPoint(200, 200), QPoint(260, 200)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "play"
    folder.mkdir()
    return folder


@pytest.fixture
def clicks(desktop, folder, tmp_path, qgis_new_project, qtbot):
    QgsSettings().setValue("georefer/cache_folder", str(tmp_path / "cache"))
    canvas = desktop.mapCanvas()
    desktop.window.setCentralWidget(canvas)
    desktop.window.resize(700, 500)
    desktop.window.show()
    qtbot.waitExposed(desktop.window)
    client = WorkerClient(lambda: Command(sys.executable, ("-I", str(WORKER), str(folder))))
    dock = GeoReferDock(desktop.window)
    clicks = ClickDesk(dock, client, desktop)
    clicks.canvas, clicks.client, clicks.dock = canvas, client, dock
    yield clicks
    clicks.close()
    client.close()
    QgsProject.instance().clear()
    dock.deleteLater()
    QgsSettings().remove("georefer/cache_folder")


def open_raster(clicks, desktop, folder, name="ortho", crs=UTM):
    path = folder / f"{name}.tif"
    write(path, colours(), crs=crs).FlushCache()
    layer = QgsRasterLayer(str(path), name)
    QgsProject.instance().addMapLayer(layer)
    clicks.canvas.setDestinationCrs(layer.crs())
    clicks.canvas.setLayers([layer])
    clicks.canvas.setExtent(layer.extent())
    desktop.setActiveLayer(layer)
    return layer


@pytest.fixture
def ortho(clicks, desktop, tmp_path):
    layer = open_raster(clicks, desktop, tmp_path)
    clicks.page.click_button.setChecked(True)
    return layer


def asked(folder, kind=None):
    """Returns what the worker was asked, as pairs of kind and values."""
    file = folder / "asked.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [pair for pair in map(json.loads, lines) if kind in (None, pair[0])]


def wait_for_answer(clicks, qtbot):
    qtbot.waitUntil(lambda: clicks.click.pending.answer is not None, timeout=PATIENCE_MS)


def own_layers():
    layers = QgsProject.instance().mapLayers().values()
    return [one for one in layers if one.customProperty(CLICKED_PROPERTY)]


def on_map(clicks, pixel):
    point = clicks.canvas.getCoordinateTransform().toMapCoordinates(pixel)
    return point.x(), point.y()


def keep(clicks, qtbot):
    QTest.keyClick(clicks.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not clicks.layer.is_busy, timeout=PATIENCE_MS)


def notice(clicks):
    shown = clicks.page.notice.notice()
    return shown.text if shown is not None else ""


def test_a_click_is_shown_at_once_and_outlined_when_it_is_answered(clicks, ortho, folder, qtbot) -> None:
    press(clicks.canvas, HERE)
    assert len(clicks.click.pending.prompts.points) == 1
    assert clicks.click.preview.outline.isEmpty()
    wait_for_answer(clicks, qtbot)
    outline = clicks.click.preview.outline
    assert outline.area() == pytest.approx(64, rel=0.01)
    center = outline.centroid().asPoint()
    assert (center.x(), center.y()) == pytest.approx(on_map(clicks, HERE), abs=0.01)
    assert "0.89" in clicks.page.pending.text.text()
    [(_, request)] = asked(folder, "ClickRequest")
    assert request["raster"] == ortho.source()
    assert request["view"] is not None


def test_clicks_refine_the_answer_before(clicks, ortho, folder, qtbot) -> None:
    press(clicks.canvas, HERE)
    wait_for_answer(clicks, qtbot)
    press(clicks.canvas, THERE, RIGHT)
    wait_for_answer(clicks, qtbot)
    _, (_, second) = asked(folder, "ClickRequest")
    assert [sign for *_, sign in second["points"]] == [1, -1]
    assert second["refines"] == "answer 1"
    assert second["points"][1][:2] == pytest.approx(on_map(clicks, THERE))


def test_a_click_beside_comes_after_one_on_the_object(clicks, ortho, folder) -> None:
    press(clicks.canvas, HERE, RIGHT)
    assert clicks.click.pending.is_empty
    assert notice(clicks)
    assert asked(folder, "ClickRequest") == []


def test_a_box_is_asked_in_the_crs_of_the_layer(clicks, ortho, folder, qtbot) -> None:
    clicks.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    clicks.canvas.zoomToFeatureExtent(clicks.canvas.fullExtent())
    drag(clicks.canvas, QPoint(150, 120), QPoint(250, 220))
    wait_for_answer(clicks, qtbot)
    [(_, request)] = asked(folder, "ClickRequest")
    left, bottom, right, top = request["box"]
    extent = ortho.extent()
    assert extent.xMinimum() - 200 < left < right < extent.xMaximum() + 200
    assert extent.yMinimum() - 200 < bottom < top < extent.yMaximum() + 200
    assert request["points"] == []


def test_steps_are_taken_back_one_by_one(clicks, ortho, folder, qtbot) -> None:
    press(clicks.canvas, HERE)
    wait_for_answer(clicks, qtbot)
    first = clicks.click.pending.answer
    press(clicks.canvas, THERE)
    wait_for_answer(clicks, qtbot)
    QTest.keyClick(clicks.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert clicks.click.pending.answer == first
    assert len(asked(folder, "ClickRequest")) == 2, "the former outline is known and not asked for again"
    QTest.keyClick(clicks.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert clicks.click.pending.is_empty
    assert clicks.click.preview.outline.isEmpty()


def test_enter_keeps_and_undo_takes_it_back(clicks, ortho, qtbot) -> None:
    for pixel in (HERE, THERE):
        press(clicks.canvas, pixel)
        wait_for_answer(clicks, qtbot)
        keep(clicks, qtbot)
    [layer] = own_layers()
    assert layer.isEditable()
    assert [row["source"] for row in layer.getFeatures()] == [ortho.source()] * 2
    assert clicks.click.pending.is_empty
    assert clicks.page.pending.undo_button.isEnabled()
    for left in (1, 0):
        QTest.keyClick(clicks.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert layer.featureCount() == left
    assert not clicks.page.pending.undo_button.isEnabled()


def test_enter_before_the_answer_keeps_when_it_is_there(clicks, desktop, tmp_path, qtbot) -> None:
    open_raster(clicks, desktop, tmp_path, "slow")
    clicks.page.click_button.setChecked(True)
    press(clicks.canvas, HERE)
    QTest.keyClick(clicks.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(own_layers()) and not clicks.layer.is_busy, timeout=PATIENCE_MS)
    assert own_layers()[0].featureCount() == 1


def test_a_click_that_was_taken_back_is_not_outlined_later(clicks, desktop, tmp_path, qtbot) -> None:
    open_raster(clicks, desktop, tmp_path, "slow")
    clicks.page.click_button.setChecked(True)
    press(clicks.canvas, HERE)
    QTest.keyClick(clicks.canvas, Qt.Key.Key_Escape)
    with qtbot.waitSignal(clicks.client.answered, timeout=PATIENCE_MS):
        pass
    assert clicks.click.pending.is_empty
    assert clicks.click.preview.outline.isEmpty()


def test_a_failure_takes_the_click_back_and_is_one_sentence(clicks, desktop, tmp_path, qtbot) -> None:
    open_raster(clicks, desktop, tmp_path, "fail")
    clicks.page.click_button.setChecked(True)
    press(clicks.canvas, HERE)
    qtbot.waitUntil(lambda: "nodata" in notice(clicks), timeout=PATIENCE_MS)
    assert clicks.click.pending.is_empty


def test_an_empty_outline_cannot_be_kept(clicks, desktop, tmp_path, qtbot) -> None:
    open_raster(clicks, desktop, tmp_path, "empty")
    clicks.page.click_button.setChecked(True)
    press(clicks.canvas, HERE)
    wait_for_answer(clicks, qtbot)
    assert not clicks.page.pending.keep_button.isEnabled()
    keep(clicks, qtbot)
    assert own_layers() == []


def test_a_worker_that_dies_is_replaced_and_the_click_answered(
    clicks, desktop, tmp_path, folder, qtbot
) -> None:
    open_raster(clicks, desktop, tmp_path, "die")
    clicks.page.click_button.setChecked(True)
    press(clicks.canvas, HERE)
    wait_for_answer(clicks, qtbot)
    first, second = asked(folder, "ClickRequest")
    assert first == second
    assert notice(clicks) == ""


def test_a_resting_cursor_has_its_surroundings_looked_at(clicks, ortho, folder, qtbot) -> None:
    mouse(clicks.canvas, QEvent.Type.MouseMove, HERE, Qt.MouseButton.NoButton)
    qtbot.waitUntil(lambda: bool(asked(folder, "PrefetchRequest")), timeout=PATIENCE_MS)
    [(_, request)] = asked(folder, "PrefetchRequest")
    assert (request["x"], request["y"]) == pytest.approx(on_map(clicks, HERE))


def test_the_button_follows_the_map_tool(clicks, ortho, desktop) -> None:
    assert clicks.canvas.mapTool() is clicks.click.tool
    clicks.canvas.unsetMapTool(clicks.click.tool)
    assert not clicks.page.click_button.isChecked()
    clicks.page.click_button.click()
    assert clicks.canvas.mapTool() is clicks.click.tool
    clicks.dock.show_clicking(True)
    clicks.dock.show_clicking(False)
    assert clicks.canvas.mapTool() is not clicks.click.tool


def test_keys_count_on_the_page_too(clicks, ortho, qtbot) -> None:
    press(clicks.canvas, HERE)
    wait_for_answer(clicks, qtbot)
    QTest.keyClick(clicks.page, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(own_layers()) and not clicks.layer.is_busy, timeout=PATIENCE_MS)
    press(clicks.canvas, THERE)
    QTest.keyClick(clicks.page, Qt.Key.Key_Escape)
    assert clicks.click.pending.is_empty
