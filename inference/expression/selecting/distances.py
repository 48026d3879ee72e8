"""Answers what is near to what, and how near, among very many shapes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from ..outlines import Floats
from .candidates import Marks, Rows
from .pairing import Boxed, Index, Itself, Limits, Pairs, box_pairs


def close_pairs(index: Index, shapes: Boxed, limits: Limits, itself: Itself) -> tuple[Rows, Rows]:
    """Returns which shape lies within the limits of which piece: indexes of both, int64 [p] each."""
    nothing = np.zeros(0, np.int64)
    objects, pieces = [nothing], [nothing]
    for pairs in box_pairs(index, shapes, np.arange(len(shapes.shapes)), limits, itself):
        within = pairs.are_within(index, shapes)
        objects.append(pairs.objects[within])
        pieces.append(pairs.pieces[within])
    return np.concatenate(objects), np.concatenate(pieces)


def any_within(index: Index, shapes: Boxed, itself: Itself, pieces_m: Floats) -> Marks:
    """Returns which shapes lie within the limit of any piece, bool [n]; each piece has its own."""
    found = np.zeros(len(shapes.shapes), bool)
    limits = Limits.of(shapes, index, pieces_m=pieces_m)
    for pairs in box_pairs(index, shapes, np.arange(len(found)), limits, itself):
        found[pairs.objects[pairs.upper_m <= pairs.limits_m]] = True
        rest = pairs.at(~found[pairs.objects])
        found[rest.objects[rest.are_within(index, shapes)]] = True
    return found


def within_m(index: Index, shapes: Boxed, itself: Itself, limit_m: float) -> Marks:
    """Returns which shapes lie within a distance of any piece, bool [n]; the limit itself counts."""
    found = np.zeros(len(shapes.shapes), bool)
    for pairs in _widening(index, shapes, itself, limit_m, found):
        found[pairs.objects[pairs.upper_m <= pairs.limits_m]] = True
        rest = pairs.at(~found[pairs.objects])
        found[rest.objects[rest.are_within(index, shapes)]] = True
    return found


def nearest_pieces(index: Index, shapes: Boxed, itself: Itself) -> tuple[Floats, Rows]:
    """Returns the distance to the nearest piece and which it is; infinite and -1 where there is none.

    Args:
        index: What is measured to.
        shapes: What is measured from [n].
        itself: Pairs that do not count.

    Returns:
        float64 [n] and int64 [n].
    """
    nearest = np.full(len(shapes.shapes), np.inf)
    which = np.full(len(nearest), -1, np.int64)
    found = np.zeros(len(nearest), bool)
    for pairs in _widening(index, shapes, itself, np.inf, found):
        bound = nearest.copy()
        np.minimum.at(bound, pairs.objects, pairs.upper_m)
        # What is farther by its box than another is by its corner cannot be the nearest.
        pairs = pairs.at(pairs.lower_m <= bound[pairs.objects])
        objects, pieces = pairs.objects, pairs.pieces
        distances = shapely.distance(shapes.shapes[objects], index.pieces.shapes[pieces])
        better = (distances <= pairs.limits_m * (1 + 1e-12)) & (distances < nearest[objects])
        # The nearest comes last, and stays.
        order = np.flatnonzero(better)[np.argsort(-distances[better], kind="stable")]
        nearest[objects[order]] = distances[order]
        which[objects[order]] = pieces[order]
        found[objects[order]] = True
    return nearest, which


def _widening(index: Index, shapes: Boxed, itself: Itself, limit_m: float, found: Marks) -> Iterator[Pairs]:
    """Yields pairs within a distance that grows up to a limit, so that each step looks at few pairs.

    Args:
        index: What is measured to.
        shapes: What is measured from [n].
        itself: Pairs that do not count.
        limit_m: Largest distance.
        found: Marks the shapes that are settled, bool [n]; these are not asked in the next step.
    """
    if not len(index.owner) or not len(found):
        return
    last = min(limit_m, _farthest_m(index.pieces, shapes))
    reach = min(last, max(index.first_step_m, last / 2**10))
    waiting = np.arange(len(found), dtype=np.int64)
    while len(waiting):
        ends = reach >= last
        limits = Limits.of(shapes, index, shapes_m=last if ends else reach)
        yield from box_pairs(index, shapes, waiting, limits, itself)
        if ends:
            break
        waiting = waiting[~found[waiting]]
        reach *= 2


def _farthest_m(pieces: Boxed, shapes: Boxed) -> float:
    """Returns a distance that no two of them exceed."""
    bounds = np.concatenate((pieces.bounds, shapes.bounds))
    extent = bounds[:, 2:].max(axis=0) - bounds[:, :2].min(axis=0)
    return float(np.hypot(extent[0], extent[1]))
