"""Selects the objects a phrase means from all that were found, on the whole scene.

Positions are hard: an object is in a zone when its centroid is. So are measures, relations and denials. Every
object that satisfies them is kept when every one is wanted. When a number is wanted the rank decides,
and without a rank the score times how well the object answers the position, shape, size and nearness words;
near ties are reported, not hidden. When the zone holds nothing and a number is wanted, the nearest objects
outside are taken, with a note; for "all" an empty zone is the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Literal, NamedTuple

import numpy as np
from shapely.geometry.base import BaseGeometry

from ..frame import Floats, Scene
from ..model import Expression, Measure, Not, Position, Rank, Reference, Relation, Shape, Size
from ..outlines import Measuring
from ..phrase_wording import in_words, thing_in_words
from ..wording import rank_text, reads_as
from .candidates import Candidates, Rows, Scored
from .filtering import Things, hard, holds, passing, size_limit_m2
from .ordering import fits, rank_values, ties
from .others import FAR_FACTOR, Others
from .relating import WITH_FACTOR

NoteCode = Literal["widened", "fewer", "close", "shape", "size", "near", "nothing", "units"]

# An object this near to the last one kept is reported as a close second.
_CLOSE_SHARE = 0.9
# What the relations without a number take for near, as a share of each thing's near distance.
_REACH = {"near": 1.0, "far": FAR_FACTOR, "with": WITH_FACTOR, "along": 1.0, "surrounded": FAR_FACTOR}


class Choice(NamedTuple):
    """Names one object by its row, how well it fits (0..1) and why."""

    row: int
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
        return tuple(choice.row for choice in self.kept)


def select(
    objects: Sequence[Scored],
    expression: Expression,
    scene: Scene,
    measuring: Measuring | None = None,
    references: Mapping[Reference, Sequence[BaseGeometry]] | None = None,
) -> Selection:
    """Returns which objects an expression means.

    Args:
        objects: All that was found in the scene.
        expression: What the phrase means.
        scene: The frame for positions, in the same coordinates as the objects.
        measuring: How to measure; plain coordinates by default.
        references: The things that each of the expression's own references stands for, in the objects'
            coordinates; none where nothing was found for it.

    Raises:
        KeyError: A reference of the expression is missing.
    """
    table = Candidates(objects, scene, measuring or Measuring())
    things = Things(references, table)
    notes = _reference_notes(expression, things, table)
    if not len(table):
        return Selection((), (), notes)
    pool, widened = _pool(expression, table, things)
    notes += widened
    if expression.count is None and expression.rank is None:
        named, said = _named(pool, expression, table, things)
        return Selection(_choices(named, table.scores[named], _reasons(expression)), (), notes + said)
    if expression.rank is not None:
        selection = _by_rank(pool, expression, expression.rank, table, things)
    else:
        selection = _by_fit(pool, expression, table, things)
    notes += selection.notes
    if expression.count is not None and len(selection.kept) < expression.count:
        notes += (Note("fewer", f"{expression.count} asked for, {len(selection.kept)} found"),)
    return Selection(selection.kept, selection.close, notes)


def _pool(expression: Expression, table: Candidates, things: Things) -> tuple[Rows, tuple[Note, ...]]:
    """Returns the objects in the zones that satisfy the hard predicates, or the nearest outside the zones."""
    positions = [one for one in expression.where if isinstance(one, Position)]
    must = hard(expression)
    rows = table.rows
    gaps = table.gaps(positions, rows)
    pool = passing(must, rows[gaps <= 0], table, things)
    if len(pool) or not positions or expression.count is None:
        return pool, ()
    outside = passing(must, rows[gaps > 0], table, things)
    nearest = outside[np.lexsort((outside, table.gaps(positions, outside)))][: expression.count]
    where = ", ".join(in_words(position, expression.language) for position in positions)
    widened = Note("widened", f"Nothing was found in the {where}; the nearest outside was taken")
    return nearest, (widened,) * bool(len(nearest))


def _named(
    pool: Rows, expression: Expression, table: Candidates, things: Things
) -> tuple[Rows, tuple[Note, ...]]:
    """Returns those that answer every shape and size word, sizes compared within the pool."""
    notes: tuple[Note, ...] = ()
    marks = np.ones(len(pool), bool)
    for predicate in expression.where:
        inner = predicate.predicate if isinstance(predicate, Not) else predicate
        if isinstance(predicate, Shape) or isinstance(inner, Size):
            marks &= holds(predicate, pool, table, things) if len(pool) > 1 or inner is predicate else True
        if isinstance(inner, Size) and len(pool) > 1:
            limit = size_limit_m2(inner, pool, table)
            side = "at least" if inner.name in ("large", "huge") else "at most"
            name = in_words(inner, expression.language)
            notes += (Note("size", f"{name}: {side} {limit:.0f} {table.measuring.area_unit} here"),)
    return pool[marks], notes


def _by_rank(pool: Rows, expression: Expression, rank: Rank, table: Candidates, things: Things) -> Selection:
    """Returns the objects at the rank's place in the order."""
    named, notes = _named(pool, expression, table, things)
    if len(pool) and not len(named):
        missed = "No object has the shape or size that was asked for; all were compared"
        named, notes = pool, (Note("shape", missed),)
    values = rank_values(rank, named, table, things)
    named, values = named[np.isfinite(values)], values[np.isfinite(values)]
    order = np.lexsort((named, -values))
    named, values = named[order], values[order]
    first = rank.ordinal - 1
    last = first + (expression.count or len(named))
    reasons = (rank_text(rank), *_reasons(expression))
    kept = _choices(named[first:last], table.scores[named[first:last]], reasons)
    rest = np.concatenate((named[:first], named[last:]))
    tied = rest[ties(np.concatenate((values[:first], values[last:])), values[first:last], rank)]
    close = _choices(tied, table.scores[tied], reasons[:1])
    return Selection(kept, close, notes + _close_note(close))


def _by_fit(pool: Rows, expression: Expression, table: Candidates, things: Things) -> Selection:
    """Returns the best by score times fit."""
    values = table.scores[pool] * fits(expression, pool, table, things)
    order = np.lexsort((pool, -values))
    pool, values = pool[order], values[order]
    count = expression.count or len(pool)
    kept = _choices(pool[:count], values[:count], _reasons(expression))
    least = kept[-1].fit if kept else 0.0
    near = np.flatnonzero(values >= _CLOSE_SHARE * least)
    near = near[near >= count]
    close = _choices(pool[near], values[near], ())
    return Selection(kept, close, _close_note(close))


def _reference_notes(expression: Expression, things: Things, table: Candidates) -> tuple[Note, ...]:
    """Returns what the person should know about the things that relations speak of."""
    notes: dict[Note, None] = {}
    for reference in expression.references:
        if not len(things.of(reference)):
            thing = thing_in_words(reference, expression.language)
            notes[Note("nothing", f'Nothing was found for "{thing}"')] = None
    asks_metres = expression.rank is not None and expression.rank.by == "distance"
    for predicate in expression.where:
        inner = predicate.predicate if isinstance(predicate, Not) else predicate
        asks_metres |= isinstance(inner, Measure)
        if not isinstance(inner, Relation):
            continue
        others = things.of(inner.others[0])
        asks_metres |= inner.distance is not None or inner.kind in _REACH
        if inner.kind in _REACH and len(others):
            notes[_near_note(in_words(inner, expression.language), inner.kind, others, table)] = None
    if asks_metres and not table.measuring.on_ground:
        notes[Note("units", "Without a CRS, a metre was taken for one unit of the coordinates")] = None
    return tuple(notes)


def _near_note(said: str, kind: str, others: Others, table: Candidates) -> Note:
    """Returns which distance a word such as "near" was taken for."""
    reach = _REACH[kind] * others.near_m
    unit = "m" if table.measuring.on_ground else "units"
    least, most = float(reach.min()), float(reach.max())
    distance = f"{most:.3g} {unit}" if least == most else f"{least:.3g} to {most:.3g} {unit}, by its size,"
    verb = "beyond" if kind == "far" else "within"
    return Note("near", f"{said}: {verb} {distance} from edge to edge")


def _choices(rows: Rows, values: Floats, reasons: tuple[str, ...]) -> tuple[Choice, ...]:
    """Returns the choices of rows."""
    return tuple(map(Choice, rows.tolist(), values.tolist(), repeat(reasons)))


def _reasons(expression: Expression) -> tuple[str, ...]:
    """Returns the predicates in words."""
    return tuple(reads_as(predicate) for predicate in expression.where)


def _close_note(close: tuple[Choice, ...]) -> tuple[Note, ...]:
    """Returns a note when others nearly were chosen."""
    if not close:
        return ()
    objects = "1 other object fits" if len(close) == 1 else f"{len(close)} other objects fit"
    return (Note("close", f"{objects} nearly as well"),)
