"""Cuts objects apart that touch: where the model is less sure between them, at the neck.

At a higher threshold an answer that joined two roofs falls apart into a body for each. What has several
bodies of some size is cut halfway between them, then each piece again at the next level. Bodies depend on the
probability alone and each object is cut by itself, so neither tiles nor blocks leave a trace. The outline
stays what it is at the threshold of the run; only cuts are added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import rasterio
import shapely
from rasterio.errors import RasterioError
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from ..errors import RasterError
from .linking import rings
from .measuring import Measure
from .nesting import Rings, Shapes, nest
from .vectorize import CACHE_MB, FoundPolygon, row_blocks

LEVELS = (0.6, 0.7, 0.8, 0.9)
# Of the area of the object, and of its largest body: smaller ones are spots.
LEAST_SHARE = 0.1
LARGEST_LOSS = 1e-6


def bodies_of(probability_path: Path, threshold: float, least_px: int) -> list[Shapes]:
    """Returns what is left of all objects at each level above a threshold, in map coordinates.

    Args:
        probability_path: A uint8 raster as `stitch` writes it.
        threshold: That of the objects, 0..1.
        least_px: Smaller bodies are left out.

    Raises:
        RasterError: The raster cannot be read.
    """
    levels = [level for level in LEVELS if level > threshold]
    try:
        with rasterio.Env(GDAL_CACHEMAX=CACHE_MB), rasterio.open(probability_path) as raster:
            return [_bodies_at(raster, level, least_px) for level in levels]
    except RasterioError as error:
        raise RasterError(
            "The probability raster cannot be read", "Run again; its file may be damaged.", repr(error)
        ) from error


def split_touching(
    found: Sequence[FoundPolygon], bodies: Sequence[Shapes], measure: Measure
) -> list[FoundPolygon]:
    """Returns the polygons with those of several bodies cut between them; pieces keep the score.

    Args:
        found: The polygons, in the CRS of the measure.
        bodies: Their bodies at each level, the lowest level first.
        measure: Measures in that CRS.
    """
    split: list[FoundPolygon] = []
    pieces: list[list[BaseGeometry]] = [[one.geometry] for one in found]
    for shapes in bodies:
        pieces = _cut(pieces, shapes)
    for one, parts in zip(found, pieces, strict=True):
        if len(parts) == 1:
            split.append(one)
            continue
        areas_m2, lengths_m = measure.areas_and_lengths(parts)
        for part, area_m2, length_m in zip(parts, areas_m2.tolist(), lengths_m.tolist(), strict=True):
            split.append(replace(one, geometry=part, area_m2=area_m2, perimeter_m=length_m))
    return split


def _bodies_at(raster: rasterio.io.DatasetReader, level: float, least_px: int) -> Shapes:
    found, waiting = [np.empty(0, object)], Rings.none()
    for closed in rings(row_blocks(raster), raster.width, raster.height, level):
        complete, waiting = nest(Rings.of(closed, raster.width), waiting)
        found.append(complete.shape[complete.inside_px >= least_px])
    a, b, c, d, e, f = raster.transform[:6]
    placed = shapely.transform(
        np.concatenate(found), lambda x, y: (a * x + b * y + c, d * x + e * y + f), interleaved=False
    )
    return np.asarray(placed, object)


def _cut(objects: list[list[BaseGeometry]], bodies: Shapes) -> list[list[BaseGeometry]]:
    """Returns the pieces of each object, cut once more where a piece holds several bodies."""
    pieces = np.array([piece for parts in objects for piece in parts], dtype=object)
    if not len(bodies) or not len(pieces):
        return objects
    points = shapely.STRtree(shapely.point_on_surface(bodies))
    owners, inside = points.query(pieces, predicate="contains")
    order = np.lexsort((inside, owners))
    ends = np.searchsorted(owners[order], np.arange(len(pieces) + 1))
    number = 0
    cut: list[list[BaseGeometry]] = []
    for parts in objects:
        cut.append([])
        for part in parts:
            held = bodies[inside[order[ends[number] : ends[number + 1]]]]
            cut[-1] += _pieces(part, held)
            number += 1
    return cut


def _pieces(shape: BaseGeometry, held: Shapes) -> list[BaseGeometry]:
    """Returns what lies around each of the bodies that a shape holds; the shape alone where there is one."""
    if len(held) < 2 or not isinstance(shape, Polygon):
        return [shape]
    areas = shapely.area(held)
    large = held[areas >= LEAST_SHARE * max(shape.area, float(areas.max()))]
    return (_cut_between(shape, large.tolist()) if len(large) > 1 else []) or [shape]


def _cut_between(polygon: Polygon, bodies: list[Polygon]) -> list[BaseGeometry]:
    """Returns what lies on each body's side of the lines midway to the others; nothing if that loses area."""
    reach = 4 * float(np.hypot(*np.diff(np.reshape(polygon.bounds, (2, 2)), axis=0)[0]))
    parts = []
    for body in bodies:
        sides = [_side(body, other, reach) for other in bodies if other is not body]
        parts.append(shapely.intersection_all([polygon, *sides]))
    kept = sum(part.area for part in parts if part.geom_type == "Polygon" and part.is_valid)
    return parts if kept >= (1 - LARGEST_LOSS) * polygon.area else []


def _side(body: Polygon, other: Polygon, reach: float) -> Polygon:
    """Returns the body's side of the straight line midway between two bodies, across the shortest way."""
    here, there = (np.array(point) for point in shapely.shortest_line(body, other).coords)
    along = (there - here) / np.hypot(*(there - here)) * reach
    across = np.array([-along[1], along[0]])
    middle = (here + there) / 2
    return Polygon([middle + across, middle - across, middle - across - along, middle + across - along])
