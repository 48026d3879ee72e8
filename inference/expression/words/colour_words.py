"""Matches English colours: with shades and suffixes, joined by "and", "or", commas and hyphens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ..lexicon_reader import colour_words, word_list
from .tagged import Colours
from .tokens import Token
from .word_index import Match, WordIndex

_MOST_COLOURS = 9


@cache
def _colour_index() -> WordIndex[str]:
    return WordIndex(colour_words())


@cache
def _index(key: str) -> WordIndex[str]:
    return WordIndex({word: word for word in word_list("colours")[key]})


@cache
def _joints() -> WordIndex[bool]:
    lists = word_list("grammar")
    return WordIndex({**dict.fromkeys(lists["and"], False), **dict.fromkeys(lists["or"], True)})


def colour_group(tokens: Sequence[Token], start: int) -> Match[Colours] | None:
    """Matches colours joined by "and", "or", a comma, a hyphen or nothing."""
    names: list[str] = []
    end, here, any_of, says_or = start, start, False, False
    # As many as there are colours is enough; a bound keeps the reader linear.
    while len(names) < _MOST_COLOURS:
        more = _compound_colours(tokens, here)
        if more is None:
            break
        names += more.meaning
        end, any_of = more.end, any_of or says_or
        here, says_or = _after_joint(tokens, end)
    return Match(end, Colours(tuple(dict.fromkeys(names)), any_of)) if names else None


def shade(tokens: Sequence[Token], start: int) -> Match[str] | None:
    """Matches a shade without a colour ("dark"); what it means depends on the noun, see `shade_colour`."""
    return _index("standalone").match(tokens, start)


def shade_colour(name: str, category: str | None) -> str | None:
    """Returns the colour a lone shade means on a category: a dark car is black, a dark field is not."""
    entry = word_list("colours")["standalone"][name]
    return str(entry["colour"]) if category in entry["categories"] else None


def _colour(tokens: Sequence[Token], start: int) -> Match[str] | None:
    """Matches one colour with its shades before and its suffix behind: "dark blue", "red-tiled"."""
    here = start
    for _ in range(2):
        found_shade = _index("shades").match(tokens, here, whole=False)
        here = found_shade.end if found_shade else here
    found = _colour_index().match(tokens, here, whole=False)
    if found is None:
        return None
    suffix = _index("suffixes").match(tokens, found.end)
    end = suffix.end if suffix else found.end
    return None if tokens[end - 1].glued else Match(end, found.meaning)


def _compound_colours(tokens: Sequence[Token], start: int) -> Match[tuple[str, ...]] | None:
    """Matches one colour, or a compound of colours such as "blue-green"."""
    names: list[str] = []
    here = start
    while (found := _colour(tokens, here)) is None:
        half = _colour_index().match(tokens, here, whole=False)
        if half is None or not tokens[half.end - 1].glued or len(names) >= _MOST_COLOURS:
            return None
        names.append(half.meaning)
        here = half.end
    return Match(found.end, (*names, found.meaning))


def _after_joint(tokens: Sequence[Token], start: int) -> tuple[int, bool]:
    """Returns the index after a comma, "and" or "or" between colours, and whether it was "or"."""
    here = start
    if here < len(tokens) and tokens[here].kind == "stop":
        here += 1
    joint = _joints().match(tokens, here)
    return (joint.end, joint.meaning) if joint is not None else (here, False)
