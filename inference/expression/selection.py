"""Selects the objects a phrase means from all that were found, on the whole scene.

Positions are hard: an object is in a zone when its centroid is. Every object in the zone is kept when every
one is wanted. When a number is wanted the rank decides, and without a rank the score times how well the
object answers the position, shape and size words; near ties are reported, not hidden. When the zone holds
nothing and a number is wanted, the nearest objects outside are taken, with a note; for "all" an empty zone is
the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol

from shapely.geometry.base import BaseGeometry

from .frame import Scene, gap, nearness
from .model import Expression, Position, Rank, Shape, Size
from .outlines import Measuring, Outline, measure_outline, shape_fit
from .wording import rank_text, reads_as

NoteCode = Literal["widened", "fewer", "close", "shape", "size"]

# An object this near to the last one kept is reported as a close second.
_CLOSE_SHARE = 0.9
_CLOSE_RANK_SHARE = 0.05
# "Large" compares with the middle of what was found in the same place.
_SIZE_FACTOR = {"large": 1.5, "huge": 3.0, "small": 1 / 1.5, "tiny": 1 / 3}


class Scored(Protocol):
    """Describes an object that was found: a shapely geometry and a score of 0..1."""

    @property
    def geometry(self) -> BaseGeometry:
        """Returns a polygon or multipolygon in the scene's coordinates."""

    @property
    def score(self) -> float:
        """Returns the model's quality estimate."""


@dataclass(frozen=True)
class Choice:
    """Names one object by its index, how well it fits (0..1) and why."""

    index: int
    fit: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """Says something the person should know about the selection."""

    code: NoteCode
    text: str


@dataclass(frozen=True)
class Selection:
    """Holds what was selected.

    Attributes:
        kept: The chosen objects, best first when a number was asked for, else in the given order.
        close: Objects that nearly were chosen instead.
        notes: What the person should know.
    """

    kept: tuple[Choice, ...]
    close: tuple[Choice, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def indexes(self) -> tuple[int, ...]:
        """Returns the indexes of the chosen objects."""
        return tuple(choice.index for choice in self.kept)


def select(
    objects: Sequence[Scored], expression: Expression, scene: Scene, measuring: Measuring | None = None
) -> Selection:
    """Returns which objects an expression means.

    Args:
        objects: All that was found in the scene.
        expression: What the phrase means.
        scene: The frame for positions, in the same coordinates as the objects.
        measuring: How to measure; plain coordinates by default.
    """
    ruler = measuring or Measuring()
    known = [_Candidate(i, found, scene, ruler) for i, found in enumerate(objects)]
    positions = [predicate for predicate in expression.where if isinstance(predicate, Position)]
    inside = [one for one in known if one.gap(positions) <= 0]
    if expression.count is None:
        pool, notes = _named(inside, expression)
        return Selection(
            tuple(Choice(one.index, one.found.score, _reasons(expression)) for one in pool), (), notes
        )
    notes = ()
    if not inside and known:
        inside = sorted(known, key=lambda one: (one.gap(positions), one.index))[: expression.count]
        where = ", ".join(reads_as(position) for position in positions)
        notes = (Note("widened", f"Nothing was found in the {where}; the nearest outside was taken"),)
    if expression.rank is not None:
        selection = _by_rank(inside, expression, expression.rank)
    else:
        selection = _by_fit(inside, expression, expression.count)
    notes += selection.notes
    if known and len(selection.kept) < expression.count:
        notes += (Note("fewer", f"{expression.count} asked for, {len(selection.kept)} found"),)
    return Selection(selection.kept, selection.close, notes)


@dataclass
class _Candidate:
    """Measures one object when it is asked to, once."""

    index: int
    found: Scored
    scene: Scene
    ruler: Measuring
    _places: dict[str, tuple[float, float]] = field(default_factory=dict)

    @cached_property
    def area_m2(self) -> float:
        return float(self.ruler.area_m2(self.found.geometry))

    @cached_property
    def outline(self) -> Outline:
        return measure_outline(self.ruler.to_metric(self.found.geometry))

    def place(self, frame: Literal["image", "compass"]) -> tuple[float, float]:
        """Returns (u, v) of the centroid."""
        if frame not in self._places:
            center = self.found.geometry.centroid
            self._places[frame] = self.scene.place(center.x, center.y, frame)
        return self._places[frame]

    def gap(self, positions: Sequence[Position]) -> float:
        """Returns how far it lies outside the farthest of the zones; a hair outside counts as inside."""
        farthest = max((gap(position, *self.place(position.frame)) for position in positions), default=0.0)
        return farthest if farthest > 1e-9 else 0.0

    def rank_value(self, rank: Rank) -> float:
        """Returns the value to sort by, larger is earlier."""
        if rank.by in ("area", "length"):
            value = self.area_m2 if rank.by == "area" else self.outline.length_m
            return value if rank.descending else -value
        u, v = self.place("compass" if rank.by in ("north", "south", "west", "east") else "image")
        ahead = {
            "left": -u,
            "west": -u,
            "right": u,
            "east": u,
            "top": -v,
            "north": -v,
            "bottom": v,
            "south": v,
        }
        return ahead[rank.by]


def _named(pool: list[_Candidate], expression: Expression) -> tuple[list[_Candidate], tuple[Note, ...]]:
    """Returns those that answer every shape and size word."""
    notes: tuple[Note, ...] = ()
    kept = pool
    for predicate in expression.where:
        if isinstance(predicate, Shape):
            kept = [one for one in kept if shape_fit(predicate.name, one.outline) >= 0.5]
        elif isinstance(predicate, Size) and len(pool) > 1:
            limit = _SIZE_FACTOR[predicate.name] * sorted(one.area_m2 for one in pool)[len(pool) // 2]
            larger = predicate.name in ("large", "huge")
            kept = [one for one in kept if (one.area_m2 >= limit if larger else one.area_m2 <= limit)]
            side = "at least" if larger else "at most"
            notes += (Note("size", f"{predicate.name}: {side} {limit:.0f} {pool[0].ruler.area_unit} here"),)
    return kept, notes


def _by_rank(pool: list[_Candidate], expression: Expression, rank: Rank) -> Selection:
    """Returns the objects at the rank's place in the order."""
    named, notes = _named(pool, expression)
    if pool and not named:
        named, notes = (
            pool,
            (Note("shape", "No object has the shape or size that was asked for; all were compared"),),
        )
    order = sorted(named, key=lambda one: (-one.rank_value(rank), one.index))
    first = rank.ordinal - 1
    last = first + (expression.count or len(order))
    reasons = (rank_text(rank), *_reasons(expression))
    kept = tuple(Choice(one.index, one.found.score, reasons) for one in order[first:last])
    near = [
        one
        for k, one in enumerate(order)
        if kept and not first <= k < last and _ties(one, order[first:last], rank)
    ]
    close = tuple(Choice(one.index, one.found.score, (rank_text(rank),)) for one in near)
    return Selection(kept, close, notes + _close_note(close))


def _ties(one: _Candidate, kept: list[_Candidate], rank: Rank) -> bool:
    """Returns True when an object's value is within 5 % of a kept one's (of the extent for directions)."""
    values = [other.rank_value(rank) for other in kept]
    nearest = min(abs(one.rank_value(rank) - value) for value in values)
    scale = max(abs(value) for value in values) if rank.by in ("area", "length") else 0.4
    return nearest <= _CLOSE_RANK_SHARE * scale


def _by_fit(pool: list[_Candidate], expression: Expression, count: int) -> Selection:
    """Returns the best by score times fit."""
    measure = _Fitting(pool, expression)
    fits = {one.index: one.found.score * measure.fit(one) for one in pool}
    order = sorted(pool, key=lambda one: (-fits[one.index], one.index))
    kept = tuple(Choice(one.index, fits[one.index], _reasons(expression)) for one in order[:count])
    least = kept[-1].fit if kept else 0.0
    near = [one for one in order[count:] if fits[one.index] >= _CLOSE_SHARE * least]
    close = tuple(Choice(one.index, fits[one.index]) for one in near)
    return Selection(kept, close, _close_note(close))


class _Fitting:
    """Tells how well an object answers all predicates, compared with the others in the pool."""

    def __init__(self, pool: list[_Candidate], expression: Expression) -> None:
        self._pool = pool
        self._where = expression.where

    @cached_property
    def _areas(self) -> tuple[float, float]:
        areas = [one.area_m2 for one in self._pool]
        return min(areas), max(areas)

    @cached_property
    def _longest_m(self) -> float:
        return max(one.outline.length_m for one in self._pool)

    def fit(self, one: _Candidate) -> float:
        """Returns the product over the predicates, 0..1."""
        fit = 1.0
        for predicate in self._where:
            if isinstance(predicate, Position):
                fit *= nearness(predicate, *one.place(predicate.frame))
            elif isinstance(predicate, Shape):
                fit *= self._shape(predicate, one)
            elif isinstance(predicate, Size):
                fit *= self._size(predicate, one)
            else:
                raise TypeError(f"no rule selects by {type(predicate).__name__}")
        return fit

    def _shape(self, shape: Shape, one: _Candidate) -> float:
        """Returns the fit of the outline; of two long objects the longer is meant."""
        # Never zero: when nothing has the shape, the score still decides.
        fit = max(shape_fit(shape.name, one.outline), 0.01)
        longer = one.outline.length_m / (self._longest_m or 1.0) if shape.name == "long" else 1.0
        return fit * float(longer**0.5)

    def _size(self, size: Size, one: _Candidate) -> float:
        """Returns the square root of the share of the largest, or of the smallest by this."""
        least, most = self._areas
        share = (
            one.area_m2 / (most or 1.0) if size.name in ("large", "huge") else least / (one.area_m2 or 1.0)
        )
        return float(share**0.5)


def _reasons(expression: Expression) -> tuple[str, ...]:
    """Returns the predicates in words."""
    return tuple(reads_as(predicate) for predicate in expression.where)


def _close_note(close: tuple[Choice, ...]) -> tuple[Note, ...]:
    """Returns a note when others nearly were chosen."""
    if not close:
        return ()
    objects = "1 other object fits" if len(close) == 1 else f"{len(close)} other objects fit"
    return (Note("close", f"{objects} nearly as well"),)
