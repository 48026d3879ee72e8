"""Makes expressions for the laws that hold for all of them."""

from __future__ import annotations

from typing import get_args

from georefer.inference.expression.lexicon_reader import colours, nouns
from georefer.inference.expression.model import (
    Expression,
    LayerName,
    Measure,
    MeasureKey,
    Not,
    Position,
    Predicate,
    Rank,
    Reference,
    Relation,
    Shape,
    Size,
)
from georefer.inference.expression.quantities import Quantity
from georefer.inference.expression.target import Head, Target
from hypothesis import strategies as st

SINGLE = [noun for word, (noun, number) in nouns().items() if word == noun.singular and not noun.mass]
COMPASS_RANKS = ("north", "south", "east", "west", "left", "right", "top", "bottom")
RELATIONS = ("near", "far", "inside", "outside", "on", "along", "surrounded", "touching", "with")


def quantities(*units: str) -> st.SearchStrategy[Quantity]:
    values = st.sampled_from([1.0, 2.5, 10.0, 200.0, 1500.0])
    return st.builds(Quantity, values, st.sampled_from(units))


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    key: MeasureKey = draw(st.sampled_from(get_args(MeasureKey)))
    pair = quantities("m2", "ha", "acre") if key == "area" else quantities("m", "km", "ft")
    low, high = sorted([draw(pair), draw(pair)], key=lambda one: one.si)
    bounds = draw(st.sampled_from([(low, None), (None, high), (low, high)]))
    return Measure(key, *bounds)


POSITIONS = st.builds(
    Position,
    st.sampled_from(["top", "bottom"]),
    st.sampled_from([None, "left", "right"]),
    st.sampled_from(["zone", "edge", "corner", "half"]),
    st.sampled_from(["image", "compass"]),
)
HEADS = st.builds(
    lambda noun, colour: Head(noun.singular, noun.category, (colour,) if colour else ()),
    st.sampled_from(SINGLE),
    st.sampled_from([None, *colours()]),
)
LAYERS = st.sampled_from([LayerName("Railway"), LayerName("Rivers 2024")])


@st.composite
def relations(draw: st.DrawFn, depth: int) -> Relation:
    other = references(depth - 1)
    kind = draw(st.sampled_from([*RELATIONS, "within", "beyond", "side", "between"]))
    if kind in ("within", "beyond"):
        return Relation(kind, (draw(other),), draw(quantities("m", "km", "mi")))
    if kind == "side":
        direction = draw(POSITIONS)
        flat = Position(direction.row, direction.column, "zone", direction.frame)
        return Relation(kind, (draw(other),), None, flat)
    if kind == "between":
        others = draw(st.lists(other, min_size=1, max_size=2))
        return Relation(kind, tuple(others))
    found = draw(other)
    if kind == "inside" and isinstance(found, Expression):
        water = all(head.category == "water" for head in found.target.heads)
        return Relation("on" if water else kind, (found,))
    return Relation(kind, (found,))


@st.composite
def ranks(draw: st.DrawFn, depth: int) -> Rank:
    ordinal = draw(st.sampled_from([1, 1, 2, 3, 10]))
    if depth > 0 and draw(st.booleans()):
        return Rank("distance", draw(st.booleans()), ordinal, draw(references(depth - 1)))
    by = draw(st.sampled_from(["area", "length", "width", "perimeter", *COMPASS_RANKS]))
    return Rank(by, by in COMPASS_RANKS or draw(st.booleans()), ordinal)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 2, *, nested: bool = False) -> Expression:
    """Makes an expression that a phrase could have, every part of it said in canonical order."""
    heads = draw(st.lists(HEADS, min_size=1, max_size=1 if nested else 2, unique_by=lambda head: head.noun))
    coloured = [head.colours for head in heads]
    if len(heads) > 1 and coloured[0] and not coloured[1]:
        heads = heads[:1]  # "red cars and trucks" means red trucks
    rank = draw(st.none() | ranks(depth))
    count = draw(st.sampled_from([1, 3])) if rank is not None else draw(st.sampled_from([None, 1, 3]))
    if len(heads) > 1:
        count, rank = None, None
    where: list[Predicate] = []
    where += draw(st.sampled_from([[], [Shape("round")], [Size("large")], [Shape("long"), Size("small")]]))
    where += draw(st.lists(POSITIONS, max_size=1)) + draw(st.lists(measures(), max_size=1))
    if depth > 0:
        where += draw(st.lists(relations(depth), max_size=2, unique=True))
        denied = draw(st.lists(relations(depth), max_size=1))
        where += [Not(one) for one in denied]
        where += draw(st.sampled_from([[], [Not(Position("top", "left"))], [Not(Size("huge"))]]))
    return Expression(Target(tuple(heads)), count, tuple(where), rank)


def references(depth: int) -> st.SearchStrategy[Reference]:
    return LAYERS | expressions(depth, nested=True)
