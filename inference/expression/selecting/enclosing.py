"""Decides which objects lie between other things, and which are surrounded by them.

An object is between two things when it sees them in opposite directions: from its centroid the nearest points
of the two are at least 120 degrees apart. So it works for two tanks as for a road and a river that wind
side by side. It looks at the four nearest things of each kind, so a pair is never taken that has others of
the same kind before it.

An object is surrounded when things that are not far from it fill at least three quarters of the directions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from ..outlines import Floats, Shapes
from .candidates import Marks, Rows
from .distances import any_within, close_pairs, nearest_pieces
from .others import FAR_FACTOR, Others
from .pairing import Boxed, Itself, Limits

BETWEEN_DEG = 120.0
SURROUNDED_SHARE = 0.75
LOOKED_AT = 4
"""How many things of a kind an object looks at, the nearest first."""

_DIRECTIONS = 360
_CHUNK = 2000


def is_between(shapes: Shapes, others: Sequence[Others], itself: Sequence[Itself]) -> Marks:
    """Returns which objects lie between two of the things, or between one of each kind, bool [n].

    Args:
        shapes: The objects in the metric plane.
        others: The things of one kind, or of two.
        itself: Which of them the objects are themselves, for each kind.
    """
    marks = np.zeros(len(shapes), bool)
    centers = Boxed.of(shapely.centroid(shapes))
    seen = [np.full((len(shapes), LOOKED_AT), np.nan) for _ in others]
    passed = list(itself)
    waiting = np.arange(len(shapes), dtype=np.int64)
    for turn in range(LOOKED_AT):
        for kind, things in enumerate(others):
            some = centers.at(waiting)
            _, pieces = nearest_pieces(things.index, some, passed[kind].of(waiting))
            has = pieces >= 0
            rows, pieces = waiting[has], pieces[has]
            seen[kind][rows, turn] = _bearings(centers.shapes[rows], things.index.pieces.shapes[pieces])
            passed[kind] = passed[kind].plus(rows, things.index.owner[pieces])
        one, other = seen[0][waiting], seen[-1][waiting]
        apart = np.abs((one[:, :, None] - other[:, None, :] + np.pi) % (2 * np.pi) - np.pi)
        marks[waiting] = (apart >= np.radians(BETWEEN_DEG) - 1e-9).any(axis=(1, 2))
        waiting = waiting[~marks[waiting]]
        if not len(waiting):
            break
    return marks


def is_surrounded(shapes: Shapes, others: Others, itself: Itself) -> Marks:
    """Returns which objects have things around them in three quarters of the directions, bool [n]."""
    marks = np.zeros(len(shapes), bool)
    index = others.filled_index
    reach_m = FAR_FACTOR * others.near_m[index.owner]
    boxed = Boxed.of(shapes)
    rows = np.flatnonzero(any_within(index, boxed, itself, reach_m))
    for some in np.array_split(rows, 1 + len(rows) // _CHUNK):
        limits = Limits.of(boxed.at(some), index, pieces_m=reach_m)
        objects, pieces = close_pairs(index, boxed.at(some), limits, itself.of(some))
        covered = np.zeros((len(some), _DIRECTIONS), bool)
        _cover(covered, shapes[some], objects, index.pieces.shapes[pieces])
        marks[some] = covered.mean(axis=1) >= SURROUNDED_SHARE
    return marks


def _bearings(centers: Shapes, pieces: Shapes) -> Floats:
    """Returns the directions from points to the nearest points of pieces, radians [n]; NaN on a piece."""
    ends = shapely.get_coordinates(shapely.shortest_line(centers, pieces)).reshape(-1, 2, 2)
    steps = ends[:, 1] - ends[:, 0]
    is_apart = np.hypot(steps[:, 0], steps[:, 1]) > 0
    return np.where(is_apart, np.arctan2(steps[:, 1], steps[:, 0]), np.nan)


def _cover(covered: Marks, shapes: Shapes, objects: Rows, pieces: Shapes) -> None:
    """Marks the directions that pieces fill, as seen from the centroids of the objects.

    Args:
        covered: One mark a degree, bool [n, 360]; changed.
        shapes: The objects [n].
        objects: Index of the object of each pair, int64 [p].
        pieces: The piece of each pair, objects [p].
    """
    if not len(objects):
        return
    is_polygon = shapely.get_dimensions(pieces) == 2
    lines = np.where(is_polygon, shapely.get_exterior_ring(pieces), pieces)
    points, pair = shapely.get_coordinates(lines, return_index=True)
    centers = shapely.get_coordinates(shapely.centroid(shapes))
    steps = points - centers[objects[pair]]
    angles = np.arctan2(steps[:, 1], steps[:, 0])
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    # Along a line the direction turns steadily; a line that goes all the way around turns by a full circle.
    turns = (np.diff(angles, prepend=0.0) + np.pi) % (2 * np.pi) - np.pi
    turns[starts] = 0.0
    turned = np.cumsum(turns)
    turned += (angles[starts] - turned[starts])[pair]
    low = np.rint(np.degrees(np.minimum.reduceat(turned, starts))).astype(np.int64)
    high = np.rint(np.degrees(np.maximum.reduceat(turned, starts))).astype(np.int64)
    first = low % _DIRECTIONS
    last = first + np.minimum(high - low + 1, _DIRECTIONS)
    changes = np.zeros((len(shapes), 2 * _DIRECTIONS + 1), np.int32)
    np.add.at(changes, (objects, first), 1)
    np.add.at(changes, (objects, last), -1)
    filled = np.cumsum(changes, axis=1, dtype=np.int32)[:, :-1] > 0
    covered |= filled[:, :_DIRECTIONS] | filled[:, _DIRECTIONS:]
