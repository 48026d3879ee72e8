"""Says counts, predicates and ranks in canonical words, which the reader reads back as the same values."""

from __future__ import annotations

from .model import Position, Predicate, Rank, RankKey, Shape, Size


def count_text(count: int | None) -> str:
    """Returns a count in words."""
    return "every one" if count is None else "one" if count == 1 else str(count)


def reads_as(meaning: Predicate | Rank) -> str:
    """Returns a predicate or rank in canonical words, such as "top left corner"."""
    if isinstance(meaning, Rank):
        return rank_text(meaning)
    if isinstance(meaning, Position):
        return position_text(meaning)
    if isinstance(meaning, (Shape, Size)):
        return meaning.name
    raise TypeError(f"no words for {type(meaning).__name__}")


def position_text(position: Position) -> str:
    """Returns a position as a noun phrase without article, such as "northern half"."""
    compass = position.frame == "compass"
    rows = {"top": "north", "bottom": "south", "middle": "middle"} if compass else {}
    columns = {"left": "west", "right": "east", "center": "center"} if compass else {}
    words: list[str] = []
    if position.row is not None and not (position.row == "middle" and position.column is not None):
        words.append(rows.get(position.row, position.row))
    if position.column is not None:
        words.append(columns.get(position.column, position.column))
    if position.row == "middle" and position.column in ("left", "right"):
        words.insert(0, "middle")
    if compass and position.row in ("top", "bottom") and position.column in ("left", "right"):
        words = ["-".join(words)]
    area = "part" if position.area == "zone" else position.area
    return " ".join([*words, area])


def rank_text(rank: Rank) -> str:
    """Returns a rank in words, such as "second largest"."""
    words: dict[tuple[RankKey, bool], str] = {
        ("area", True): "largest",
        ("area", False): "smallest",
        ("length", True): "longest",
        ("length", False): "shortest",
    }
    name = words.get((rank.by, rank.descending)) or _SIDES[rank.by]
    ordinals = (
        "",
        "second ",
        "third ",
        "fourth ",
        "fifth ",
        "sixth ",
        "seventh ",
        "eighth ",
        "ninth ",
        "tenth ",
    )
    return f"{ordinals[rank.ordinal - 1] if rank.ordinal <= len(ordinals) else ''}{name}"


_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

_SIDES: dict[RankKey, str] = {
    "left": "leftmost",
    "right": "rightmost",
    "top": "topmost",
    "bottom": "bottommost",
    "north": "northernmost",
    "south": "southernmost",
    "west": "westernmost",
    "east": "easternmost",
}
