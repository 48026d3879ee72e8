"""Polygons lie where QGIS's own identify says that the pixels are, whatever raster they come from."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
from georefer.tests.plugin.drawn_rasters import DRAWERS, SQUARES, UTM, draw
from georefer.tests.plugin.map_service import EXTENT, GSD, LEFT, TOP, MapService
from georefer.tests.plugin.map_service import SQUARES as SERVED_SQUARES
from georefer.tests.plugin.test_algorithms import (  # noqa: F401 (fixtures)
    Feedback,
    failure_of,
    painted,
    provider,
    run,
    run_in_background,
)
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsMultiBandColorRenderer,
    QgsPointXY,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterRasterLayer,
    QgsProject,
    QgsRaster,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

PARAMETERS = {"PHRASE": "red buildings", "MODEL": "0@128", "OUTPUT": "memory:"}
POINTS_PER_SIDE = 110
PATIENCE_S = 240
# What the first band of a red pixel holds.
RED_VALUES = {"sixteen_bits": 9000, "floats_with_gaps": 0.9, "palette": 3}


def identified(layer, red=220) -> tuple[np.ndarray, list[QgsPointXY]]:
    """Asks QGIS at many points of a layer whether a red pixel is there."""
    extent, reader = layer.extent(), layer.dataProvider()
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


def covered(found, points) -> np.ndarray:
    union = QgsGeometry.unaryUnion([feature.geometry() for feature in found.getFeatures()])
    return np.array([union.contains(point) for point in points])


def agreement(one, other) -> float:
    return (one & other).sum() / (one | other).sum()


@pytest.fixture
def service(qgis_app):
    service = MapService()
    yield service
    service.shutdown()
    service.server_close()


@pytest.mark.parametrize("kind", sorted(DRAWERS))
def test_polygons_lie_where_qgis_identifies_them(painted, tmp_path, kind) -> None:  # noqa: F811
    layer = draw(kind, tmp_path)
    results, found, _context = run("segmentbyphrase", {**PARAMETERS, "INPUT": layer})

    assert results["COUNT"] == len(SQUARES)
    assert found.crs().isValid() == layer.crs().isValid()
    if layer.crs().isValid():
        assert found.crs() == layer.crs()
    seen, points = identified(layer, RED_VALUES.get(kind, 220))
    assert seen.sum() > 200
    assert agreement(seen, covered(found, points)) > 0.9


@pytest.mark.parametrize("kind", ["rotated", "south_up", "without_anything"])
def test_the_extent_is_that_of_the_map(painted, tmp_path, kind) -> None:  # noqa: F811
    layer = draw(kind, tmp_path)
    whole = layer.extent()
    half = (whole.xMinimum(), whole.center().x(), whole.yMinimum(), whole.yMaximum())
    parameters = {**PARAMETERS, "INPUT": layer, "EXTENT": ",".join(str(edge) for edge in half)}
    _results, found, _context = run("segmentbyphrase", parameters)

    assert 1 <= found.featureCount() < len(SQUARES)
    slack = 2 * max(layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY())
    assert found.extent().xMaximum() < whole.center().x() + slack
    seen, points = identified(layer)
    inside = np.array([point.x() < whole.center().x() - slack for point in points])
    assert agreement(seen & inside, covered(found, points) & inside) > 0.9


def test_an_assigned_crs_is_that_of_the_polygons(painted, tmp_path) -> None:  # noqa: F811
    layer = draw("without_crs", tmp_path)
    layer.setCrs(QgsCoordinateReferenceSystem(UTM))
    results, found, _context = run("segmentbyphrase", {**PARAMETERS, "INPUT": layer})

    assert found.crs().authid() == UTM
    areas = sorted(feature["area_m2"] for feature in found.getFeatures())
    np.testing.assert_allclose(areas, sorted(side * side / 4 for _, _, side in SQUARES), rtol=0.06)
    assert results["COUNT"] == len(SQUARES)


def test_the_style_of_the_layer_decides_what_is_red(painted, tmp_path) -> None:  # noqa: F811
    layer = draw("plain", tmp_path)
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), 2, 1, 3))
    shown, _, _ = run("segmentbyphrase", {**PARAMETERS, "INPUT": layer})
    chosen, _, _ = run("segmentbyphrase", {**PARAMETERS, "INPUT": layer, "BANDS": [1, 2, 3]})

    assert (shown["COUNT"], chosen["COUNT"]) == (0, len(SQUARES))


@pytest.mark.parametrize("kind", ["xyz", "wms", "wcs"])
def test_a_service_is_fetched_and_searched(painted, service, kind) -> None:  # noqa: F811
    layer = QgsRasterLayer(getattr(service, kind)(), "Aerial", "wcs" if kind == "wcs" else "wms")
    extent = f"{EXTENT[0]},{EXTENT[2]},{EXTENT[1]},{EXTENT[3]} [EPSG:3857]"
    feedback = Feedback()
    parameters = {**PARAMETERS, "INPUT": layer, "EXTENT": extent, "PIXEL_SIZE": GSD}
    results, found, _context = run("segmentbyphrase", parameters, feedback)

    assert results["COUNT"] == len(SERVED_SQUARES)
    assert found.crs().authid() == "EPSG:3857"
    expected = sorted((LEFT + (c + s / 2) * GSD, TOP - (r + s / 2) * GSD) for c, r, s in SERVED_SQUARES)
    centres = [feature.geometry().centroid().asPoint() for feature in found.getFeatures()]
    np.testing.assert_allclose(sorted((p.x(), p.y()) for p in centres), expected, rtol=0, atol=GSD)
    assert json.loads(results["REPORT"])["source"].endswith("Aerial.tif")
    assert feedback.shares == sorted(feedback.shares)


def test_fetching_in_the_background_never_holds_qgis_up(painted, service) -> None:  # noqa: F811
    service.delay_s = 0.05
    layer = QgsRasterLayer(service.xyz(), "Aerial", "wms")
    extent = f"{EXTENT[0]},{EXTENT[2]},{EXTENT[1]},{EXTENT[3]} [EPSG:3857]"
    feedback = Feedback()
    parameters = {**PARAMETERS, "INPUT": layer, "EXTENT": extent}
    is_well, results, longest_ms = run_in_background(parameters, feedback)

    assert is_well, feedback.lines
    assert results["COUNT"] == len(SERVED_SQUARES)
    assert longest_ms < 200


def test_fetching_can_be_cancelled(painted, service) -> None:  # noqa: F811
    service.delay_s = 0.5
    layer = QgsRasterLayer(service.xyz(), "Aerial", "wms")
    extent = f"{EXTENT[0]},{EXTENT[2]},{EXTENT[1]},{EXTENT[3]} [EPSG:3857]"
    feedback = Feedback()

    def cancel_soon() -> None:
        if service.pictures and not feedback.isCanceled():
            feedback.cancel()

    _, results, _ = run_in_background({**PARAMETERS, "INPUT": layer, "EXTENT": extent}, feedback, cancel_soon)

    assert results.get("OUTPUT") is None
    assert len(service.pictures) < 16


def test_what_cannot_be_fetched_is_told(painted, service) -> None:  # noqa: F811
    layer = QgsRasterLayer(service.xyz(), "Aerial", "wms")
    extent = f"{EXTENT[0]},{EXTENT[2]},{EXTENT[1]},{EXTENT[3]} [EPSG:3857]"

    assert "smaller extent" in failure_of("segmentbyphrase", {**PARAMETERS, "INPUT": layer})
    service.breaks = lambda path, times: True
    message = failure_of("segmentbyphrase", {**PARAMETERS, "INPUT": layer, "EXTENT": extent})
    assert "does not give its pictures" in message


def test_a_service_works_inside_a_model(painted, service, qgis_processing) -> None:  # noqa: F811
    """A step of a model is prepared in the thread of the model, which is not that of the window."""
    layer = QgsRasterLayer(service.xyz(), "Aerial", "wms")
    QgsProject.instance().addMapLayer(layer)
    found = run_in_model(layer, f"{EXTENT[0]},{EXTENT[2]},{EXTENT[1]},{EXTENT[3]} [EPSG:3857]")
    QgsProject.instance().removeMapLayer(layer.id())

    assert found == len(SERVED_SQUARES)


def run_in_model(layer, extent) -> int:
    model = QgsProcessingModelAlgorithm("model", "tests")
    model.addModelParameter(
        QgsProcessingParameterRasterLayer("raster"), QgsProcessingModelParameter("raster")
    )
    step = QgsProcessingModelChildAlgorithm("georefer:segmentbyphrase")
    step.setChildId("find")
    source = QgsProcessingModelChildParameterSource
    step.addParameterSources("INPUT", [source.fromModelParameter("raster")])
    for name, value in (("PHRASE", "red buildings"), ("MODEL", "0@128"), ("EXTENT", extent)):
        step.addParameterSources(name, [source.fromStaticValue(value)])
    output = QgsProcessingModelOutput("found", "found")
    output.setChildId("find")
    output.setChildOutputName("OUTPUT")
    step.setModelOutputs({"found": output})
    model.addChildAlgorithm(step)
    context, feedback, ends = QgsProcessingContext(), Feedback(), []
    context.setProject(QgsProject.instance())
    task = QgsProcessingAlgRunnerTask(
        model, {"raster": layer.id(), "find:found": "memory:"}, context, feedback
    )
    task.executed.connect(lambda is_well, results: ends.append((is_well, results)))
    QgsApplication.taskManager().addTask(task)
    until_s = time.monotonic() + PATIENCE_S
    while not ends and time.monotonic() < until_s:
        QCoreApplication.processEvents()
        time.sleep(0.005)
    is_well, results = ends[0]
    assert is_well, feedback.lines
    return context.takeResultLayer(results["find:found"]).featureCount()
