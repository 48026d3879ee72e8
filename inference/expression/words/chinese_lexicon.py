"""Reads the Chinese word lists: their nouns and colours are tied to the English words that mean them."""

from __future__ import annotations

from functools import cache
from typing import Any

from ..lexicon_reader import Noun, nouns, word_list


def chinese_list(name: str) -> dict[str, Any]:
    """Returns one file of the Chinese lexicon as parsed JSON; callers must not change it."""
    return word_list(name, "zh")


@cache
def noun_senses() -> dict[str, Noun]:
    """Returns every Chinese noun with the English noun it means; without category where there is none."""
    targets = chinese_list("targets")
    found: dict[str, Noun] = {}
    for group in ("categories", "hypernyms"):
        for entries in targets[group].values():
            for english, words in entries.items():
                found.update(dict.fromkeys(words, nouns()[english][0]))
    for english, words in targets["others"].items():
        found.update(dict.fromkeys(words, Noun(english, english, "")))
    return found


@cache
def chinese_nouns() -> dict[str, str]:
    """Returns the Chinese word that is printed for each English noun."""
    targets = chinese_list("targets")
    groups = [*targets["categories"].values(), *targets["hypernyms"].values(), targets["others"]]
    return {english: words[0] for entries in groups for english, words in entries.items()}
