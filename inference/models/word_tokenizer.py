"""Splits phrases into the words that a small text tower has learned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PAD, END, UNKNOWN = 0, 1, 2
FIRST_WORD = 3
_WORD = re.compile(r"[^\W_]+")


def split_words(phrase: str) -> list[str]:
    """Returns the lower-case words of a phrase; hyphens and punctuation separate words."""
    return _WORD.findall(phrase.lower())


@dataclass(frozen=True)
class WordTokenizer:
    """Maps known words to ids; padding always reaches `length`, so a phrase never depends on its batch.

    Attributes:
        words: Known words; the id of a word is its index plus `FIRST_WORD`.
        length: Number of token positions.
    """

    words: tuple[str, ...]
    length: int

    @property
    def size(self) -> int:
        """Returns the number of ids, special ones included."""
        return len(self.words) + FIRST_WORD

    def unknown_words(self, phrase: str) -> tuple[str, ...]:
        """Returns the words of a phrase that the model has never seen, in order, once each."""
        known = set(self.words)
        return tuple(dict.fromkeys(word for word in split_words(phrase) if word not in known))

    def encode(self, phrases: Sequence[str]) -> NDArray[np.int64]:
        """Returns token ids, shape [P, length], int64.

        Words come first, then padding; the last position is always the end token, which the text
        tower pools. Words beyond the length are cut.
        """
        index = {word: position + FIRST_WORD for position, word in enumerate(self.words)}
        ids = np.full((len(phrases), self.length), PAD, dtype=np.int64)
        for row, phrase in enumerate(phrases):
            tokens = [index.get(word, UNKNOWN) for word in split_words(phrase)][: self.length - 1]
            ids[row, : len(tokens)] = tokens
            ids[row, -1] = END
        return ids
