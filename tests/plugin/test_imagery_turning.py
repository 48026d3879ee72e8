"""How far the map is turned against the raster: what "top" and "left" mean on the screen."""

from __future__ import annotations

import math

import pytest
from georefer.plugin.imagery.places import find_place
from georefer.plugin.imagery.turning import turn_deg
from georefer.tests.plugin.drawn_rasters import UTM, draw
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProject,
)
from qgis.gui import QgsMapCanvas


@pytest.fixture
def scene(qgis_app, tmp_path):
    return draw("plain", tmp_path)


@pytest.fixture
def canvas(qgis_app, scene):
    canvas = QgsMapCanvas()
    canvas.resize(600, 500)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(UTM))
    canvas.setExtent(scene.extent())
    yield canvas
    canvas.deleteLater()


@pytest.mark.parametrize("rotation", [0, 90, 180, 37.5, -90, 270])
def test_the_turn_of_the_map_counts(canvas, scene, rotation) -> None:
    canvas.setRotation(rotation)
    assert turn_deg(canvas, scene) == pytest.approx(math.remainder(rotation, 360), abs=1e-5)


@pytest.mark.parametrize("crs", ["EPSG:32632", "EPSG:3857", "EPSG:3035", "EPSG:5041"])
@pytest.mark.parametrize("rotation", [0, 30, 200])
def test_up_on_the_screen_is_up_in_the_coordinates_of_the_layer(canvas, scene, crs, rotation) -> None:
    """What the canvas itself says of two points above each other on the screen."""
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    way = QgsCoordinateTransform(canvas.mapSettings().destinationCrs(), scene.crs(), QgsProject.instance())
    back = QgsCoordinateTransform(scene.crs(), canvas.mapSettings().destinationCrs(), QgsProject.instance())
    canvas.setExtent(back.transformBoundingBox(scene.extent()))
    canvas.setRotation(rotation)
    on_screen = canvas.mapSettings().mapToPixel()
    middle = back.transform(scene.extent().center())
    column, row = on_screen.transform(middle).x(), on_screen.transform(middle).y()
    above, below = (
        way.transform(QgsPointXY(on_screen.toMapCoordinates(round(column), round(row) + step)))
        for step in (-100, 100)
    )
    truth = math.degrees(math.atan2(below.x() - above.x(), above.y() - below.y()))
    assert math.remainder(turn_deg(canvas, scene) - truth, 360) == pytest.approx(0, abs=0.05)


def test_a_place_knows_the_turn(canvas, scene) -> None:
    canvas.setRotation(90)
    assert find_place("layer", scene, canvas).rotation_deg == pytest.approx(90)
    assert find_place("canvas", scene, canvas).rotation_deg == pytest.approx(90)


def test_a_layer_without_crs_lies_as_it_is_drawn(canvas, scene) -> None:
    scene.setCrs(QgsCoordinateReferenceSystem())
    canvas.setRotation(-45)
    assert turn_deg(canvas, scene) == pytest.approx(-45)
