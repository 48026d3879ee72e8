"""The algorithms in real Processing: with a worker that is played, and with the real engine."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from georefer.plugin.algorithms.provider import GeoReferProvider
from georefer.plugin.worker import client as client_file
from georefer.plugin.worker.engine import Command
from osgeo import gdal, osr
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QElapsedTimer, QTimer

ROOT = Path(__file__).resolve().parents[2]
PLAYED = Path(__file__).with_name("scripted_worker.py")
PAINTED = ROOT / "tests" / "worker" / "painted_worker.py"
PATIENCE_S = 120
# Column, row, side in pixels of red squares; a pixel is half a metre.
SQUARES = ((20, 20, 24), (150, 20, 24), (40, 110, 30), (118, 118, 24))


def engine_python() -> str:
    """Returns the Python of the engine: the one that is named, else the one that `make` has made."""
    python = os.environ.get("GEOREFER_PYTHON") or str(ROOT / ".venv" / "bin" / "python")
    if not Path(python).exists():
        pytest.skip("no engine: run `make install`, or set GEOREFER_PYTHON to the Python of one")
    return python


@pytest.fixture
def provider(qgis_app, qgis_processing):
    provider = GeoReferProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    yield provider
    QgsApplication.processingRegistry().removeProvider(provider)


@pytest.fixture
def played(provider, monkeypatch):
    command = Command(sys.executable, ("-I", str(PLAYED), "well"))
    monkeypatch.setattr(client_file, "installed_worker", lambda: command)


@pytest.fixture
def painted(provider, monkeypatch):
    command = Command(engine_python(), ("-I", "-X", "utf8", str(PAINTED)))
    monkeypatch.setattr(client_file, "installed_worker", lambda: command)


@pytest.fixture
def scene(tmp_path):
    pixels = np.full((3, 256, 256), 110, np.uint8)
    for column, row, side in SQUARES:
        pixels[:, row : row + side, column : column + side] = np.array([220, 40, 40])[:, None, None]
    path = tmp_path / "scene.tif"
    raster = gdal.GetDriverByName("GTiff").Create(str(path), 256, 256, 3, gdal.GDT_Byte, ["PHOTOMETRIC=RGB"])
    raster.SetGeoTransform((500_000, 0.5, 0, 4_000_000, 0, -0.5))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32633)
    raster.SetProjection(crs.ExportToWkt())
    raster.WriteArray(pixels)
    raster = None
    return str(path)


class Feedback(QgsProcessingFeedback):
    """Remembers what it is told."""

    def __init__(self) -> None:
        super().__init__(False)
        self.lines = []
        self.shares = []
        self.progressChanged.connect(self.shares.append)

    def pushWarning(self, text) -> None:
        self.lines.append(text)

    def pushInfo(self, text) -> None:
        self.lines.append(text)

    def reportError(self, text, is_fatal=False) -> None:
        self.lines.append(text)

    def pushDebugInfo(self, text) -> None:
        self.lines.append(text)


def run(name, parameters, feedback=None):
    """Runs an algorithm in this thread, as qgis_process does; returns its outputs and the output layer."""
    context, feedback = QgsProcessingContext(), feedback or Feedback()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"georefer:{name}")
    results, is_well = algorithm.run(parameters, context, feedback)
    assert is_well, feedback.lines
    layer = results.get("OUTPUT")
    return results, layer and QgsProcessingUtils.mapLayerFromString(layer, context), context


def failure_of(name, parameters) -> str:
    context, feedback = QgsProcessingContext(), Feedback()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"georefer:{name}")
    try:
        _, is_well = algorithm.run(parameters, context, feedback, {}, False)
    except QgsProcessingException as error:
        return str(error)
    assert not is_well
    # What an algorithm says before it begins is no exception to the one who runs it.
    return " ".join(feedback.lines)


def run_in_background(parameters, feedback, meanwhile=None):
    """Runs it as the toolbox does, in a thread of its own; returns outputs and the longest wait of QGIS."""
    context = QgsProcessingContext()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("georefer:segmentbyphrase")
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    ends, gaps_ms, clock = [], [0], QElapsedTimer()
    task.executed.connect(lambda is_well, results: ends.append((is_well, results)))
    timer = QTimer()
    timer.timeout.connect(lambda: gaps_ms.append(clock.restart()))
    clock.start()
    timer.start(10)
    QgsApplication.taskManager().addTask(task)
    until_s = time.monotonic() + PATIENCE_S
    while not ends and time.monotonic() < until_s:
        QCoreApplication.processEvents()
        if meanwhile is not None:
            meanwhile()
        time.sleep(0.005)
    timer.stop()
    return (*ends[0], max(gaps_ms))


def workers(script: Path) -> list[int]:
    """Returns the ids of our living child processes that run a script."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if int(parent) == os.getpid() and state != "Z" and str(script).encode() in words:
            found.append(int(folder.name))
    return found


def test_a_phrase_is_explained(played) -> None:
    results, _, _ = run("explainphrase", {"PHRASE": "red building"})

    assert results["SENTENCE"] == "RED BUILDING"
    assert json.loads(results["READING"])["sentence"] == "RED BUILDING"
    assert workers(PLAYED) == []


def test_an_empty_phrase_is_refused(played) -> None:
    assert "empty" in failure_of("explainphrase", {"PHRASE": "  "})


def test_what_the_engine_says_is_what_the_person_reads(played, scene) -> None:
    parameters = {"INPUT": scene, "PHRASE": "fail", "OUTPUT": "memory:"}

    assert failure_of("segmentbyphrase", parameters) == "No such raster. Choose another"


def test_a_layer_that_is_no_file_is_not_fetched_as_a_whole(played) -> None:
    layer = QgsRasterLayer("type=xyz&url=file:///nowhere/{z}/{x}/{y}.png&zmax=19&zmin=0", "tiles", "wms")
    message = failure_of("segmentbyphrase", {"INPUT": layer, "PHRASE": "trees", "OUTPUT": "memory:"})

    assert "Choose a smaller extent" in message


def test_objects_lie_where_they_are(painted, scene) -> None:
    parameters = {"INPUT": scene, "PHRASE": "red buildings", "MODEL": "0@128", "OUTPUT": "memory:"}
    feedback = Feedback()
    results, layer, _context = run("segmentbyphrase", parameters, feedback)

    assert results["COUNT"] == layer.featureCount() == len(SQUARES)
    assert layer.crs().authid() == "EPSG:32633"
    names = [field.name() for field in layer.fields()]
    assert "fid" not in names
    assert {"object_id", "phrase", "score", "area_m2", "perimeter_m", "run_id"} <= set(names)
    expected = sorted((500_000 + (c + s / 2) / 2, 4_000_000 - (r + s / 2) / 2) for c, r, s in SQUARES)
    centres = [feature.geometry().centroid().asPoint() for feature in layer.getFeatures()]
    np.testing.assert_allclose(sorted((p.x(), p.y()) for p in centres), expected, atol=0.5)
    areas = sorted(feature["area_m2"] for feature in layer.getFeatures())
    np.testing.assert_allclose(areas, sorted(s * s / 4 for _, _, s in SQUARES), rtol=0.06)
    assert max(feedback.shares) > 50
    assert json.loads(results["REPORT"])["phrase"] == "red buildings"
    assert workers(PAINTED) == []


def test_place_and_extent_are_obeyed(painted, scene, tmp_path) -> None:
    output = str(tmp_path / "out.gpkg")
    parameters = {
        "INPUT": scene,
        "PHRASE": "red buildings on the right",
        "EXTENT": "500000,500060,3999980,4000000 [EPSG:32633]",
        "MODEL": "0@128",
        "OUTPUT": output,
    }
    results, layer, _context = run("segmentbyphrase", parameters)
    assert layer.featureCount() == 0

    wide = {**parameters, "EXTENT": "500000,500100,3999980,4000000 [EPSG:32633]", "OUTPUT": "memory:"}
    results, layer, _context = run("segmentbyphrase", wide)
    assert results["COUNT"] == 1
    (feature,) = layer.getFeatures()
    assert abs(feature.geometry().centroid().asPoint().x() - 500_081) < 1


def test_a_layer_in_the_phrase_is_the_layer_of_that_name(painted, scene) -> None:
    layer = QgsVectorLayer("LineString?crs=EPSG:32633", "Railway", "memory")
    line = QgsFeature()
    line.setGeometry(QgsGeometry.fromWkt("LineString (500000 3999985, 500030 3999985)"))
    layer.dataProvider().addFeature(line)
    parameters = {"INPUT": scene, "MODEL": "0@128", "OUTPUT": "memory:", "LAYERS": [layer]}
    results, found, _context = run("segmentbyphrase", {**parameters, "PHRASE": "red buildings on [Railway]"})

    assert results["COUNT"] == 1
    (feature,) = found.getFeatures()
    assert abs(feature.geometry().centroid().asPoint().x() - 500_016) < 1
    assert "Road" in failure_of("segmentbyphrase", {**parameters, "PHRASE": "buildings near [Road]"})


def test_nothing_found_is_an_answer(painted, scene) -> None:
    results, layer, _context = run(
        "segmentbyphrase", {"INPUT": scene, "PHRASE": "blue cars", "MODEL": "0@128", "OUTPUT": "memory:"}
    )

    assert results["COUNT"] == layer.featureCount() == 0
