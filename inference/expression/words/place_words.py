"""Matches English words that name a place in the scene: "upper left", "far north-east", "of the image"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..lexicon_reader import word_list
from ..model import Area, Column, Frame, Position, Row
from .tokens import Token
from .word_index import Match, WordIndex

_ROWS: dict[str, Row] = {"top": "top", "bottom": "bottom"}
_COLUMNS: dict[str, Column] = {"left": "left", "right": "right"}


@dataclass
class _Words:
    """Gathers what the words of one place have said so far."""

    row: Row | None = None
    column: Column | None = None
    frame: Frame = "image"
    center: bool = False
    far: bool = False

    def add(self, entry: dict[str, str]) -> bool:
        """Adds a place word; returns False when it contradicts what is there."""
        row, column = entry.get("row"), entry.get("column")
        if (row and self.row and row != self.row) or (column and self.column and column != self.column):
            return False
        self.row = _ROWS[row] if row else self.row
        self.column = _COLUMNS[column] if column else self.column
        self.frame = "compass" if entry.get("frame") == "compass" else self.frame
        return True

    def position(self) -> Position | None:
        """Returns the position, None where nothing was said; "far left" is the edge."""
        row, column = self.row, self.column
        if self.center:
            row, column = row or "middle", column or "center"
        if row is None and column is None:
            return None
        return Position(row, column, "edge" if self.far else "zone", self.frame)


@cache
def index(key: str) -> WordIndex[Any]:
    """Returns the index of one list or mapping of the positions file."""
    entries = word_list("positions")[key]
    return WordIndex(entries if isinstance(entries, dict) else dict.fromkeys(entries, key))


def place(tokens: Sequence[Token], start: int) -> Match[Position] | None:
    """Matches place words, up to but without the word of area ("corner") that may follow."""
    words, here = _Words(), start
    far = index("far").match(tokens, here)
    if far is not None:
        here, words.far = far.end, True
    # "north-north-west part" has three; a bound keeps the reader linear.
    for _ in range(4):
        found = index("words").match(tokens, here, whole=False)
        center = index("center").match(tokens, here, whole=False)
        if found is not None and words.add(found.meaning):
            here = found.end
        elif center is not None and not words.center:
            here, words.center = center.end, True
        else:
            break
    position = words.position()
    if position is None or _is_no_place(tokens, here):
        return None
    if tokens[here - 1].glued and area(tokens, here) is None:
        return None
    return Match(here, position)


def area(tokens: Sequence[Token], start: int) -> Match[Area] | None:
    """Matches "side", "corner", "half" and their like, whole."""
    areas: dict[Area, list[str]] = word_list("positions")["areas"]
    if start < len(tokens) and tokens[start].kind == "word" and not tokens[start].glued:
        for name, words in areas.items():
            if tokens[start].word in words:
                return Match(start + 1, name)
    return None


def is_adverb(tokens: Sequence[Token], at: int) -> bool:
    """Returns True for the "right" of "right next to"."""
    following = tokens[at + 1].word if at + 1 < len(tokens) else ""
    return tokens[at].word == "right" and following in word_list("positions")["right_before"]


def scene_phrase(tokens: Sequence[Token], start: int) -> int | None:
    """Returns the index after "of the image", "in this picture" and their like, None where there is none."""
    if start >= len(tokens) or tokens[start].word not in ("in", "on", "within", "inside", "of", "from"):
        return None
    here = start + 1
    if here < len(tokens) and tokens[here].word in ("the", "a", "an", "this", "whole", "entire"):
        here += 1
    scene = index("scene").match(tokens, here)
    return scene.end if scene else None


def _is_no_place(tokens: Sequence[Token], end: int) -> bool:
    """Returns True before words such as "facing", which make a place word something else."""
    following = tokens[end].word if end < len(tokens) else ""
    return following in word_list("positions")["not_before"]
