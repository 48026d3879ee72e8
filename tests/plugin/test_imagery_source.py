"""The name under which the engine opens a layer, and the bands that the layer shows."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest
from georefer.plugin.imagery.source import file_name, shown_bands
from georefer.tests.plugin.drawn_rasters import DRAWERS, UTM, colours, draw, write
from osgeo import gdal
from qgis.core import (
    QgsContrastEnhancement,
    QgsCoordinateReferenceSystem,
    QgsMultiBandColorRenderer,
    QgsRasterLayer,
    QgsSingleBandGrayRenderer,
)

TILES = "type=xyz&url=http://127.0.0.1:1/%7Bz%7D/%7Bx%7D/%7By%7D.png&zmax=19&zmin=0"
WMS = "crs=EPSG:3857&format=image/png&layers=a&styles=&url=http://127.0.0.1:1/"


@pytest.fixture
def scene(qgis_app, tmp_path):
    return draw("plain", tmp_path)


@pytest.fixture
def five_bands(qgis_app, tmp_path):
    bands = np.concatenate([colours(), colours()[:2]])
    write(tmp_path / "five.tif", bands, options=["PHOTOMETRIC=MINISBLACK"])
    return QgsRasterLayer(str(tmp_path / "five.tif"), "five", "gdal")


@pytest.mark.parametrize("kind", sorted(DRAWERS))
def test_a_file_is_named_as_it_is(qgis_app, tmp_path, kind) -> None:
    assert file_name(draw(kind, tmp_path)) == str(tmp_path / f"{kind}.tif")


def test_a_file_in_an_archive_is_named_with_its_archive(scene, tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "two words.zip", "w") as archive:
        archive.write(file_name(scene), "in/scene.tif")
    inside = QgsRasterLayer(f"/vsizip/{tmp_path}/two words.zip/in/scene.tif", "inside", "gdal")
    whole = QgsRasterLayer(str(tmp_path / "two words.zip"), "whole", "gdal")

    assert file_name(inside) == f"/vsizip/{tmp_path}/two words.zip/in/scene.tif"
    assert file_name(whole) == f"/vsizip/{tmp_path}/two words.zip"


def test_a_table_of_a_geopackage_is_named(scene, tmp_path) -> None:
    package = str(tmp_path / "rasters.gpkg")
    gdal.Translate(package, file_name(scene), format="GPKG", creationOptions=["RASTER_TABLE=one"])
    more = ["APPEND_SUBDATASET=YES", "RASTER_TABLE=two"]
    gdal.Translate(package, file_name(scene), format="GPKG", creationOptions=more)

    table = f"GPKG:{package}:two"
    assert file_name(QgsRasterLayer(table, "two", "gdal")) == table
    # Without the option it would be another table, or none.
    assert file_name(QgsRasterLayer(f"{package}|option:TABLE=two", "two", "gdal")) is None


def test_options_that_change_nothing_are_left_out(scene) -> None:
    layer = QgsRasterLayer(f"{file_name(scene)}|option:NUM_THREADS=2", "threads", "gdal")

    assert file_name(layer) == file_name(scene)


@pytest.mark.parametrize("uri", [TILES, WMS])
def test_a_service_is_no_file(qgis_app, uri) -> None:
    assert file_name(QgsRasterLayer(uri, "service", "wms")) is None


def test_what_lives_in_memory_is_no_file(scene) -> None:
    gdal.Translate("/vsimem/georefer_test.tif", file_name(scene))
    layer = QgsRasterLayer("/vsimem/georefer_test.tif", "memory", "gdal")

    assert layer.isValid()
    assert file_name(layer) is None


def test_a_layer_that_is_gone_is_no_file(qgis_app) -> None:
    assert file_name(QgsRasterLayer("nowhere.tif", "gone", "gdal")) in (None, "nowhere.tif")
    assert shown_bands(QgsRasterLayer("nowhere.tif", "gone", "gdal")) is None


def test_a_crs_that_a_person_has_assigned_is_told(qgis_app, tmp_path) -> None:
    layer = draw("without_crs", tmp_path)
    layer.setCrs(QgsCoordinateReferenceSystem(UTM))

    assert file_name(layer) == f"vrt://{tmp_path}/without_crs.tif?a_srs={UTM}"
    assert gdal.Open(file_name(draw("without_crs", tmp_path))).GetProjection() == ""


def test_the_style_decides_the_bands(five_bands) -> None:
    provider = five_bands.dataProvider()

    five_bands.setRenderer(QgsMultiBandColorRenderer(provider, 5, 4, 3))
    assert shown_bands(five_bands) == (5, 4, 3)
    five_bands.setRenderer(QgsMultiBandColorRenderer(provider, 5, -1, -1))
    assert shown_bands(five_bands) == (5,)
    five_bands.setRenderer(QgsMultiBandColorRenderer(provider, 5, 4, -1))
    assert shown_bands(five_bands) is None
    grey = QgsSingleBandGrayRenderer(provider, 4)
    grey.setContrastEnhancement(QgsContrastEnhancement(provider.dataType(4)))
    five_bands.setRenderer(grey)
    assert shown_bands(five_bands) == (4,)


def test_a_single_band_has_its_own_colours(qgis_app, tmp_path) -> None:
    assert shown_bands(draw("palette", tmp_path)) is None
    assert shown_bands(draw("plain", tmp_path)) == (1, 2, 3)


def test_a_service_has_its_own_colours(qgis_app) -> None:
    assert shown_bands(QgsRasterLayer(TILES, "service", "wms")) is None


def test_every_raster_of_the_collection_is_named_as_it_is(qgis_app, shared_data) -> None:
    index = json.loads((shared_data / "hostile_index.json").read_text())
    names = [str(shared_data / name) for name, entry in index.items() if entry.get("read") == "ok"]

    assert len(names) > 40
    for name in names:
        layer = QgsRasterLayer(name, "one", "gdal")
        if layer.isValid():
            assert file_name(layer) == name
