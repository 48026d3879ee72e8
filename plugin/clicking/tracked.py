"""Holds the objects that shall be followed: where each was clicked, frame by frame."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import QgsGeometry

from ...inference.click_messages import TrackClick
from ...ui.click_values import ObjectRow
from ..results.shapes import shape_of
from .pending import Prompts


class TrackedObjects:
    """Numbers objects from 1; a number that was removed is not given again."""

    def __init__(self) -> None:
        self._clicks: dict[int, dict[int, TrackClick]] = {}
        self._steps: list[tuple[int, int, TrackClick | None]] = []
        self._last = 0

    @property
    def numbers(self) -> tuple[int, ...]:
        """Returns the numbers of the objects."""
        return tuple(self._clicks)

    @property
    def can_undo(self) -> bool:
        """Says whether there is a step to take back."""
        return bool(self._steps)

    def frames_of(self, object_id: int) -> tuple[int, ...]:
        """Returns the frames, from 0, that an object was clicked in."""
        return tuple(sorted(self._clicks.get(object_id, {})))

    def accept(self, object_id: int, frame: int, wkb: str, prompts: Prompts) -> int:
        """Keeps an outline and returns the number of its object.

        Args:
            object_id: The object that it corrects; 0 or one that is not there begins a new one.
            frame: Number of the frame, from 0.
            wkb: The outline.
            prompts: What it came from.
        """
        if object_id not in self._clicks:
            self._last += 1
            object_id = self._last
        of_frames = self._clicks.setdefault(object_id, {})
        self._steps.append((object_id, frame, of_frames.get(frame)))
        of_frames[frame] = TrackClick(object_id, frame, prompts.points, prompts.box, wkb)
        return object_id

    def undo(self) -> bool:
        """Takes the last step back and says whether there was one."""
        if not self._steps:
            return False
        object_id, frame, former = self._steps.pop()
        of_frames = self._clicks.get(object_id, {})
        if former is not None:
            of_frames[frame] = former
        else:
            of_frames.pop(frame, None)
            if not of_frames:
                self._clicks.pop(object_id, None)
        return True

    def remove(self, object_id: int) -> None:
        """Forgets an object."""
        self._clicks.pop(object_id, None)
        self._steps = [step for step in self._steps if step[0] != object_id]

    def clear(self) -> None:
        """Forgets all objects."""
        self._clicks.clear()
        self._steps.clear()
        self._last = 0

    def clicks(self) -> tuple[TrackClick, ...]:
        """Returns every click, object by object, in the order of the frames."""
        return tuple(
            self._clicks[number][frame] for number in self._clicks for frame in self.frames_of(number)
        )

    def rows(self, fates: Mapping[int, str]) -> list[ObjectRow]:
        """Returns the objects for people, with what became of them in a run; frames count from 1."""
        return [
            ObjectRow(number, tuple(frame + 1 for frame in self.frames_of(number)), fates.get(number, ""))
            for number in self.numbers
        ]

    def shape_in(self, frame: int) -> QgsGeometry:
        """Returns the outlines of all objects that were clicked in a frame, as one."""
        shapes = [shape_of(of_frames[frame].wkb) for of_frames in self._clicks.values() if frame in of_frames]
        shapes = [shape for shape in shapes if not shape.isNull()]
        return QgsGeometry.collectGeometry(shapes) if shapes else QgsGeometry()
