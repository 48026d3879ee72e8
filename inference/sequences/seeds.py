"""Turns a click into an object of one frame: what a model sees there, what differs, or what is alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from ..clicks.prompts import Prompts
from .blobs import Blob, Box, trimmed
from .differencing import Differences
from .frames import FramePixels
from .registration import SteadyFrames
from .tracks import TRACKED, Sighting

_NEAR_PX = 6.0
_WINDOW_PX = 48
_TOLERANCES = (28, 18, 10)
_LARGEST_SHARE = 0.35
_REGION_SCORE = 0.5

Point = NDArray[np.float64]


class ClickModel(Protocol):
    """Finds what a click points at."""

    def at(
        self, pixels: FramePixels, prompts: Prompts, differing: Sequence[Blob]
    ) -> tuple[Blob, float] | None:
        """Returns the mask that prompts point at with its score, or None where there is none to trust.

        Args:
            pixels: The frame, steady.
            prompts: In steady pixels.
            differing: What differs in the frame: evidence that something there moves.
        """
        ...


def seed_at(
    steady: SteadyFrames,
    differences: Differences,
    position: int,
    prompts: Prompts,
    model: ClickModel | None = None,
) -> Sighting | None:
    """Returns what prompts, in steady pixels, point at in a frame, or None where there is nothing.

    Raises:
        RasterError: The frame cannot be read.
    """
    pixels = steady.read(position)
    point = np.array(prompts.centre)
    column, row = int(np.floor(point[0])), int(np.floor(point[1]))
    height, width = pixels.valid.shape
    if not (0 <= column < width and 0 <= row < height and pixels.valid[row, column]):
        return None
    differing = differences.blobs(position)
    if model is not None:
        answer = model.at(pixels, prompts, differing)
        if answer is not None:
            return Sighting(position, answer[0], answer[1], TRACKED, "model")
    blob = _nearest(differing, point)
    if blob is not None:
        return Sighting(position, blob, max(blob.strength, _REGION_SCORE), TRACKED, "difference")
    if prompts.box is not None:
        return Sighting(position, _boxed(prompts.box, pixels), _REGION_SCORE, TRACKED, "region")
    return Sighting(position, _alike(pixels, column, row), _REGION_SCORE, TRACKED, "region")


def _nearest(blobs: Sequence[Blob], point: Point) -> Blob | None:
    """Returns the blob under a point, or the nearest one a few pixels away."""
    best, least = None, _NEAR_PX
    for blob in blobs:
        rows, columns = np.nonzero(blob.mask)
        centres = np.column_stack([columns + blob.left + 0.5, rows + blob.top + 0.5])
        distance = float(np.linalg.norm(centres - point, axis=1).min())
        if distance < least:
            best, least = blob, distance
    return best


def _boxed(box: Box, pixels: FramePixels) -> Blob:
    """Returns the pixels in a box whose middle lies in the frame."""
    height, width = pixels.valid.shape
    left, top = max(0, int(box[0])), max(0, int(box[1]))
    right, bottom = min(width, max(left + 1, round(box[2]))), min(height, max(top + 1, round(box[3])))
    return Blob(np.ones((bottom - top, right - left), bool), left, top)


def _alike(pixels: FramePixels, column: int, row: int) -> Blob:
    """Returns the pixels around a point that are coloured as it is, as long as they stay an object."""
    left, top = max(0, column - _WINDOW_PX), max(0, row - _WINDOW_PX)
    window = pixels.rgb[top : row + _WINDOW_PX, left : column + _WINDOW_PX].copy()
    for tolerance in _TOLERANCES:
        filled = np.zeros((window.shape[0] + 2, window.shape[1] + 2), np.uint8)
        flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (255 << 8)
        level = (tolerance,) * 3
        cv2.floodFill(window, filled, (column - left, row - top), (0, 0, 0), level, level, flags)
        inner = filled[1:-1, 1:-1]
        inner = cv2.morphologyEx(inner, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        if 0 < (inner > 0).mean() <= _LARGEST_SHARE:
            blob = trimmed(np.asarray(inner > 0), left, top)
            if blob is not None:
                return blob
    side = 3
    mask = np.ones((min(side, pixels.valid.shape[0]), min(side, pixels.valid.shape[1])), bool)
    return Blob(mask, max(0, column - 1), max(0, row - 1))
