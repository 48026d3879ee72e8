"""What the page of clicks is given: values, never layers of results or messages of the engine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FrameRow:
    """Is one frame in the list.

    Attributes:
        name: Its name for people.
        time_text: When it was taken, in words; "" where nobody says.
        tooltip: More about it.
    """

    name: str
    time_text: str = ""
    tooltip: str = ""


@dataclass(frozen=True)
class ObjectRow:
    """Is one object that shall be followed.

    Attributes:
        object_id: Its number.
        frames: Numbers of the frames, from 1, that it was clicked in.
        state_text: What became of it, in words; "" for nothing yet.
    """

    object_id: int
    frames: tuple[int, ...]
    state_text: str = ""
