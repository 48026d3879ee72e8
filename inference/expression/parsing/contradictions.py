"""Finds what cannot hold at once: "large" and "small", "inside" and "outside" of one thing."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Measure, Not, Part, Position, Predicate, Problem, Relation, Shape, Size

# More than this nobody says of one thing; a bound keeps the comparison of all pairs short.
_MOST_COMPARED = 40

_LARGE = ("large", "huge")
_ANGULAR = ("square", "rectangular", "l-shaped", "u-shaped")
_OPPOSITES = ({"top", "bottom"}, {"left", "right"})
_OPPOSITE_KINDS = ({"near", "far"}, {"inside", "outside"}, {"within", "far"}, {"on", "outside"})


def contradictions(parts: Sequence[Part]) -> list[Problem]:
    """Returns a problem for each two parts that cannot hold at once."""
    said = [(part, part.meaning) for part in parts if isinstance(part.meaning, Predicate)][:_MOST_COMPARED]
    found = []
    for k, (first, one) in enumerate(said):
        for second, other in said[k + 1 :]:
            if _exclude(one, other) or _exclude(other, one):
                found.append(_problem(first, second))
    return found


def _problem(first: Part, second: Part) -> Problem:
    text = f'Nothing can be both "{first.text}" and "{second.text}"'
    if first.start == second.start:
        text = f'Nothing can be "{first.text}"'
    start, end = min(first.start, second.start), max(first.end, second.end)
    return Problem("contradiction", text, "Keep one of the two", start, end)


def _exclude(one: Predicate, other: Predicate) -> bool:
    """Returns True when two predicates cannot hold at once."""
    if isinstance(one, Not):
        return one.predicate == other
    if isinstance(one, Size) and isinstance(other, Size):
        return (one.name in _LARGE) != (other.name in _LARGE)
    if isinstance(one, Shape) and isinstance(other, Shape):
        return one.name == "round" and other.name in _ANGULAR
    if isinstance(one, Position) and isinstance(other, Position):
        return _apart(one, other)
    if isinstance(one, Measure) and isinstance(other, Measure):
        bounds = one.by == other.by and one.least is not None and other.most is not None
        return bool(bounds and one.least and other.most and one.least.si > other.most.si)
    return isinstance(one, Relation) and isinstance(other, Relation) and _relations_exclude(one, other)


def _apart(one: Position, other: Position) -> bool:
    """Returns True for places on opposite sides."""
    rows, columns = {one.row, other.row}, {one.column, other.column}
    return one.frame == other.frame and (rows in _OPPOSITES or columns in _OPPOSITES)


def _relations_exclude(one: Relation, other: Relation) -> bool:
    """Returns True for opposite relations to the same thing."""
    if one.others != other.others:
        return False
    if {one.kind, other.kind} in _OPPOSITE_KINDS:
        return True
    if one.kind == "beyond" and other.kind == "within" and one.distance and other.distance:
        return one.distance.si > other.distance.si
    return (
        one.direction is not None and other.direction is not None and _apart(one.direction, other.direction)
    )
