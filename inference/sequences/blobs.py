"""Holds a small mask at its place on the steady grid."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in steady pixels."""


@dataclass(frozen=True)
class Blob:
    """Is a connected area of pixels.

    Args:
        mask: bool [h, w], never empty.
        left: Column of its first pixel.
        top: Row of its first pixel.
        strength: How clearly it differs from its surroundings, 0..1.
    """

    mask: NDArray[np.bool_]
    left: int
    top: int
    strength: float = 1.0

    @property
    def area_px(self) -> int:
        """Returns the number of its pixels."""
        return int(self.mask.sum())

    @property
    def box(self) -> Box:
        """Returns its bounds."""
        height, width = self.mask.shape
        return float(self.left), float(self.top), float(self.left + width), float(self.top + height)

    @property
    def centre(self) -> NDArray[np.float64]:
        """Returns the middle of its pixels, (column, row)."""
        rows, columns = np.nonzero(self.mask)
        return np.array([columns.mean() + 0.5 + self.left, rows.mean() + 0.5 + self.top])

    @property
    def length_px(self) -> float:
        """Returns the longer side of the smallest rectangle around it, turned as it fits best."""
        rows, columns = np.nonzero(self.mask)
        points = np.column_stack([columns, rows]).astype(np.float32)
        _, (width, height), _ = cv2.minAreaRect(points)
        return float(max(width, height)) + 1.0

    def moved(self, columns: float, rows: float) -> Blob:
        """Returns it shifted by whole pixels."""
        return Blob(self.mask, self.left + round(columns), self.top + round(rows), self.strength)


def trimmed(mask: NDArray[np.bool_], left: int, top: int, strength: float = 1.0) -> Blob | None:
    """Returns a mask as a blob without empty margins, or None where it is empty."""
    rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
    if not len(rows):
        return None
    inner = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Blob(inner, left + int(columns[0]), top + int(rows[0]), strength)


def overlap(first: Box, second: Box) -> float:
    """Returns the intersection over the union of two boxes."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return shared / (sum(areas) - shared)
