"""What is left when the process is killed: of a run that is kept, and of a file that is saved."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from georefer.inference.messages import Found, FoundObject
from georefer.inference.protocol import SegmentRequest
from georefer.plugin.results import autosave_file
from georefer.plugin.results.autosave import Autosave
from georefer.plugin.results.autosave_file import AutosaveFile
from georefer.plugin.results.failures import ResultsError, not_written
from georefer.plugin.results.run_layer import add_run_layer
from georefer.plugin.results.saving import SaveTask
from georefer.plugin.results.unfinished import (
    FindUnfinishedTask,
    KeepUnfinishedTask,
    remove_run,
    unfinished_runs,
)
from georefer.plugin.running.task_bar import task_threads
from georefer.tests.plugin.results_factory import UTM, run_task, square, square_wkb, tile_found, written_run
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsGraduatedSymbolRenderer, QgsProject

SCRIPT = Path(__file__).with_name("results_writer.py")
PATIENCE_MS = 60_000
REQUEST = SegmentRequest(
    "scene.tif", "red building", "out.gpkg", extent=(0.0, 1.0, 2.0, 3.0), layers=(("A", "a.gpkg"),)
)


def start(*arguments):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""}
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), *(str(one) for one in arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def kill_after(process, lines, seconds) -> list[str]:
    """Waits for some lines, then a moment, kills the process, and returns all that it has said."""
    try:
        said = [process.stdout.readline() for _ in range(lines)]
        time.sleep(seconds)
    finally:
        process.kill()
    said += process.stdout.readlines()
    noise = process.stderr.read()
    process.wait()
    assert process.returncode == -9, noise
    return said


def is_sound(path) -> bool:
    connection = sqlite3.connect(path)
    try:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        connection.close()


@pytest.fixture
def crs(qgis_app):
    return QgsCoordinateReferenceSystem(UTM)


@pytest.fixture
def project(qgis_new_project):
    return QgsProject.instance()


def phrases(folder) -> list[tuple[str, int]]:
    """Returns what later QGIS would offer: phrases and numbers of polygons."""
    return sorted((run.phrase, run.polygons) for run in unfinished_runs(folder))


def kept_run(qtbot, folder, found, crs, request=REQUEST):
    """Keeps tiles as a run does that is then broken off."""
    autosave = Autosave(folder, every_ms=20)
    autosave.begin(request, crs)
    for one in found:
        autosave.add(one)
    autosave.close()


@pytest.mark.parametrize("attempt", range(3))
def test_a_killed_qgis_loses_no_polygon_that_was_kept(qtbot, qgis_app, tmp_path, attempt):
    process = start("keep", tmp_path)
    said = kill_after(process, 4 + 3 * attempt, random.Random(attempt).uniform(0, 0.1))
    safe = max(int(line) for line in said if line.strip())
    (run,) = unfinished_runs(tmp_path)

    assert safe > 0
    assert run.polygons >= safe
    assert (run.phrase, run.raster) == ("red building", "scene.tif")
    assert run.request.layers == (("A", "a"),)
    assert is_sound(run.path)
    end, file = run_task(qtbot, KeepUnfinishedTask(run, tmp_path / "kept.gpkg"))
    assert (end, file.layer.featureCount()) == ("succeeded", run.polygons)


def test_a_run_under_way_is_not_offered(qgis_app, tmp_path):
    process = start("keep", tmp_path)
    try:
        process.stdout.readline()
        assert list(tmp_path.glob("*.gpkg"))
        assert unfinished_runs(tmp_path) == []
    finally:
        process.kill()
        process.communicate()
    assert len(unfinished_runs(tmp_path)) == 1


@pytest.mark.parametrize("mode", ["new", "append"])
def test_a_killed_save_leaves_the_old_file_or_the_whole_new_one(qgis_app, tmp_path, mode):
    layer, path = tmp_path / "run.gpkg", tmp_path / "saved.gpkg"
    written_run(layer, 3000)
    written_run(path, 7, "before")
    chance = random.Random(7)
    for _ in range(4):
        process = start("save", layer, path, mode)
        kill_after(process, 1, chance.uniform(0.02, 0.6))
        assert is_sound(path)
        connection = sqlite3.connect(path)
        (of_old,) = connection.execute("SELECT count(*) FROM objects WHERE run_id = 'before'").fetchone()
        (of_new,) = connection.execute("SELECT count(*) FROM objects WHERE run_id = 'run-1'").fetchone()
        (runs,) = connection.execute("SELECT count(*) FROM georefer_runs WHERE run_id = 'run-1'").fetchone()
        connection.close()
        assert of_new % 2900 == 0
        assert runs == 1 or not of_new
        assert of_old == 7 if mode == "append" else (of_old, of_new) in ((7, 0), (0, 2900))


def test_what_was_kept_becomes_a_layer_with_measures(qtbot, tmp_path, crs, project):
    kept_run(qtbot, tmp_path, [tile_found(0, range(3)), tile_found(1, range(3, 5))], crs)
    (run,) = unfinished_runs(tmp_path)
    assert run.request == REQUEST
    assert run.polygons == 5
    end, file = run_task(qtbot, KeepUnfinishedTask(run, tmp_path / "kept.gpkg"))
    assert end == "succeeded", file

    layer = add_run_layer(project, file)
    assert layer.crs() == crs
    assert isinstance(layer.renderer(), QgsGraduatedSymbolRenderer)
    assert "broken off" in layer.metadata().abstract()
    features = sorted(layer.getFeatures(), key=lambda one: one["object_id"])
    assert [one["object_id"] for one in features] == [1, 2, 3, 4, 5]
    assert features[0]["area_m2"] == pytest.approx(36, rel=0.002)
    assert features[0]["perimeter_m"] == pytest.approx(24, rel=0.002)
    assert features[4].geometry().boundingBox() == square(4)
    assert run_task(qtbot, SaveTask(layer, "", tmp_path / "saved.gpkg", False, project)) == ("succeeded", 5)


def test_a_tile_told_twice_is_kept_once(qtbot, tmp_path, crs):
    twice = [tile_found(0, range(3)), tile_found(1, range(3, 5)), tile_found(0, range(10, 11))]
    kept_run(qtbot, tmp_path / "a", twice, crs)
    kept_run(qtbot, tmp_path / "b", [*twice, tile_found(0, ())], crs)

    assert [run.polygons for run in unfinished_runs(tmp_path / "a")] == [3]
    assert [run.polygons for run in unfinished_runs(tmp_path / "b")] == [2]


def test_a_raster_without_crs_gives_objects_without(qtbot, tmp_path, qgis_app):
    kept_run(qtbot, tmp_path, [tile_found(0, range(2))], QgsCoordinateReferenceSystem())
    (run,) = unfinished_runs(tmp_path)
    _, file = run_task(qtbot, KeepUnfinishedTask(run, tmp_path / "kept.gpkg"))

    assert not file.layer.crs().isValid()
    assert next(file.layer.getFeatures())["area_m2"] == pytest.approx(36)


def test_a_run_that_is_done_leaves_nothing(qtbot, tmp_path, crs):
    autosave = Autosave(tmp_path, every_ms=20)
    autosave.begin(REQUEST, crs)
    autosave.add(tile_found(0, range(3)))
    with qtbot.waitSignal(autosave.kept, timeout=PATIENCE_MS):
        pass
    # Final ones are in the engine's file already.
    autosave.add(Found((FoundObject(square_wkb(1), 0.9, 1),)))
    autosave.discard()

    assert autosave.path is None
    qtbot.waitUntil(lambda: list(tmp_path.iterdir()) == [], timeout=PATIENCE_MS)


@pytest.fixture
def many_threads(qgis_app):
    threads, former = task_threads(), task_threads().maxThreadCount()
    threads.setMaxThreadCount(4)
    yield
    threads.setMaxThreadCount(former)


@pytest.mark.parametrize("end", ["leave", "discard"])
def test_the_window_never_waits_for_the_file_of_a_run_that_ends(qtbot, tmp_path, crs, end, many_threads):
    autosave, kept, failures = Autosave(tmp_path, every_ms=20), [], []
    autosave.kept.connect(kept.append)
    autosave.failed.connect(failures.append)
    autosave.begin(REQUEST, crs)
    qtbot.waitUntil(lambda: bool(kept), timeout=PATIENCE_MS)
    kept.clear()
    autosave.add(tile_found(0, range(3)))
    former = autosave._file
    # Whoever is writing still: the window goes on, and so does the next run.
    with former._writing:
        getattr(autosave, end)()
        autosave.begin(SegmentRequest("scene.tif", "next", "next.gpkg"), crs)
        autosave.add(tile_found(1, range(5)))
        assert autosave.path not in (None, former.path)
        qtbot.waitUntil(lambda: 5 in kept, timeout=PATIENCE_MS)
    left = [("red building", 3)] if end == "leave" else []
    qtbot.waitUntil(lambda: phrases(tmp_path) == left, timeout=PATIENCE_MS)
    autosave.close()
    assert phrases(tmp_path) == sorted([("next", 5), *left])
    assert failures == []


@pytest.mark.parametrize(("end", "left"), [("leave", [("red building", 3)]), ("discard", [])])
def test_closing_waits_for_a_file_that_is_being_left(qgis_app, tmp_path, crs, end, left):
    autosave = Autosave(tmp_path, every_ms=20)
    autosave.begin(REQUEST, crs)
    autosave.add(tile_found(0, range(3)))
    getattr(autosave, end)()
    autosave.close()
    assert phrases(tmp_path) == left


def test_a_file_is_left_even_where_the_task_is_cancelled(qtbot, tmp_path, crs):
    autosave = Autosave(tmp_path, every_ms=20)
    autosave.begin(REQUEST, crs)
    autosave.add(tile_found(0, range(3)))
    autosave.leave()
    QgsApplication.taskManager().cancelAll()
    qtbot.waitUntil(lambda: phrases(tmp_path) == [("red building", 3)], timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not autosave._tasks, timeout=PATIENCE_MS)


def test_what_could_not_be_written_waits_in_its_order(qgis_app, tmp_path, crs, monkeypatch):
    file, told = AutosaveFile(tmp_path, REQUEST, crs), []

    def no_room(path, table, rows):
        told.extend(rows)
        raise ResultsError(not_written(path, "no room"))

    assert file.write() == 0
    for one in (tile_found(0, range(3)), tile_found(1, range(4)), tile_found(0, ())):
        file.add(one)
    with monkeypatch.context() as broken:
        broken.setattr(autosave_file, "write_rows", no_room)
        with pytest.raises(ResultsError):
            file.write()
    assert len(told) == 8
    file.add(tile_found(2, range(2)))
    assert file.leave() == 10
    assert phrases(tmp_path) == [("red building", 6)]


def test_a_broken_off_run_can_be_removed(qtbot, tmp_path, crs):
    kept_run(qtbot, tmp_path, [tile_found(0, range(3))], crs)
    (run,) = unfinished_runs(tmp_path)
    remove_run(run)
    assert list(tmp_path.iterdir()) == []


def test_runs_are_listed_newest_first_and_rubbish_is_passed_over(qtbot, tmp_path, crs):
    for phrase in ("first", "second"):
        kept_run(qtbot, tmp_path, [], crs, SegmentRequest("scene.tif", phrase, "out.gpkg"))
        time.sleep(1.1)
    (tmp_path / "x.unfinished.gpkg").write_text("no database", encoding="utf-8")
    (tmp_path / ".y.unfinished.gpkg").write_text("", encoding="utf-8")
    end, runs = run_task(qtbot, FindUnfinishedTask(tmp_path))

    assert end == "succeeded"
    assert [run.phrase for run in runs] == ["second", "first"]
    assert run_task(qtbot, FindUnfinishedTask(tmp_path / "missing")) == ("succeeded", [])


def test_a_folder_that_takes_nothing_is_told_once(qtbot, tmp_path, crs):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    autosave, failures = Autosave(tmp_path / "file" / "runs", every_ms=20), []
    autosave.failed.connect(failures.append)
    autosave.begin(REQUEST, crs)
    qtbot.waitUntil(lambda: bool(failures), timeout=PATIENCE_MS)
    autosave.add(tile_found(0, range(3)))
    qtbot.wait(200)
    autosave.close()

    (failure,) = failures
    assert "the run goes on" in failure.message
    assert "cache folder" in failure.remedy
