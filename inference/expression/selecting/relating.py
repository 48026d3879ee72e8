"""Decides which objects stand in a relation to other things; docs/relations.md shows each with a drawing.

Distances go from edge to edge. A relation to several things holds when it holds for any of them; beyond, far
and outside hold when the contrary holds for none. A thing that is the object itself does not count, unless it
comes from a map layer. All shapes are in one metric plane, except for the side of something, which is a
matter of the picture or of the grid.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from ..model import LayerName, Reference, Relation
from ..outlines import Floats, Shapes
from .candidates import Candidates, Marks, Rows
from .distances import close_pairs
from .enclosing import is_between, is_surrounded
from .others import FAR_FACTOR, Others, same_things
from .pairing import Boxed, Itself, Limits
from .siding import is_beside

WITH_FACTOR = 0.5
"""A thing belongs to what is at most this share of the near distance away from it."""
TOUCHING_SHARE, TOUCHING_MOST_M = 0.1, 10.0
"""Outlines touch when the gap is at most a tenth of the object's size: drawn outlines never meet exactly."""
OUTLINE_POINTS = 16
# What a thing must cover of an object, or its surroundings of its outline.
_HALF = 0.5
# A piece of an object that a thing cuts off counts from this share of its area on.
_PIECE = 0.05


def stands(relation: Relation, rows: Rows, table: Candidates, others: Sequence[Others]) -> Marks:
    """Returns which of the objects stand in a relation, bool [k].

    Args:
        relation: What is asked.
        rows: The objects asked about, int64 [k].
        table: All objects.
        others: The things, for each reference of the relation.
    """
    kind = relation.kind
    if kind == "side":
        return is_beside(relation, rows, table, others[0])
    shapes = table.plane(rows)
    pairs = tuple(zip(relation.others, others, strict=True))
    if kind == "between":
        return is_between(shapes, others, [_itself(one, shapes, other) for one, other in pairs])
    first = others[0]
    if kind in ("inside", "outside"):
        inside = _is_inside(shapes, first, _itself(relation.others[0], shapes, first))
        return inside if kind == "inside" else ~inside
    if kind == "on":
        return _is_on(shapes, first, _itself(relation.others[0], shapes, first))
    if kind == "is":
        return _is_one_of(shapes, first)
    return _is_close(relation, shapes, first)


def distances_m(rows: Rows, table: Candidates, others: Others, is_layer: bool) -> Floats:
    """Returns how far the objects are from the nearest thing that is not themselves, float64 [k]."""
    shapes = table.plane(rows)
    itself = Itself.none(len(others)) if is_layer else same_things(shapes, others)
    return others.distances_m(shapes, itself)


def _itself(reference: Reference, shapes: Shapes, others: Others) -> Itself:
    """Returns which objects are the things they would be compared with."""
    if isinstance(reference, LayerName):
        return Itself.none(len(others))
    return same_things(shapes, others)


def _is_close(relation: Relation, shapes: Shapes, others: Others) -> Marks:
    """Answers the relations that ask for a distance."""
    kind = relation.kind
    itself = _itself(relation.others[0], shapes, others)
    if kind in ("within", "beyond"):
        limit_m = relation.distance.si if relation.distance is not None else 0.0
        within = others.any_within(shapes, itself, limit_m)
        return within if kind == "within" else ~within
    if kind == "near":
        return others.any_near(shapes, itself)
    if kind == "far":
        return ~others.any_near(shapes, itself, FAR_FACTOR)
    if kind == "with":
        return others.any_near(shapes, itself, WITH_FACTOR)
    if kind == "along":
        return _is_along(shapes, others, itself)
    if kind == "touching":
        return _touching(shapes, others, itself, _tolerances_m(shapes))
    if kind == "surrounded":
        return is_surrounded(shapes, others, itself)
    raise TypeError(f"no rule selects by the relation {kind}")


def _touching(shapes: Shapes, others: Others, itself: Itself, limits_m: Floats) -> Marks:
    """Returns which shapes meet any thing within a limit of their own, bool [n]."""
    boxed = Boxed.of(shapes)
    limits = Limits.of(boxed, others.index, shapes_m=limits_m)
    objects, _ = close_pairs(others.index, boxed, limits, itself)
    marks = np.zeros(len(shapes), bool)
    marks[objects] = True
    return marks


def _tolerances_m(shapes: Shapes) -> Floats:
    """Returns the gap over which outlines still touch, in metres, float64 [n]."""
    lengths = shapely.length(shapes)
    sizes = np.divide(4 * shapely.area(shapes), lengths, out=np.zeros(len(shapes)), where=lengths > 0)
    tolerances: Floats = np.minimum(TOUCHING_SHARE * sizes, TOUCHING_MOST_M)
    return tolerances


def _is_along(shapes: Shapes, others: Others, itself: Itself) -> Marks:
    """Returns which objects have at least half of their outline near the things, bool [n]."""
    marks = others.any_near(shapes, itself)
    rows = np.flatnonzero(marks)
    points, owner = _outline_points(shapes[rows])
    near = others.any_near(points, itself.of(rows).spread(owner))
    marks[rows] = np.bincount(owner, near, len(rows)) / OUTLINE_POINTS >= _HALF
    return marks


def _outline_points(shapes: Shapes) -> tuple[Shapes, Rows]:
    """Returns points at equal distances along each outline, and which shape they belong to."""
    lines = shapely.get_exterior_ring(shapes)
    for row in np.flatnonzero(shapely.is_missing(lines)):
        # Of several parts the largest speaks for the object.
        largest = max(shapely.get_parts(shapes[row]), key=lambda part: part.length)
        lines[row] = largest.exterior if largest.geom_type == "Polygon" else largest
    steps = np.linspace(0, 1, OUTLINE_POINTS, endpoint=False)
    points = shapely.line_interpolate_point(lines[:, None], steps[None, :], normalized=True)
    return points.ravel(), np.repeat(np.arange(len(shapes)), OUTLINE_POINTS)


def _covered(shapes: Shapes, others: Others, itself: Itself) -> tuple[Rows, Rows, Floats]:
    """Returns pairs of objects and filled things that meet, with the share of the object that is covered."""
    index = others.filled_index
    objects, pieces = index.tree.query(shapes, predicate="intersects")
    counts = ~itself.marks(objects, index.owner[pieces])
    objects, pieces = objects[counts], pieces[counts]
    parts = index.pieces.shapes[pieces]
    whole = shapely.covers(parts, shapes[objects])
    areas = shapely.area(shapes)[objects]
    shared = areas.copy()
    cut = ~whole
    shared[cut] = shapely.area(shapely.intersection(shapes[objects[cut]], parts[cut]))
    codes, inverse = np.unique(objects * max(len(others), 1) + index.owner[pieces], return_inverse=True)
    sums = np.bincount(inverse, shared, len(codes))
    pair_objects, pair_things = np.divmod(codes, max(len(others), 1))
    areas = shapely.area(shapes)[pair_objects]
    return pair_objects, pair_things, np.divide(sums, areas, out=np.zeros(len(codes)), where=areas > 0)


def _is_inside(shapes: Shapes, others: Others, itself: Itself) -> Marks:
    """Returns which objects lie by at least half in one of the things, holes filled, bool [n]."""
    objects, _, shares = _covered(shapes, others, itself)
    marks = np.zeros(len(shapes), bool)
    marks[objects[shares >= _HALF - 1e-9]] = True
    return marks


def _is_on(shapes: Shapes, others: Others, itself: Itself) -> Marks:
    """Returns which objects lie on the things, cross them, or are cut out of them, bool [n]."""
    objects, things, shares = _covered(shapes, others, itself)
    total = np.bincount(objects, shares, len(shapes))
    marks = total >= _HALF - 1e-9
    # Lines and points cover nothing; they are stood upon where they run through.
    marks[objects[shapely.get_dimensions(others.shapes[things]) < 2]] = True
    rest = ~marks[objects]
    marks[_crossed(shapes, others, objects[rest], things[rest])] = True
    rows = np.flatnonzero(_touching(shapes, others, itself, _tolerances_m(shapes) / 2) & ~marks)
    marks[rows] = _contact(shapes[rows], others, itself.of(rows)) >= _HALF
    return marks


def _crossed(shapes: Shapes, others: Others, objects: Rows, things: Rows) -> Rows:
    """Returns the objects that a thing cuts in two: a bridge over a river."""
    cut = shapely.difference(shapes[objects], others.filled[things])
    parts, owner = shapely.get_parts(cut, return_index=True)
    large = shapely.area(parts) >= _PIECE * shapely.area(shapes[objects])[owner]
    return objects[np.bincount(owner[large], minlength=len(objects)) >= 2]


def _contact(shapes: Shapes, others: Others, itself: Itself) -> Floats:
    """Returns the share of each outline that things touch, float64 [n]: a car in a notch of the road."""
    if not len(shapes):
        return np.zeros(0)
    points, owner = _outline_points(shapes)
    limits_m = (_tolerances_m(shapes) / 2)[owner]
    met = _touching(points, others, itself.spread(owner), limits_m)
    return np.bincount(owner, met, len(shapes)) / OUTLINE_POINTS


def _is_one_of(shapes: Shapes, others: Others) -> Marks:
    """Returns which objects are one of the things: by at least half the same ground, bool [n]."""
    marks = np.zeros(len(shapes), bool)
    marks[same_things(shapes, others).objects] = True
    rest = np.flatnonzero(~marks)
    nothing = Itself.none(len(others))
    objects, things, shares = _covered(shapes[rest], others, nothing)
    low = shapely.get_dimensions(others.shapes[things]) < 2
    marks[rest[objects[(shares >= _HALF) | low]]] = True
    return marks
