"""Makes the prompts of a training step: where a person would click, and click again to mend the answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .click_sampling import UNKNOWN, inner_point

# The first prompt of an object: one click, or a box, or both; boxes of people are a little off.
CLICK_SHARE, BOX_SHARE = 0.75, 0.17
BOX_ERROR = 0.06
MOST_POINTS = 4


@dataclass
class ClickRound:
    """Holds the prompts of N objects as they grow from one answer to the next.

    Attributes:
        xy_px: Shape [N, MOST_POINTS, 2], float32.
        signs: Shape [N, MOST_POINTS], int64; -1 fills up.
        boxes: Shape [N, 4], float32; not a number where there is none.
    """

    xy_px: NDArray[np.float32]
    signs: NDArray[np.int64]
    boxes: NDArray[np.float32]

    @staticmethod
    def begin(masks: NDArray[np.uint8], random: Generator) -> ClickRound:
        """Returns the first prompt of each object.

        Args:
            masks: uint8, shape [N, S, S]: 1 the object, 0 not, 255 unknown.
            random: Chooses kinds and places.
        """
        count = len(masks)
        made = ClickRound(
            np.zeros((count, MOST_POINTS, 2), np.float32),
            np.full((count, MOST_POINTS), -1, np.int64),
            np.full((count, 4), np.nan, np.float32),
        )
        for number, mask in enumerate(masks == 1):
            kind = random.random()
            if kind < CLICK_SHARE or kind >= CLICK_SHARE + BOX_SHARE:
                made._add(number, inner_point(mask, random), 1)
            if kind >= CLICK_SHARE:
                made.boxes[number] = _drawn_box(mask, random)
        return made

    def mend(self, masks: NDArray[np.uint8], answers: NDArray[np.bool_], random: Generator) -> None:
        """Adds a click to each object where the answer is most wrong."""
        for number, (mask, answer) in enumerate(zip(masks, answers, strict=True)):
            known = mask != UNKNOWN
            missing, surplus = (mask == 1) & ~answer & known, (mask != 1) & answer & known
            sign = 1 if missing.sum() >= surplus.sum() else 0
            wrong = missing if sign else surplus
            if wrong.any():
                self._add(number, inner_point(wrong, random), sign)

    def _add(self, number: int, point: tuple[float, float], sign: int) -> None:
        free = np.flatnonzero(self.signs[number] < 0)
        if len(free):
            self.xy_px[number, free[0]] = point
            self.signs[number, free[0]] = sign


def _drawn_box(mask: NDArray[np.bool_], random: Generator) -> NDArray[np.float32]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1], np.float32)
    sides = np.array([box[2] - box[0], box[3] - box[1]] * 2)
    error = random.normal(0, BOX_ERROR, 4) * sides + random.normal(0, 0.5, 4)
    return np.asarray(np.clip(box + error, 0, mask.shape[0]), dtype=np.float32)
