"""Turns the short notation of the corpus into expressions and says when two expressions ask for the same.

A meaning is a string or an object. "red building" is every red building, "the red building" is one of them,
"[Railway]" is a map layer. As an object:

| key | meaning |
|---|---|
| `t` | the target, a string or a list of them ("car" or "truck"), or `{noun, colours, modifiers}` |
| `n` | how many are wanted; every one without it |
| `where` | what has to hold: a list of predicates, each an object with one of the keys below |
| `rank` | what orders them: "area", "-area" (smallest first), "left 3" (the third from the left) |
| `to` | what a rank by distance measures to |
| `unread` | what nobody can answer: a list of [text, reason] |

A predicate has one of `at` ("top left corner", "north half"), `shape`, `size`, `not`, a measure (`area`,
`length`, `width`, `perimeter`, each [least, most] such as ["500 m2", null]) or a relation by its kind, with
`d` for a distance and `dir` for a direction.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from georefer.inference.expression.lexicon_reader import colours, nouns
from georefer.inference.expression.model import (
    Expression,
    Language,
    LayerName,
    Measure,
    MeasureKey,
    Not,
    Position,
    Predicate,
    Rank,
    Reference,
    Relation,
    RelationKind,
    Shape,
    Size,
    Unread,
)
from georefer.inference.expression.quantities import Quantity
from georefer.inference.expression.target import Head, Target

Meaning = str | Mapping[str, Any]

CORPUS = Path(__file__).with_name("corpus")
_COMPASS = {"north": "top", "south": "bottom", "west": "left", "east": "right"}
_AREAS = ("edge", "corner", "half", "quarter")


@dataclass(frozen=True)
class Entry:
    """Holds one phrase of the corpus with what it means.

    Attributes:
        phrase: As a person would type it.
        construct: Which construct it is there for.
        means: The meaning in the short notation.
        language: The language of the phrase.
        blind: True for phrases that were written before the grammar.
    """

    phrase: str
    construct: str
    means: Meaning
    language: Language
    blind: bool

    @property
    def intended(self) -> Expression:
        """Returns the meaning as an expression."""
        found = reference_of(self.means)
        assert isinstance(found, Expression), self.phrase
        return found


def corpus(folder: Path = CORPUS) -> list[Entry]:
    """Returns every phrase of the corpus."""
    entries = []
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        blind = path.stem.endswith("_blind")
        entries += [
            Entry(one["phrase"], one["construct"], one["means"], content["language"], blind)
            for one in content["phrases"]
        ]
    return entries


def reference_of(means: Meaning) -> Reference:
    """Returns what a meaning stands for: an expression, or a layer for "[name]"."""
    if isinstance(means, str):
        if means.startswith("["):
            return LayerName(means[1:-1])
        single = means.startswith("the ")
        return Expression(Target((_head(means.removeprefix("the ")),)), 1 if single else None)
    targets = means["t"] if isinstance(means["t"], list) else [means["t"]]
    return Expression(
        Target(tuple(_head(one) for one in targets)),
        means.get("n"),
        tuple(predicate_of(one) for one in means.get("where", ())),
        _rank(means),
        tuple(Unread(text, reason) for text, reason in means.get("unread", ())),
    )


def predicate_of(means: Mapping[str, Any]) -> Predicate:
    """Returns the predicate that one object of the notation stands for."""
    kind = next(iter(means))
    value = means[kind]
    if kind == "not":
        inner = predicate_of(value)
        assert not isinstance(inner, Not)
        return Not(inner)
    if kind == "at":
        return position_of(value)
    if kind in ("shape", "size"):
        return Shape(value) if kind == "shape" else Size(value)
    if kind in get_args(MeasureKey):
        least, most = (None if bound is None else quantity_of(bound) for bound in value)
        return Measure(kind, least, most)  # type: ignore[arg-type]
    assert kind in get_args(RelationKind), kind
    others = value if isinstance(value, list) else [value]
    distance = quantity_of(means["d"]) if "d" in means else None
    direction = position_of(means["dir"]) if "dir" in means else None
    return Relation(kind, tuple(reference_of(one) for one in others), distance, direction)  # type: ignore[arg-type]


def position_of(words: str) -> Position:
    """Returns the position of words such as "top left corner" or "north east"."""
    given = words.split()
    frame = "compass" if set(given) & set(_COMPASS) else "image"
    places = [_COMPASS.get(word, word) for word in given]
    row = next((one for one in places if one in ("top", "middle", "bottom")), None)
    column = next((one for one in places if one in ("left", "center", "right")), None)
    area = next((one for one in places if one in _AREAS), "zone")
    return Position(row, column, area, frame)  # type: ignore[arg-type]


def quantity_of(words: str) -> Quantity:
    """Returns the quantity of words such as "0.5 ha"."""
    value, unit = words.split()
    return Quantity(float(value), unit)  # type: ignore[arg-type]


def same_meaning(one: Expression, other: Expression) -> bool:
    """Returns whether two expressions ask for the same thing.

    More is let through than by `==`: predicates may stand in any order, bounds of one measure together or
    apart, and quantities in any unit. In Chinese, whose nouns are translated, any noun of the category will
    do; `one` says which language.
    """
    by_category = one.language == "zh" or other.language == "zh"
    return _essence(one, by_category) == _essence(other, by_category)


def _head(means: Meaning) -> Head:
    if isinstance(means, str):
        words = means.split()
        known: list[str] = []
        while words[0] in colours() or (words[0] == "and" and known):
            known += [words[0]] if words[0] != "and" else []
            words = words[1:]
        means = {"noun": " ".join(words), "colours": known}
    noun = means["noun"]
    found = nouns().get(noun)
    category = found[0].category if found else None
    return Head(noun, category, tuple(means.get("colours", ())), tuple(means.get("modifiers", ())))


def _rank(means: Mapping[str, Any]) -> Rank | None:
    if "rank" not in means:
        return None
    key, _, ordinal = means["rank"].partition(" ")
    other = reference_of(means["to"]) if "to" in means else None
    return Rank(key.removeprefix("-"), not key.startswith("-"), int(ordinal or 1), other)


def _essence(reference: Reference, by_category: bool) -> Hashable:
    """Returns what counts of an expression or layer, so that equal means the same."""
    if isinstance(reference, LayerName):
        return reference.name.strip().casefold()
    heads = tuple(
        ((head.category if by_category else None) or head.noun, head.colours, head.modifiers)
        for head in reference.target.heads
    )
    rank = reference.rank
    order = rank and (
        rank.by,
        rank.descending,
        rank.ordinal,
        None if rank.other is None else _essence(rank.other, by_category),
    )
    where = frozenset(part for one in reference.where for part in _facts(one, by_category))
    unread = frozenset((one.text.casefold(), one.reason) for one in reference.unread)
    return heads, reference.count, where, order, unread


def _facts(predicate: Predicate, by_category: bool) -> list[Hashable]:
    """Returns a predicate as facts that hold together; a measure gives one a bound."""
    if isinstance(predicate, Not):
        return [("not", frozenset(_facts(predicate.predicate, by_category)))]
    if isinstance(predicate, Measure):
        bounds = (("least", predicate.least), ("most", predicate.most))
        return [(predicate.by, side, _si(bound)) for side, bound in bounds if bound is not None]
    if isinstance(predicate, Relation):
        others = frozenset(_essence(one, by_category) for one in predicate.others)
        distance = None if predicate.distance is None else _si(predicate.distance)
        return [(predicate.kind, others, distance, predicate.direction)]
    return [predicate]


def _si(quantity: Quantity) -> str:
    return f"{quantity.si:.6g} {'m2' if quantity.is_area else 'm'}"
