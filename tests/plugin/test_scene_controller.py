"""The scene behind the dock: which layer, which part of it, and what changes while QGIS goes on."""

from __future__ import annotations

import numpy as np
import pytest
from georefer.plugin.controllers.scene_controller import SceneController
from georefer.tests.plugin.drawn_rasters import write
from georefer.ui.phrase_page import PhrasePage
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMultiBandColorRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)

PATIENCE_MS = 5_000


@pytest.fixture
def project(qgis_new_project):
    return QgsProject.instance()


@pytest.fixture
def page(project, qtbot):
    page = PhrasePage()
    qtbot.addWidget(page)
    return page


@pytest.fixture
def scene(page, desktop):
    scene = SceneController(page, desktop)
    yield scene
    scene.deleteLater()


def raster(project, folder, name="ortho", bands=4):
    path = folder / f"{name}.tif"
    write(path, np.zeros((bands, 20, 30), np.uint8)).FlushCache()
    layer = QgsRasterLayer(str(path), name)
    project.addMapLayer(layer)
    return layer


def vector(project, name="roads"):
    layer = QgsVectorLayer("LineString?crs=EPSG:32633", name, "memory")
    project.addMapLayer(layer)
    return layer


def shown_bands(page) -> str:
    return page.input.options.bands.mode.itemText(0)


def restyle(layer, *bands) -> None:
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), *bands))


def is_told(qtbot, scene, change) -> bool:
    told = []
    scene.layers_changed.connect(lambda: told.append(1))
    qtbot.wait(300)
    told.clear()
    change()
    qtbot.wait(300)
    return bool(told)


@pytest.mark.parametrize("comes_first", ["the layer", "the scene"])
def test_another_name_of_a_vector_layer_is_told(project, page, desktop, qtbot, comes_first) -> None:
    layer = vector(project) if comes_first == "the layer" else None
    scene = SceneController(page, desktop)
    layer = layer or vector(project)
    assert scene.layer_names == ("roads",)
    with qtbot.waitSignal(scene.layers_changed, timeout=PATIENCE_MS):
        qtbot.wait(300)
        layer.setName("streets")
    assert scene.layer_names == ("streets",)
    scene.close()


def test_another_style_shows_other_bands(project, page, scene, desktop, tmp_path) -> None:
    layer = raster(project, tmp_path)
    desktop.setActiveLayer(layer)
    restyle(layer, 3, 2, 1)
    assert "3, 2, 1" in shown_bands(page)
    other = raster(project, tmp_path, "other")
    restyle(other, 4, 2, 1)
    assert "3, 2, 1" in shown_bands(page)
    desktop.setActiveLayer(other)
    assert "4, 2, 1" in shown_bands(page)
    restyle(layer, 2, 3, 4)
    assert "4, 2, 1" in shown_bands(page)


def test_layers_that_go_are_followed_no_longer(project, page, scene, desktop, qtbot, tmp_path) -> None:
    layer, roads = raster(project, tmp_path), vector(project)
    desktop.setActiveLayer(layer)
    for one in (layer, roads):
        project.takeMapLayer(one)
    assert not is_told(qtbot, scene, lambda: roads.setName("streets"))
    before = shown_bands(page)
    restyle(layer, 3, 2, 1)
    assert shown_bands(page) == before
    # Once back they are followed again, once each.
    project.addMapLayer(roads)
    assert is_told(qtbot, scene, lambda: roads.setName("lanes"))
    project.clear()
    scene.close()


def test_a_closed_scene_leaves_map_and_layers_alone(project, page, scene, desktop, qtbot, tmp_path) -> None:
    layer, roads = raster(project, tmp_path), vector(project)
    desktop.setActiveLayer(layer)
    before = shown_bands(page)
    items = len(desktop.canvas.scene().items())
    scene._tool.begin()
    scene.close()

    assert len(desktop.canvas.scene().items()) == items - 1
    assert desktop.canvas.mapTool() is None
    restyle(layer, 3, 2, 1)
    assert shown_bands(page) == before
    assert not is_told(qtbot, scene, lambda: roads.setName("streets"))
    project.clear()


def test_a_drawn_rectangle_can_be_forgotten(project, page, scene, desktop, tmp_path) -> None:
    desktop.setActiveLayer(raster(project, tmp_path))
    rectangle = QgsRectangle(500_000, 3_999_995, 500_005, 4_000_000)
    scene._tool.drawn.emit(rectangle, QgsCoordinateReferenceSystem("EPSG:32633"))
    assert page.place() == "drawn"
    assert scene.place().extent is not None
    scene.forget_drawn()
    assert page.place() == "layer"
    assert scene.place().extent is None
    page.set_place("canvas")
    scene.forget_drawn()
    assert page.place() == "canvas"
