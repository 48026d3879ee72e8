"""Matches Chinese numbers and quantities: "二十三", "两千五百", "100到200平方米之间", "长约50米"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Measure, MeasureKey
from ..quantities import Quantity, Unit
from .amount_words import value_of
from .chinese_words import Word
from .measures import about

_LARGEST_POWER = 10_000
_MOST_DIGITS = 30
_LARGEST = 1e15


@dataclass(frozen=True)
class Amount:
    """Holds a quantity with what is said around it.

    Attributes:
        end: Index after its last word.
        first: The quantity, the lower one of a range.
        second: The upper one of a range.
        side: Which bound the words of comparison set; None where they set none.
        key: What is measured, where it is said.
        away: True when a word such as "以外" or "范围内" shows a distance from something.
    """

    end: int
    first: Quantity
    second: Quantity | None = None
    side: str | None = None
    key: MeasureKey | None = None
    away: bool = False

    @property
    def is_possible(self) -> bool:
        """Returns True when the quantities are no larger than anything on earth."""
        return all(one is None or one.value < _LARGEST for one in (self.first, self.second))


def number(words: Sequence[Word], at: int) -> tuple[int, float] | None:
    """Matches a number in digits or Chinese numerals; returns the index after it and its value."""
    if at >= len(words):
        return None
    if words[at].text[:1].isdecimal() and words[at].text.isascii():
        value = value_of(words[at].text)
        end = at + 1
        while end < len(words) and words[end].has("power"):
            value, end = value * words[end].senses["power"], end + 1
        return (end, value) if math.isfinite(value) else None
    if words[at].has("half"):
        return at + 1, 0.5
    return _numeral(words, at)


def _numeral(words: Sequence[Word], at: int) -> tuple[int, float] | None:
    """Matches Chinese numerals: "十二", "一百零五", "三点五", "一万二千"."""
    total, part, digit, end = 0, 0, 0, at
    while end < min(len(words), at + _MOST_DIGITS):
        senses = words[end].senses
        if "digit" in senses:
            digit = (
                digit * 10 + senses["digit"] if words[end - 1].has("digit") and end > at else senses["digit"]
            )
        elif "power" in senses and senses["power"] < _LARGEST_POWER:
            part, digit = part + (digit or 1) * senses["power"], 0
        elif "power" in senses and end > at:
            total, part, digit = (total + part + digit) * senses["power"], 0, 0
        else:
            break
        end += 1
    if end == at:
        return None
    value = float(total + part + digit)
    if end + 1 < len(words) and words[end].text == "点" and words[end + 1].has("digit"):
        return end + 2, value + words[end + 1].senses["digit"] / 10
    return end, value


def amount(words: Sequence[Word], at: int) -> Amount | None:
    """Matches a quantity with the words of comparison and the measure before and behind it."""
    if at < len(words) and words[at].has("compare"):
        return _compared(words, at + 1)
    key, here = _key(words, at)
    side, here = _sides_before(words, here)
    quantities = _quantities(words, here)
    if quantities is None:
        return None
    here, first, second = quantities
    here, side, key_behind, away = _behind(words, here, side)
    return Amount(here, first, second, side, key or key_behind, away)


def _compared(words: Sequence[Word], at: int) -> Amount | None:
    """Matches what follows 比 in "比50米长", "比1公顷更大"."""
    found = _quantities(words, at)
    if found is None:
        return None
    here = found[0] + (found[0] < len(words) and words[found[0]].has("compare_links"))
    if here >= len(words) or not words[here].has("compare_more", "compare_less"):
        return None
    side = "least" if words[here].has("compare_more") else "most"
    keys: dict[str, MeasureKey] = {"长": "length", "短": "length", "宽": "width", "窄": "width"}
    return Amount(here + 1, found[1], None, side, keys.get(words[here].text))


def _key(words: Sequence[Word], at: int) -> tuple[MeasureKey | None, int]:
    """Matches the name of a measure."""
    if at < len(words) and words[at].has("measure"):
        return words[at].senses["measure"], at + 1
    return None, at


def _sides_before(words: Sequence[Word], at: int) -> tuple[str | None, int]:
    """Passes over words of comparison; the first that sets a bound counts."""
    side, here = None, at
    for _ in range(3):
        if here >= len(words):
            break
        word = words[here]
        if word.has("more", "less"):
            side = side if side in ("least", "most") else "least" if word.has("more") else "most"
        elif word.has("about"):
            side = side or "about"
        elif not word.has("exactly", "range_from"):
            break
        here += 1
    return side, here


def _quantities(words: Sequence[Word], at: int) -> tuple[int, Quantity, Quantity | None] | None:
    """Matches one quantity or a range of two; the smaller comes first."""
    first = number(words, at)
    if first is None:
        return None
    here, low = first
    low_unit, here = _unit(words, here)
    joined = here < len(words) and words[here].has("to")
    second = number(words, here + joined) if joined or (low_unit is None and here < len(words)) else None
    if second is not None:
        end, high = second
        high_unit, end = _unit(words, end)
        if high_unit is not None:
            pair = (Quantity(low, low_unit or high_unit), Quantity(high, high_unit))
            if pair[0].is_area == pair[1].is_area:
                return (end, *(pair if pair[0].si <= pair[1].si else pair[::-1]))
    return (here, Quantity(low, low_unit), None) if low_unit is not None else None


def _unit(words: Sequence[Word], at: int) -> tuple[Unit | None, int]:
    """Matches a unit."""
    if at < len(words) and words[at].has("unit"):
        return words[at].senses["unit"], at + 1
    return None, at


def _behind(
    words: Sequence[Word], at: int, side: str | None
) -> tuple[int, str | None, MeasureKey | None, bool]:
    """Passes over "以上", "左右", "范围内", "之间", "长" behind a quantity."""
    here, key, away = at, None, False
    for _ in range(3):
        if here >= len(words):
            break
        word = words[here]
        if word.has("within_after", "less_after"):
            side, away = side or "most", away or not word.has("less_after") or word.has("within_after")
        elif word.has("beyond_after", "more_after"):
            side, away = side or "least", away or not word.has("more_after")
        elif word.has("about_after"):
            side = side or "about"
        elif word.text in ("长", "宽", "长度", "宽度") and key is None:
            key = word.senses["measure"]
        elif not word.has("range_after"):
            break
        here += 1
    return here, side, key, away


def measure(found: Amount, by: MeasureKey) -> Measure:
    """Returns the bounds that an amount sets on a measure; without a bound it is meant roughly."""
    first = found.first
    if found.second is not None:
        return Measure(by, first, found.second)
    if found.side == "least":
        return Measure(by, first)
    if found.side == "most":
        return Measure(by, None, first)
    return about(by, first)


def distances(found: Amount) -> tuple[tuple[str, Quantity], ...]:
    """Returns the relations that an amount behind a thing means, each with its distance."""
    if found.second is not None:
        return ("beyond", found.first), ("within", found.second)
    return (("beyond" if found.side == "least" else "within", found.first),)
