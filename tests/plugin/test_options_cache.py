"""The cache stays below its limit; what is young, kept or of somebody else is left alone."""

from __future__ import annotations

import os
import time
from dataclasses import replace

import pytest
from georefer.plugin.options.cache import TrimTask, cache_folder, cached_files, surplus
from georefer.plugin.options.schema import Options

DAY_S = 24 * 3600.0
KILOBYTE_GB = 1e-6


@pytest.fixture
def options(tmp_path):
    return replace(Options(), cache_folder=str(tmp_path), cache_limit_gb=2.5 * KILOBYTE_GB)


def put(folder, name, age_days, size=1000):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    then = time.time() - age_days * DAY_S
    os.utime(path, (then, then))
    return path


def test_the_oldest_go_first(options, tmp_path) -> None:
    old = put(tmp_path, "exports/old.tif", 9)
    put(tmp_path, "exports/newer.tif", 5)
    put(tmp_path, "runs/young.gpkg", 3)
    task = TrimTask(options, ("exports", "runs"))

    assert task.run()
    assert task.removed == [old]
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["newer.tif", "young.gpkg"]


def test_what_belongs_together_goes_together(options, tmp_path) -> None:
    main = put(tmp_path, "runs/a.gpkg", 9)
    log = put(tmp_path, "runs/a.gpkg-wal", 8)
    put(tmp_path, "runs/b.gpkg", 2, size=2000)

    (first, _) = cached_files(tmp_path)
    assert set(first.paths) == {main, log}
    assert first.size_bytes == 2000
    TrimTask(options, ("runs",)).run()
    assert not main.exists()
    assert not log.exists()


def test_what_may_be_in_use_stays(options, tmp_path) -> None:
    put(tmp_path, "runs/now.gpkg", 0, size=9000)
    kept = put(tmp_path, "runs/kept.gpkg", 9, size=9000)
    task = TrimTask(options, ("runs",), kept=(kept,))

    assert task.run()
    assert task.removed == []


def test_files_of_somebody_else_stay(options, tmp_path) -> None:
    photo = put(tmp_path, "holiday.jpg", 900, size=9000)
    TrimTask(options, ("runs",)).run()
    assert photo.exists()


def test_below_the_limit_nothing_goes(tmp_path) -> None:
    put(tmp_path, "a.tif", 9)
    assert surplus(cached_files(tmp_path), 1000, time.time()) == []


def test_the_folder_is_in_the_profile_unless_chosen(qgis_app, options, tmp_path) -> None:
    assert cache_folder(options) == tmp_path
    assert cache_folder(Options()).parts[-2:] == ("georefer", "cache")
