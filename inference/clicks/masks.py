"""Chooses, of what a model sees, the object that prompts point at."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .prompts import Prompts

_NEAR_SHARE = 0.02
"""Share of the view's side that a mask may begin beside its click: outlines of small things are not exact."""

_PART_SHARE = 0.25
"""Share of the largest part that another part in a box needs to belong to the object."""


def object_at(logits: NDArray[np.float32], valid: NDArray[np.bool_], local: Prompts) -> NDArray[np.uint8]:
    """Returns the probability 0..255 of the pixels of the object that is pointed at, and 0 elsewhere."""
    probability = np.where(valid, 255 / (1 + np.exp(-np.clip(logits, -30, 30))), 0).round().astype(np.uint8)
    inside = (probability > 127).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=4)
    if count == 1:
        return np.zeros_like(probability)
    chosen = _parts(np.asarray(labels), np.asarray(stats), local)
    if not chosen:
        return np.zeros_like(probability)
    mine = np.isin(labels, chosen)
    # The pixels around it say where between two of them the outline runs.
    around = cv2.dilate(mine.astype(np.uint8), np.ones((3, 3), np.uint8)) == 1
    keep = mine | (around & (inside == 0))
    return np.where(keep, probability, 0).astype(np.uint8)


def _parts(labels: NDArray[np.int32], stats: NDArray[np.int32], local: Prompts) -> list[int]:
    """Returns the connected parts that belong to the object."""
    height, width = labels.shape
    wanted = [(x, y) for x, y, sign in local.points if sign > 0]
    if wanted:
        reach = max(2, round(_NEAR_SHARE * max(height, width)))
        under = {_nearest_part(labels, x, y, reach) for x, y in wanted}
        return sorted(part for part in under if part)
    left, top, right, bottom = (round(value) for value in local.box or (0, 0, width, height))
    within = labels[max(0, top) : max(1, bottom), max(0, left) : max(1, right)]
    areas = np.bincount(within.ravel(), minlength=len(stats))
    areas[0] = 0
    largest = int(areas.max(initial=0))
    return [int(part) for part in np.flatnonzero(areas >= max(1.0, _PART_SHARE * largest))]


def _nearest_part(labels: NDArray[np.int32], x: float, y: float, reach: int) -> int:
    """Returns the part under a place, else the nearest one within reach, 0 where there is none."""
    height, width = labels.shape
    column, row = min(max(0, int(x)), width - 1), min(max(0, int(y)), height - 1)
    if labels[row, column]:
        return int(labels[row, column])
    top, left = max(0, row - reach), max(0, column - reach)
    near = labels[top : row + reach + 1, left : column + reach + 1]
    rows, columns = np.nonzero(near)
    if not len(rows):
        return 0
    distance = (rows + top - row) ** 2 + (columns + left - column) ** 2
    closest = int(distance.argmin())
    return int(near[rows[closest], columns[closest]]) if distance[closest] <= reach**2 else 0


def is_cut(probability: NDArray[np.uint8], ends: tuple[bool, bool, bool, bool]) -> bool:
    """Says whether an object touches a side of its view where the raster goes on."""
    inside = probability > 127
    sides = (inside[:, 0], inside[0], inside[:, -1], inside[-1])
    return any(bool(side.any()) and not is_end for side, is_end in zip(sides, ends, strict=True))


def length_px(probability: NDArray[np.uint8]) -> float:
    """Returns the longer side of the box around an object, 0 where there is none."""
    rows, columns = np.nonzero(probability > 127)
    if not len(rows):
        return 0.0
    return float(max(np.ptp(rows), np.ptp(columns)) + 1)
