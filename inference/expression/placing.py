"""Reads position phrases: "top-left", "in the upper right corner", "on the west side of the image"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .lexicon_reader import word_list
from .model import Area, Column, Frame, Position, Row
from .rules import Match, index
from .tokens import Token


@dataclass(frozen=True)
class Placing:
    """Holds a position phrase as it stands.

    Attributes:
        position: What it means in the scene.
        relative: True when it is a place of something else ("the west side of the courtyard"); then
            ``position`` says nothing about the scene.
        has_noun: True when an area word ends it ("part", "corner"), so that no noun can follow.
        has_preposition: True when "in", "on", ... begins it.
    """

    position: Position
    relative: bool
    has_noun: bool
    has_preposition: bool


@dataclass
class _Words:
    """Gathers what the words of one position phrase have said so far."""

    row: Row | None = None
    column: Column | None = None
    frame: Frame = "image"
    area: Area | None = None
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
        """Returns the position, None where nothing was said."""
        row, column = self.row, self.column
        if self.center:
            row, column = row or "middle", column or "center"
        if row is None and column is None and self.area not in ("edge", "corner"):
            return None
        area = self.area or "zone"
        if area == "zone" and self.far:
            area = "edge"
        return Position(row, column, area, self.frame)


_ROWS: dict[str, Row] = {"top": "top", "bottom": "bottom"}
_COLUMNS: dict[str, Column] = {"left": "left", "right": "right"}


def placing(tokens: Sequence[Token], start: int) -> Match[Placing] | None:
    """Matches a position phrase with or without a preposition, and a following "of the image"."""
    preposition = index("positions", "prepositions").match(tokens, start)
    here = _after_article(tokens, preposition.end if preposition else start)
    words = _Words()
    here = _read_places(tokens, here, words)
    area = _area(tokens, here)
    if area is not None:
        here, words.area = area.end, area.meaning
    position = words.position()
    if position is None or tokens[here - 1].glued or _is_no_place(tokens, start, here, words):
        return None
    scene = _of_scene(tokens, here)
    relative = scene == here and _says(tokens, here, "of")
    return Match(scene, Placing(position, relative, area is not None, preposition is not None))


def scene_phrase(tokens: Sequence[Token], start: int) -> int:
    """Returns the index after "in the image" and its like, or ``start`` where there is none."""
    if not any(_says(tokens, start, word) for word in ("in", "on", "within", "inside", "of")):
        return start
    return _scene_end(tokens, start + 1) or start


def _read_places(tokens: Sequence[Token], start: int, words: _Words) -> int:
    """Reads place words one after the other into ``words``; returns the index after the last."""
    here = start
    far = index("positions", "far").match(tokens, here)
    if far is not None:
        here, words.far = far.end, True
    # "north-north-west part" has three; a bound keeps the reader linear.
    for _ in range(4):
        place = index("positions", "words").match(tokens, here, whole=False)
        center = index("positions", "center").match(tokens, here, whole=False)
        if place is not None and words.add(place.meaning):
            here = place.end
        elif center is not None and not words.center:
            here, words.center = center.end, True
        else:
            break
    return here


def _area(tokens: Sequence[Token], start: int) -> Match[Area] | None:
    """Matches "side", "corner", "half", ..., also after a hyphen."""
    areas: dict[Area, list[str]] = word_list("positions")["areas"]
    if start < len(tokens) and tokens[start].kind == "word":
        for area, words in areas.items():
            if tokens[start].word in words:
                return Match(start + 1, area)
    return None


def _is_no_place(tokens: Sequence[Token], start: int, end: int, words: _Words) -> bool:
    """Returns True where place words mean something else: "right next to", "south facing"."""
    following = tokens[end].word if end < len(tokens) else ""
    if following in word_list("positions")["not_before"]:
        return True
    alone = end == start + 1 and tokens[start].word == "right"
    return alone and following in word_list("positions")["right_before"]


def _of_scene(tokens: Sequence[Token], start: int) -> int:
    """Returns the index after "of the image" or "in the image", or ``start``."""
    if _says(tokens, start, "of") or _says(tokens, start, "in"):
        return _scene_end(tokens, start + 1) or start
    return start


def _scene_end(tokens: Sequence[Token], start: int) -> int | None:
    """Returns the index after "the image", None when something else stands there."""
    scene = index("positions", "scene").match(tokens, _after_article(tokens, start))
    return scene.end if scene else None


def _after_article(tokens: Sequence[Token], start: int) -> int:
    """Returns the index after an article, or ``start``."""
    return (
        start + 1 if any(_says(tokens, start, word) for word in ("the", "a", "an", "this", "its")) else start
    )


def _says(tokens: Sequence[Token], at: int, word: str) -> bool:
    """Returns True when the token there is the given word."""
    return at < len(tokens) and tokens[at].word == word
