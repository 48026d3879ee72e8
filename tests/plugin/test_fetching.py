"""What a map service would have to send is said at once, and asked about where it is much."""

from __future__ import annotations

import pytest
from georefer.inference.protocol import SegmentRequest
from georefer.plugin.controllers.scene_controller import SceneController
from georefer.plugin.imagery.fetch_note import fetch_note, planned_fetch
from georefer.plugin.imagery.places import Place
from georefer.plugin.running import consent
from georefer.plugin.running.consent import FETCH, FetchConsent
from georefer.plugin.running.wish import Wish
from georefer.tests.plugin.drawn_rasters import draw
from georefer.tests.plugin.map_service import EXTENT, GSD, LEFT, TOP, MapService
from georefer.ui.phrase_page import PhrasePage
from georefer.ui.values import RunSettings
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer

PATIENCE_MS = 5_000


@pytest.fixture
def service():
    service = MapService()
    yield service
    service.shutdown()
    service.server_close()


@pytest.fixture
def tiles(qgis_new_project, service):
    layer = QgsRasterLayer(service.xyz(), "tiles", "wms")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def page(qgis_new_project, qtbot):
    page = PhrasePage()
    qtbot.addWidget(page)
    return page


@pytest.fixture
def scene(page, desktop):
    scene = SceneController(page, desktop)
    yield scene
    scene.close()
    scene.deleteLater()


def note(page) -> str:
    return page.input.places.note()


def part(side_px: int):
    """Returns an extent of so many pixels of the deepest zoom level."""
    return (LEFT, TOP - side_px * GSD, LEFT + side_px * GSD, TOP)


def wish(layer, extent) -> Wish:
    settings = RunSettings()
    return Wish(layer, Place(extent), "red building", (), SegmentRequest.model, settings, 0.6, "auto")


def test_nothing_is_fetched_of_a_file(qgis_app, tmp_path) -> None:
    layer = draw("plain", tmp_path)
    assert planned_fetch(layer, None) is None
    assert fetch_note(layer, None) == ""
    assert fetch_note(None, None) == ""


def test_the_size_is_that_of_the_picture_that_is_written(tiles) -> None:
    planned = planned_fetch(tiles, part(600))
    assert planned is not None
    said = fetch_note(tiles, part(600))
    assert f"{planned.width_px}" in said.replace(",", "")
    assert said == fetch_note(tiles, part(600))
    assert planned.size_bytes == planned.width_px * planned.height_px * 4


def test_what_is_too_large_is_said_before_a_run(tiles) -> None:
    assert "pixels" in fetch_note(tiles, None)


def test_what_shows_nothing_is_said_before_a_run(qgis_new_project, service) -> None:
    layer = QgsRasterLayer(service.wms(), "map", "wms")
    assert "shows nothing there" in fetch_note(layer, (0.0, 0.0, 10.0, 10.0))


def test_the_note_follows_layer_and_place(page, scene, desktop, tiles, tmp_path, qtbot) -> None:
    canvas = desktop.mapCanvas()
    canvas.setDestinationCrs(tiles.crs())
    canvas.setExtent(QgsRectangle(*part(800)))
    desktop.setActiveLayer(tiles)
    page.set_place("canvas")
    page.place_chosen.emit("canvas")
    qtbot.waitUntil(lambda: "MB" in note(page), timeout=PATIENCE_MS)
    small = note(page)
    canvas.setExtent(QgsRectangle(*part(3000)))
    assert note(page) == ""
    qtbot.waitUntil(lambda: "MB" in note(page) and note(page) != small, timeout=PATIENCE_MS)

    file = draw("plain", tmp_path)
    QgsProject.instance().addMapLayer(file)
    desktop.setActiveLayer(file)
    qtbot.wait(500)
    assert note(page) == ""


def test_the_note_counts_what_is_selected(page, scene, desktop, tiles, qtbot) -> None:
    polygons = QgsVectorLayer("Polygon?crs=EPSG:3857", "fields", "memory")
    for corner in (0, 1):
        feature = QgsFeature()
        left, bottom, right, top = part(300)
        shift = corner * 300 * GSD
        square = QgsRectangle(left + shift, bottom - shift, right + shift, top - shift)
        feature.setGeometry(QgsGeometry.fromRect(square))
        polygons.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(polygons)
    desktop.setActiveLayer(tiles)
    desktop.setActiveLayer(polygons)
    page.set_place("selection")
    page.place_chosen.emit("selection")
    polygons.selectByIds([1])
    qtbot.waitUntil(lambda: note(page).startswith("1 ") and "MB" in note(page), timeout=PATIENCE_MS)
    one = note(page)
    polygons.selectByIds([1, 2])
    qtbot.waitUntil(lambda: note(page).startswith("2 ") and "MB" in note(page), timeout=PATIENCE_MS)
    assert note(page)[2:] != one[2:]
    QgsProject.instance().removeMapLayer(polygons.id())
    desktop.setActiveLayer(tiles)


def test_little_is_fetched_without_a_question(tiles) -> None:
    assert FetchConsent().question(wish(tiles, part(500))) is None


def test_much_is_asked_about_once_for_each_place(tiles, monkeypatch) -> None:
    monkeypatch.setattr(consent, "ASKED_FROM_BYTES", 1_000_000)
    asking = FetchConsent()
    question = asking.question(wish(tiles, part(800)))
    assert question is not None
    assert question.action == FETCH
    assert "tiles" in question.text
    assert "MB" in question.text
    assert asking.question(wish(tiles, part(800))) is not None, "nobody has agreed yet"
    asking.agree()
    assert asking.question(wish(tiles, part(800))) is None
    assert asking.question(wish(tiles, part(900))) is not None, "another place is another question"


def test_what_cannot_be_fetched_is_no_question(tiles) -> None:
    assert FetchConsent().question(wish(tiles, None)) is None


def test_the_drawn_service_lies_where_the_test_believes(tiles) -> None:
    assert tiles.extent().contains(QgsRectangle(*EXTENT))
