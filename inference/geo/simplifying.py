"""Leaves out points of outlines without making objects smaller.

Simplifying after Douglas and Peucker keeps some of the points, so whatever bulges loses area: a disk of 60 px
across 3 % with a tolerance of 0.7 px. Each ring is therefore moved out again until it has its area back.
"""

from __future__ import annotations

import numpy as np
import shapely

from .contours import Floats
from .nesting import Shapes

# Limits how far a sharp corner moves when its edges do.
LEAST_MITRE = 0.4


def simplified(polygons: Shapes, tolerance: float) -> Shapes:
    """Returns the polygons with fewer points, valid and of the same area; where that fails, as they were.

    Args:
        polygons: Valid polygons in a plane.
        tolerance: How far the outline may move, in units of the plane.
    """
    shaped: Shapes = polygons.copy()
    simple = np.asarray(shapely.simplify(polygons, tolerance, preserve_topology=True), object)
    usable = _same_rings(simple, polygons) & shapely.is_valid(simple)
    shaped[usable] = simple[usable]
    corrected = _with_areas_of(polygons[usable], simple[usable])
    sound = shapely.is_valid(corrected)
    shaped[np.flatnonzero(usable)[sound]] = corrected[sound]
    return shaped


def _same_rings(simple: Shapes, polygons: Shapes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Says for each polygon whether it kept all of its rings."""
    kept = ~shapely.is_empty(simple) & (shapely.get_type_id(simple) == shapely.GeometryType.POLYGON)
    same: np.ndarray[tuple[int], np.dtype[np.bool_]] = kept & (
        shapely.get_num_interior_rings(simple) == shapely.get_num_interior_rings(polygons)
    )
    return same


def _with_areas_of(polygons: Shapes, simple: Shapes) -> Shapes:
    """Returns the simple polygons with each ring moved sideways until it has the area it had."""
    if not len(simple):
        return simple
    rings = shapely.get_rings(simple)
    area = shapely.area(shapely.polygons(rings))
    lost = shapely.area(shapely.polygons(shapely.get_rings(polygons))) - area
    leftwards = np.where(shapely.is_ccw(rings), 1.0, -1.0)
    distance = leftwards * lost / shapely.length(rings)
    points, owner = shapely.get_coordinates(rings, return_index=True)
    moved = points + _normals(points, owner) * distance[owner, None]
    corrected: Shapes = np.asarray(shapely.set_coordinates(simple.copy(), moved), object)
    return corrected


def _normals(points: Floats, owner: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    """Returns for each point of closed rings how it moves when all edges move by 1 to their right, [n, 2]."""
    size = np.bincount(owner)
    first = np.cumsum(size) - size
    last = first + size - 1
    edge = np.roll(points, -1, axis=0) - points
    edge[last] = edge[first]  # the closing point repeats the first one
    edge /= np.maximum(np.hypot(edge[:, 0], edge[:, 1]), 1e-300)[:, None]
    before = np.roll(edge, 1, axis=0)
    before[first] = edge[last - 1]
    mitre = np.maximum(1 + (edge * before).sum(axis=1), LEAST_MITRE)
    middle = (edge + before) / mitre[:, None]
    normals: Floats = np.column_stack([middle[:, 1], -middle[:, 0]])
    return normals
