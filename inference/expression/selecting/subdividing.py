"""Cuts large geometries into small pieces, so that a spatial index can work with them.

A river with ten thousand vertices has a bounding box as large as the scene: every object asks it, and every
question walks over all its vertices. Its pieces cover the same ground, so distances, intersections and shares
of area are unchanged. Cuts inside a polygon add inner borders, which none of these ask for.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Shapes = npt.NDArray[np.object_]
Ints = npt.NDArray[np.int64]

MOST_VERTICES = 64
_DEEPEST = 24


def subdivided(shapes: Shapes) -> tuple[Shapes, Ints]:
    """Returns pieces of at most 64 vertices, as objects [m], and the index of the shape each is of, [m].

    Args:
        shapes: Geometries of any kind and CRS [n]; empty ones have no pieces.
    """
    parts, owner = shapely.get_parts(shapes, return_index=True)
    large = shapely.get_num_coordinates(parts) > MOST_VERTICES
    pieces: list[BaseGeometry] = list(parts[~large])
    owners: list[int] = owner[~large].tolist()
    is_line = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    for part, index, line in zip(parts[large], owner[large].tolist(), is_line[large], strict=True):
        found = _stretches(part) if line else _halved(part, _DEEPEST)
        pieces += found
        owners += [index] * len(found)
    return as_shapes(pieces), np.asarray(owners, np.int64)


def filled(shapes: Shapes) -> Shapes:
    """Returns polygons without their holes, as objects [n]; other geometries stay as they are.

    What a model finds on a road or in the water is a hole in the road or the water.
    """
    holed = np.zeros(len(shapes), bool)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    np.logical_or.at(holed, owner, shapely.get_num_interior_rings(parts) > 0)
    result: Shapes = shapes.copy()
    for index in np.flatnonzero(holed):
        result[index] = _filled(shapes[index])
    return result


def as_shapes(geometries: list[BaseGeometry]) -> Shapes:
    """Returns geometries as an array of objects [n]."""
    shapes = np.empty(len(geometries), dtype=object)
    shapes[:] = geometries
    return shapes


def _filled(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shape)
    is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts[is_polygon] = shapely.polygons(shapely.get_exterior_ring(parts[is_polygon]))
    return shapely.union_all(parts)


def _stretches(line: BaseGeometry) -> list[BaseGeometry]:
    """Returns a line cut at every 64th vertex: each piece begins where the one before it ends."""
    points = shapely.get_coordinates(line)
    segments = MOST_VERTICES - 1
    whole = (len(points) - 1) // segments
    rows = np.arange(whole)[:, None] * segments + np.arange(MOST_VERTICES)
    pieces = list(shapely.linestrings(points[rows]))
    rest = points[whole * segments :]
    return [*pieces, shapely.linestrings(rest)] if len(rest) > 1 else pieces


def _halved(part: BaseGeometry, deepest: int) -> list[BaseGeometry]:
    """Returns the pieces of a point, line or polygon."""
    if deepest == 0 or shapely.get_num_coordinates(part) <= MOST_VERTICES:
        return [part]
    left, bottom, right, top = part.bounds
    if right - left > top - bottom:
        middle = (left + right) / 2
        halves = (shapely.box(left, bottom, middle, top), shapely.box(middle, bottom, right, top))
    else:
        middle = (bottom + top) / 2
        halves = (shapely.box(left, bottom, right, middle), shapely.box(left, middle, right, top))
    dimension = shapely.get_dimensions(part)
    pieces: list[BaseGeometry] = []
    for half in halves:
        for piece in shapely.get_parts(shapely.intersection(part, half)):
            # Where the cut only touches, a line or a point is left over.
            if not piece.is_empty and shapely.get_dimensions(piece) == dimension:
                pieces += _halved(piece, deepest - 1)
    return pieces
