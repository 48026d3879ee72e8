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

from ..errors import OutputError
from .geopackage_layers import check_layer, forget_srs
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


Runs = Sequence[tuple[RunRecord, Sequence[ObjectRecord]]]
"""Runs and the objects of each, all for one layer."""


@dataclass(frozen=True)
class _Addition:
    """Is all that one call adds to a file."""

    runs: Runs
    crs_wkt: str | None
    style_qml: str

    @property
    def layer(self) -> str:
        """Returns the layer that the objects go into."""
        return self.runs[0][0].layer


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
    return write_runs(path, [(run, records)], crs_wkt, style_qml, append)


def write_runs(
    path: Path, runs: Runs, crs_wkt: str | None, style_qml: str | None = None, append: bool = False
) -> Path:
    """Writes several runs with their objects at once, and returns the path; see `write_objects`."""
    path = Path(path)
    if style_qml is None:
        style_qml = Path(__file__).with_name("objects.qml").read_text(encoding="utf-8")
    addition = _Addition(runs, crs_wkt, style_qml)
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
        has_layer = has_table(connection, addition.layer)
        if has_layer:
            with _transaction(connection):
                check_layer(connection, path, addition.layer, addition.crs_wkt)
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
            forget_srs(connection, run.layer)
        add_run(connection, run)


def _replace(path: Path, addition: _Addition, keeping: bool) -> None:
    """Builds a file beside the old one, with what the old one holds, and moves it into its place."""

    def build(temporary: Path) -> None:
        if keeping:
            with _opened(path) as old, _opened(temporary, create=True) as new:
                old.backup(new)
        _create_layer(temporary, addition.layer, addition.crs_wkt)
        with _opened(temporary) as connection, _transaction(connection):
            if addition.crs_wkt is None:
                forget_srs(connection, addition.layer)
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
    for run, records in addition.runs:
        add_objects(connection, records, run)
        add_run(connection, run)
    add_style(connection, addition.layer, addition.style_qml)


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
