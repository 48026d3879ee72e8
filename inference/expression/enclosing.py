"""Decides which objects lie between other things, and which are surrounded by them.

An object is between two things when it sees them in opposite directions: from its centroid the nearest points
of the two are at least 120 degrees apart. So it works for two tanks as for a road and a river that wind
side by side. With one kind of things, the pairs are neighbours; with two kinds, any of each.

An object is surrounded when things that are not far from it fill at least three quarters of the directions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from .candidates import Marks, Rows
from .distances import Boxed, Itself, Limits, any_within, close_pairs
from .others import FAR_FACTOR, Others
from .outlines import Floats, Shapes
from .subdividing import MOST_VERTICES, subdivided

BETWEEN_DEG = 120.0
SURROUNDED_SHARE = 0.75
# With more pairs of two kinds than this, only those count in which one is the nearest to the other.
MOST_PAIRS = 10_000
_DIRECTIONS = 360
_CHUNK = 2000


def is_between(shapes: Shapes, others: Sequence[Others]) -> Marks:
    """Returns which objects lie between two of the things, or between one of each kind, bool [n].

    Args:
        shapes: The objects in the metric plane.
        others: The things of one kind, or of two.
    """
    marks = np.zeros(len(shapes), bool)
    if len(others) == 1:
        things = others[0].shapes
        firsts, seconds = _neighbours(things)
    else:
        things = np.concatenate((others[0].shapes, others[1].shapes))
        firsts, seconds = _partners(others[0], others[1])
    if not len(firsts) or not len(shapes):
        return marks
    centers = shapely.centroid(shapes)
    objects, pairs = shapely.STRtree(_corridors(things, firsts, seconds)).query(
        centers, predicate="intersects"
    )
    # Many pairs share a thing: each object looks at each thing once.
    sights = np.concatenate((objects * len(things) + firsts[pairs], objects * len(things) + seconds[pairs]))
    sights, number = np.unique(sights, return_inverse=True)
    bearings = _bearings(centers, things, *np.divmod(sights, len(things)))
    one, other = np.split(bearings[number], 2)
    turn = np.abs((one - other + np.pi) % (2 * np.pi) - np.pi)
    # Where the object lies on one of the two, there is no bearing, and it is not between them.
    marks[objects[turn >= np.radians(BETWEEN_DEG) - 1e-9]] = True
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


def _neighbours(things: Shapes) -> tuple[Rows, Rows]:
    """Returns the pairs of things that are next to each other: edges of the Delaunay triangulation."""
    count = len(things)
    if count < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    places = shapely.get_coordinates(shapely.centroid(things))
    # Things with the same centre count as one corner; they are paired with each other besides.
    corners, number = np.unique(places, axis=0, return_inverse=True)
    number = number.ravel()
    first_of = np.full(len(corners), -1, np.int64)
    first_of[number[::-1]] = np.arange(count)[::-1]
    doubles = np.flatnonzero(first_of[number] != np.arange(count))
    edges = shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(corners), only_edges=True))
    ends = shapely.get_coordinates(edges).reshape(-1, 2, 2)
    if not len(ends):
        # All in one line: the next in line is the neighbour; unique has sorted them.
        ends = np.stack((corners[:-1], corners[1:]), axis=1)
    at = {tuple(place): index for index, place in enumerate(corners.tolist())}
    pairs = [(first_of[at[tuple(a)]], first_of[at[tuple(b)]]) for a, b in ends.tolist()]
    pairs += [(first_of[number[index]], index) for index in doubles]
    both = np.asarray(pairs, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _partners(first: Others, second: Others) -> tuple[Rows, Rows]:
    """Returns the pairs of one of each kind; the second kind is numbered after the first."""
    if not len(first) or not len(second):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    if len(first) * len(second) <= MOST_PAIRS:
        one, other = np.meshgrid(np.arange(len(first)), np.arange(len(second)), indexing="ij")
        return one.ravel(), other.ravel() + len(first)
    ones = np.concatenate((np.arange(len(first)), first.index.nearest(second.shapes)))
    others = np.concatenate((second.index.nearest(first.shapes), np.arange(len(second))))
    return ones, others + len(first)


def _corridors(things: Shapes, firsts: Rows, seconds: Rows) -> Shapes:
    """Returns boxes that hold every place between the two things of each pair."""
    bounds = shapely.bounds(things)
    low = np.minimum(bounds[firsts, :2], bounds[seconds, :2])
    high = np.maximum(bounds[firsts, 2:], bounds[seconds, 2:])
    # From a place between, the two are seen 120 degrees apart; so far off their line it lies at most.
    off = np.hypot(*(high - low).T) / (2 * np.tan(np.radians(BETWEEN_DEG / 2)))
    boxes: Shapes = shapely.box(*(low - off[:, None]).T, *(high + off[:, None]).T)
    return boxes


def _bearings(centers: Shapes, things: Shapes, objects: Rows, which: Rows) -> Floats:
    """Returns the direction from a centroid to the nearest point of a thing, radians [p]; NaN on it."""
    nearest = things[which]
    large = np.flatnonzero(shapely.get_num_coordinates(things)[which] > MOST_VERTICES)
    for number in np.unique(which[large]):
        here = large[which[large] == number]
        pieces, _ = subdivided(things[number : number + 1])
        nearest[here] = pieces[
            shapely.STRtree(pieces).query_nearest(centers[objects[here]], all_matches=False)[1]
        ]
    lines = shapely.shortest_line(centers[objects], nearest)
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
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
