"""Builds expressions and scenes for the tests of relations, without a phrase being read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from georefer.inference.expression.frame import Scene
from georefer.inference.expression.model import (
    Expression,
    LayerName,
    Not,
    Position,
    Predicate,
    Rank,
    Reference,
    Relation,
    RelationKind,
)
from georefer.inference.expression.outlines import Measuring
from georefer.inference.expression.quantities import Quantity
from georefer.inference.expression.selecting.selection import Selection, select
from georefer.inference.expression.target import Head, Target
from shapely import box
from shapely.geometry.base import BaseGeometry

SIDE = 1000.0
SCENE = Scene.of_bounds((0, 0, SIDE, SIDE))
LAYER = LayerName("Others")
OTHER_LAYER = LayerName("More")


@dataclass(frozen=True)
class Found:
    """Stands in for a polygon that was found."""

    geometry: BaseGeometry
    score: float = 0.8


def square(x: float, y: float, side: float = 20.0) -> BaseGeometry:
    return box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)


def wanted(
    *where: Predicate, count: int | None = None, rank: Rank | None = None, noun: str = "building"
) -> Expression:
    return Expression(Target((Head(noun, noun),)), count, where, rank)


def relation(
    kind: RelationKind,
    *others: Reference,
    metres: float | None = None,
    side: Position | None = None,
) -> Relation:
    distance = None if metres is None else Quantity(metres, "m")
    return Relation(kind, others or (LAYER,), distance, side)


def chosen(
    expression: Expression,
    objects: Sequence[BaseGeometry],
    others: Sequence[BaseGeometry],
    more: Sequence[BaseGeometry] = (),
    scene: Scene = SCENE,
    measuring: Measuring | None = None,
) -> Selection:
    """Selects with the same others for every reference but the second layer."""
    references = dict.fromkeys(expression.references, others) | {OTHER_LAYER: more}
    return select([Found(shape) for shape in objects], expression, scene, measuring, references)


def kept(
    what: Predicate,
    objects: Sequence[BaseGeometry],
    others: Sequence[BaseGeometry],
    more: Sequence[BaseGeometry] = (),
    scene: Scene = SCENE,
) -> tuple[int, ...]:
    """Returns the indexes of the objects that satisfy one predicate."""
    return chosen(wanted(what), objects, others, more, scene).indexes


def denied(what: Predicate) -> Not:
    assert not isinstance(what, Not)
    return Not(what)
