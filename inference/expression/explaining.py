"""Turns an expression into plain JSON values for ``georefer explain`` and the dock's chips."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .model import Expression, Predicate
from .sentence import to_sentence
from .target import Head
from .wording import rank_text, reads_as


def to_json(expression: Expression) -> dict[str, Any]:
    """Returns the reading as JSON values; character spans count code points of the phrase.

    ``parts`` lists the pieces of the phrase in order, each with ``kind``, ``text``, ``start``, ``end`` and
    ``reads_as``; ``count`` is a number or "all".
    """
    return {
        "phrase": expression.phrase,
        "sentence": to_sentence(expression),
        "target": {
            "text": expression.target.text,
            "wording": expression.target.wording,
            "heads": [_head(head) for head in expression.target.heads],
        },
        "count": "all" if expression.count is None else expression.count,
        "where": [_predicate(predicate) for predicate in expression.where],
        "rank": None
        if expression.rank is None
        else {**asdict(expression.rank), "reads_as": rank_text(expression.rank)},
        "unread": [{"text": piece.text, "reason": piece.reason} for piece in expression.unread],
        "unknown_nouns": list(expression.target.unknown_nouns),
        "parts": [
            {
                "kind": part.kind,
                "text": part.text,
                "start": part.start,
                "end": part.end,
                "reads_as": part.reads_as,
            }
            for part in expression.parts
        ],
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


def _predicate(predicate: Predicate) -> dict[str, Any]:
    """Returns a predicate with its class name as ``kind``."""
    return {"kind": type(predicate).__name__.lower(), **asdict(predicate), "reads_as": reads_as(predicate)}


def to_text(expression: Expression) -> str:
    """Returns the reading as a few lines for people."""
    count = "every one" if expression.count is None else str(expression.count)
    lines = [f"reading  {to_sentence(expression)}", f"find     {expression.target.text or 'nothing'}"]
    lines.append(f"how many {count}")
    lines += [f"where    {reads_as(predicate)}" for predicate in expression.where]
    if expression.rank is not None:
        lines.append(f"order    {rank_text(expression.rank)}")
    lines += [f'unread   "{piece.text}" ({piece.reason}) was not understood' for piece in expression.unread]
    return "\n".join(lines)
