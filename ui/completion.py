"""Finds what could follow: known words for the word at the cursor, layer names after a bracket."""

from __future__ import annotations

import re
from dataclasses import dataclass

SHORTEST_PREFIX = 2
MOST = 12
_LATIN_TAIL = re.compile(r"[A-Za-z\u00c0-\u024f][\w'-]*$")
_HAN_TAIL = re.compile(r"[\u3400-\u9fff]+$")


@dataclass(frozen=True)
class Completion:
    """Is what could stand where something was begun.

    Attributes:
        start: Where the begun part starts.
        end: Where the cursor is.
        texts: What could stand there, the likeliest first.
    """

    start: int
    end: int
    texts: tuple[str, ...]


def completion_at(text: str, cursor: int, words: list[str], layer_names: list[str]) -> Completion | None:
    """Returns what could follow at a place of a phrase, or None."""
    before = text[:cursor]
    bracket = before.rfind("[")
    if bracket > before.rfind("]"):
        return _layers(before, bracket, layer_names)
    if cursor < len(text) and text[cursor].isalpha() and text[cursor].isascii():
        return None
    return _latin(before, words) or _han(before, words)


def completed(text: str, completion: Completion, chosen: str) -> tuple[str, int]:
    """Returns the phrase with what was chosen in place of what was begun, and where the cursor goes."""
    rest = text[completion.end :]
    if chosen.startswith("[") and rest.startswith("]"):
        rest = rest[1:]
    return text[: completion.start] + chosen + rest, completion.start + len(chosen)


def _layers(before: str, bracket: int, names: list[str]) -> Completion | None:
    begun = before[bracket + 1 :].casefold()
    starting = [name for name in names if name.casefold().startswith(begun)]
    holding = [name for name in names if begun in name.casefold() and name not in starting]
    return _of(bracket, len(before), [f"[{name}]" for name in starting + holding])


def _latin(before: str, words: list[str]) -> Completion | None:
    tail = _LATIN_TAIL.search(before)
    if tail is None or len(tail.group()) < SHORTEST_PREFIX:
        return None
    begun = tail.group().casefold()
    found = [word for word in words if word.casefold().startswith(begun) and len(word) > len(begun)]
    return _of(tail.start(), len(before), found)


def _han(before: str, words: list[str]) -> Completion | None:
    """Tries ever shorter tails, since nothing stands between Chinese words."""
    tail = _HAN_TAIL.search(before)
    if tail is None:
        return None
    for start in range(tail.start(), len(before)):
        begun = before[start:]
        found = [word for word in words if word.startswith(begun) and word != begun]
        if found:
            return _of(start, len(before), found)
    return None


def _of(start: int, end: int, texts: list[str]) -> Completion | None:
    return Completion(start, end, tuple(texts[:MOST])) if texts else None
