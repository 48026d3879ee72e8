"""Reads when a frame was taken, from what its file says or from its name, and puts frames in order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

# Acquisition comes first: the general tag often only says when a program wrote the file.
_ACQUIRED = re.compile(r"acqui|datetimeoriginal|sensing|observation|(^|_)dim_time$", re.IGNORECASE)
_GENERAL = re.compile(r"date|time", re.IGNORECASE)
_MOMENT = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_:./]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])"
    r"(?:[T _-]?([01]\d|2[0-3])[-_:]?([0-5]\d)[-_:]?([0-5]\d(?:\.\d{1,6})?))?(?!\d)"
)
_NUMBER = re.compile(r"\d+")


def moment_in(text: str) -> datetime | None:
    """Returns the first date, with its time of day where there is one, that a text holds; in UTC."""
    for found in _MOMENT.finditer(text):
        year, _, month, day, hour, minute, second = found.groups()
        try:
            day_start = datetime(int(year), int(month), int(day), tzinfo=timezone.utc)
        except ValueError:
            continue  # such as the 31st of February
        if hour is None:
            return day_start
        whole, _, fraction = second.partition(".")
        return day_start.replace(
            hour=int(hour), minute=int(minute), second=int(whole), microsecond=int(fraction.ljust(6, "0"))
        )
    return None


def moment_of_text(text: str) -> datetime:
    """Returns the moment that ISO 8601 text states, in UTC; without a zone it is taken as that.

    Raises:
        ValueError: It states none.
    """
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)


def moment_of_tags(tags: Mapping[str, str]) -> datetime | None:
    """Returns when a frame was taken, as its metadata say, or None where they do not."""
    for pattern in (_ACQUIRED, _GENERAL):
        for key, value in tags.items():
            moment = moment_in(str(value)) if pattern.search(key) else None
            if moment is not None:
                return moment
    return None


def moments_that_order(moments: Sequence[datetime | None]) -> bool:
    """Says whether every frame has a moment and not all of them are the same one."""
    known = [moment for moment in moments if moment is not None]
    return len(known) == len(moments) and len(set(known)) > 1


def numbers_that_order(names: Sequence[str]) -> list[int] | None:
    """Returns the one number in which names differ, such as 7 and 12 of `a7.png` and `a12.png`, else None."""
    parts = [_NUMBER.split(name) for name in names]
    if len(names) < 2 or any(part != parts[0] for part in parts):
        return None
    columns = list(zip(*([int(number) for number in _NUMBER.findall(name)] for name in names), strict=True))
    differing = [column for column in columns if len(set(column)) > 1]
    if len(differing) != 1 or len(set(differing[0])) < len(names):
        return None
    return list(differing[0])


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """Returns what sorts `a7` before `a12`."""
    pieces = re.split(r"(\d+)", name.lower())
    return tuple((int(piece), "") if piece.isdigit() else (-1, piece) for piece in pieces)
