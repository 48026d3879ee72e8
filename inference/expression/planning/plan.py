"""Plans which part of a scene is searched for an expression, and what is found first of all it speaks of.

The answer is that of a search of the whole scene. For each expression there is a row of wants, each of a
larger part in which all its objects lie that matter (`parts`, `bounding`); the search goes on to the next one
only where what was found cannot settle the answer yet:

- a number is wanted and the zone holds nothing: the nearest outside are meant, so the zone grows;
- "northernmost" and the like: bands from that side, until enough was found that nothing unseen can beat;
- "nearest to X": rings around X, likewise.

A relation to another phrase is worked from the cheaper side. Usually what is spoken of is found first and the
objects are searched around it. Where it could be anywhere but the objects could not ("red buildings
top-left near a tank"), the objects are found first and the other is searched around them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shapely.geometry.base import BaseGeometry

from ..frame import Scene
from ..model import Expression, LayerName, Measure, Not, Position, Reference, Shape, Size, folded
from ..outlines import Shapes
from ..selecting.candidates import Candidates
from ..wording import rank_text
from .bounding import (
    direction_of,
    is_bound_by,
    local_reach_m,
    positions_of,
    reaches_of,
    zone_by_position,
    zone_by_rank,
    zones_by_relation,
)
from .lattice import Lattice
from .parts import Part, Reach, cheapest

# A zone that holds nothing grows by these shares of the scene.
GROWTHS = (0.0, 1 / 6, 1 / 3)
# A direction is scanned up to these shares of the scene.
BANDS = (1 / 8, 1 / 4, 1 / 2)
# Rings around things reach these shares of the scene's shorter side.
RINGS = (1 / 16, 1 / 8, 1 / 4, 1 / 2)
# A step that saves less than this share of the cells of the next is left out.
_LEAST_SAVING = 0.25


@dataclass(frozen=True)
class Want:
    """Says what has to be known, and what is then certain.

    Attributes:
        part: Where to search.
        growth: All that lies up to this far outside the positions is known, as a share of the scene.
        band: Share of the scene, in the direction of the rank, up to which alone that is so; None: all of it.
        ring_m: Distance to the rank's other thing up to which alone that is so; None: any.
    """

    part: Part
    growth: float = math.inf
    band: float | None = None
    ring_m: float | None = None

    @property
    def is_partial(self) -> bool:
        """Says whether only the first of the rank's order are known."""
        return self.band is not None or self.ring_m is not None


@dataclass(frozen=True)
class Order:
    """Says in which order the phrases of an expression are answered.

    Attributes:
        first: What is spoken of and is found before the expression's own objects.
        later: What is searched around these objects, with the distance up to which it decides, in metres.
    """

    first: tuple[Expression, ...]
    later: Mapping[Expression, float]


@dataclass(frozen=True)
class Planner:
    """Plans searches of one scene.

    Attributes:
        scene: The frame for positions.
        lattice: The cells of the scene.
        layers: What each map layer holds, in the metric plane, by its name in lower case.
    """

    scene: Scene
    lattice: Lattice
    layers: Mapping[str, Shapes]

    @cached_property
    def scene_side_m(self) -> float:
        """Returns the shorter side of the scene, infinite where it is not known."""
        return Candidates([], self.scene, self.lattice.measuring).scene_side_m

    def things(
        self, expression: Expression, found: Mapping[Reference, Sequence[BaseGeometry]]
    ) -> dict[Reference, Shapes]:
        """Returns what the known references of an expression stand for, in the metric plane."""
        known: dict[Reference, Shapes] = {}
        for reference in expression.references:
            if isinstance(reference, LayerName):
                if folded(reference.name) in self.layers:
                    known[reference] = self.layers[folded(reference.name)]
            elif reference in found:
                known[reference] = self.lattice.in_plane(found[reference])
        return known

    def order(self, expression: Expression) -> Order:
        """Returns what is found first."""
        phrases = [one for one in expression.references if isinstance(one, Expression)]
        cost = {phrase: self._first_cells(phrase) for phrase in phrases}
        own = self._first_cells(expression) if phrases else 0
        first, later = [], {}
        for phrase in sorted(phrases, key=cost.__getitem__):
            reach_m = local_reach_m(expression, phrase, self.scene_side_m)
            if reach_m is not None and _is_plain(phrase) and own < cost[phrase]:
                later[phrase] = reach_m
            else:
                first.append(phrase)
        return Order(tuple(first), later)

    def is_bound(self, expression: Expression, order: Order) -> bool:
        """Says whether the search for an expression waits for what is found first."""
        return any(is_bound_by(expression, phrase) for phrase in order.first)

    def wants(self, expression: Expression, things: Mapping[Reference, Shapes]) -> Iterator[Want]:
        """Yields what to search, step by step; after the last one every answer is settled."""
        steps = [*self._by_rank(expression, things), *self._by_position(expression, things)]
        cells = [int(step.part.cells(self.lattice).sum()) for step in steps]
        for step, own, after in zip(steps, cells, [*cells[1:], None], strict=True):
            if after is None or own <= (1 - _LEAST_SAVING) * after:
                yield step

    def _by_position(self, expression: Expression, things: Mapping[Reference, Shapes]) -> Iterator[Want]:
        between = zones_by_relation(expression, things, self.lattice)
        reaches = reaches_of(expression, things, self.scene_side_m)
        growths = GROWTHS if expression.count is not None else GROWTHS[:1]
        for growth in growths if positions_of(expression) else ():
            zone = zone_by_position(expression, self.scene, self.lattice, growth)
            if zone is not None:
                yield Want(cheapest([zone, *between], reaches, self.lattice), growth)
        if expression.count is not None or not positions_of(expression) or zone is None:
            yield Want(cheapest(between, reaches, self.lattice))

    def _by_rank(self, expression: Expression, things: Mapping[Reference, Shapes]) -> Iterator[Want]:
        """Yields bands or rings for the first of an order; a size word compares with all, and forbids it."""
        rank = expression.rank
        if rank is None or expression.count is None or any(_is_size(one) for one in expression.where):
            return
        between = zones_by_relation(expression, things, self.lattice)
        reaches = reaches_of(expression, things, self.scene_side_m)
        if direction_of(rank) is not None:
            for share in BANDS:
                zone = zone_by_rank(expression, self.scene, self.lattice, share)
                if zone is not None:
                    yield Want(cheapest([zone, *between], reaches, self.lattice), 0.0, band=share)
        elif rank.by == "distance" and not rank.descending and not math.isinf(self.scene_side_m):
            if rank.other is None or rank.other not in things:
                return
            zone = zone_by_position(expression, self.scene, self.lattice, 0.0)
            zones = [*between, *([] if zone is None else [zone])]
            for share in RINGS:
                ring = Reach.of(things[rank.other], share * self.scene_side_m, rank_text(rank))
                part = cheapest(zones, [*reaches, ring], self.lattice)
                yield Want(part, 0.0, ring_m=share * self.scene_side_m)

    def _first_cells(self, expression: Expression) -> int:
        """Returns the number of cells that are searched first when nothing but layers is known."""
        want = next(self.wants(expression, self.things(expression, {})))
        return int(want.part.cells(self.lattice).sum())


def _is_plain(phrase: Expression) -> bool:
    """Says whether each object of a phrase can be told without looking at any other."""
    inner = (one.predicate if isinstance(one, Not) else one for one in phrase.where)
    is_own = all(isinstance(one, (Position, Shape, Measure)) for one in inner)
    return phrase.count is None and phrase.rank is None and is_own


def _is_size(predicate: object) -> bool:
    return isinstance(predicate.predicate if isinstance(predicate, Not) else predicate, Size)
