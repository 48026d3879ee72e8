"""Writes found objects into a GeoPackage: the old file or the whole new one, never something between.

A new file is built beside the old one and moved into its place. A run that is appended comes in one
transaction, and rows that are there already are never touched. QGIS opens the file with its style.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio.raw
from pyogrio.errors import CRSError as LayerCRSError
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj import CRS
from pyproj.exceptions import CRSError

from ..errors import OutputError
from .geopackage_tables import (
    ATTRIBUTES,
    ObjectRecord,
    RunRecord,
    add_objects,
    add_run,
    add_spatial_functions,
    add_style,
    has_table,
)

BUSY_S = 5.0
# Readers before GDAL 3.9 know this version, too.
GEOPACKAGE_VERSION = "1.2"
UNDEFINED_SRS_ID = 99999
WRITE_ERRORS = (
    sqlite3.Error,
    OSError,
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    GeometryError,
    LayerCRSError,
)
# What the message of an error says, what that means, and what can be done.
CAUSES = (
    ("locked", "{} is in use by another program", "Close it there or stop editing, then save again."),
    ("busy", "{} is in use by another program", "Close it there or stop editing, then save again."),
    ("full", "There is no room on the disk for {}", "Make room, or choose another disk."),
    ("No space", "There is no room on the disk for {}", "Make room, or choose another disk."),
    ("disk I/O", "The disk refuses to take {}", "Look for room on the disk, or choose another one."),
    ("not a database", "{} is not a GeoPackage", "Choose another file name."),
    ("has no column", "{} has a layer of this name with other columns", "Choose another file or layer name."),
)


@dataclass(frozen=True)
class _Addition:
    """Is all that one call adds to a file."""

    records: Sequence[ObjectRecord]
    crs_wkt: str | None
    run: RunRecord
    style_qml: str


def write_objects(
    path: Path,
    records: Sequence[ObjectRecord],
    crs_wkt: str | None,
    run: RunRecord,
    style_qml: str | None = None,
    append: bool = False,
) -> Path:
    """Writes the objects of a run and the run itself, and returns the path.

    Args:
        path: The GeoPackage.
        records: The objects; none gives an empty layer, or only the run where it is appended.
        crs_wkt: CRS of the geometries; None gives a layer without CRS.
        run: The run; it names the layer, too.
        style_qml: QGIS style of the layer; None takes the one of GeoRefer.
        append: Whether to keep what the file holds; else the whole file is replaced.

    Raises:
        OutputError: The file cannot be written; what was there before is there still.
    """
    path = Path(path)
    if style_qml is None:
        style_qml = Path(__file__).with_name("objects.qml").read_text(encoding="utf-8")
    addition = _Addition(records, crs_wkt, run, style_qml)
    try:
        if append and path.exists():
            _append(path, addition)
        else:
            _replace(path, addition, keeping=False)
    except WRITE_ERRORS as error:
        raise _output_error(path, error) from error
    return path


def _append(path: Path, addition: _Addition) -> None:
    """Adds to an existing file in one transaction; a layer that it lacks comes with a copy of the file."""
    with _opened(path) as connection:
        has_layer = has_table(connection, addition.run.layer)
        if has_layer:
            with _transaction(connection):
                _check_layer(connection, path, addition)
                _add(connection, addition)
    if not has_layer:
        _replace(path, addition, keeping=True)


def replace_file(path: Path, build: Callable[[Path], None]) -> None:
    """Builds a GeoPackage beside the old one and moves it into its place.

    Args:
        path: The GeoPackage.
        build: Writes the whole new file at the path that it is given.

    Raises:
        OutputError: The file cannot be written; what was there before is there still.
    """
    try:
        _build_and_move(path, build)
    except WRITE_ERRORS as error:
        raise _output_error(path, error) from error


def add_run_to(path: Path, run: RunRecord, has_crs: bool) -> None:
    """Adds a run to a file that is being built, and takes an invented CRS away from its layer."""
    with _opened(path) as connection, _transaction(connection):
        if not has_crs:
            _forget_srs(connection, run.layer)
        add_run(connection, run)


def _replace(path: Path, addition: _Addition, keeping: bool) -> None:
    """Builds a file beside the old one, with what the old one holds, and moves it into its place."""

    def build(temporary: Path) -> None:
        if keeping:
            with _opened(path) as old, _opened(temporary, create=True) as new:
                old.backup(new)
        _create_layer(temporary, addition.run.layer, addition.crs_wkt)
        with _opened(temporary) as connection, _transaction(connection):
            if addition.crs_wkt is None:
                _forget_srs(connection, addition.run.layer)
            _add(connection, addition)

    _build_and_move(path, build)


def _build_and_move(path: Path, build: Callable[[Path], None]) -> None:
    temporary = path.with_name(f".{path.stem}.{uuid.uuid4().hex[:8]}.gpkg")
    try:
        build(temporary)
        _flush(temporary)
        if path.exists():
            _require_alone(path)
        os.replace(temporary, path)
        _flush(path.parent)
    finally:
        for leftover in (temporary, *(Path(f"{temporary}{end}") for end in ("-journal", "-wal", "-shm"))):
            leftover.unlink(missing_ok=True)


def _add(connection: sqlite3.Connection, addition: _Addition) -> None:
    add_objects(connection, addition.records, addition.run)
    add_run(connection, addition.run)
    add_style(connection, addition.run.layer, addition.style_qml)


def _create_layer(path: Path, layer: str, crs_wkt: str | None) -> None:
    """Makes an empty MultiPolygon layer with a spatial index, in a new file or an existing one."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        pyogrio.raw.write(
            str(path),
            geometry=np.array([], dtype=object),
            field_data=[np.array([], dtype=kind) for kind in ATTRIBUTES.values()],
            fields=list(ATTRIBUTES),
            crs=crs_wkt,
            geometry_type="MultiPolygon",
            driver="GPKG",
            layer=layer,
            dataset_options=None if path.exists() else {"VERSION": GEOPACKAGE_VERSION},
        )


def _forget_srs(connection: sqlite3.Connection, layer: str) -> None:
    """Leaves the layer without CRS.

    GDAL since 3.9 takes this number for "none", and older ones do so for a definition that they cannot read.
    The standard's own numbers, -1 and 0, become an "Undefined Cartesian SRS" in QGIS, as if that were known.
    """
    connection.execute(
        """INSERT OR REPLACE INTO gpkg_spatial_ref_sys
            (srs_name, srs_id, organization, organization_coordsys_id, definition, description)
        VALUES ('Undefined SRS', ?1, 'GDAL', ?1, 'undefined', 'undefined coordinate reference system')""",
        (UNDEFINED_SRS_ID,),
    )
    for table in ("gpkg_contents", "gpkg_geometry_columns"):
        connection.execute(
            f"UPDATE {table} SET srs_id = ? WHERE table_name = ?",  # noqa: S608  # nosec B608
            (UNDEFINED_SRS_ID, layer),
        )


def _check_layer(connection: sqlite3.Connection, path: Path, addition: _Addition) -> None:
    """Raises where the layer that is appended to lies in another CRS or holds no polygons."""
    row = connection.execute(
        """SELECT s.organization, s.organization_coordsys_id, s.definition, g.geometry_type_name
        FROM gpkg_geometry_columns g JOIN gpkg_spatial_ref_sys s USING (srs_id) WHERE g.table_name = ?""",
        (addition.run.layer,),
    ).fetchone()
    if row is None or row[3].upper() not in ("MULTIPOLYGON", "GEOMETRY"):
        raise OutputError(
            f"The layer {addition.run.layer} of {path.name} holds no polygons",
            "Choose another file.",
            str(path),
        )
    if not _same_crs(row[0], row[1], row[2], addition.crs_wkt):
        raise OutputError(
            f"The layer {addition.run.layer} of {path.name} has another CRS",
            "Save to another file, or under another layer name.",
            f"{path}: {row[:3]} against {addition.crs_wkt}",
        )


def _same_crs(organization: str, code: int, definition: str, crs_wkt: str | None) -> bool:
    is_undefined = definition.lower() == "undefined" or "Undefined SRS" in definition
    if is_undefined or crs_wkt is None:
        return is_undefined and crs_wkt is None
    ours = CRS.from_user_input(crs_wkt)
    try:
        theirs = CRS.from_authority(organization, code)
    except CRSError:
        theirs = CRS.from_user_input(definition)
    same_code = ours.to_epsg() is not None and ours.to_epsg() == theirs.to_epsg()
    return same_code or ours.equals(theirs, ignore_axis_order=True)


@contextmanager
def _opened(path: Path, create: bool = False) -> Iterator[sqlite3.Connection]:
    """Opens a file for reading and writing; transactions are begun by hand."""
    address = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    connection = sqlite3.connect(address, timeout=BUSY_S, isolation_level=None, uri=True)
    try:
        add_spatial_functions(connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commits what happens inside, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _require_alone(path: Path) -> None:
    """Raises where another program has the file open: it would write its journal over the new file."""
    with _opened(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")


def _flush(path: Path) -> None:
    """Waits until the file, or the names in a folder, are on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _output_error(path: Path, error: Exception) -> OutputError:
    for sign, message, remedy in CAUSES:
        if sign in str(error):
            return OutputError(message.format(path.name), remedy, f"{path}: {error!r}")
    return OutputError(
        f"{path.name} cannot be written", "Choose a folder that you may write to.", f"{path}: {error!r}"
    )
