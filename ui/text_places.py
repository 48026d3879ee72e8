"""Places in a text: Python counts characters, Qt UTF-16 units, and rare characters are two of those."""

from __future__ import annotations

_UNIT_BYTES = 2
_ENCODING = "utf-16-le"


def to_qt(text: str, place: int) -> int:
    """Returns the place in Qt's count of a place in Python's."""
    return len(text[: max(0, place)].encode(_ENCODING, "surrogatepass")) // _UNIT_BYTES


def from_qt(text: str, place: int) -> int:
    """Returns the place in Python's count of a place in Qt's."""
    before = text.encode(_ENCODING, "surrogatepass")[: _UNIT_BYTES * max(0, place)]
    return len(before.decode(_ENCODING, "ignore"))
