"""Says which predicate a superlative means where it picks no number: "the largest buildings" are large."""

from __future__ import annotations

from ..model import Frame, Position, Predicate, Rank, Shape, Size


def predicate_of(rank: Rank) -> Predicate | None:
    """Returns the predicate that a superlative means when it picks no number; None where there is none."""
    if rank.by == "area":
        return Size("large" if rank.descending else "small")
    if rank.by == "length":
        return Shape("long") if rank.descending else Size("small")
    if rank.by in ("width", "perimeter", "distance"):
        return None
    frame: Frame = "compass" if rank.by in ("north", "south", "west", "east") else "image"
    if rank.by in ("top", "north"):
        return Position("top", None, "edge", frame)
    if rank.by in ("bottom", "south"):
        return Position("bottom", None, "edge", frame)
    return Position(None, "left" if rank.by in ("left", "west") else "right", "edge", frame)
