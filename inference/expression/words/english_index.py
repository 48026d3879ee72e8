"""Indexes the English lexicon for matching, each list once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from ..lexicon_reader import nouns, word_list
from ..model import Position, Rank, Shape, Size
from .tagged import Bound, NounForm, RelationWord
from .word_index import WordIndex

# A terminal's name and its value.
Reading = tuple[str, Any]


@cache
def small_words() -> WordIndex[Reading]:
    """Returns the index of all words with one meaning; of equal words the first list has them."""
    small, relations = word_list("grammar"), word_list("relations")
    found: dict[str, Reading] = {}

    def add(words: Sequence[str], tag: str, value: object = None) -> None:
        for word in words:
            found.setdefault(word, (tag, value))

    for kind, words in relations["kinds"].items():
        add(words, "RELATION", RelationWord(kind))
    for word, direction in relations["sides"].items():
        add([word], "RELATION", RelationWord("side", Position(**direction)))
    add(relations["without"], "RELATION", RelationWord("with", negated=True))
    add(relations["except"], "RELATION", RelationWord("is", negated=True))
    add(relations["not"], "NOT")
    add(relations["unread"], "CARRY")
    for name in ("definite", "indefinite", "every", "is", "that", "fillers"):
        add(small[name], {"definite": "THE", "indefinite": "A", "fillers": "FILLER"}.get(name, name.upper()))
    add(small["groups"], "GROUP")
    add(small["and"], "AND", "and")
    add(small["or"], "AND", "or")
    for by, lists in word_list("ranks")["superlatives"].items():
        add(lists["most"], "SUPERLATIVE", Rank(by))
        add(lists.get("least", ()), "SUPERLATIVE", Rank(by, descending=False))
    for name, words in word_list("shapes")["shapes"].items():
        add(words, "TRAIT", Shape(name))
    for name, words in word_list("shapes")["sizes"].items():
        add(words, "TRAIT", Size(name))
    add(small["postures"], "POSTURE")
    return WordIndex(found)


@cache
def known_nouns() -> WordIndex[Reading]:
    """Returns the index of all target nouns in all numbers."""
    return WordIndex({word: ("NOUN", NounForm(*entry)) for word, entry in nouns().items()})


@cache
def comparisons() -> WordIndex[Bound]:
    """Returns the index of the words that set a bound: "at least", "longer than"."""
    lists = word_list("quantities")
    found = {word: Bound(by_side) for by_side, words in lists["compare"].items() for word in words}
    for key, sides in lists["compare_keys"].items():
        for side, words in sides.items():
            found.update(dict.fromkeys(words, Bound(side, key)))
    return WordIndex(found)


@cache
def grammar(key: str) -> WordIndex[Any]:
    """Returns the index of one list or mapping of the grammar file."""
    entries = word_list("grammar")[key]
    return WordIndex(entries if isinstance(entries, dict) else dict.fromkeys(entries, key))


@cache
def ranks(key: str) -> WordIndex[Any]:
    """Returns the index of one list or mapping of the ranks file."""
    entries = word_list("ranks")[key]
    if isinstance(entries, dict) and "most" in entries:
        return WordIndex({word: side for side, words in entries.items() for word in words})
    return WordIndex(entries if isinstance(entries, dict) else dict.fromkeys(entries, key))
