"""Finds the longest entry of a word list that stands at a place in the tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .tokens import Token

Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class Match(Generic[Meaning]):
    """Says that the tokens up to ``end`` (exclusive) mean ``meaning``."""

    end: int
    meaning: Meaning


class WordIndex(Generic[Meaning]):
    """Finds the longest entry of a word list; no entry ends inside a hyphenated compound unless asked to."""

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
