"""Turns an expression into plain JSON values for ``georefer explain`` and the dock's chips."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .model import (
    Expression,
    LayerName,
    Measure,
    Not,
    Part,
    Position,
    Predicate,
    Rank,
    Reference,
    Relation,
)
from .quantities import Quantity
from .sentence import to_sentence
from .switching import switch
from .target import Head
from .wording import count_text, quantity_text, rank_text, reads_as, reference_text


def to_json(expression: Expression, off: Collection[int] = (), flip_count: bool = False) -> dict[str, Any]:
    """Returns the reading as JSON values; character spans count code points of the phrase.

    ``parts`` lists the pieces of the phrase in order, each with ``kind``, ``text``, ``start``, ``end`` and
    ``reads_as``; ``count`` is a number or "all". What a relation speaks of stands in its ``others``: a
    ``layer`` by its name, or a ``phrase`` with the same keys as the whole, its spans counted in its own text.

    ``effective_phrase`` is what remains when parts are switched off, "" where that names nothing;
    ``count_reads_as`` and ``can_flip_count`` say how many that asks for, and whether that can be flipped
    between one and every one. All else is said of the whole phrase.

    Args:
        expression: What a phrase means.
        off: Indexes into ``parts`` of those that are switched off.
        flip_count: Whether the count is flipped.
    """
    remaining = switch(expression, off, flip_count)
    return {
        "phrase": expression.phrase,
        "language": expression.language,
        "sentence": to_sentence(expression, expression.language),
        **_reading(expression),
        "layers": list(expression.layer_names),
        "problems": [
            {
                "code": problem.code,
                "text": problem.text,
                "remedy": problem.remedy,
                "start": problem.start,
                "end": problem.end,
            }
            for problem in expression.problems
        ],
        "parts": [_part(part) for part in expression.parts],
        "effective_phrase": remaining.phrase,
        "count_reads_as": count_text(remaining.expression.count),
        "can_flip_count": remaining.can_flip_count,
    }


def _reading(expression: Expression) -> dict[str, Any]:
    """Returns what a phrase, whole or nested, means."""
    return {
        "target": {
            "text": expression.target.text,
            "wording": expression.target.wording,
            "heads": [_head(head) for head in expression.target.heads],
        },
        "count": "all" if expression.count is None else expression.count,
        "where": [_predicate(predicate) for predicate in expression.where],
        "rank": None if expression.rank is None else _rank(expression.rank),
        "unread": [{"text": piece.text, "reason": piece.reason} for piece in expression.unread],
        "unknown_nouns": list(expression.target.unknown_nouns),
    }


def _head(head: Head) -> dict[str, Any]:
    """Returns a head with its canonical text."""
    return {
        "text": head.text,
        "noun": head.noun,
        "category": head.category,
        "colours": list(head.colours),
        "modifiers": list(head.modifiers),
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "text": part.text,
        "start": part.start,
        "end": part.end,
        "reads_as": part.reads_as,
    }


def _predicate(predicate: Predicate) -> dict[str, Any]:
    """Returns a predicate with its class name as ``kind``; a relation's own kind is ``relation``."""
    values: dict[str, Any] = {"kind": type(predicate).__name__.lower(), "reads_as": reads_as(predicate)}
    if isinstance(predicate, Position):
        return {**values, **_position(predicate)}
    if isinstance(predicate, Measure):
        bounds = {"least": _quantity(predicate.least), "most": _quantity(predicate.most)}
        return {**values, "by": predicate.by, **bounds}
    if isinstance(predicate, Relation):
        return {
            **values,
            "relation": predicate.kind,
            "distance": _quantity(predicate.distance),
            "direction": None if predicate.direction is None else _position(predicate.direction),
            "others": [_reference(other) for other in predicate.others],
        }
    if isinstance(predicate, Not):
        return {**values, "predicate": _predicate(predicate.predicate)}
    return {**values, "name": predicate.name}


def _position(position: Position) -> dict[str, Any]:
    return {
        "row": position.row,
        "column": position.column,
        "area": position.area,
        "frame": position.frame,
    }


def _rank(rank: Rank) -> dict[str, Any]:
    return {
        "by": rank.by,
        "descending": rank.descending,
        "ordinal": rank.ordinal,
        "other": None if rank.other is None else _reference(rank.other),
        "reads_as": rank_text(rank),
    }


def _quantity(quantity: Quantity | None) -> dict[str, Any] | None:
    """Returns a quantity in its own unit and in metres or square metres."""
    if quantity is None:
        return None
    return {
        "value": quantity.value,
        "unit": quantity.unit,
        "si": quantity.si,
        "text": quantity_text(quantity),
    }


def _reference(reference: Reference) -> dict[str, Any]:
    """Returns what a relation speaks of."""
    if isinstance(reference, LayerName):
        return {"layer": reference.name, "reads_as": reference_text(reference)}
    nested = {
        "phrase": reference.phrase,
        **_reading(reference),
        "parts": [_part(part) for part in reference.parts],
    }
    return {**nested, "reads_as": reference_text(reference)}


def to_text(expression: Expression) -> str:
    """Returns the reading as a few lines for people."""
    lines = [f"reading  {to_sentence(expression, expression.language)}", *_lines(expression, "")]
    lines += [f"problem  {problem.text}. {problem.remedy}" for problem in expression.problems]
    return "\n".join(lines)


def _lines(expression: Expression, indent: str) -> list[str]:
    """Returns what a phrase means, each thing it is compared with below, indented."""
    lines = [
        f"{indent}find     {expression.target.text or 'nothing'}",
        f"{indent}how many {count_text(expression.count)}",
    ]
    lines += [f"{indent}where    {reads_as(predicate)}" for predicate in expression.where]
    if expression.rank is not None:
        lines.append(f"{indent}order    {rank_text(expression.rank)}")
    lines += [
        f'{indent}unread   "{piece.text}" ({piece.reason}) was not understood' for piece in expression.unread
    ]
    for reference in expression.references:
        if isinstance(reference, LayerName):
            lines.append(f"{indent}layer    {reference.name}")
        else:
            lines += [f"{indent}other    {reference_text(reference)}", *_lines(reference, f"{indent}  ")]
    return lines
