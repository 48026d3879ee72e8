"""Draws scenes of objects on a lattice that is searched cell by cell, and expressions about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np
import shapely
from georefer.inference.expression.frame import Scene
from georefer.inference.expression.model import (
    Expression,
    LayerName,
    Measure,
    Not,
    Position,
    Predicate,
    Rank,
    Reference,
    Relation,
    Shape,
    Size,
    folded,
)
from georefer.inference.expression.outlines import Measuring
from georefer.inference.expression.planning.lattice import Lattice, Marks
from georefer.inference.expression.planning.plan import Planner
from georefer.inference.expression.planning.pursuit import Found, Pursuit
from georefer.inference.expression.quantities import Quantity
from georefer.inference.expression.selecting.resolving import resolve
from georefer.inference.expression.target import Head, Target
from shapely.geometry.base import BaseGeometry

SIZE = 1000.0
CELLS = 20
SIGHT, HAIR = 12.0, 0.5
SCENE = Scene.of_pixels(SIZE, SIZE)
LAYER = LayerName("Line")
HOUSE, TANK, ROAD = (Target((Head(noun, noun),)) for noun in ("building", "tank", "road"))


@dataclass(frozen=True)
class Thing:
    geometry: BaseGeometry
    score: float


@dataclass
class DrawnGround:
    """Shows of each object what lies in known cells."""

    things: Mapping[Target, Sequence[Thing]]
    lattice: Lattice = field(init=False)
    marks: dict[Target, Marks] = field(default_factory=dict)

    def __post_init__(self) -> None:
        edges = np.linspace(0, SIZE, CELLS + 1)
        left, top = np.meshgrid(edges[:-1], edges[:-1])
        self.cells = shapely.box(left, top, left + SIZE / CELLS, top + SIZE / CELLS)
        self.lattice = Lattice(self.cells, Measuring(), SIGHT, HAIR)

    def look(self, wanted: Mapping[Target, Marks]) -> None:
        for target, marks in wanted.items():
            self.marks[target] = self.known(target) | marks

    def known(self, target: Target) -> Marks:
        return self.marks.get(target, self.lattice.none())

    def found(self, target: Target) -> Found[Thing]:
        known = self.known(target)
        things = self.things[target]
        if not things or not known.any():
            return Found([], np.empty(0, object))
        shapes = np.array([thing.geometry for thing in things], dtype=object)
        is_cut = self.lattice.is_cut(shapes, known)
        seen = shapely.intersection(shapes[is_cut], shapely.coverage_union_all(self.cells[known]))
        pieces = shapely.get_parts(seen)
        # What is smaller than what a run keeps of a cut object is not noticed.
        pieces = pieces[shapely.area(pieces) >= 10]
        whole = [thing for thing, cut in zip(things, is_cut, strict=True) if not cut]
        return Found(whole, pieces)

    def tiles(self, marks: Marks) -> int:
        return int(marks.sum())

    def follow(self, first: Target, second: Target) -> None:
        pass

    @property
    def searched(self) -> int:
        """Returns how many cells are known, over all targets."""
        return sum(int(marks.sum()) for marks in self.marks.values())


class Drawer:
    """Draws objects and expressions; a seed always gives the same ones."""

    def __init__(self, seed: int, targets: Sequence[Target] = (HOUSE, TANK, ROAD)) -> None:
        self.dice = Random(seed)
        self.targets = targets

    def things(self, most: int) -> list[Thing]:
        """Draws objects of all sizes, mostly small ones."""
        draw = (self.box, self.box, self.box, self.large_box, self.bend, self.ring)
        count = self.dice.randrange(most + 1)
        shapes = [self.dice.choice(draw)() for _ in range(count)]
        return [Thing(shape, self.dice.randrange(50, 100) / 100) for shape in shapes]

    def layer(self) -> list[BaseGeometry]:
        """Draws what a map layer holds: lines and polygons, at least one of these."""
        lines = [shapely.LineString([self.point(), self.point()]) for _ in range(self.dice.randrange(2))]
        return [*lines, self.dice.choice((self.box, self.bend))()]

    def point(self) -> tuple[int, int]:
        return self.dice.randrange(int(SIZE)), self.dice.randrange(int(SIZE))

    def box(self, longest: int = 50) -> BaseGeometry:
        (x, y), sides = self.point(), [self.dice.randrange(8, longest) for _ in range(2)]
        x, y = min(x, int(SIZE) - 8), min(y, int(SIZE) - 8)
        return shapely.box(x, y, min(x + sides[0], SIZE), min(y + sides[1], SIZE))

    def large_box(self) -> BaseGeometry:
        return self.box(400)

    def bend(self) -> BaseGeometry:
        """Draws a street with corners: its centroid need not lie on it."""
        line = shapely.LineString([self.point() for _ in range(self.dice.randrange(2, 5))])
        street = line.buffer(self.dice.randrange(8, 20), cap_style="square", join_style="mitre")
        return street.intersection(shapely.box(0, 0, SIZE, SIZE))

    def ring(self) -> BaseGeometry:
        """Draws a ring road or a part of one: its centroid lies far from it."""
        (x, y), radius = self.point(), self.dice.randrange(40, 500)
        ring = shapely.Point(x, y).buffer(radius).difference(shapely.Point(x, y).buffer(radius - 15))
        if self.dice.random() < 0.5:
            ring = ring.difference(shapely.box(x, y - 600, x + 600, y + 5))
        parts = shapely.get_parts(ring.intersection(shapely.box(0, 0, SIZE, SIZE)))
        return max(parts, key=lambda part: part.area)

    def expression(self, depth: int = 2) -> Expression:
        """Draws an expression of any kind, with phrases in phrases."""
        dice = self.dice
        where = tuple(self.predicate(depth) for _ in range(dice.choice((0, 1, 1, 2, 2))))
        rank = self.rank(depth) if dice.random() < 0.4 else None
        count = dice.choice((None, 1, 1, 2))
        return Expression(dice.choice(self.targets), count, where, rank)

    def reference(self, depth: int) -> Reference:
        return self.expression(depth - 1) if depth and self.dice.random() < 0.6 else LAYER

    def position(self) -> Position:
        dice = self.dice
        row = dice.choice(("top", "middle", "bottom", None))
        column = dice.choice(("left", "center", "right", None))
        area = dice.choice(("zone", "zone", "edge", "corner", "half", "quarter"))
        return Position(row, column, area, dice.choice(("image", "compass")))

    def relation(self, depth: int) -> Relation:
        kinds = ("near", "near", "far", "inside", "outside", "on", "along", "surrounded", "touching", "with")
        kind = self.dice.choice((*kinds, "within", "within", "within", "beyond", "side", "between"))
        others: tuple[Reference, ...] = (self.reference(depth),)
        if kind == "between" and self.dice.random() < 0.5:
            others += (self.reference(depth),)
        distance = self.metres() if kind in ("within", "beyond") else None
        direction = Position(self.dice.choice(("top", "bottom")), self.dice.choice(("left", None)))
        return Relation(kind, others, distance, direction if kind == "side" else None)

    def metres(self) -> Quantity:
        return Quantity(self.dice.choice((10.0, 40.0, 120.0, 300.0)), "m")

    def rank(self, depth: int) -> Rank:
        by = self.dice.choice(("area", "length", "distance", "distance", "left", "bottom", "north", "east"))
        ordinal = self.dice.choice((1, 1, 1, 2))
        if by == "distance":
            return Rank(by, self.dice.random() < 0.2, ordinal, self.reference(depth))
        return Rank(by, by not in ("area", "length") or self.dice.random() < 0.5, ordinal)

    def predicate(self, depth: int) -> Predicate:
        choices: list[Callable[[], Any]] = [
            self.position,
            self.position,
            lambda: self.relation(depth),
            lambda: self.relation(depth),
            lambda: self.relation(depth),
            lambda: Size(self.dice.choice(("large", "small"))),
            lambda: Measure("length", self.metres()),
            lambda: Shape(self.dice.choice(("long", "square"))),
        ]
        predicate = self.dice.choice(choices)()
        return Not(predicate) if self.dice.random() < 0.15 else predicate


def phrases_in(expression: Expression) -> Iterator[Expression]:
    """Yields an expression and all it speaks of, however deep."""
    yield expression
    for reference in expression.references:
        if isinstance(reference, Expression):
            yield from phrases_in(reference)


def pursued(expression: Expression, ground: DrawnGround, layer: list[BaseGeometry]) -> list[Thing]:
    plane = ground.lattice.in_plane(layer)
    planner = Planner(SCENE, ground.lattice, {folded(LAYER.name): plane})
    answer = Pursuit(ground, planner, {folded(LAYER.name): layer}).answer(expression)
    return [answer.objects[index] for index in answer.selection.indexes]


def meant(expression: Expression, ground: DrawnGround, layer: list[BaseGeometry]) -> list[Thing]:
    whole = resolve(expression, lambda one: ground.things[one.target], {LAYER.name: layer}, SCENE)
    return [whole.objects[index] for index in whole.selection.indexes]
