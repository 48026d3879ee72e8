"""Reads the word lists in ``lexicon/en`` and ``lexicon/zh``, the single source of what is known of words.

The phrase reader matches a person's words against them; the training phrases are written with them, so
that whatever the reader hands to the model's text encoder is a word the encoder has seen. Pure standard
library; nothing is read from disk before the first call.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Number = Literal["singular", "plural", "either"]

_FOLDER = Path(__file__).with_name("lexicon")


@dataclass(frozen=True)
class Noun:
    """Names a thing in both numbers.

    Attributes:
        singular: Lower case, words separated by one space.
        plural: The same; equal to ``singular`` for words such as "aircraft".
        category: Canonical category or hypernym, such as "building" or "vehicle".
        mass: True for stuff ("water"), whose singular does not mean one thing.
    """

    singular: str
    plural: str
    category: str
    mass: bool = False


@cache
def word_list(name: str, language: Literal["en", "zh"] = "en") -> dict[str, Any]:
    """Returns one lexicon file as parsed JSON; callers must not change it."""
    with (_FOLDER / language / f"{name}.json").open(encoding="utf-8") as stream:
        parsed: dict[str, Any] = json.load(stream)
    return parsed


def categories() -> tuple[str, ...]:
    """Returns the canonical target categories, such as "building"."""
    return tuple(word_list("targets")["categories"])


def hypernyms() -> dict[str, tuple[str, ...]]:
    """Returns each hypernym with the categories it covers, such as vehicle -> car, truck, bus."""
    return {name: tuple(entry["members"]) for name, entry in word_list("targets")["hypernyms"].items()}


def colours() -> tuple[str, ...]:
    """Returns the canonical colours, such as "red"."""
    return tuple(word_list("colours")["colours"])


def training_nouns(category: str) -> tuple[Noun, ...]:
    """Returns the nouns training phrases may use for a category or hypernym; the canonical one is first."""
    return tuple(_noun(pair, category) for pair in _entry(category)["nouns"])


def training_colour_words(colour: str) -> tuple[str, ...]:
    """Returns the words training phrases may use for a canonical colour; the canonical one is first."""
    return tuple(word_list("colours")["colours"][colour]["words"])


def canonical_category(word: str) -> str | None:
    """Returns the category or hypernym a noun means in either number, or None where it is unknown."""
    found = nouns().get(_spaced(word))
    return found[0].category if found else None


def canonical_colour(word: str) -> str | None:
    """Returns the canonical colour a word means, or None where it is unknown."""
    return colour_words().get(_spaced(word))


@cache
def known_words() -> frozenset[str]:
    """Returns every single word that occurs in a target noun or a colour, lower case."""
    phrases = [*nouns(), *colour_words()]
    return frozenset(word for phrase in phrases for word in phrase.split())


@cache
def nouns() -> dict[str, tuple[Noun, Number]]:
    """Returns every target noun in each number it has, with the number that form states."""
    targets = word_list("targets")
    found: dict[str, tuple[Noun, Number]] = {}
    for category in (*targets["categories"], *targets["hypernyms"]):
        entry = _entry(category)
        for pair in (*entry["nouns"], *entry["reading_only"]):
            noun = _noun(pair, category)
            # A second plural ("rooves") must not replace the noun that its singular already names.
            first = found.get(noun.singular, (noun, "singular"))[0]
            if noun.singular == noun.plural:
                found.setdefault(noun.singular, (first, "either"))
            else:
                found.setdefault(noun.singular, (first, "singular"))
                found.setdefault(noun.plural, (first, "plural"))
    return found


@cache
def colour_words() -> dict[str, str]:
    """Returns every colour word, synonyms included, with the canonical colour it means."""
    entries = word_list("colours")["colours"]
    return {
        word: colour
        for colour, entry in entries.items()
        for word in (*entry["words"], *entry["reading_only"])
    }


def _entry(category: str) -> dict[str, Any]:
    """Returns the raw entry of a category or hypernym."""
    targets = word_list("targets")
    entry: dict[str, Any] = targets["categories"].get(category) or targets["hypernyms"][category]
    return entry


def _noun(pair: list[str], category: str) -> Noun:
    """Builds a noun from its [singular, plural] pair."""
    return Noun(pair[0], pair[1], category, mass=pair[0] in word_list("targets")["mass"])


def _spaced(word: str) -> str:
    """Returns a word as the lexicon writes it: lower case, hyphens as spaces."""
    return " ".join(word.lower().replace("-", " ").split())
