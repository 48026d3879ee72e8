"""Lists the words that are offered while a person types a phrase: all of them are understood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from .chinese_wording import place_text
from .encoder_texts import is_known
from .lexicon_reader import colour_words, nouns, word_list
from .model import Area, Column, Frame, Language, Position, Row
from .target import Head, Target
from .wording import position_text
from .words.chinese_lexicon import chinese_list, noun_senses

# Of words that mean the same, so many are offered.
_SYNONYMS = 3
_CHINESE_RELATIONS = ("near", "inside", "outside", "between", "near_before", "far_before", "along_before")


def offered_words(language: Language, vocabulary: frozenset[str] | None = None) -> tuple[str, ...]:
    """Returns words and short sayings, things first, then colours, places, orders, traits and relations.

    Args:
        language: Which language they are of.
        vocabulary: Words that the model has learned; None: any. Things that it cannot find are left out.
    """
    words = _english(vocabulary) if language == "en" else _chinese(vocabulary)
    return tuple(dict.fromkeys(words))


def _english(vocabulary: frozenset[str] | None) -> Iterator[str]:
    yield from (word for word, (noun, _) in nouns().items() if _can_be_found(noun.category, vocabulary))
    yield from colour_words()
    yield from (position_text(position).removesuffix(" part") for position in _positions())
    for lists in word_list("ranks")["superlatives"].values():
        yield from (words[0] for words in lists.values())
    for kind in ("shapes", "sizes"):
        yield from (word for words in word_list("shapes")[kind].values() for word in words[:_SYNONYMS])
    relations = word_list("relations")
    yield from (word for words in relations["kinds"].values() for word in words[:_SYNONYMS])
    yield from (*relations["without"][:1], *relations["except"][:1])
    yield from (
        "all",
        "two",
        "three",
        "second",
        "third",
        "at least",
        "at most",
        "larger than",
        "smaller than",
    )


def _chinese(vocabulary: frozenset[str] | None) -> Iterator[str]:
    senses = noun_senses().items()
    yield from (word for word, noun in senses if noun.category and _can_be_found(noun.category, vocabulary))
    yield from (word for entry in chinese_list("colours")["colours"].values() for word in entry["words"])
    yield from (place_text(position) for position in _positions())
    for lists in chinese_list("ranks")["superlatives"].values():
        yield from (words[0] for words in lists.values())
    for kind in ("shapes", "sizes"):
        yield from (word for words in chinese_list("shapes")[kind].values() for word in words[:_SYNONYMS])
    relations = chinese_list("relations")
    yield from (word for name in _CHINESE_RELATIONS for word in relations[name][:_SYNONYMS])
    yield from ("所有", "两个", "三个", "第二大", "第三大", "至少", "不超过", "大于", "小于")


def _can_be_found(category: str, vocabulary: frozenset[str] | None) -> bool:
    return is_known(Target((Head(category, category),)), vocabulary)


def _positions() -> Iterator[Position]:
    """Yields places, those of the picture first and then those of the compass."""
    rows: tuple[Row | None, ...] = (None, "top", "bottom")
    columns: tuple[Column | None, ...] = (None, "left", "right")
    for frame in get_args(Frame):
        for area in get_args(Area):
            yield from _of_area(rows, columns, area, frame)
    yield Position("middle", "center")


def _of_area(
    rows: tuple[Row | None, ...], columns: tuple[Column | None, ...], area: Area, frame: Frame
) -> Iterator[Position]:
    for row in rows:
        for column in columns:
            sides = (row is not None) + (column is not None)
            fits = {"zone": sides > 0, "corner": sides != 1, "edge": sides < 2, "half": sides == 1}
            if fits.get(area, sides == 2):
                yield Position(row, column, area, frame)
