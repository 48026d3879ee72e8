"""Matches Chinese places: "左上角", "北部", "左侧中部", "图像的右下方"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..model import Position, RankKey
from .chinese_words import Word

_CENTER = Position("middle", "center")
_IMAGE_SIDES: dict[str, RankKey] = {"top": "top", "bottom": "bottom", "left": "left", "right": "right"}
_GRID_SIDES: dict[str, RankKey] = {"top": "north", "bottom": "south", "left": "west", "right": "east"}


@dataclass(frozen=True)
class Place:
    """Holds a place as it stands.

    Attributes:
        end: Index after its last word.
        position: What it means in the scene.
        of_scene: True when it says so ("图像左侧").
    """

    end: int
    position: Position
    of_scene: bool


def place_at(words: Sequence[Word], at: int) -> Place | None:
    """Matches a place, with "图像的" before and "里", "处" behind it."""
    here = _after_scene(words, at)
    if here >= len(words) or not words[here].has("place"):
        return None
    position: Position = words[here].senses["place"]
    end = here + 1
    # "左侧中部边缘" has three; a bound keeps the reader linear.
    for _ in range(2):
        step = end + 1 if end + 1 < len(words) and words[end].has("de") else end
        if step >= len(words) or not words[step].has("place"):
            break
        joined = _joined(position, words[step].senses["place"])
        if joined is None:
            break
        position, end = joined, step + 1
    return Place(_after_inside(words, end), position, here > at)


def _after_scene(words: Sequence[Word], at: int) -> int:
    """Returns the index after "图像", "图中的", or ``at``."""
    if at >= len(words) or not words[at].has("scene"):
        return at
    here = at + 1
    if here < len(words) and words[here].has("within_scene") and not words[here].has("place"):
        here += 1
    return here + 1 if here < len(words) and words[here].has("de") else here


def _after_inside(words: Sequence[Word], at: int) -> int:
    """Returns the index after "里" or "处" behind a place, where it says nothing more."""
    if at < len(words) and (words[at].has("within_scene") or words[at].text in ("处", "位置")):
        following = words[at + 1] if at + 1 < len(words) else None
        if following is None or following.kind != "word" or following.has("de"):
            return at + 1
    return at


def _joined(first: Position, second: Position) -> Position | None:
    """Returns what two places say together: "左侧中部", "北侧边缘"; None where they do not go together."""
    if second == _CENTER or first == _CENTER:
        named = first if second == _CENTER else second
        if named.area == "zone" and (named.row is None) != (named.column is None):
            return replace(named, row=named.row or "middle", column=named.column or "center")
        return None
    if second.row is None and second.column is None and first.area == "zone":
        return replace(first, area=second.area)
    if first.frame == second.frame and first.area == second.area == "zone":
        if first.column is None and second.row is None:
            return replace(first, column=second.column)
        if first.row is None and second.column is None:
            return replace(first, row=second.row)
    return None


def side_of(position: Position) -> RankKey | None:
    """Returns the side a position names, None for corners and the middle."""
    sides = [side for side in (position.row, position.column) if side is not None]
    if len(sides) != 1 or sides[0] in ("middle", "center"):
        return None
    if position.frame == "compass":
        return _GRID_SIDES[sides[0]]
    return _IMAGE_SIDES[sides[0]]
