"""Holds the object that is being clicked: every prompt with its answer, so that steps can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...inference.click_messages import Clicked
from ...inference.protocol import Bounds

ON_IT, BESIDE_IT = 1, -1


@dataclass(frozen=True)
class Prompts:
    """Is what was said about an object, in the CRS of the raster.

    Attributes:
        points: x, y and `ON_IT` or `BESIDE_IT`, in the order of the clicks.
        box: Around it; None for none.
    """

    points: tuple[tuple[float, float, int], ...] = ()
    box: Bounds | None = None

    @property
    def can_be_asked(self) -> bool:
        """Says whether an object is meant: what lies beside it does not tell where it is."""
        return self.box is not None or any(sign == ON_IT for _, _, sign in self.points)


@dataclass(frozen=True)
class _Step:
    prompts: Prompts
    answer: Clicked | None = None


class PendingObject:
    """Is shown and not kept yet."""

    def __init__(self) -> None:
        self._steps: list[_Step] = []

    @property
    def prompts(self) -> Prompts:
        """Returns what was said so far."""
        return self._steps[-1].prompts if self._steps else Prompts()

    @property
    def is_empty(self) -> bool:
        """Says whether nothing was said."""
        return not self._steps

    @property
    def answer(self) -> Clicked | None:
        """Returns the answer to what was said last; None while it is not there."""
        return self._steps[-1].answer if self._steps else None

    @property
    def shown(self) -> Clicked | None:
        """Returns the newest answer that there is: what the map shows meanwhile."""
        return next((step.answer for step in reversed(self._steps) if step.answer is not None), None)

    @property
    def refined(self) -> str:
        """Returns the token of the answer that the next one refines; "" for none."""
        before = self._steps[-2].answer if len(self._steps) > 1 else None
        return before.token if before is not None else ""

    def add_point(self, x: float, y: float, sign: int) -> None:
        """Adds a click."""
        now = self.prompts
        self._steps.append(_Step(replace(now, points=(*now.points, (x, y, sign)))))

    def set_box(self, box: Bounds) -> None:
        """Puts a box around it, in place of a former one."""
        self._steps.append(_Step(replace(self.prompts, box=box)))

    def take_answer(self, prompts: Prompts, answer: Clicked) -> None:
        """Keeps the answer with what it answers, unless that was taken back meanwhile."""
        for place, step in enumerate(self._steps):
            if step.prompts == prompts:
                self._steps[place] = replace(step, answer=answer)

    def undo(self) -> bool:
        """Takes the last step back and says whether there was one."""
        if not self._steps:
            return False
        self._steps.pop()
        return True

    def clear(self) -> None:
        """Forgets the object."""
        self._steps.clear()
