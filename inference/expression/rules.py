"""Matches the lexicon against tokens: each rule looks at one place and says how far it reads there.

A rule returns ``None`` or a `Match` with the index after its last token and what it means. No rule reads
half of a hyphenated compound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from .lexicon_reader import Noun, Number, colour_words, nouns, word_list
from .model import Rank, RankKey, Shape, Size
from .tokens import Token

Meaning = TypeVar("Meaning")

_MOST_COLOURS = 9


@dataclass(frozen=True)
class Match(Generic[Meaning]):
    """Says that the tokens up to ``end`` (exclusive) mean ``meaning``."""

    end: int
    meaning: Meaning


class PhraseIndex(Generic[Meaning]):
    """Finds the longest entry of a word list that stands at a place."""

    def __init__(self, entries: Mapping[str, Meaning]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
        for text, meaning in entries.items():
            words = tuple(text.split())
            self._by_first.setdefault(words[0], []).append((words, meaning))
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def match(self, tokens: Sequence[Token], start: int, *, whole: bool = True) -> Match[Meaning] | None:
        """Returns the longest entry at ``start``; ``whole`` refuses to end inside a compound."""
        if start >= len(tokens):
            return None
        for words, meaning in self._by_first.get(tokens[start].word, ()):
            end = start + len(words)
            if end > len(tokens) or (whole and tokens[end - 1].glued):
                continue
            if all(tokens[start + k].word == words[k] for k in range(1, len(words))):
                return Match(end, meaning)
        return None


@cache
def index(name: str, key: str) -> PhraseIndex[Any]:
    """Returns the index of one list or mapping of a lexicon file, such as ("grammar", "relations")."""
    entries = word_list(name)[key]
    return PhraseIndex(entries if isinstance(entries, dict) else dict.fromkeys(entries, key))


@cache
def noun_index() -> PhraseIndex[tuple[Noun, Number]]:
    """Returns the index of all target nouns in all numbers."""
    return PhraseIndex(nouns())


@cache
def shape_index() -> PhraseIndex[Shape | Size]:
    """Returns the index of shape and size words."""
    lists = word_list("shapes")
    entries: dict[str, Shape | Size] = {}
    for name, words in lists["shapes"].items():
        entries.update(dict.fromkeys(words, Shape(name)))
    for name, words in lists["sizes"].items():
        entries.update(dict.fromkeys(words, Size(name)))
    return PhraseIndex(entries)


@cache
def _colour_index() -> PhraseIndex[str]:
    return PhraseIndex(colour_words())


@cache
def _superlative_index() -> PhraseIndex[Rank]:
    entries: dict[str, Rank] = {}
    for by, lists in word_list("ranks")["superlatives"].items():
        entries.update(dict.fromkeys(lists["most"], Rank(by)))
        entries.update(dict.fromkeys(lists.get("least", ()), Rank(by, descending=False)))
    return PhraseIndex(entries)


def number(tokens: Sequence[Token], start: int) -> Match[int] | None:
    """Matches a count such as "two", "3" or "a couple of", unless a unit follows ("200 m")."""
    found: Match[int] | None = index("grammar", "numbers").match(tokens, start)
    if found is None and start < len(tokens) and _is_plain_number(tokens[start]):
        found = Match(start + 1, int(tokens[start].word))
    if found is None or index("grammar", "units").match(tokens, found.end):
        return None
    return found


def _is_plain_number(token: Token) -> bool:
    """Returns True for a positive whole number of at most four digits that is no part of a compound."""
    digits = token.word
    return (
        digits.isascii() and digits.isdecimal() and len(digits) <= 4 and int(digits) > 0 and not token.glued
    )


def colour(tokens: Sequence[Token], start: int) -> Match[str] | None:
    """Matches one colour with its shades before and its suffix behind: "dark blue", "red-tiled"."""
    here = start
    shades = index("colours", "shades")
    for _ in range(2):
        shade = shades.match(tokens, here, whole=False)
        here = shade.end if shade else here
    found = _colour_index().match(tokens, here, whole=False)
    if found is None:
        return None
    suffix = index("colours", "suffixes").match(tokens, found.end)
    end = suffix.end if suffix else found.end
    return None if tokens[end - 1].glued else Match(end, found.meaning)


@dataclass(frozen=True)
class Colours:
    """Holds colours that stand together; ``any_of`` when an "or" joins them."""

    names: tuple[str, ...]
    any_of: bool = False


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


def _compound_colours(tokens: Sequence[Token], start: int) -> Match[tuple[str, ...]] | None:
    """Matches one colour, or a compound of colours such as "blue-green"."""
    names: list[str] = []
    here = start
    while (found := colour(tokens, here)) is None:
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
    joint = index("grammar", "and").match(tokens, here)
    if joint is not None:
        return joint.end, False
    joint = index("grammar", "or").match(tokens, here)
    return (joint.end, True) if joint is not None else (here, False)


def standalone_shade(tokens: Sequence[Token], start: int) -> Match[str] | None:
    """Matches a shade without a colour ("dark"); what it means depends on the noun, see `shade_colour`."""
    shade = index("colours", "standalone").match(tokens, start)
    return Match(shade.end, tokens[start].word) if shade else None


def shade_colour(shade: str, category: str | None) -> str | None:
    """Returns the colour a lone shade means on a category: a dark car is black, a dark field is not."""
    entry = word_list("colours")["standalone"][shade]
    return str(entry["colour"]) if category in entry["categories"] else None


@dataclass(frozen=True)
class Ranking:
    """Holds a superlative or ordinal as it stands; ``rank`` is None for an ordinal without a key."""

    rank: Rank | None
    ordinal: int = 1
    number: int | None = None


def ranking(tokens: Sequence[Token], start: int) -> Match[Ranking] | None:
    """Matches "largest", "second largest", "two largest", "largest two", "third from the left", "third"."""
    ordinal = index("ranks", "ordinals").match(tokens, start, whole=False)
    count = None if ordinal else number(tokens, start)
    here = ordinal.end if ordinal else count.end if count else start
    best = _superlative_index().match(tokens, here)
    place = int(ordinal.meaning) if ordinal else 1
    if best is not None:
        after = None if count or ordinal else number(tokens, best.end)
        wanted = count or after
        rank = Rank(best.meaning.by, best.meaning.descending, place)
        return Match(
            after.end if after else best.end, Ranking(rank, place, wanted.meaning if wanted else None)
        )
    if ordinal is None or tokens[ordinal.end - 1].glued:
        return None
    side = from_side(tokens, ordinal.end)
    if side is not None:
        return Match(side.end, Ranking(Rank(side.meaning, ordinal=place), place))
    return Match(ordinal.end, Ranking(None, place))


def from_side(tokens: Sequence[Token], start: int) -> Match[RankKey] | None:
    """Matches "from the left" and its like."""
    if start >= len(tokens) or tokens[start].word != "from":
        return None
    here = start + 1
    if here < len(tokens) and tokens[here].word == "the":
        here += 1
    if here < len(tokens) and tokens[here].word in word_list("ranks")["from"] and not tokens[here].glued:
        side: Any = tokens[here].word
        return Match(here + 1, side)
    return None
