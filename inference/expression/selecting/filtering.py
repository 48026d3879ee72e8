"""Decides which objects satisfy the predicates of an expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from shapely.geometry.base import BaseGeometry

from ..model import Expression, Measure, Not, Position, Predicate, Reference, Relation, Shape, Size
from ..outlines import shape_fit
from .candidates import Candidates, Marks, Rows
from .others import Others
from .relating import stands
from .subdividing import as_shapes

# "Large" compares with the middle of what was found in the same place.
SIZE_FACTOR = {"large": 1.5, "huge": 3.0, "small": 1 / 1.5, "tiny": 1 / 3}
# From this fit on an outline is called by a shape's name.
SHAPE_FIT = 0.5


class Things:
    """Keeps what the relations of one expression speak of, each indexed once."""

    def __init__(
        self, references: Mapping[Reference, Sequence[BaseGeometry]] | None, table: Candidates
    ) -> None:
        self._references = references or {}
        self._table = table
        self._others: dict[Reference, Others] = {}

    def of(self, reference: Reference) -> Others:
        """Returns the things of a reference; raises KeyError where the caller gave none."""
        if reference not in self._others:
            own = as_shapes([shape for shape in self._references[reference] if not shape.is_empty])
            plane = self._table.measuring.plane(own)
            self._others[reference] = Others(own, plane, self._table.scene_side_m)
        return self._others[reference]


def hard(expression: Expression) -> list[Predicate]:
    """Returns what an object must satisfy whatever else was found; positions are not among them.

    The quick ones come first, so that the slow ones have fewer objects to look at.
    """
    cost = {Position: 0, Measure: 1, Relation: 2, Shape: 3}
    chosen = [one for one in expression.where if isinstance(one, (Measure, Relation, Not))]
    chosen = [one for one in chosen if not isinstance(_inner(one), Size)]
    return sorted(chosen, key=lambda one: cost[type(_inner(one))])


def passing(predicates: Sequence[Predicate], rows: Rows, table: Candidates, things: Things) -> Rows:
    """Returns the rows that satisfy all of the predicates, int64, in the given order."""
    for predicate in predicates:
        rows = rows[holds(predicate, rows, table, things)]
    return rows


def holds(predicate: Predicate, rows: Rows, table: Candidates, things: Things) -> Marks:
    """Returns which rows satisfy a predicate, bool [k]; a size word compares with the rows themselves."""
    if isinstance(predicate, Not):
        return ~holds(predicate.predicate, rows, table, things)
    if isinstance(predicate, Position):
        return table.gaps([predicate], rows) <= 0
    if isinstance(predicate, Shape):
        fits = [shape_fit(predicate.name, table.outline(row)) >= SHAPE_FIT for row in rows.tolist()]
        return np.array(fits, bool)
    if isinstance(predicate, Size):
        return _has_size(predicate, rows, table)
    if isinstance(predicate, Measure):
        return _measures(predicate, rows, table)
    if isinstance(predicate, Relation):
        return stands(predicate, rows, table, [things.of(other) for other in predicate.others])
    raise TypeError(f"no rule selects by {type(predicate).__name__}")


def size_limit_m2(size: Size, rows: Rows, table: Candidates) -> float:
    """Returns the area from which on, or up to which, objects among the rows are called by a size word."""
    areas = np.sort(table.areas_m2(rows))
    return float(SIZE_FACTOR[size.name] * areas[len(areas) // 2])


def _has_size(size: Size, rows: Rows, table: Candidates) -> Marks:
    """Returns which rows are large or small among the rows; a single one is both."""
    if len(rows) < 2:
        return np.ones(len(rows), bool)
    areas, limit = table.areas_m2(rows), size_limit_m2(size, rows, table)
    return areas >= limit if size.name in ("large", "huge") else areas <= limit


def _measures(measure: Measure, rows: Rows, table: Candidates) -> Marks:
    values = table.sizes(measure.by, rows)
    marks = np.ones(len(rows), bool)
    # What is drawn with exactly the given size must not fall to a rounding error.
    if measure.least is not None:
        marks &= values >= measure.least.si * (1 - 1e-9)
    if measure.most is not None:
        marks &= values <= measure.most.si * (1 + 1e-9)
    return marks


def _inner(predicate: Predicate) -> Position | Shape | Size | Measure | Relation:
    return predicate.predicate if isinstance(predicate, Not) else predicate
