"""Leaves out parts of a phrase that the person has switched off, and flips how many are wanted.

The phrase that remains is the person's own with those words cut out, where that still means the rest of it;
else the rest is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from .model import Expression, Part, Unread
from .reading import read
from .sentence import to_sentence
from .target import Target

# What is left of "red, round, building" or "building, in the top left" has to look like something typed.
_LOOSE_COMMAS = re.compile(r"\s*([,，、;；])(?:\s*[,，、;；])+")  # noqa: RUF001
_OUTER = " \t\n,，、;；"  # noqa: RUF001
_OUTER_JOINTS = re.compile(r"^(?:(?:and|or)\b|[和或与及])\s*|\s+(?:and|or)$|[和或与及]$", re.IGNORECASE)


@dataclass(frozen=True)
class Switched:
    """Is what remains of a phrase.

    Attributes:
        phrase: A phrase that means just that; "" where nothing is left to look for.
        expression: What it means.
        can_flip_count: Whether one and every one can be told apart here.
    """

    phrase: str
    expression: Expression
    can_flip_count: bool


def switch(expression: Expression, off: Collection[int] = (), flip_count: bool = False) -> Switched:
    """Returns a phrase without some of its parts.

    The count stays as it is shown, also where the switched-off words are why it was read: of "red building
    top-left" without its place remains "the red building". A count that is itself switched off asks for every
    one, or for the first by rank.

    Args:
        expression: As `read` gives it.
        off: Indexes into its `parts`; others are passed over.
        flip_count: Whether one is wanted in place of every one, and the other way round.
    """
    gone = frozenset(index for index in off if 0 <= index < len(expression.parts))
    rest = without_parts(expression, gone)
    if rest.names_nothing:
        return Switched("", rest, False)
    flipped = replace(rest, count=1 if rest.count is None else None)
    # A rank picks objects by number: "every largest" means nothing.
    other = None if rest.rank is not None else _phrase(expression, flipped, gone)
    if flip_count and other is not None:
        return Switched(other, flipped, True)
    own = expression.phrase if rest == expression else _phrase(expression, rest, gone)
    return Switched(own or to_sentence(_unsaid(rest), rest.language), rest, other is not None)


def without_parts(expression: Expression, off: Collection[int]) -> Expression:
    """Returns an expression without what some of its parts mean.

    What is said twice stays while one of the two is on; a rank goes with any of its words.
    """
    on = [part for index, part in enumerate(expression.parts) if index not in off]
    gone = [part for index, part in enumerate(expression.parts) if index in off]
    kept = {part.meaning for part in on if part.kind == "where"}
    left_out = {part.meaning for part in gone if part.kind == "where"} - kept
    rank = None if any(part.kind == "rank" for part in gone) else expression.rank
    count = expression.count
    if any(part.kind == "count" for part in gone) and not any(part.kind == "count" for part in on):
        count = None if rank is None else 1
    unread = [part.meaning for part in on if isinstance(part.meaning, Unread)]
    return replace(
        expression,
        target=_target(expression, on, gone),
        count=count,
        where=tuple(predicate for predicate in expression.where if predicate not in left_out),
        rank=rank,
        unread=tuple(sorted(unread, key=lambda piece: piece.reason != "modifier")),
    )


def _target(expression: Expression, on: list[Part], gone: list[Part]) -> Target:
    """Returns the target without what is switched off, and without words that were not understood."""
    meant = {head for part in on if isinstance(part.meaning, Target) for head in part.meaning.heads}
    unmeant = {head for part in gone if isinstance(part.meaning, Target) for head in part.meaning.heads}
    unread = {part.meaning.text for part in gone if isinstance(part.meaning, Unread)}
    unread -= {part.meaning.text for part in on if isinstance(part.meaning, Unread)}
    heads = [
        replace(head, modifiers=tuple(word for word in head.modifiers if word not in unread))
        for head in expression.target.heads
        if head not in unmeant - meant
    ]
    return Target(tuple(dict.fromkeys(heads)))


def _phrase(expression: Expression, wanted: Expression, off: Collection[int]) -> str | None:
    """Returns a phrase that reads as what is wanted; None where there is none."""
    for phrase in _attempts(expression, wanted, off):
        if means(read(phrase), wanted):
            return phrase
    return None


def means(expression: Expression, other: Expression) -> bool:
    """Returns whether two expressions find the same; why words were not understood may differ."""
    words = [sorted(piece.text for piece in one.unread) for one in (expression, other)]
    return replace(expression, unread=()) == replace(other, unread=()) and words[0] == words[1]


def _attempts(expression: Expression, wanted: Expression, off: Collection[int]) -> Iterator[str]:
    """Yields phrases, those that are nearest to the person's own words first."""
    yield _cut(expression, off)
    yield to_sentence(_unsaid(wanted), wanted.language)
    yield to_sentence(_unsaid(wanted), "zh" if wanted.language == "en" else "en")


def _cut(expression: Expression, off: Collection[int]) -> str:
    """Returns the phrase with the words of some parts cut out."""
    phrase, is_chinese = expression.phrase, expression.language == "zh"
    for part in sorted((expression.parts[index] for index in off), key=lambda part: -part.start):
        behind = phrase[part.end :]
        if is_chinese:
            behind = behind.lstrip().removeprefix("的")
        phrase = phrase[: part.start] + ("" if is_chinese else " ") + behind
    whole = _LOOSE_COMMAS.sub(r"\1", " ".join(phrase.split())).strip(_OUTER)
    return _OUTER_JOINTS.sub("", whole).strip(_OUTER)


def _unsaid(expression: Expression) -> Expression:
    """Returns an expression that is not tied to the words that it was read from."""
    return replace(expression, phrase="", parts=(), problems=())
