"""Matches English numbers and quantities: "two hundred metres", "0.5 ha", "100 to 200 m2"."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from ..lexicon_reader import word_list
from ..quantities import Quantity, Unit
from .tokens import Token
from .word_index import Match, WordIndex

_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_JOINED = re.compile(r"([0-9]+(?:[.,][0-9]+)*)([^\W0-9_].*)")


@cache
def index(key: str) -> WordIndex[Any]:
    """Returns the index of one list or mapping of the quantities file."""
    entries = word_list("quantities")[key]
    return WordIndex(entries if isinstance(entries, dict) else dict.fromkeys(entries, key))


@cache
def _units() -> WordIndex[Unit]:
    units: dict[Unit, list[str]] = word_list("quantities")["units"]
    return WordIndex({word: unit for unit, words in units.items() for word in words})


@cache
def _numbers() -> WordIndex[int]:
    return WordIndex(word_list("grammar")["numbers"])


def value_of(digits: str) -> float:
    """Returns the value of a number in digits; commas before three digits each group thousands."""
    plain = digits.replace(",", "") if _THOUSANDS.fullmatch(digits) else digits.replace(",", ".", 1)
    return float(plain) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", plain) else math.inf


def number(tokens: Sequence[Token], start: int, *, whole: bool = True) -> Match[float] | None:
    """Matches a number in digits or words: "1,500", "two hundred", "half a" (before a unit)."""
    if start >= len(tokens):
        return None
    token = tokens[start]
    if _DIGITS.fullmatch(token.word):
        found: Match[float] | None = Match(start + 1, value_of(token.word))
    else:
        found = _word_number(tokens, start)
    if found is None:
        return None
    power = index("powers").match(tokens, found.end)
    if power is not None:
        found = Match(power.end, found.meaning * power.meaning)
    return None if whole and tokens[found.end - 1].glued else found


def _word_number(tokens: Sequence[Token], start: int) -> Match[float] | None:
    """Matches "five", "twenty five", "a hundred"."""
    fraction = index("fractions").match(tokens, start)
    found = _numbers().match(tokens, start, whole=False)
    if fraction is not None and (found is None or fraction.end >= found.end):
        return Match(fraction.end, float(fraction.meaning))
    if found is None:
        return None
    ones = _numbers().match(tokens, found.end) if 20 <= found.meaning <= 90 else None
    if ones is not None and 0 < ones.meaning < 10:
        return Match(ones.end, float(found.meaning + ones.meaning))
    return Match(found.end, float(found.meaning))


def quantity(tokens: Sequence[Token], start: int) -> Match[Quantity] | None:
    """Matches a number with its unit, also written in one ("200m") or with a hyphen ("50-metre")."""
    if start >= len(tokens):
        return None
    joined = _JOINED.fullmatch(tokens[start].word)
    if joined is not None:
        split = [
            Token("word", joined[2], tokens[start].start, tokens[start].end, tokens[start].glued),
            *tokens[start + 1 : start + 4],
        ]
        unit = _units().match(split, 0)
        return None if unit is None else Match(start + unit.end, Quantity(value_of(joined[1]), unit.meaning))
    found = number(tokens, start, whole=False)
    unit = _units().match(tokens, found.end, whole=False) if found is not None else None
    if found is None or unit is None:
        return None
    # "50-metre-long" is one compound with its dimension; else none may end inside one.
    if tokens[unit.end - 1].glued and index_of_dimensions().match(tokens, unit.end) is None:
        return None
    return Match(unit.end, Quantity(found.meaning, unit.meaning))


def amount_range(tokens: Sequence[Token], start: int) -> Match[tuple[Quantity, Quantity]] | None:
    """Matches "between 100 and 200 m2", "100-200 m2", "500 m to 1 km"; the smaller comes first."""
    opened = index("between").match(tokens, start)
    here = opened.end if opened else start
    first = quantity(tokens, here) or number(tokens, here, whole=False)
    if first is None:
        return None
    joint = index("range").match(tokens, first.end)
    hyphen = tokens[first.end - 1].glued
    if joint is None and not hyphen:
        return None
    second = quantity(tokens, joint.end if joint is not None else first.end)
    if second is None or (opened is None and joint is not None and tokens[first.end].word == "and"):
        return None
    low, high = first.meaning, second.meaning
    low = low if isinstance(low, Quantity) else Quantity(low, high.unit)
    if low.is_area != high.is_area:
        return None
    return Match(second.end, (low, high) if low.si <= high.si else (high, low))


@cache
def index_of_dimensions() -> WordIndex[Any]:
    """Returns the index of the words that say what a quantity measures: "long", "in area"."""
    lists = word_list("quantities")["dimensions"]
    return WordIndex({word: key for key, words in lists.items() for word in words})


@cache
def index_of_keys() -> WordIndex[Any]:
    """Returns the index of the names of measures: "area", "perimeter"."""
    lists = word_list("quantities")["keys"]
    return WordIndex({word: key for key, words in lists.items() for word in words})
