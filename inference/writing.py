"""Writes the objects of a run as a GeoPackage, and checks first that this will be possible."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from .errors import OutputError
from .geo.geopackage import write_objects
from .geo.geopackage_tables import ObjectRecord, RunRecord
from .geo.vectorize import FoundPolygon
from .protocol import RunReport, SegmentRequest


def check_output(output: str) -> None:
    """Checks that a GeoPackage can be written there, before hours are spent on it.

    Raises:
        OutputError: It cannot.
    """
    path = Path(output)
    if path.suffix.lower() != ".gpkg":
        raise OutputError(f"{path.name} is no GeoPackage name", "End the name of the output in .gpkg")
    if path.is_dir():
        raise OutputError(f"{path} is a folder", "Name a file in it, such as objects.gpkg")
    if not path.parent.is_dir():
        raise OutputError(f"The folder {path.parent} does not exist", "Make it, or choose another output")
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(f"{path} cannot be written", "Choose an output that you may write to")


def write_result(
    request: SegmentRequest, polygons: Sequence[FoundPolygon], crs_wkt: str | None, report: RunReport
) -> Path:
    """Writes the objects and the run, and returns the path of the GeoPackage.

    Raises:
        OutputError: It cannot be written; what was there before is untouched.
    """
    records = [
        ObjectRecord(
            object_id=number,
            geometry=polygon.geometry,
            phrase=request.phrase,
            target=report.target,
            score=polygon.score,
            area_m2=polygon.area_m2,
            perimeter_m=polygon.perimeter_m,
            model=report.model,
            weights=report.weights,
            source=request.raster,
        )
        for number, polygon in enumerate(polygons, start=1)
    ]
    run = RunRecord(report.run_id, datetime.fromisoformat(report.created), request.phrase, asdict(report))
    return write_objects(Path(request.output), records, crs_wkt, run, append=request.append)
