"""Writes the objects of a run as a GeoPackage, and checks first that this will be possible."""

from __future__ import annotations

import itertools
import os
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from .errors import OutputError
from .geo.geopackage_tables import ObjectRecord, RunRecord
from .geo.vectorize import FoundPolygon
from .protocol import RunReport, SegmentRequest
from .scale.journal import journal_path

BUSY_S = 1.0
# GDAL's name of one raster in a container: GPKG:file:table, NETCDF:"file":variable.
_SUBDATASET = re.compile(r"(?P<driver>[A-Za-z0-9_]{3,}):(?P<file>\".*\"|.*):[^:]*")


def check_output(request: SegmentRequest) -> None:
    """Checks that the GeoPackage can be written, before hours are spent on it.

    Raises:
        OutputError: It cannot.
    """
    check_output_file(request.output, {"the raster": request.raster})


def check_output_file(output: str, inputs: Mapping[str, str]) -> None:
    """Checks that a GeoPackage can be written and is none of the inputs.

    Args:
        output: The path.
        inputs: What a person calls each input -> its file.

    Raises:
        OutputError: It cannot, or it is.
    """
    path = Path(output)
    if path.suffix.lower() != ".gpkg":
        raise OutputError(f"{path.name or path} is no GeoPackage name", "End the name of the output in .gpkg")
    try:
        _check_place(path)
        if path.exists():
            for name, file in inputs.items():
                if is_raster_itself(path, file):
                    remedy = f"Choose another output; {name} is never written to"
                    raise OutputError(f"The output {path.name} is {name} itself", remedy)
            _check_file(path)
    except (OSError, ValueError) as error:
        raise OutputError(f"{path.name} is no usable file name", "Choose another", repr(error)) from error


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise OutputError(f"{path} is a folder", "Name a file in it, such as objects.gpkg")
    if not path.parent.is_dir():
        raise OutputError(f"The folder {path.parent} does not exist", "Make it, or choose another output")
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(f"{path} cannot be written", "Choose an output that you may write to")


def _check_file(path: Path) -> None:
    """Raises where the old output is no database, or somebody is writing to it right now."""
    if not path.is_file():
        raise OutputError(f"{path} is no ordinary file", "Choose another output")
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", BUSY_S, uri=True, isolation_level=None
    )
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            remedy = "Close it there or stop editing, then run again"
            raise OutputError(f"{path.name} is in use by another program", remedy, repr(error)) from error
        raise OutputError(f"{path.name} cannot be written", "Choose another output", repr(error)) from error
    except sqlite3.DatabaseError as error:
        remedy = "Choose another output, so that this file is kept"
        raise OutputError(
            f"{path.name} is there already and is no GeoPackage", remedy, repr(error)
        ) from error
    finally:
        connection.close()


def is_raster_itself(path: Path, raster: str) -> bool:
    """Says whether a file is the raster, or the container that GDAL's name of the raster points into."""
    match = _SUBDATASET.match(raster)
    candidates = (raster, match["file"].strip('"')) if match else (raster,)
    return any(os.path.exists(one) and os.path.samefile(one, path) for one in candidates)


def probability_path(output: Path) -> Path:
    """Returns where the probability raster of an output lies while a run makes its polygons."""
    return output.with_name(f".{output.name}.probability.tif")


def remove_leftovers(output: Path, is_new: bool) -> None:
    """Removes the drafts that killed runs left; only a run that holds the output's journal may do so.

    Args:
        output: The GeoPackage.
        is_new: Whether the run does not go on with what an earlier one has finished.
    """
    left = rf"\.{re.escape(output.stem)}\.[0-9a-f]{{8}}\.gpkg(-journal|-wal|-shm)?"
    if is_new:
        left += rf"|{re.escape(journal_path(output).name)}-\d+(-journal|-wal|-shm)?"
    for entry in output.parent.iterdir():
        if entry.name.startswith(probability_path(output).name) or re.fullmatch(left, entry.name):
            entry.unlink(missing_ok=True)


def write_results(
    request: SegmentRequest,
    results: Sequence[tuple[Sequence[FoundPolygon], RunReport]],
    crs_wkt: str | None,
) -> Path:
    """Writes the objects and the run of every phrase, and returns the path of the GeoPackage.

    Args:
        request: What was asked.
        results: The objects of each phrase and its report; objects are numbered through all of them.
        crs_wkt: CRS of the objects, or None.

    Raises:
        OutputError: It cannot be written; what was there before is untouched.
    """
    # Brings pandas, which nobody should wait for before the first tile.
    from .geo.geopackage import write_runs

    numbers = itertools.count(1)
    runs = []
    for polygons, report in results:
        records = [
            ObjectRecord(
                object_id=next(numbers),
                geometry=polygon.geometry,
                phrase=report.phrase,
                target=report.target,
                score=polygon.score,
                area_m2=polygon.area_m2,
                perimeter_m=polygon.perimeter_m,
                model=report.model,
                weights=report.weights,
                source=request.raster,
            )
            for polygon in polygons
        ]
        created = datetime.fromisoformat(report.created)
        own = asdict(replace(report, others=(), refused=()))
        runs.append((RunRecord(report.run_id, created, report.phrase, own), records))
    return write_runs(Path(request.output), runs, crs_wkt, append=request.append)
