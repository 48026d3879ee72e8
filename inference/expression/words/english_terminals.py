"""Holds an English phrase's terminals while they are settled, and the sets of tags that rules ask for."""

from __future__ import annotations

from collections.abc import Callable

from ..lexicon_reader import word_list
from .tagged import Tagged

NAMES = frozenset({"NOUN", "WORD", "COLOUR", "SHADE", "TRAIT", "PRONOUN", "PLACED", "MEASURED"})
ADJECTIVES = frozenset({"COLOUR", "SHADE", "TRAIT", "PLACED", "MEASURED", "ORDINAL", "SUPERLATIVE"})
ARTICLES = frozenset({"THE", "A"})
PHRASE = NAMES | ARTICLES | {"EVERY", "NUMBER", "ORDINAL", "SUPERLATIVE", "GROUP", "LAYER"}
ENDS_NAME = frozenset({"NOUN", "WORD", "PRONOUN", "LAYER"})
SAYS = frozenset(
    {"AT", "PLACE", "RELATION", "COMPARE", "QUANTITY", "RANGE", "KEY", "NOT", "CLOSEST", "FROMSIDE", "TO"}
)


class EnglishTerminals:
    """Holds the terminals of one phrase."""

    def __init__(self, found: list[Tagged]) -> None:
        self._all = found
        self._first_stop = -1

    def _each(self, step: Callable[[int], Tagged]) -> None:
        for at in range(len(self._all)):
            self._all[at] = step(at)

    def _tag(self, at: int) -> str:
        """Returns the tag at a place; "" outside the phrase."""
        return self._all[at].tag if 0 <= at < len(self._all) else ""

    def _word(self, at: int) -> str:
        return self._all[at].word if 0 <= at < len(self._all) else ""

    def _is_plain(self, at: int) -> bool:
        """Returns True for a part of a noun phrase that goes on after an adjective."""
        if self._tag(at) == "WORD":
            return not self._is_trailing(at)
        return self._tag(at) in NAMES | {"NUMBER", "SUPERLATIVE", "ORDINAL", "QUANTITY"}

    def _is_trailing(self, at: int) -> bool:
        """Returns True for a word that behind a noun begins something new: "turning", "there"."""
        word, lists = self._word(at), word_list("grammar")
        return (len(word) > 4 and word.endswith(tuple(lists["trailing_endings"]))) or word in lists[
            "trailing"
        ]
