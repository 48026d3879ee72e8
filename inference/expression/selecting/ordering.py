"""Puts objects in order: by a rank, or by score and by how well they answer the phrase."""

from __future__ import annotations

import numpy as np

from ..frame import Floats, nearness
from ..model import Expression, Frame, LayerName, Position, Predicate, Rank, Reference, Relation, Shape, Size
from ..outlines import shape_fit
from .candidates import Candidates, Marks, Rows
from .filtering import Things
from .relating import distances_m

# An object whose value lies this near to a kept one's is reported as a close second.
CLOSE_RANK_SHARE = 0.05
# Of two distances, this difference in metres is none.
CLOSE_DISTANCE_M = 1.0
_AHEAD = {
    "left": (0, -1),
    "west": (0, -1),
    "right": (0, 1),
    "east": (0, 1),
    "top": (1, -1),
    "north": (1, -1),
    "bottom": (1, 1),
    "south": (1, 1),
}


def rank_values(rank: Rank, rows: Rows, table: Candidates, things: Things) -> Floats:
    """Returns the values to sort by, larger is earlier, float64 [k]; infinite without anything to compare."""
    if rank.by in ("area", "length", "width", "perimeter"):
        values = table.sizes(rank.by, rows)
        return values if rank.descending else -values
    if rank.by == "distance":
        if rank.other is None:
            raise TypeError("a rank by distance needs something to measure to")
        values = _distances_m(rank.other, rows, table, things)
        return values if rank.descending else -values
    axis, sign = _AHEAD[rank.by]
    frame: Frame = "compass" if rank.by in ("north", "south", "west", "east") else "image"
    ahead: Floats = sign * table.places(frame)[rows, axis]
    return ahead


def ties(values: Floats, kept: Floats, rank: Rank) -> Marks:
    """Returns which values are within 5 % of a kept one's (of the scene for directions), bool [n]."""
    if not len(kept) or not len(values):
        return np.zeros(len(values), bool)
    nearest = np.abs(values[:, None] - kept[None, :]).min(axis=1)
    largest = float(np.abs(kept).max())
    if rank.by == "distance":
        slack = max(CLOSE_RANK_SHARE * largest, CLOSE_DISTANCE_M)
    elif rank.by in ("area", "length", "width", "perimeter"):
        slack = CLOSE_RANK_SHARE * largest
    else:
        slack = CLOSE_RANK_SHARE * 0.4
    marks: Marks = nearest <= slack
    return marks


def fits(expression: Expression, rows: Rows, table: Candidates, things: Things) -> Floats:
    """Returns how well objects answer all predicates, compared with each other: float64 [k], 0..1."""
    product = np.ones(len(rows))
    for predicate in expression.where:
        product = product * _fit(predicate, rows, table, things)
    return product


def _fit(predicate: Predicate, rows: Rows, table: Candidates, things: Things) -> Floats:
    """Returns the fit of one predicate; those that are either true or not give 1."""
    if not len(rows):
        return np.ones(0)
    if isinstance(predicate, Position):
        places = table.places(predicate.frame)[rows].tolist()
        return np.array([nearness(predicate, u, v) for u, v in places])
    if isinstance(predicate, Shape):
        return _shape_fits(predicate, rows, table)
    if isinstance(predicate, Size):
        areas = table.areas_m2(rows)
        larger = predicate.name in ("large", "huge")
        shares = areas / (areas.max() or 1.0) if larger else areas.min() / np.where(areas > 0, areas, 1.0)
        return np.sqrt(shares)
    if isinstance(predicate, Relation) and predicate.kind in ("near", "with", "along", "side"):
        return _closeness(predicate, rows, table, things)
    return np.ones(len(rows))


def _shape_fits(shape: Shape, rows: Rows, table: Candidates) -> Floats:
    """Returns the fit of each outline; of two long objects the longer is meant."""
    outlines = [table.outline(row) for row in rows.tolist()]
    # Never zero: when nothing has the shape, the score still decides.
    fit = np.array([max(shape_fit(shape.name, outline), 0.01) for outline in outlines])
    if shape.name != "long":
        return fit
    lengths = np.array([outline.length_m for outline in outlines])
    return fit * np.sqrt(lengths / (lengths.max() or 1.0))


def _closeness(relation: Relation, rows: Rows, table: Candidates, things: Things) -> Floats:
    """Returns 1 for what touches the other, a half at the end of "near" or half a scene away to its side."""
    others = things.of(relation.others[0])
    distances = _distances_m(relation.others[0], rows, table, things)
    scale = table.scene_side_m / 2 if relation.kind == "side" else float(others.near_m.max(initial=0.0))
    known = np.where(np.isfinite(distances), distances, scale)
    return 1 / (1 + (known / scale) ** 2) if 0 < scale < np.inf else np.ones(len(rows))


def _distances_m(reference: Reference, rows: Rows, table: Candidates, things: Things) -> Floats:
    return distances_m(rows, table, things.of(reference), isinstance(reference, LayerName))
