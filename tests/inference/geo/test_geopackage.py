"""Tests that a GeoPackage is the old one or the whole new one, and what is in it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import geopandas
import pyogrio
import pytest
from georefer.inference.errors import OutputError
from georefer.inference.geo import geopackage as module
from georefer.inference.geo.geopackage import write_objects
from georefer.inference.geo.geopackage_tables import ATTRIBUTES, ObjectRecord, RunRecord
from shapely.geometry import MultiPolygon, Point, Polygon, box

CREATED = datetime(2026, 3, 4, 5, 6, 7, 890_000, timezone.utc)
UTM = "EPSG:32633"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_S", 0.1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "found objects.gpkg"


def run(run_id: str = "run-1", **parameters: object) -> RunRecord:
    return RunRecord(run_id, CREATED, "red building", parameters)


def records(count: int, geometry: Polygon | MultiPolygon | None = None) -> list[ObjectRecord]:
    return [
        ObjectRecord(
            object_id=i + 1,
            geometry=geometry or box(500_000 + 20 * i, 6_000_000, 500_010 + 20 * i, 6_000_010),
            phrase="红色 building",
            target="building",
            score=0.75,
            area_m2=100.0,
            perimeter_m=40.0,
            model="georefer-tiny",
            weights="abc123",
            source="ortho.tif",
        )
        for i in range(count)
    ]


class Failing(Sequence[ObjectRecord]):
    """Gives some records and then fails, as a disk or a program does in the middle."""

    def __init__(self, good: int) -> None:
        self.good = records(good)

    def __len__(self) -> int:
        return len(self.good) + 10

    def __getitem__(self, index: slice) -> Sequence[ObjectRecord]:  # type: ignore[override]
        if index.start >= len(self.good):
            raise RuntimeError("pulled the plug")
        return self.good[index]


def query(path: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def only(path: Path) -> None:
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("crs", [UTM, "EPSG:4326", "EPSG:3857"])
def test_a_round_trip_keeps_everything(path: Path, crs: str) -> None:
    holed = Polygon(box(0, 0, 9, 9).exterior, [box(3, 3, 4, 4).exterior])
    parts = MultiPolygon([box(20, 20, 30, 30), box(40, 40, 41, 41)])
    written = [*records(1, holed), replace(records(1, parts)[0], object_id=2)]
    assert write_objects(path, written, crs, run()) == path
    found = geopandas.read_file(path, layer="objects")
    assert found.crs == crs
    assert list(found.columns) == [*ATTRIBUTES, "geometry"]
    assert found.geometry.iloc[0].equals(holed)
    assert found.geometry.iloc[1].equals(parts)
    assert set(found.geom_type) == {"MultiPolygon"}
    first = found.iloc[0]
    for name in ("object_id", "phrase", "target", "score", "area_m2", "perimeter_m", "model", "source"):
        assert first[name] == getattr(written[0], name)
    assert first["run_id"] == "run-1"
    assert first["created"] == CREATED
    only(path)


def test_the_run_is_kept_as_a_table_of_its_own(path: Path) -> None:
    write_objects(path, records(1), UTM, run(threshold=0.5, tiles={"pruned": 3}, source=Path("a.tif")))
    (row,) = query(path, "SELECT run_id, created, phrase, parameters FROM georefer_runs")
    assert row[:3] == ("run-1", "2026-03-04T05:06:07.890Z", "red building")
    assert json.loads(row[3]) == {"threshold": 0.5, "tiles": {"pruned": 3}, "source": "a.tif"}
    layers = dict(pyogrio.list_layers(path).tolist())
    assert layers["objects"] == "MultiPolygon"
    assert layers["georefer_runs"] is None
    registered = query(path, "SELECT data_type FROM gpkg_contents WHERE table_name = 'georefer_runs'")
    assert registered == [("attributes",)]


def test_the_style_is_the_layers_default(path: Path) -> None:
    write_objects(path, records(1), UTM, run())
    write_objects(path, records(1), UTM, run("run-2"), append=True)
    columns = "f_table_name, f_geometry_column, useAsDefault, styleQML"
    ((table, column, is_default, qml),) = query(path, f"SELECT {columns} FROM layer_styles")
    assert (table, column, is_default) == ("objects", "geom", 1)
    assert 'attr="score"' in qml
    write_objects(path, records(1), UTM, run(), style_qml="<qgis/>")
    assert query(path, "SELECT styleQML FROM layer_styles") == [("<qgis/>",)]


def test_nothing_found_gives_an_empty_layer(path: Path) -> None:
    write_objects(path, [], UTM, run())
    found = geopandas.read_file(path, layer="objects")
    assert len(found) == 0
    assert found.crs == UTM
    assert list(found.columns) == [*ATTRIBUTES, "geometry"]
    assert pyogrio.read_info(path, layer="objects")["geometry_type"] == "MultiPolygon"
    write_objects(path, [], UTM, run("run-2"), append=True)
    assert len(query(path, "SELECT * FROM georefer_runs")) == 2


def test_without_crs_the_layer_has_none(path: Path) -> None:
    write_objects(path, records(2), None, run())
    assert pyogrio.read_info(path, layer="objects")["crs"] is None
    write_objects(path, records(2), None, run("run-2"), append=True)
    assert len(geopandas.read_file(path, layer="objects")) == 4


def test_appending_never_touches_older_rows(path: Path) -> None:
    write_objects(path, records(3), UTM, run())
    objects, runs = query(path, "SELECT * FROM objects"), query(path, "SELECT * FROM georefer_runs")
    write_objects(path, records(2), UTM, run("run-2"), append=True)
    assert query(path, "SELECT * FROM objects")[:3] == objects
    assert query(path, "SELECT * FROM georefer_runs")[:1] == runs
    assert geopandas.read_file(path, layer="objects")["run_id"].tolist() == ["run-1"] * 3 + ["run-2"] * 2
    only(path)


def test_index_extent_and_count_follow_what_is_appended(path: Path) -> None:
    write_objects(path, records(3), UTM, run())
    write_objects(path, records(1, box(0, 0, 10, 10)), UTM, run("run-2"), append=True)
    information = pyogrio.read_info(path, layer="objects", force_total_bounds=True)
    assert information["features"] == 4
    assert tuple(information["total_bounds"]) == (0, 0, 500_050, 6_000_010)
    assert len(geopandas.read_file(path, layer="objects", bbox=(-5, -5, 5, 5))) == 1
    assert query(path, "SELECT count(*) FROM rtree_objects_geom") == [(4,)]
    assert query(path, "PRAGMA integrity_check") == [("ok",)]


def test_appending_makes_what_is_missing(path: Path) -> None:
    write_objects(path, records(1), UTM, run(), append=True)
    other = replace(run("run-2"), layer="tanks")
    write_objects(path, records(2), "EPSG:4326", other, append=True)
    assert len(geopandas.read_file(path, layer="objects")) == 1
    tanks = geopandas.read_file(path, layer="tanks")
    assert (len(tanks), tanks.crs) == (2, "EPSG:4326")
    assert len(query(path, "SELECT * FROM georefer_runs")) == 2
    assert query(path, "SELECT f_table_name FROM layer_styles") == [("objects",), ("tanks",)]
    only(path)


def test_a_foreign_geopackage_keeps_its_layers(path: Path) -> None:
    foreign = geopandas.GeoDataFrame({"name": ["well"]}, geometry=[Point(3, 4)], crs="EPSG:4326")
    foreign.to_file(path, layer="wells")
    write_objects(path, records(2), UTM, run(), append=True)
    assert geopandas.read_file(path, layer="wells")["name"].tolist() == ["well"]
    assert len(geopandas.read_file(path, layer="objects")) == 2


def test_another_crs_is_not_mixed_in(path: Path) -> None:
    write_objects(path, records(1), UTM, run())
    before = path.read_bytes()
    for crs in ("EPSG:4326", None):
        with pytest.raises(OutputError, match="another CRS"):
            write_objects(path, records(1), crs, run("run-2"), append=True)
    assert path.read_bytes() == before


def test_a_crs_without_a_code_can_be_appended_to(path: Path) -> None:
    crs = "+proj=tmerc +lon_0=12.34 +lat_0=5 +ellps=GRS80 +units=m"
    write_objects(path, records(1), crs, run())
    write_objects(path, records(1), crs, run("run-2"), append=True)
    assert len(geopandas.read_file(path, layer="objects")) == 2


@pytest.mark.parametrize("append", [True, False])
def test_a_failure_in_the_middle_leaves_the_old_file(
    path: Path, append: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("georefer.inference.geo.geopackage_tables.BATCH_ROWS", 5)
    write_objects(path, records(3), UTM, run())
    before = path.read_bytes()
    with pytest.raises(RuntimeError):
        write_objects(path, Failing(20), UTM, run("run-2"), append=append)
    assert path.read_bytes() == before
    only(path)


@pytest.mark.parametrize("append", [True, False])
def test_a_killed_writer_leaves_the_old_rows(path: Path, append: bool) -> None:
    write_objects(path, records(3), UTM, run())
    old = query(path, "SELECT * FROM objects")
    program = f"""
        import os, pathlib
        from georefer.inference.geo import geopackage, geopackage_tables
        from georefer.inference.geo.geopackage_tables import ObjectRecord, RunRecord
        from datetime import datetime
        from shapely.geometry import box
        def add_style(connection, *others):
            connection.execute("PRAGMA cache_size = 1")
            connection.execute("UPDATE objects SET score = score")
            connection.execute("PRAGMA shrink_memory")
            os._exit(9)
        geopackage.add_style = add_style
        record = ObjectRecord(1, box(0, 0, 1, 1), "p" * 9999, "t", 0.5, 1.0, 4.0, "m", "w", "s")
        run = RunRecord("run-2", datetime.now(), "p", {{}})
        geopackage.write_objects(pathlib.Path({str(path)!r}), [record] * 500, {UTM!r}, run, append={append})
    """
    finished = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    assert finished.returncode == 9
    assert Path(f"{path}-journal").exists() == append  # there is something to roll back
    assert query(path, "SELECT * FROM objects") == old
    assert query(path, "SELECT run_id FROM georefer_runs") == [("run-1",)]
    assert query(path, "PRAGMA integrity_check") == [("ok",)]
    write_objects(path, records(1), UTM, run("run-3"), append=True)
    assert len(query(path, "SELECT * FROM objects")) == 4


@pytest.fixture
def busy(path: Path) -> Iterator[Path]:
    write_objects(path, records(1), UTM, run())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield path


@pytest.mark.parametrize("append", [True, False])
def test_a_file_in_use_is_an_error_with_a_remedy(busy: Path, append: bool) -> None:
    with pytest.raises(OutputError, match="in use by another program") as caught:
        write_objects(busy, records(2), UTM, run("run-2"), append=append)
    assert "Close it" in caught.value.remedy
    assert len(geopandas.read_file(busy, layer="objects")) == 1


def test_a_file_that_another_program_reads_through_its_journal_is_not_replaced(path: Path) -> None:
    write_objects(path, records(1), UTM, run())
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("SELECT count(*) FROM objects").fetchall()
        with pytest.raises(OutputError, match="in use"):
            write_objects(path, records(2), UTM, run("run-2"))
        write_objects(path, records(2), UTM, run("run-3"), append=True)
        assert other.execute("SELECT count(*) FROM objects").fetchall() == [(3,)]


@pytest.mark.parametrize("append", [True, False])
def test_a_file_of_another_kind_is_kept(path: Path, append: bool) -> None:
    path.write_text("my only notes " * 99)
    with pytest.raises(OutputError, match="is not a GeoPackage"):
        write_objects(path, records(1), UTM, run(), append=append)
    assert path.read_text() == "my only notes " * 99
    only(path)


def test_a_missing_folder_is_an_error_with_a_remedy(path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written") as caught:
        write_objects(path.parent / "nowhere" / "a.gpkg", records(1), UTM, run())
    assert caught.value.remedy
    assert "nowhere" in caught.value.detail


def test_a_layer_with_other_columns_is_not_appended_to(path: Path) -> None:
    foreign = geopandas.GeoDataFrame({"name": ["x"]}, geometry=[MultiPolygon([box(0, 0, 1, 1)])], crs=UTM)
    foreign.to_file(path, layer="objects")
    with pytest.raises(OutputError, match="other columns"):
        write_objects(path, records(1), UTM, run(), append=True)
    assert len(geopandas.read_file(path, layer="objects")) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are a thing of POSIX")
@pytest.mark.parametrize("append", [True, False])
def test_a_full_disk_keeps_the_old_file(path: Path, append: bool) -> None:
    resource = pytest.importorskip("resource")
    write_objects(path, records(3), UTM, run())
    before = path.read_bytes()
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50_000, old[1]))
    try:
        with pytest.raises(OutputError, match="disk") as caught:
            write_objects(path, records(4000), UTM, run("run-2"), append=append)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert "room" in caught.value.remedy
    assert path.read_bytes() == before
    only(path)
