"""Settles what 和, commas and 的 join in a Chinese phrase: things, or what is said of one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .tagged import RelationWord, Tagged

_CLOSERS = frozenset({"RELATION", "DISTANCE", "CLOSEST"})
_OPENERS = frozenset({"AT", "LEADING", "LEADCLOSEST", "LEADDISTANCE", "NOT"})
_THINGS = frozenset({"NOUN", "WORD", "LAYER", "PRONOUN", "OPEN", "CLOSE"})
_ADJECTIVES = frozenset(
    {
        "COLOUR",
        "SHADE",
        "TRAIT",
        "PLACED",
        "MEASURED",
        "SUPERLATIVE",
        "ORDINAL",
        "NUMBER",
        "EVERY",
        "THE",
        "A",
    }
)


def settled(terminals: Sequence[Tagged]) -> list[Tagged]:
    """Returns the terminals as the grammar takes them; 和 between adjectives is left out."""
    terminals = _lying_in(_bracketed(terminals))
    relates = _relates_ahead(terminals)
    kept: list[Tagged] = []
    for at, one in enumerate(terminals):
        following = terminals[at + 1].tag if at + 1 < len(terminals) else ""
        if (
            one.tag == "PLACED"
            and at > 1
            and terminals[at - 1].tag == "AND"
            and terminals[at - 2].tag == "PLACED"
        ):
            # Places all have to hold; a second one cannot be an alternative.
            one = replace(one, tag="LOOSE")
        prior = kept[-2].tag if len(kept) > 1 and kept[-1].tag == "DE" else kept[-1].tag if kept else ""
        settle = _settled(one, prior, following, relates[at])
        if settle is not None:
            kept.append(settle)
    return kept


def _settled(one: Tagged, prior: str, following: str, relates: bool) -> Tagged | None:
    """Returns a joint as what it joins, None where it says nothing.

    Args:
        one: The terminal.
        prior: The tag before it, 的 left aside.
        following: The tag behind it.
        relates: True when a relation to another thing follows before the next noun phrase ends.
    """
    if one.tag == "AT" and prior == "AT":
        return None
    if one.tag not in ("AND", "STOP"):
        return one
    said = prior in _CLOSERS or (prior in _ADJECTIVES and one.tag == "AND")
    said = said or (one.tag == "AND" and (following == "AT" or one.value == "also"))
    if said and following in _OPENERS | _ADJECTIVES | _THINGS:
        return (
            replace(one, tag="ALSO") if prior in _CLOSERS and relates and following not in _OPENERS else None
        )
    if one.tag == "AND" and (prior not in _THINGS or following in ("", "STOP", "AND", "DE")):
        return None
    return one


def _relates_ahead(terminals: Sequence[Tagged]) -> list[bool]:
    """Returns for each terminal whether a thing and a word that closes a relation follow before a joint."""
    found: list[bool] = [False] * len(terminals)
    closes = False
    for at in range(len(terminals) - 1, -1, -1):
        found[at] = closes
        tag = terminals[at].tag
        if tag in _CLOSERS:
            closes = True
        elif tag in ("STOP", "ALSO") or tag in _OPENERS:
            closes = False
    return found


def _lying_in(terminals: Sequence[Tagged]) -> list[Tagged]:
    """Returns the terminals; "停在停车场的" lies in it, where no other word of relation follows."""
    kept: list[Tagged] = []
    closes = False
    for one in reversed(terminals):
        if one.tag == "AT" and one.value == "at" and not closes:
            one = replace(one, tag="LEADING", value=RelationWord("inside"))
        if one.tag in _CLOSERS:
            closes = True
        elif one.tag == "AT" or one.tag == "STOP":
            closes = False
        kept.append(one)
    return kept[::-1]


def _bracketed(terminals: Sequence[Tagged]) -> list[Tagged]:
    """Returns the terminals with brackets only round the other things of relations."""
    kept: set[int] = set()
    opened: list[int] = []
    for at, one in enumerate(terminals):
        if one.tag == "OPEN":
            opened.append(at)
        elif one.tag == "CLOSE" and opened:
            first = opened.pop()
            before = terminals[first - 1].tag if first > 0 else ""
            after = terminals[at + 1].tag if at + 1 < len(terminals) else ""
            if at > first + 1 and (before in _OPENERS | {"AND", "DE"} or after in _CLOSERS | {"AND", "DE"}):
                kept |= {first, at}
    return [one for at, one in enumerate(terminals) if one.tag not in ("OPEN", "CLOSE") or at in kept]
