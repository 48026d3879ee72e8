"""Polygons lie where QGIS's own identify says that the pixels are, whatever raster they come from."""

from __future__ import annotations

import time
import zipfile

import numpy as np
import pytest
from georefer.inference.messages import Done
from georefer.inference.protocol import SegmentRequest
from georefer.plugin.imagery.places import find_place
from georefer.plugin.imagery.source import file_name, shown_bands, whole_extent
from georefer.plugin.worker.client import WorkerClient
from georefer.plugin.worker.engine import Command
from georefer.tests.plugin.drawn_rasters import DRAWERS, SQUARES, UTM, draw, rotated, shown
from georefer.tests.plugin.test_algorithms import (  # noqa: F401 (fixtures)
    PAINTED,
    engine_python,
    painted,
    provider,
    run,
)
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsMultiBandColorRenderer,
    QgsPointXY,
    QgsProject,
    QgsRaster,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication

PARAMETERS = {"PHRASE": "red buildings", "MODEL": "0@128", "OUTPUT": "memory:"}
POINTS_PER_SIDE = 110
PATIENCE_S = 240
# What the first band of a red pixel holds.
RED_VALUES = {"sixteen_bits": 9000, "floats_with_gaps": 0.9, "palette": 3}


def identified(layer, red=220) -> tuple[np.ndarray, list[QgsPointXY]]:
    """Asks QGIS at many points of a layer whether a red pixel is there."""
    extent, reader = whole_extent(layer), layer.dataProvider()
    shares = (np.arange(POINTS_PER_SIDE) + 0.5) / POINTS_PER_SIDE
    points = [
        QgsPointXY(extent.xMinimum() + across * extent.width(), extent.yMinimum() + up * extent.height())
        for across in shares
        for up in shares
    ]
    answers = [reader.identify(point, QgsRaster.IdentifyFormat.IdentifyFormatValue) for point in points]
    return np.array([is_red(answer.results().get(1), red) for answer in answers]), points


def is_red(value, red) -> bool:
    return value is not None and abs(float(value) - red) < 1e-3


def covered(shapes, points) -> np.ndarray:
    union = QgsGeometry.unaryUnion(shapes)
    return np.array([union.contains(point) for point in points])


def agreement(one, other) -> float:
    return (one & other).sum() / (one | other).sum()


@pytest.fixture(scope="module")
def worker():
    """Returns a worker that knows colours only, for all tests of this file: it takes seconds to start."""
    command = Command(engine_python(), ("-I", "-X", "utf8", str(PAINTED)))
    client = WorkerClient(lambda: command)
    yield client
    client.close()


def find(worker, layer, folder, extent=None, bands=None) -> list[QgsGeometry]:
    """Returns the final polygons of red things, asked for as the dock asks."""
    name = file_name(layer)
    output = str(folder / f"{len(list(folder.iterdir()))}.gpkg")
    request = SegmentRequest(
        name, "red buildings", output, "0@128", extent=extent, bands=bands or shown_bands(layer)
    )
    ends, shapes = [], []

    def take(job, found) -> None:
        if not found.is_provisional:
            shapes.extend(found.objects)

    kept = [
        worker.found.connect(take),
        worker.done.connect(lambda job, done: ends.append(done)),
        worker.failed.connect(lambda job, failure: ends.append(failure)),
    ]
    worker.segment(request)
    until_s = time.monotonic() + PATIENCE_S
    while not ends and time.monotonic() < until_s:
        QCoreApplication.processEvents()
        time.sleep(0.005)
    for signal, connection in zip((worker.found, worker.done, worker.failed), kept):  # noqa: B905 (3.9)
        signal.disconnect(connection)
    assert isinstance(ends[0], Done), ends
    geometries = []
    for one in shapes:
        geometry = QgsGeometry()
        geometry.fromWkb(bytes.fromhex(one.wkb))
        geometries.append(geometry)
    return geometries


@pytest.mark.parametrize("kind", sorted(DRAWERS))
def test_polygons_lie_where_qgis_identifies_them(worker, tmp_path, kind) -> None:
    layer = draw(kind, tmp_path)
    shapes = find(worker, layer, tmp_path)

    assert len(shapes) == len(SQUARES)
    seen, points = identified(shown(layer, tmp_path), RED_VALUES.get(kind, 220))
    assert seen.sum() > 200
    assert agreement(seen, covered(shapes, points)) > 0.9


@pytest.mark.parametrize("kind", sorted(DRAWERS))
def test_the_extent_is_that_of_the_map(worker, tmp_path, kind) -> None:
    layer = draw(kind, tmp_path)
    whole = whole_extent(layer)
    middle = whole.center().x()
    shapes = find(worker, layer, tmp_path, (whole.xMinimum(), whole.yMinimum(), middle, whole.yMaximum()))

    assert len(shapes) >= 1
    slack = 3 * max(layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY())
    seen, points = identified(shown(layer, tmp_path), RED_VALUES.get(kind, 220))
    # Beside the edge of a turned raster's window the engine may see some pixels more.
    inside = np.array([point.x() < middle - slack for point in points])
    assert agreement(seen & inside, covered(shapes, points) & inside) > 0.9


def test_the_style_of_the_layer_decides_what_is_red(worker, tmp_path) -> None:
    layer = draw("plain", tmp_path)
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), 2, 1, 3))

    assert find(worker, layer, tmp_path) == []
    assert len(find(worker, layer, tmp_path, bands=(1, 2, 3))) == len(SQUARES)


def test_a_raster_in_an_archive_or_geopackage_is_searched(worker, tmp_path) -> None:
    scene = draw("plain", tmp_path)
    with zipfile.ZipFile(tmp_path / "scenes.zip", "w") as archive:
        archive.write(file_name(scene), "in/scene.tif")
    gdal.Translate(
        str(tmp_path / "r.gpkg"), file_name(scene), format="GPKG", creationOptions=["RASTER_TABLE=t"]
    )
    gdal.Translate(str(tmp_path / "scene.vrt"), file_name(scene), format="VRT")
    seen, points = identified(scene)
    names = (
        f"/vsizip/{tmp_path}/scenes.zip/in/scene.tif",
        f"GPKG:{tmp_path}/r.gpkg:t",
        f"{tmp_path}/scene.vrt",
    )
    for name in names:
        layer = QgsRasterLayer(name, "other", "gdal")
        assert layer.isValid(), name
        assert agreement(seen, covered(find(worker, layer, tmp_path), points)) > 0.9, name


def test_a_turned_or_selected_place_is_where_it_is_on_the_map(worker, tmp_path) -> None:
    """The whole way: a rectangle drawn in degrees on a raster that is turned in metres."""
    layer = draw("rotated", tmp_path)
    x, right_x, down_x, y, right_y, down_y = rotated(23)
    column, row, side = SQUARES[0]
    across, down = column + side / 2, row + side / 2
    centre = QgsPointXY(x + right_x * across + down_x * down, y + right_y * across + down_y * down)
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    way = QgsCoordinateTransform(layer.crs(), degrees, QgsProject.instance())
    drawn = (way.transformBoundingBox(QgsRectangle(centre, centre).buffered(side * 0.5)), degrees)
    place = find_place("drawn", layer, QgsMapCanvas(), drawn=drawn)
    (shape,) = find(worker, layer, tmp_path, place.extent)

    assert shape.centroid().asPoint().distance(centre) < 0.5
    assert abs(shape.area() - (side * 0.5) ** 2) < 0.1 * (side * 0.5) ** 2


@pytest.mark.parametrize("kind", ["rotated", "without_crs"])
def test_processing_brings_them_in_place(painted, tmp_path, kind) -> None:  # noqa: F811
    layer = draw(kind, tmp_path)
    results, found, _context = run("segmentbyphrase", {**PARAMETERS, "INPUT": layer})

    assert results["COUNT"] == len(SQUARES)
    assert found.crs() == layer.crs()
    seen, points = identified(layer)
    shapes = [feature.geometry() for feature in found.getFeatures()]
    assert agreement(seen, covered(shapes, points)) > 0.9


def test_an_assigned_crs_is_that_of_the_polygons(painted, tmp_path) -> None:  # noqa: F811
    layer = draw("without_crs", tmp_path)
    layer.setCrs(QgsCoordinateReferenceSystem(UTM))
    results, found, _context = run("segmentbyphrase", {**PARAMETERS, "INPUT": layer})

    assert found.crs().authid() == UTM
    areas = sorted(feature["area_m2"] for feature in found.getFeatures())
    np.testing.assert_allclose(areas, sorted(side * side / 4 for _, _, side in SQUARES), rtol=0.06)
    assert results["COUNT"] == len(SQUARES)
