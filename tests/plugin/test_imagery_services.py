"""Layers of map services go through Processing as files do: fetched first, beside the window of QGIS."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
from georefer.tests.plugin.map_service import EXTENT, GSD, LEFT, SQUARES, TOP, MapService
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
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterRasterLayer,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

PARAMETERS = {"PHRASE": "red buildings", "MODEL": "0@128", "OUTPUT": "memory:"}
PATIENCE_S = 240


@pytest.fixture
def service(qgis_app):
    service = MapService()
    yield service
    service.shutdown()
    service.server_close()


@pytest.mark.parametrize("kind", ["xyz", "wms", "wcs"])
def test_a_service_is_fetched_and_searched(painted, service, kind) -> None:  # noqa: F811
    layer = QgsRasterLayer(getattr(service, kind)(), "Aerial", "wcs" if kind == "wcs" else "wms")
    extent = f"{EXTENT[0]},{EXTENT[2]},{EXTENT[1]},{EXTENT[3]} [EPSG:3857]"
    feedback = Feedback()
    parameters = {**PARAMETERS, "INPUT": layer, "EXTENT": extent, "PIXEL_SIZE": GSD}
    results, found, _context = run("segmentbyphrase", parameters, feedback)

    assert results["COUNT"] == len(SQUARES)
    assert found.crs().authid() == "EPSG:3857"
    expected = sorted((LEFT + (c + s / 2) * GSD, TOP - (r + s / 2) * GSD) for c, r, s in SQUARES)
    centres = [feature.geometry().centroid().asPoint() for feature in found.getFeatures()]
    np.testing.assert_allclose(sorted((p.x(), p.y()) for p in centres), expected, rtol=0, atol=GSD)
    assert json.loads(results["REPORT"])["source"].endswith("Aerial.tif")
    assert feedback.shares == sorted(feedback.shares)


def test_fetching_in_the_background_never_holds_qgis_up(painted, service) -> None:  # noqa: F811
    service.delay_s = 0.8
    layer = QgsRasterLayer(service.xyz(), "Aerial", "wms")
    extent = f"{EXTENT[0]},{EXTENT[2]},{EXTENT[1]},{EXTENT[3]} [EPSG:3857]"
    feedback = Feedback()
    parameters = {**PARAMETERS, "INPUT": layer, "EXTENT": extent}
    is_well, results, longest_ms = run_in_background(parameters, feedback)

    assert is_well, feedback.lines
    assert results["COUNT"] == len(SQUARES)
    # Whoever waits for one picture only waits that long.
    assert longest_ms < 800


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

    assert found == len(SQUARES)


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
    # Its name in the model is that of the output alone on newer QGIS.
    (sink,) = (definition.name() for definition in model.destinationParameterDefinitions())
    task = QgsProcessingAlgRunnerTask(model, {"raster": layer.id(), sink: "memory:"}, context, feedback)
    task.executed.connect(lambda is_well, results: ends.append((is_well, results)))
    QgsApplication.taskManager().addTask(task)
    until_s = time.monotonic() + PATIENCE_S
    while not ends and time.monotonic() < until_s:
        QCoreApplication.processEvents()
        time.sleep(0.005)
    is_well, results = ends[0]
    assert is_well, feedback.lines
    return context.takeResultLayer(results[sink]).featureCount()
