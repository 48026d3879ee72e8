"""What cannot be saved is told in one line, and what was there before stays."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys

import pytest
from georefer.plugin.results import disk
from georefer.tests.plugin.test_results_saving import (  # noqa: F401 (fixtures)
    add_run,
    opened,
    project,
    rows,
    save,
)


@pytest.mark.parametrize("is_append", [False, True])
def test_a_layer_of_the_file_in_an_edit_session_is_told(add_run, save, project, tmp_path, is_append):  # noqa: F811
    path = tmp_path / "shown.gpkg"
    layer = add_run(3, "run-1")
    save(layer, path)
    shown = opened(path)
    shown.setName("My saved objects")
    project.addMapLayer(shown)
    shown.startEditing()
    shown.deleteFeature(next(shown.getFeatures()).id())

    end, failure = save(layer, path, is_append=is_append)
    assert end == "failed"
    assert "My saved objects" in failure.message
    assert failure.remedy
    shown.rollBack()
    assert sum(1 for _ in shown.getFeatures()) == 3


def test_a_file_that_another_program_writes_is_told_and_left(add_run, save, tmp_path, monkeypatch):  # noqa: F811
    path = tmp_path / "busy.gpkg"
    layer = add_run(3)
    save(layer, path)
    before = rows(path)
    script = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('BEGIN IMMEDIATE')\n"
        "print('ready', flush=True)\n"
        "sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        other.stdout.readline()
        ends = [save(layer, path, is_append=is_append) for is_append in (False, True)]
    finally:
        other.communicate()
    for end, failure in ends:
        assert end == "failed"
        assert "in use" in failure.message, failure
    assert rows(path) == before


def test_what_cannot_be_written_is_one_clear_line(add_run, save, tmp_path, monkeypatch):  # noqa: F811
    layer = add_run(3)
    (tmp_path / "text.gpkg").write_text("no database", encoding="utf-8")
    said = {
        name: save(layer, tmp_path / name, is_append=is_append)[1]
        for name, is_append in (("text.gpkg", True), ("a.shp", False), ("missing/a.gpkg", False))
    }
    said["text.gpkg, new"] = save(layer, tmp_path / "text.gpkg")[1]
    monkeypatch.setattr(disk.os, "access", lambda *_: False)
    said["locked.gpkg"] = save(layer, tmp_path / "locked.gpkg")[1]
    monkeypatch.undo()

    assert "no GeoPackage" in said["text.gpkg"].message
    assert "no GeoPackage" in said["text.gpkg, new"].message
    assert "no name of a GeoPackage" in said["a.shp"].message
    assert "does not exist" in said["missing/a.gpkg"].message
    assert "read-only" in said["locked.gpkg"].message
    for failure in said.values():
        assert failure.remedy
        assert "\n" not in failure.message
    assert (tmp_path / "text.gpkg").read_text(encoding="utf-8") == "no database"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of this kind")
@pytest.mark.parametrize("is_append", [False, True])
def test_a_full_disk_leaves_the_old_file(add_run, save, tmp_path, is_append):  # noqa: F811
    path = tmp_path / "full.gpkg"
    save(add_run(5, "run-1"), path)
    before, size_bytes = rows(path), path.stat().st_size
    layer = add_run(3000, "run-2")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes + 100_000, limits[1]))
    try:
        end, failure = save(layer, path, is_append=is_append)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, old)

    assert end == "failed"
    assert "no room" in failure.message or "disk is full" in failure.message, failure
    assert rows(path) == before
    assert opened(path).featureCount() == 5
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []
