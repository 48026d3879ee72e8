"""Adds rows to the tables of an open GeoPackage, within the caller's transaction.

Rows are added with sqlite3 and not with GDAL, because objects and run must appear in one transaction.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

RUNS_TABLE = "georefer_runs"
STYLES_TABLE = "layer_styles"
RUNS_SQL = f"""CREATE TABLE {RUNS_TABLE} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    run_id TEXT, created DATETIME, phrase TEXT, parameters TEXT)"""
# As QGIS makes it, so that QGIS finds the style.
STYLES_SQL = f"""CREATE TABLE {STYLES_TABLE} (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
    styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30),
    ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"""
BATCH_ROWS = 2000
HEADER = struct.Struct("<2sBBi4d")
LITTLE_ENDIAN_WITH_BOUNDS = 0b11


@dataclass(frozen=True)
class ObjectRecord:
    """Is one row of the objects layer; `run_id` and `created` come from the run.

    Args:
        object_id: Number of the object within its run.
        geometry: Polygon or MultiPolygon in the layer's CRS.
        phrase: What the person typed.
        target: What the model looked for.
        score: Mean probability 0..1 inside.
        area_m2: Ground area.
        perimeter_m: Ground length of all rings.
        model: Id of the model.
        weights: Hash of its weights.
        source: Path or name of the raster.
    """

    object_id: int
    geometry: BaseGeometry
    phrase: str
    target: str
    score: float
    area_m2: float
    perimeter_m: float
    model: str
    weights: str
    source: str


@dataclass(frozen=True)
class RunRecord:
    """Is what is kept about a run.

    Args:
        run_id: Names the run; every object of it carries the name.
        created: When it ran; a time without a zone is taken as UTC.
        phrase: What the person typed.
        parameters: The whole report: parameters, versions, timings, tile counts; written as JSON.
        layer: The layer that the run's objects go into.
    """

    run_id: str
    created: datetime
    phrase: str
    parameters: dict[str, Any]
    layer: str = "objects"


ATTRIBUTES: dict[str, str] = {
    "object_id": "int64",
    "phrase": "object",
    "target": "object",
    "score": "float64",
    "area_m2": "float64",
    "perimeter_m": "float64",
    "model": "object",
    "weights": "object",
    "source": "object",
    "run_id": "object",
    "created": "datetime64[ms]",
}


def add_spatial_functions(connection: sqlite3.Connection) -> None:
    """Gives the connection the functions that the triggers of the layer's spatial index call."""
    connection.create_function("ST_IsEmpty", 1, lambda blob: blob is None)
    for place, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"), start=4):
        connection.create_function(name, 1, lambda blob, place=place: HEADER.unpack_from(blob)[place])


def add_objects(connection: sqlite3.Connection, records: Sequence[ObjectRecord], run: RunRecord) -> None:
    """Adds the objects to the run's layer and widens the layer's extent."""
    geometry_column, srs_id = connection.execute(
        "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (run.layer,)
    ).fetchone()
    names = ", ".join(quoted(name) for name in (geometry_column, *ATTRIBUTES))
    marks = ", ".join("?" * (1 + len(ATTRIBUTES)))
    statement = f"INSERT INTO {quoted(run.layer)} ({names}) VALUES ({marks})"  # noqa: S608  # nosec B608
    for start in range(0, len(records), BATCH_ROWS):
        batch = records[start : start + BATCH_ROWS]
        shapes = [_multi(record.geometry) for record in batch]
        connection.executemany(statement, _rows(batch, shapes, srs_id, run))
        _widen_extent(connection, run.layer, shapes)


def add_run(connection: sqlite3.Connection, run: RunRecord) -> None:
    """Adds the run to the table of runs, which is made where it is missing."""
    if not has_table(connection, RUNS_TABLE):
        connection.execute(RUNS_SQL)
        _register(connection, RUNS_TABLE, "One row for each run of GeoRefer")
    parameters = json.dumps(run.parameters, ensure_ascii=False, default=str)
    connection.execute(
        f"INSERT INTO {RUNS_TABLE} (run_id, created, phrase, parameters) "  # noqa: S608  # nosec B608
        "VALUES (?, ?, ?, ?)",
        (run.run_id, timestamp(run.created), run.phrase, parameters),
    )
    _touch(connection, RUNS_TABLE)


def add_style(connection: sqlite3.Connection, layer: str, style_qml: str) -> None:
    """Makes the QML style the layer's default in QGIS, unless the layer has one already."""
    if not has_table(connection, STYLES_TABLE):
        connection.execute(STYLES_SQL)
        _register(connection, STYLES_TABLE, "")
    (column,) = connection.execute(
        "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
    ).fetchone()
    connection.execute(
        f"""INSERT INTO {STYLES_TABLE} (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
            styleName, styleQML, styleSLD, useAsDefault, description, owner)
        SELECT '', '', ?, ?, ?, ?, '', 1, 'Score of the objects', ''
        WHERE NOT EXISTS (SELECT 1 FROM {STYLES_TABLE} WHERE f_table_name = ? AND useAsDefault)""",  # noqa: S608  # nosec B608
        (layer, column, layer[:30], style_qml, layer),
    )


def has_table(connection: sqlite3.Connection, table: str) -> bool:
    """Says whether the file holds the table."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    return found.fetchone() is not None


def quoted(name: str) -> str:
    """Returns the name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def timestamp(moment: datetime) -> str:
    """Returns the moment as GeoPackage text in UTC, with milliseconds."""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return zoned.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _rows(
    batch: Sequence[ObjectRecord], shapes: Sequence[BaseGeometry], srs_id: int, run: RunRecord
) -> Iterator[tuple[object, ...]]:
    created = timestamp(run.created)
    for record, shape in zip(batch, shapes, strict=True):
        yield (
            _blob(shape, srs_id),
            int(record.object_id),
            record.phrase,
            record.target,
            float(record.score),
            float(record.area_m2),
            float(record.perimeter_m),
            record.model,
            record.weights,
            record.source,
            run.run_id,
            created,
        )


def _multi(geometry: BaseGeometry) -> BaseGeometry:
    """Returns a Polygon as a MultiPolygon: a layer holds one kind."""
    return shapely.multipolygons([geometry]) if geometry.geom_type == "Polygon" else geometry


def _blob(shape: BaseGeometry, srs_id: int) -> bytes | None:
    """Returns a geometry as GeoPackage keeps it: a header with its bounds, then WKB; None where empty."""
    if shape.is_empty:
        return None
    left, bottom, right, top = shape.bounds
    header = HEADER.pack(b"GP", 0, LITTLE_ENDIAN_WITH_BOUNDS, srs_id, left, right, bottom, top)
    return header + bytes(shapely.to_wkb(shape, byte_order=1, output_dimension=2))


def _widen_extent(connection: sqlite3.Connection, layer: str, shapes: Sequence[BaseGeometry]) -> None:
    bounds = shapely.total_bounds(np.asarray(shapes, object))
    if not np.isfinite(bounds).all():
        return  # every shape is empty
    left, bottom, right, top = bounds.tolist()
    connection.execute(
        """UPDATE gpkg_contents SET min_x = min(ifnull(min_x, ?1), ?1), min_y = min(ifnull(min_y, ?2), ?2),
            max_x = max(ifnull(max_x, ?3), ?3), max_y = max(ifnull(max_y, ?4), ?4) WHERE table_name = ?5""",
        (left, bottom, right, top, layer),
    )
    _touch(connection, layer)


def _register(connection: sqlite3.Connection, table: str, description: str) -> None:
    """Enters a table without geometry into the GeoPackage's contents."""
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)"
        " VALUES (?1, 'attributes', ?1, ?2, 0)",
        (table, description),
    )


def _touch(connection: sqlite3.Connection, table: str) -> None:
    connection.execute(
        "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE table_name = ?",
        (table,),
    )
