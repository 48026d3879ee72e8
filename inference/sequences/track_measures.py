"""Measures tracks on the ground: length, speed and heading, and outlines of what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import shapes as traced
from shapely.geometry import LineString, shape
from shapely.geometry.base import BaseGeometry

from ..geo.georeference import pixel_to_map
from ..geo.measuring import Measure
from .registration import SteadyFrames
from .tracks import Sighting, Track, path_px

_SIMPLIFY_PX = 0.6
_LEAST_SIMPLIFIED_PX = 8.0


@dataclass(frozen=True)
class TrackMeasures:
    """Is what is known of the way of one object.

    Args:
        line: The way over steady ground, in the CRS of the frames; None where it was seen once only.
        length_m: Length on the ground; map units without a CRS.
        mean_speed: Metres (map units) per second, or per frame where the frames carry no time.
        max_speed: The same between two frames at most.
        heading_deg: From the first to the last place, clockwise from north (up, without a CRS).
        start: When it was seen first, or None.
        end: When it was seen last, or None.
    """

    line: LineString | None
    length_m: float
    mean_speed: float | None
    max_speed: float | None
    heading_deg: float | None
    start: datetime | None
    end: datetime | None


def outline(sighting: Sighting, steady: SteadyFrames) -> BaseGeometry:
    """Returns the mask of a sighting as a polygon that lies on its frame, in the CRS of the frames."""
    blob = sighting.blob
    offset = Affine.translation(blob.left, blob.top)
    parts = [
        shape(geometry)
        for geometry, value in traced(blob.mask.astype(np.uint8), mask=blob.mask, transform=offset)
        if value == 1
    ]
    polygon = shapely.union_all(parts)
    if blob.length_px >= _LEAST_SIMPLIFIED_PX:
        polygon = polygon.simplify(_SIMPLIFY_PX)
    residual, transform = steady.residuals[sighting.position], steady.stack.grid.transform

    def on_map(points: NDArray[np.float64]) -> NDArray[np.float64]:
        pixels = residual.to_frame(points)
        return np.column_stack(pixel_to_map(transform, pixels[:, 0], pixels[:, 1]))

    return shapely.make_valid(shapely.transform(polygon, on_map))


def measure_track(track: Track, steady: SteadyFrames, measure: Measure) -> TrackMeasures:
    """Returns the measures of a track."""
    seen = track.seen or track.sightings
    files = steady.stack.files
    start, end = files[seen[0].position].time, files[seen[-1].position].time
    if len(seen) < 2:
        return TrackMeasures(None, 0.0, None, None, None, start, end)
    x, y = pixel_to_map(steady.stack.grid.transform, *_smooth(path_px(seen)).T)
    line = LineString(np.column_stack([x, y]))
    plane = measure.plane_at(float(np.mean(x)), float(np.mean(y)))
    ground = shapely.get_coordinates(plane.from_map(line))
    steps_m = np.linalg.norm(np.diff(ground, axis=0), axis=1)
    durations = _durations(seen, steady)
    way = ground[-1] - ground[0]
    heading = float(np.degrees(np.arctan2(way[0], way[1])) % 360) if np.any(way) else None
    length_m = measure.length_m(line)
    speeds = steps_m / durations
    return TrackMeasures(
        line, length_m, length_m / float(durations.sum()), float(speeds.max()), heading, start, end
    )


def has_times(steady: SteadyFrames) -> bool:
    """Says whether every frame carries a time."""
    return all(file.time is not None for file in steady.stack.files)


def speed_unit(steady: SteadyFrames, measure: Measure) -> str:
    """Returns the unit of speeds: m/s, m/frame, or px where pixels have no place, else map units."""
    length = "m" if measure.on_ground else "map unit" if steady.stack.grid.is_placed else "px"
    return f"{length}/{'s' if has_times(steady) else 'frame'}"


def _durations(seen: Sequence[Sighting], steady: SteadyFrames) -> NDArray[np.float64]:
    """Returns the seconds between sightings, or the frames where these carry no time."""
    if not has_times(steady):
        return np.diff(np.array([steady.stack.files[one.position].step for one in seen], np.float64))
    times = [steady.stack.files[one.position].time for one in seen]
    return np.diff(np.array([time.timestamp() for time in times if time is not None]))


def _smooth(path: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns a path whose inner points are drawn halfway to their neighbours: masks flicker by a pixel."""
    if len(path) < 4:
        return path
    inner = 0.25 * path[:-2] + 0.5 * path[1:-1] + 0.25 * path[2:]
    return np.vstack([path[:1], inner, path[-1:]])
