"""Writes tracks into a GeoPackage: outlines of each frame, ways of each object, and the run."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from ..geo.geopackage import GEOPACKAGE_VERSION, add_run_to, replace_file
from ..geo.geopackage_layers import UNDEFINED_SRS_ID
from ..geo.geopackage_tables import RunRecord, add_spatial_functions, add_style
from ..geo.measuring import Measure
from .registration import SteadyFrames
from .track_measures import has_times, measure_track, outline, speed_unit
from .track_styles import objects_style, tracks_style
from .tracks import Track

OBJECTS, TRACKS = "objects", "tracks"
_UTC = 100  # as GDAL marks it


def write_tracks(path: Path, tracks: Sequence[Track], steady: SteadyFrames, run: RunRecord) -> Path:
    """Writes the layers `objects` and `tracks` and the table of runs; replaces the file as a whole.

    Args:
        path: The GeoPackage.
        tracks: The objects; none gives empty layers.
        steady: Their frames.
        run: The run.

    Raises:
        OutputError: The file cannot be written; what was there before is there still.
    """
    grid = steady.stack.grid
    measure = Measure(grid.crs_wkt)

    def build(temporary: Path) -> None:
        _write(temporary, OBJECTS, "MultiPolygon", grid.crs_wkt, _objects(tracks, steady, measure, run))
        _write(temporary, TRACKS, "LineString", grid.crs_wkt, _ways(tracks, steady, measure, run))
        add_run_to(temporary, run, has_crs=grid.crs_wkt is not None)
        _finish(temporary, steady, has_crs=grid.crs_wkt is not None)

    replace_file(Path(path), build)
    return Path(path)


def speed_fields(steady: SteadyFrames) -> tuple[str, str]:
    """Returns the names of the mean and the greatest speed: they say what it is per."""
    per = "s" if has_times(steady) else "frame"
    return f"mean_speed_m_{per}", f"max_speed_m_{per}"


def _objects(
    tracks: Sequence[Track], steady: SteadyFrames, measure: Measure, run: RunRecord
) -> tuple[list[Any], dict[str, NDArray[Any]]]:
    rows = [(track, one) for track in tracks for one in track.sightings]
    files = steady.stack.files
    shapes = [outline(one, steady) for _, one in rows]
    fields: dict[str, NDArray[Any]] = {
        "track_id": np.array([track.number for track, _ in rows], np.int64),
        "frame": np.array([files[one.position].number for _, one in rows], np.int64),
        "time": _moments([files[one.position].time for _, one in rows]),
        "score": np.array([one.score for _, one in rows], np.float64),
        "state": _texts([one.state for _, one in rows]),
        "method": _texts([one.method for _, one in rows]),
        "area_m2": measure.areas_m2(shapes) if shapes else np.zeros(0),
        "frame_name": _texts([files[one.position].name for _, one in rows]),
        "run_id": _texts([run.run_id] * len(rows)),
    }
    parts = [[p for p in shapely.get_parts(one) if p.geom_type == "Polygon"] for one in shapes]
    return [shapely.multipolygons(polygons) for polygons in parts], fields


def _ways(
    tracks: Sequence[Track], steady: SteadyFrames, measure: Measure, run: RunRecord
) -> tuple[list[Any], dict[str, NDArray[Any]]]:
    measures = [measure_track(track, steady, measure) for track in tracks]
    files = steady.stack.files
    ends = [(track.seen or track.sightings) for track in tracks]
    mean_name, max_name = speed_fields(steady)
    fields: dict[str, NDArray[Any]] = {
        "track_id": np.array([track.number for track in tracks], np.int64),
        "start": _moments([one.start for one in measures]),
        "end": _moments([one.end for one in measures]),
        "start_frame": np.array([files[seen[0].position].number for seen in ends], np.int64),
        "end_frame": np.array([files[seen[-1].position].number for seen in ends], np.int64),
        "frames_seen": np.array([len(track.seen) for track in tracks], np.int64),
        "length_m": np.array([one.length_m for one in measures], np.float64),
        mean_name: _numbers([one.mean_speed for one in measures]),
        max_name: _numbers([one.max_speed for one in measures]),
        "speed_unit": _texts([speed_unit(steady, measure)] * len(tracks)),
        "heading_deg": _numbers([one.heading_deg for one in measures]),
        "score": np.array([_mean_score(track) for track in tracks], np.float64),
        "run_id": _texts([run.run_id] * len(tracks)),
    }
    return [one.line for one in measures], fields


def _mean_score(track: Track) -> float:
    return float(np.mean([one.score for one in track.seen])) if track.seen else 0.0


def _texts(values: Sequence[str]) -> NDArray[Any]:
    return np.array(values, dtype=object)


def _numbers(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _moments(values: Sequence[datetime | None]) -> NDArray[Any]:
    """Returns moments in UTC as GDAL takes them."""
    plain = [
        np.datetime64("NaT")
        if value is None
        else np.datetime64(value.astimezone(timezone.utc).replace(tzinfo=None), "ms")
        for value in values
    ]
    return np.array(plain, dtype="datetime64[ms]")


def _write(
    path: Path, layer: str, kind: str, crs_wkt: str | None, content: tuple[list[Any], dict[str, NDArray[Any]]]
) -> None:
    shapes, fields = content
    moments = {name for name, values in fields.items() if values.dtype.kind == "M"}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        pyogrio.raw.write(
            str(path),
            geometry=np.array([None if one is None else shapely.to_wkb(one) for one in shapes], dtype=object),
            field_data=list(fields.values()),
            fields=list(fields),
            crs=crs_wkt,
            geometry_type=kind,
            driver="GPKG",
            layer=layer,
            gdal_tz_offsets={name: np.full(len(shapes), _UTC) for name in moments},
            dataset_options=None if path.exists() else {"VERSION": GEOPACKAGE_VERSION},
        )


def _finish(path: Path, steady: SteadyFrames, has_crs: bool) -> None:
    """Adds the styles, which also say when a row is shown; takes the invented CRS from the ways."""
    times = [file.time.timestamp() for file in steady.stack.files if file.time is not None]
    step_s = float(np.median(np.diff(times))) if has_times(steady) and len(times) > 1 else None
    with closing(sqlite3.connect(path)) as connection, connection:
        add_spatial_functions(connection)
        if not has_crs:
            for table in ("gpkg_contents", "gpkg_geometry_columns"):
                connection.execute(
                    f"UPDATE {table} SET srs_id = ? WHERE table_name = ?",  # noqa: S608  # nosec B608
                    (UNDEFINED_SRS_ID, TRACKS),
                )
        add_style(connection, OBJECTS, objects_style(step_s))
        add_style(connection, TRACKS, tracks_style(step_s))
