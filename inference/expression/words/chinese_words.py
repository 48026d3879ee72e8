"""Cuts Chinese text, with English mixed in, into words of the lexicon.

Chinese is written without spaces, so a run of characters is cut where the fewest words and the fewest
unknown characters result ("储罐里面积最大的": 里 + 面积, not 里面 + 积); of equal cuts the one with the
longer first word wins. A word carries all its senses; what it means where it stands is for the tagger.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, product
from types import MappingProxyType
from typing import Any

from ..lexicon_reader import colour_words, word_list
from ..model import Area, Column, Frame, Position, Rank, Row, Shape, Size
from .chinese_lexicon import chinese_list, noun_senses
from .tokens import tokenize

Senses = Mapping[str, Any]

_NO_SENSES: Senses = {}
# One character each, so that places in the text stay what they were.
_BRACKETS = str.maketrans("【】〔〕〖〗\u3000“”‘’", "[][][] \"\"''")  # noqa: RUF001
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_CHINESE = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_IS_CHINESE = re.compile(f"[{_CHINESE}]")
_QUOTE = r"«[^«»]*»|\[[^\[\]]*\]"
_PIECE = re.compile(
    f"(?P<quote>{_QUOTE})|(?P<chinese>[{_CHINESE}]+)|(?P<other>(?:(?!{_QUOTE})[^{_CHINESE}])+)"
)
_AMOUNT = re.compile(r"([0-9]+(?:[.,][0-9]+)*)([a-z]+[²0-9]?)")
_UNKNOWN_COST = 3


@dataclass(frozen=True)
class Word:
    """Holds one word with its place.

    Attributes:
        text: The word, full-width letters and digits made plain, lower case.
        start: First character in the phrase.
        end: One past the last character.
        senses: What the word can mean, by name of the list it stands in; empty for unknown words.
        kind: ``word``, or as in `tokens.Token` for what is no word.
    """

    text: str
    start: int
    end: int
    senses: Senses = field(default_factory=dict)
    kind: str = "word"

    def has(self, *names: str) -> bool:
        """Returns True when the word has one of the senses."""
        return not self.senses.keys().isdisjoint(names)


def is_chinese(phrase: str) -> bool:
    """Returns True when any character of the phrase is Chinese."""
    return _IS_CHINESE.search(phrase) is not None


def plain_width(phrase: str) -> str:
    """Returns the phrase with full-width forms and Chinese brackets made plain, of the same length."""
    return phrase.translate(_FULL_WIDTH).translate(_BRACKETS)


def cut(phrase: str) -> list[Word]:
    """Returns the words of a phrase in order; never fails, and takes time linear in its length."""
    plain = plain_width(phrase)
    words: list[Word] = []
    for piece in _PIECE.finditer(plain):
        start, text = piece.start(), piece.group()
        if piece.lastgroup == "chinese":
            words += _cut_run(text, start)
        else:
            words += _cut_other(text, start)
    return _without_stray_units(_joined_letters(words))


def _without_stray_units(words: list[Word]) -> list[Word]:
    """Cuts what is a unit only behind a number: "海里" in "海里的船" is in the sea."""
    kept: list[Word] = []
    for word in words:
        stray = set(word.senses) == {"unit"} and is_chinese(word.text) and len(word.text) == 2
        before = kept[-1] if kept else None
        numbered = before is not None and (
            before.has("digit", "power", "half") or before.text[:1].isdecimal()
        )
        if stray and not numbered and all(sign in senses() for sign in word.text):
            middle = word.start + 1
            kept.append(Word(word.text[0], word.start, middle, senses()[word.text[0]]))
            kept.append(Word(word.text[1], middle, word.end, senses()[word.text[1]]))
        else:
            kept.append(word)
    return kept


def _cut_run(run: str, offset: int) -> list[Word]:
    """Cuts a run of Chinese characters."""
    borders = _best_cut(run)
    return [
        Word(run[first:last], offset + first, offset + last, senses().get(run[first:last], _NO_SENSES))
        for first, last in pairwise(borders)
    ]


def _cut_other(text: str, offset: int) -> list[Word]:
    """Cuts what stands between runs of Chinese characters; "200m" gives two words."""
    words: list[Word] = []
    for token in tokenize(text):
        start = token.start + offset
        amount = _AMOUNT.fullmatch(token.word)
        pieces = [amount[1], amount[2]] if amount else [token.word]
        for piece in pieces:
            end = start + len(piece) if piece is not pieces[-1] else token.end + offset
            words.append(Word(piece, start, end, senses().get(piece, _NO_SENSES), token.kind))
            start = end
    return words


def _joined_letters(words: list[Word]) -> list[Word]:
    """Joins a letter with the word behind it where the lexicon has both as one ("L" + "形")."""
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        together = (before.text + word.text) if before is not None and len(before.text) == 1 else ""
        if before is not None and not is_chinese(before.text) and together in senses():
            joined[-1] = Word(together, before.start, word.end, senses()[together])
        else:
            joined.append(word)
    return joined


def _best_cut(run: str) -> list[int]:
    """Returns the borders of the words in a run, unknown characters that touch being one word."""
    known, longest = senses(), longest_word()
    # From the end to the beginning: cost and end of the best first word from each place on.
    best: list[tuple[int, int]] = [(0, 0)] * (len(run) + 1)
    for at in range(len(run) - 1, -1, -1):
        choice = (best[at + 1][0] + _UNKNOWN_COST, at + 1)
        for end in range(min(len(run), at + longest), at, -1):
            if run[at:end] in known and best[end][0] + 1 < choice[0]:
                choice = (best[end][0] + 1, end)
        best[at] = choice
    borders, at, was_known = [0], 0, True
    while at < len(run):
        end = best[at][1]
        is_known = run[at:end] in known
        if at > 0 and not is_known and not was_known:
            borders.pop()
        borders.append(end)
        at, was_known = end, is_known
    return borders


@cache
def longest_word() -> int:
    """Returns the number of characters of the longest word."""
    return max(map(len, senses()))


@cache
def senses() -> Mapping[str, Senses]:
    """Returns every word of the Chinese lexicon with its senses."""
    found: dict[str, dict[str, Any]] = {}

    def add(sense: str, entries: Mapping[str, Any]) -> None:
        for text, value in entries.items():
            found.setdefault(text.lower(), {}).setdefault(sense, value)

    add("noun", noun_senses())
    add("place", _places())
    add("colour", _by_words(chinese_list("colours")["colours"], "words", "reading_only"))
    add("shade", dict.fromkeys(chinese_list("colours")["shades"], True))
    add("standalone", chinese_list("colours")["standalone"])
    add("colour_suffix", dict.fromkeys(chinese_list("colours")["suffixes"], True))
    for name, shape_words in chinese_list("shapes")["shapes"].items():
        add("shape", dict.fromkeys(shape_words, Shape(name)))
    for name, size_words in chinese_list("shapes")["sizes"].items():
        add("shape", dict.fromkeys(size_words, Size(name)))
    for by, lists in chinese_list("ranks")["superlatives"].items():
        add("rank", dict.fromkeys(lists.get("most", ()), Rank(by)))
        add("rank", dict.fromkeys(lists.get("least", ()), Rank(by, descending=False)))
    add("from_side", _by_lists(chinese_list("ranks")["from"]))
    add("nth_of", chinese_list("ranks")["ordinal_adjectives"])
    add("nth", dict.fromkeys(chinese_list("ranks")["ordinal_prefix"], True))
    add("unit", _by_lists(chinese_list("quantities")["units"]))
    add("measure", _by_lists(chinese_list("quantities")["measures"]))
    add("first_of", dict.fromkeys(chinese_list("ranks")["first_of"], True))
    for file in ("grammar", "quantities", "relations", "positions"):
        for sense, entries in chinese_list(file).items():
            if isinstance(entries, list) and sense not in ("alone", "center", "edges", "corners"):
                add(sense, dict.fromkeys(entries, True))
    add(
        "direction",
        {word: _position(entry, "zone") for word, entry in chinese_list("positions")["words"].items()},
    )
    for bank, (word, entry) in product(
        chinese_list("relations")["banks"], chinese_list("positions")["words"].items()
    ):
        add("bank", {word + bank: _position(entry, "zone")})
    add("unit", _by_lists(word_list("quantities")["units"]))
    add("colour", colour_words())
    add("digit", chinese_list("grammar")["digits"])
    add("power", chinese_list("grammar")["powers"])
    return {text: MappingProxyType(entry) for text, entry in found.items()}


def _by_lists(entries: Mapping[str, list[str]]) -> dict[str, str]:
    """Turns meaning -> words around."""
    return {word: meaning for meaning, words in entries.items() for word in words}


def _by_words(entries: Mapping[str, Mapping[str, list[str]]], *keys: str) -> dict[str, str]:
    """Turns meaning -> lists of words around."""
    return {word: meaning for meaning, lists in entries.items() for key in keys for word in lists[key]}


def _places() -> dict[str, Position]:
    """Returns every direction with every word of area, and the words for the middle, edges and corners."""
    lists = chinese_list("positions")
    found: dict[str, Position] = {}
    areas: dict[str, Area] = _by_lists(lists["areas"])  # type: ignore[assignment]
    for (word, entry), (suffix, area) in product(lists["words"].items(), areas.items()):
        found.setdefault(word + suffix, _position(entry, area))
        if area == "edge":
            for far in lists["far"]:
                found.setdefault(far + word + suffix, _position(entry, area))
    for toward, (word, entry) in product(lists["toward"], lists["words"].items()):
        found.setdefault(toward + word, _position(entry, "zone"))
    for word in lists["alone"]:
        found[word] = _position(lists["words"][word], "zone")
    for far, (word, entry) in product(("远", "极"), lists["words"].items()):
        found.setdefault(far + word + "侧", _position(entry, "edge"))
    found.update(dict.fromkeys(lists["center"], Position("middle", "center")))
    found.update(dict.fromkeys(lists["edges"], Position(area="edge")))
    found.update(dict.fromkeys(lists["corners"], Position(area="corner")))
    return found


def _position(entry: Mapping[str, str], area: Area) -> Position:
    """Returns the position a lexicon entry names."""
    row: Row | None = entry.get("row")  # type: ignore[assignment]
    column: Column | None = entry.get("column")  # type: ignore[assignment]
    frame: Frame = "compass" if entry.get("frame") == "compass" else "image"
    return Position(row, column, area, frame)
