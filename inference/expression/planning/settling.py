"""Tells whether what was found so far settles what an expression means."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from shapely.geometry.base import BaseGeometry

from ..model import Expression, Not, Predicate, Reference, Relation, Shape
from ..outlines import Shapes
from ..selecting.candidates import Candidates, Rows, Scored
from ..selecting.filtering import Things, hard, passing
from ..selecting.ordering import rank_values
from .bounding import direction_of, positions_of
from .plan import Planner, Want

# What is nearly as good as the last one kept is reported as close, so it has to be known, too.
_TIE_SHARE, _TIE_M, _TIE_OF_SCENE = 0.06, 1.5, 0.025


@dataclass(frozen=True)
class State:
    """Holds what was found after a want was searched.

    Attributes:
        expression: What the phrase means.
        want: What is known.
        table: Everything found of the expression's target, whole.
        things: What it is compared with.
    """

    expression: Expression
    want: Want
    table: Candidates
    things: Things

    @classmethod
    def of(
        cls,
        expression: Expression,
        want: Want,
        objects: Sequence[Scored],
        planner: Planner,
        known: Mapping[Reference, Sequence[BaseGeometry]],
    ) -> State:
        """Builds the state; `known` has what every reference that is asked for stands for."""
        table = Candidates(objects, planner.scene, planner.lattice.measuring)
        return cls(expression, want, table, Things(known, table))

    def open_shapes(self, later: Collection[Expression]) -> Shapes:
        """Returns the objects, in the metric plane, about which only phrases found later may still decide."""
        decided = [one for one in hard(self.expression) if not _speaks_of(one, later)]
        return self.table.plane(
            passing(decided, self._rows_within(self.want.growth), self.table, self.things)
        )

    def is_settled(self) -> bool:
        """Says whether searching more cannot change the selection."""
        count = self.expression.count
        if self.want.is_partial:
            return self._is_order_known()
        if count is None or math.isinf(self.want.growth):
            return True
        rows = passing(hard(self.expression), self._rows_within(self.want.growth), self.table, self.things)
        is_inside = self.table.gaps(positions_of(self.expression), rows) <= 0
        return bool(is_inside.any()) or len(rows) >= count

    def _rows_within(self, growth: float) -> Rows:
        """Returns the objects that lie up to so far outside the positions."""
        rows = self.table.rows
        return rows[self.table.gaps(positions_of(self.expression), rows) <= growth]

    def _is_order_known(self) -> bool:
        """Says whether nothing that is not known can come before, or close behind, the last one kept."""
        rank = self.expression.rank
        assert rank is not None  # nosec B101
        shapes = [one for one in self.expression.where if isinstance(one, Shape)]
        rows = passing([*hard(self.expression), *shapes], self._rows_within(0.0), self.table, self.things)
        values = rank_values(rank, rows, self.table, self.things)
        values = np.sort(values[np.isfinite(values)])[::-1]
        last = rank.ordinal - 1 + (self.expression.count or 0)
        if len(values) < last or not last:
            return False
        direction = direction_of(rank)
        if direction is not None and self.want.band is not None:
            depth = -values[last - 1] if direction[1] < 0 else 1 - values[last - 1]
            return bool(depth + _TIE_OF_SCENE <= self.want.band)
        distance_m = -values[last - 1]
        ring_m = self.want.ring_m
        return ring_m is not None and bool(distance_m + max(_TIE_M, _TIE_SHARE * distance_m) <= ring_m)


def _speaks_of(predicate: Predicate, phrases: Collection[Expression]) -> bool:
    inner = predicate.predicate if isinstance(predicate, Not) else predicate
    return isinstance(inner, Relation) and any(other in phrases for other in inner.others)
