"""Saving: new files whole or not at all, appended rows beside untouched ones, one clear failure."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest
from georefer.plugin.results.filtering import ObjectFilter
from georefer.plugin.results.recent import forget_output, recent_outputs, remember_output
from georefer.plugin.results.run_file import WriteRunTask
from georefer.plugin.results.run_layer import add_run_layer
from georefer.plugin.results.saving import SaveTask, layers_showing
from georefer.tests.plugin.results_factory import UTM, run_task, written_run
from qgis.core import (
    QgsGraduatedSymbolRenderer,
    QgsProject,
    QgsSettings,
    QgsVectorLayer,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(qgis_new_project):
    return QgsProject.instance()


@pytest.fixture
def add_run(qtbot, tmp_path, project):
    """Returns a function that writes a run into the cache and adds its layer."""
    cache = tmp_path / "cache"
    cache.mkdir()

    def add(count=10, run_id="run-1", phrase="red building", crs=UTM):
        report = written_run(cache / f"engine-{run_id}.gpkg", count, run_id, phrase, crs)
        end, run = run_task(qtbot, WriteRunTask(report, cache / f"{run_id}.gpkg"))
        assert end == "succeeded", run
        return add_run_layer(project, run)

    return add


@pytest.fixture
def save(qtbot, project):
    """Returns a function that saves and returns how that ended."""

    def run(layer, path, expression="", is_append=False):
        return run_task(qtbot, SaveTask(layer, expression, path, is_append, project))

    return run


def opened(path, name="objects") -> QgsVectorLayer:
    return QgsVectorLayer(f"{path}|layername={name}", name, "ogr")


def rows(path, table="objects") -> list[tuple]:
    """Reads a file that nobody has open, as any other program would."""
    connection = sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
    finally:
        connection.close()


def engine_python() -> str:
    """Returns the Python of the engine: the one that is named, else the one that `make` has made."""
    python = os.environ.get("GEOREFER_PYTHON") or str(ROOT / ".venv" / "bin" / "python")
    if not Path(python).exists():
        pytest.skip("no engine: run `make install`, or set GEOREFER_PYTHON to the Python of one")
    return python


def ask_engine(code: str, *arguments: object) -> str:
    """Runs code in the engine's Python, with this checkout as `georefer`."""
    begin = (
        "import importlib.util, sys\n"
        f"file = {str(ROOT / 'inference' / 'worker.py')!r}\n"
        "spec = importlib.util.spec_from_file_location('worker', file)\n"
        "worker = importlib.util.module_from_spec(spec); spec.loader.exec_module(worker)\n"
        "worker.register_package()\n"
    )
    command = [engine_python(), "-I", "-c", begin + code, *(str(one) for one in arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_new_file_holds_what_is_kept(add_run, save, tmp_path):
    layer = add_run(10)
    kept = ObjectFilter()
    kept.set_layer(layer)
    kept.set_least_score(0.7)
    kept.set_kept([6, 7], False)
    path = tmp_path / "o'clock.gpkg"

    assert save(layer, path, kept.expression()) == ("succeeded", 4)
    assert sorted(row[2] for row in rows(path)) == [5, 8, 9, 10]
    saved = opened(path)
    assert saved.crs().authid() == UTM
    assert isinstance(saved.renderer(), QgsGraduatedSymbolRenderer)
    assert saved.renderer().classAttribute() == "score"
    assert "red building" in saved.metadata().title()
    (run,) = rows(path, "georefer_runs")
    assert run[1] == "run-1"
    assert json.loads(run[4])["weights"] == "0" * 64
    assert layer.featureCount() == 10
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_appending_leaves_older_rows_as_they_are(add_run, save, tmp_path):
    path = tmp_path / "all.gpkg"
    save(add_run(5, "run-1"), path)
    before = rows(path), rows(path, "georefer_runs"), rows(path, "layer_styles")
    second = add_run(4, "run-2", "白色的船")

    assert save(second, path, '"object_id" > 1', is_append=True) == ("succeeded", 3)
    assert rows(path)[:5] == before[0]
    assert rows(path, "georefer_runs")[:1] == before[1]
    assert rows(path, "layer_styles") == before[2]
    assert [row[3] for row in rows(path)[5:]] == ["白色的船"] * 3
    # A second part of the same run is no second run.
    assert save(second, path, '"object_id" = 1', is_append=True) == ("succeeded", 1)
    assert [row[1] for row in rows(path, "georefer_runs")] == ["run-1", "run-2"]


def test_appending_to_what_is_not_there_makes_it(add_run, save, tmp_path):
    assert save(add_run(3), tmp_path / "new.gpkg", is_append=True) == ("succeeded", 3)
    assert len(rows(tmp_path / "new.gpkg")) == 3


def test_appending_to_a_file_of_other_things_adds_a_layer(add_run, save, tmp_path):
    path = tmp_path / "town.gpkg"
    town = add_run(2, "town")
    save(town, path)
    connection = sqlite3.connect(path)
    with connection:
        for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions", "gpkg_ogr_contents"):
            connection.execute(f"UPDATE {table} SET table_name = 'roads' WHERE table_name = 'objects'")
        connection.execute("UPDATE layer_styles SET f_table_name = 'roads'")
        connection.execute("DROP TABLE georefer_runs")
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = 'georefer_runs'")
        connection.execute("DELETE FROM gpkg_ogr_contents WHERE table_name = 'georefer_runs'")
        connection.execute("ALTER TABLE objects RENAME TO roads")
    connection.close()

    assert save(add_run(3, "run-2"), path, is_append=True) == ("succeeded", 3)
    assert len(rows(path)) == 3
    assert len(rows(path, "georefer_runs")) == 1
    assert opened(path, "roads").featureCount() == 2
    assert isinstance(opened(path).renderer(), QgsGraduatedSymbolRenderer)


def test_objects_without_crs_are_saved_and_appended(add_run, save, tmp_path):
    path = tmp_path / "local.gpkg"
    assert save(add_run(3, "run-1", crs=""), path) == ("succeeded", 3)
    assert save(add_run(2, "run-2", crs=""), path, is_append=True) == ("succeeded", 2)
    assert not opened(path).crs().isValid()

    end, failure = save(add_run(2, "run-3"), path, is_append=True)
    assert (end, "another CRS" in failure.message) == ("failed", True)
    assert len(rows(path)) == 5


def test_an_open_file_can_be_appended_to(qtbot, add_run, save, project, tmp_path):
    path = tmp_path / "shown.gpkg"
    save(add_run(3, "run-1"), path)
    shown = opened(path)
    project.addMapLayer(shown)
    assert sum(1 for _ in shown.getFeatures()) == 3

    assert save(add_run(2, "run-2"), path, is_append=True) == ("succeeded", 2)
    assert layers_showing(project, path) == [shown]
    shown.dataProvider().reloadData()
    assert sum(1 for _ in shown.getFeatures()) == 5


def test_edits_of_the_run_are_not_forgotten(add_run, save, tmp_path):
    layer = add_run(3)
    layer.startEditing()
    layer.deleteFeature(next(layer.getFeatures()).id())
    end, failure = save(layer, tmp_path / "a.gpkg")
    assert (end, "not saved" in failure.message) == ("failed", True)

    layer.commitChanges()
    assert save(layer, tmp_path / "a.gpkg") == ("succeeded", 2)


def test_the_engine_reads_and_extends_what_was_saved(add_run, save, tmp_path):
    path = tmp_path / "both.gpkg"
    save(add_run(5, "run-1"), path, '"object_id" > 1')
    save(add_run(3, "run-2"), path, is_append=True)
    code = """
import datetime, json, shapely
from pathlib import Path
from georefer.inference.geo.existing import read_objects
from georefer.inference.geo.geopackage import write_objects
from georefer.inference.geo.geopackage_tables import ObjectRecord, RunRecord
path = sys.argv[1]
objects = read_objects(path + "|layername=objects")
ids, crs = objects.values("object_id"), objects.crs_wkt
area = shapely.area(objects.shapes).sum()
record = ObjectRecord(1, shapely.box(0, 0, 1, 1), "p", "t", 0.9, 1.0, 4.0, "m", "w", "s")
run = RunRecord("run-3", datetime.datetime.now(datetime.timezone.utc), "p", {})
write_objects(Path(path), [record], crs, run, append=True)
count = len(read_objects(path + "|layername=objects").shapes)
print(json.dumps([ids, area, count]))
"""
    ids, area, count = json.loads(ask_engine(code, path))
    assert ids == [2, 3, 4, 5, 1, 2, 3]
    assert area == pytest.approx(7 * 36)
    assert count == 8
    assert opened(path).featureCount() == 8
    assert len(rows(path, "georefer_runs")) == 3


def test_no_connection_is_left_on_what_was_written(add_run, save, tmp_path):
    path = tmp_path / "a.gpkg"
    layer = add_run(5)
    for expression in ('"object_id" > 2', ""):
        assert save(layer, path, expression)[0] == "succeeded"
        assert [entry.name for entry in tmp_path.glob("*a*.gpkg*")] == ["a.gpkg"]
    # What the header says of the journal: 1 is none beside the file, 2 is one that others must find.
    assert path.read_bytes()[18:20] == b"\x01\x01"
    descriptors = Path("/proc/self/fd")
    if descriptors.is_dir():
        names = [os.readlink(one) for one in descriptors.iterdir() if one.is_symlink() and one.exists()]
        assert not [name for name in names if name.startswith(str(path))]


def test_recent_outputs_are_those_that_are_there(qgis_app, tmp_path):
    QgsSettings().remove("georefer/recent_outputs")
    paths = [str(tmp_path / f"{number}.gpkg") for number in range(12)]
    for path in paths:
        Path(path).touch()
        remember_output(path)
    remember_output(paths[5])
    assert recent_outputs()[:3] == [paths[5], paths[11], paths[10]]
    assert len(recent_outputs()) == 10
    os.unlink(paths[11])
    forget_output(paths[10])
    assert recent_outputs()[:2] == [paths[5], paths[9]]
    for broken in ("{no json", '"text"', "[1, 2]"):
        QgsSettings().setValue("georefer/recent_outputs", broken)
        assert recent_outputs() == []
