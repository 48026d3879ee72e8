"""Finds what differs from the usual look of a place: the median of its steady frames over time."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..errors import RasterError
from .blobs import Blob, trimmed
from .frames import FramePixels
from .registration import SteadyFrames

Place = tuple[int, int]

_SPAN = 40
"""Frames of one background; light and shadow change over longer times."""

_MOST_SAMPLES = 21
_SAMPLE_BYTES = 512 * 2**20
_PLAY_PX = 3
"""Side of the neighbourhood in which ground may shift unnoticed: registration is never perfect."""

_FLOOR = 14.0
_SPREAD_FACTOR = 2.5
_CLOSING_SHARE = 0.006
_FULL_STRENGTH = 60.0


@dataclass(frozen=True)
class Background:
    """Is how a place usually looks.

    Args:
        lowest: Least usual value around each pixel, uint8 [H, W, 3].
        highest: Greatest one.
        limit: Difference that each pixel needs to count, float32 [H, W].
        is_known: Where at least three frames show the ground, bool [H, W].
    """

    lowest: NDArray[np.uint8]
    highest: NDArray[np.uint8]
    limit: NDArray[np.float32]
    is_known: NDArray[np.bool_]


class Differences:
    """Finds what differs in each of the steady frames.

    Args:
        steady: The frames.
        least_area_px: Smaller blobs are noise.
    """

    def __init__(self, steady: SteadyFrames, least_area_px: int = 6) -> None:
        self._steady = steady
        self._least_area_px = least_area_px
        self._backgrounds: dict[int, Background] = {}
        self._blobs: dict[int, tuple[Blob, ...]] = {}

    def blobs(self, position: int) -> tuple[Blob, ...]:
        """Returns what differs in a frame.

        Raises:
            RasterError: The frame cannot be read.
        """
        if position not in self._blobs:
            pixels = self._steady.read(position)
            excess = self._excess(pixels, position)
            self._blobs[position] = _connected(excess, self._least_area_px)
        return self._blobs[position]

    def would_show(
        self, rgb: NDArray[np.uint8], mask: NDArray[np.bool_], corner: Place, position: int
    ) -> float:
        """Returns which share of an object's pixels would differ if it were somewhere, 0..1.

        Args:
            rgb: How it looks, uint8 [h, w, 3].
            mask: Which of these pixels are the object, bool [h, w].
            corner: Column and row of the first of them.
            position: Position of the frame.
        """
        background = self._background(position // _SPAN)
        rows = slice(max(0, corner[1]), corner[1] + rgb.shape[0])
        columns = slice(max(0, corner[0]), corner[0] + rgb.shape[1])
        there = Background(
            background.lowest[rows, columns],
            background.highest[rows, columns],
            background.limit[rows, columns],
            background.is_known[rows, columns],
        )
        top, left = rows.start - corner[1], columns.start - corner[0]
        height, width = there.limit.shape
        part = (slice(top, top + height), slice(left, left + width))
        known = mask[part] & there.is_known
        if not known.any():
            return 0.0
        return float((difference_of(rgb[part], there) > there.limit)[known].mean())

    def _excess(self, pixels: FramePixels, position: int) -> NDArray[np.float32]:
        """Returns by how much each pixel differs beyond its limit, negative where it does not."""
        background = self._background(position // _SPAN)
        smooth = _smooth(pixels)
        difference = difference_of(smooth, background)
        inner = cv2.erode((pixels.valid & background.is_known).astype(np.uint8), np.ones((5, 5), np.uint8))
        return np.where(inner == 1, difference - background.limit, -1.0).astype(np.float32)

    def _background(self, span: int) -> Background:
        if span not in self._backgrounds:
            self._backgrounds[span] = background_of(self._steady, span)
            while len(self._backgrounds) > 2:  # following goes forward and backward through neighbours
                del self._backgrounds[next(iter(self._backgrounds))]
        return self._backgrounds[span]


def difference_of(rgb: NDArray[np.uint8], background: Background) -> NDArray[np.float32]:
    """Returns by how much each pixel leaves the usual values around it, float32 [H, W]."""
    above = cv2.subtract(rgb, background.highest).max(axis=2)
    below = cv2.subtract(background.lowest, rgb).max(axis=2)
    return np.asarray(np.maximum(above, below), np.float32)


def background_of(steady: SteadyFrames, span: int) -> Background:
    """Returns the background of the frames of one span, or of more where there are few."""
    samples = _samples(steady, span)
    colours = np.stack([_smooth(pixels) for pixels in samples])
    valid = np.stack([pixels.valid for pixels in samples])
    middle = _median(colours, valid)
    kernel = np.ones((_PLAY_PX, _PLAY_PX), np.uint8)
    lowest = np.asarray(cv2.erode(middle, kernel), np.uint8)
    highest = np.asarray(cv2.dilate(middle, kernel), np.uint8)
    rough = Background(lowest, highest, np.zeros(middle.shape[:2], np.float32), np.asarray(valid.any(axis=0)))
    differences = np.stack([difference_of(colour, rough) for colour in colours])
    usual = np.median(differences, axis=0).astype(np.float32)
    # What sways, such as a tree, does so around the pixel, too.
    spread = cv2.GaussianBlur(cv2.dilate(usual, np.ones((5, 5), np.uint8)), (0, 0), 2)
    limit = (_FLOOR + _SPREAD_FACTOR * np.asarray(spread)).astype(np.float32)
    return Background(lowest, highest, limit, valid.sum(axis=0) >= min(3, len(samples)))


def _smooth(pixels: FramePixels) -> NDArray[np.uint8]:
    return np.asarray(cv2.GaussianBlur(pixels.rgb, (3, 3), 0), np.uint8)


def _samples(steady: SteadyFrames, span: int) -> list[FramePixels]:
    grid = steady.stack.grid
    most = max(5, min(_MOST_SAMPLES, _SAMPLE_BYTES // (grid.width_px * grid.height_px * 3)))
    last = min(len(steady), (span + 1) * _SPAN)
    first = max(0, min(span * _SPAN, last - _SPAN))
    positions = np.unique(np.linspace(first, last - 1, min(most, last - first)).round().astype(int))
    samples: list[FramePixels] = []
    error: RasterError | None = None
    for position in positions:
        try:
            samples.append(steady.read(int(position)))
        except RasterError as problem:
            error = problem
    if not samples and error is not None:
        raise error
    return samples


def _median(colours: NDArray[np.uint8], valid: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Returns the median over the valid frames, uint8 [H, W, 3], a few rows at a time."""
    median = np.zeros(colours.shape[1:], np.uint8)
    rows = max(1, 2_000_000 // max(1, colours[:, 0].size))
    for start in range(0, colours.shape[1], rows):
        part, is_valid = colours[:, start : start + rows], valid[:, start : start + rows]
        ordered = np.sort(np.where(is_valid[..., None], part, 255), axis=0)
        count = is_valid.sum(axis=0)
        index = np.maximum(0, (count - 1) // 2)[None, ..., None]
        median[start : start + rows] = np.take_along_axis(
            ordered, np.broadcast_to(index, (1, *part.shape[1:])), 0
        )[0]
    return median


def _connected(excess: NDArray[np.float32], least_area_px: int) -> tuple[Blob, ...]:
    """Returns connected areas of positive excess; near pieces of one object are joined."""
    different = (excess > 0).astype(np.uint8)
    side = max(3, int(_CLOSING_SHARE * min(excess.shape)) * 2 + 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    joined = cv2.morphologyEx(different, cv2.MORPH_CLOSE, kernel)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    blobs: list[Blob] = []
    for number in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[number])
        if area < least_area_px:
            continue
        part = (slice(top, top + height), slice(left, left + width))
        mask = labels[part] == number
        excesses = excess[part][mask & (different[part] == 1)]
        strength = min(1.0, float(excesses.mean()) / _FULL_STRENGTH)
        blob = trimmed(_filled(mask), left, top, strength)
        if blob is not None:
            blobs.append(blob)
    return tuple(blobs)


def _filled(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Returns a mask without holes: a windscreen as grey as the street belongs to the car."""
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros(mask.shape, np.uint8)
    cv2.drawContours(filled, outlines, -1, 1, cv2.FILLED)
    return np.asarray(filled == 1)
