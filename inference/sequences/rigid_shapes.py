"""Gives things that keep their shape, such as vehicles, that shape in the frames that showed it badly.

A car is some dozens of pixels in most imagery: shadows, neighbours and ground of its own colour spoil one
outline in ten. What most frames agree on, turned into the direction of travel, is better than any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .blobs import Blob, trimmed
from .tracks import ACCEPTED, TRACKED, UNCERTAIN, Sighting, Track, path_px

FEWEST = 6
"""Good sightings that a shape is taken from at least."""

METHOD = "shape"

_FINENESS = 2
_SPAN = 3
_MOVES_SHARE = 0.5
_AREA_RANGE = (0.6, 1.6)
_RIGID_IOU = 0.65
_LIKE_ENOUGH = 0.7
_AWAY_WEIGHT = 0.3

Mask = NDArray[np.float32]


def keep_shape(track: Track) -> Track:
    """Returns a track in which outlines that leave the object's usual shape are replaced by that shape.

    Objects that have no usual shape stay as they are; so do outlines beside a gap, where a part is hidden.

    Args:
        track: One object.
    """
    seen = [one for one in track.sightings if one.state in (TRACKED, UNCERTAIN)]
    good = [one for one in seen if one.state == TRACKED]
    if len(good) < FEWEST:
        return track
    headings = _headings(seen)
    side = 2 * int(np.ceil(1.2 * max(one.blob.length_px for one in good))) + 1
    areas = np.array([one.blob.area_px for one in good], float)
    low, high = (share * float(np.median(areas)) for share in _AREA_RANGE)
    usual = [one for one in good if low <= one.blob.area_px <= high]
    aligned = np.stack([_aligned(one.blob, headings[one.position], side) for one in usual])
    shape = (aligned.mean(axis=0) > 0.5).astype(np.float32)
    if not shape.any() or float(np.median([_iou(one > 0.5, shape > 0.5) for one in aligned])) < _RIGID_IOU:
        return track
    spoiled = {
        one.position: one
        for one in seen
        if one.method != ACCEPTED
        and _iou(*_laid_over(one.blob, shape, headings[one.position], one.blob.centre)) < _LIKE_ENOUGH
    }
    whole = [one for one in seen if one.position not in spoiled]
    for position in set(spoiled) - _beside_gaps(track):
        expected = _expected(position, whole, spoiled[position].blob)
        spoiled[position] = _in_shape(spoiled[position], shape, headings[position], expected)
    return replace(track, sightings=tuple(spoiled.get(one.position, one) for one in track.sightings))


def _expected(position: int, whole: Sequence[Sighting], blob: Blob) -> NDArray[np.float64]:
    """Returns where the middle of an object should be: between good frames nearby, else where it was seen."""
    before = [one for one in whole if position - _SPAN <= one.position < position]
    after = [one for one in whole if position < one.position <= position + _SPAN]
    if not before or not after:
        return blob.centre
    first, last = before[-1], after[0]
    share = (position - first.position) / (last.position - first.position)
    return np.asarray(first.blob.centre + share * (last.blob.centre - first.blob.centre))


def _headings(seen: Sequence[Sighting]) -> dict[int, float]:
    """Returns the direction of travel in each frame, in radians; that of the whole way where it stands."""
    path = path_px(seen)
    length = float(np.median([one.blob.length_px for one in seen]))
    whole = path[-1] - path[0]
    last = float(np.arctan2(whole[1], whole[0]))
    headings: dict[int, float] = {}
    for number, one in enumerate(seen):
        ahead = path[min(len(path) - 1, number + _SPAN)] - path[max(0, number - _SPAN)]
        if float(np.hypot(*ahead)) > _MOVES_SHARE * length:
            last = float(np.arctan2(ahead[1], ahead[0]))
        headings[one.position] = last
    return headings


def _aligned(blob: Blob, heading: float, side: int) -> Mask:
    """Returns a mask around its middle, finer and turned so that the object drives along x."""
    size = side * _FINENESS
    middle = blob.centre - (blob.left, blob.top)
    turning = _turn(heading) * _FINENESS
    shift = np.array([size / 2, size / 2]) - turning @ middle
    # Pixels have their centres at halves.
    place = np.column_stack([turning, shift + turning @ np.array([0.5, 0.5]) - 0.5])
    return np.asarray(cv2.warpAffine(blob.mask.astype(np.float32), place, (size, size)), np.float32)


def _placed(
    shape: Mask, heading: float, corner: tuple[int, int], size: tuple[int, int], middle: NDArray[np.float64]
) -> Mask:
    """Returns the shape turned back and put somewhere.

    Args:
        shape: Aligned.
        heading: Direction of travel.
        corner: Column and row of the first pixel of the result.
        size: Columns and rows of the result.
        middle: Where the middle of the shape comes, (column, row).
    """
    turning = _turn(-heading) / _FINENESS
    shift = middle - corner - turning @ np.array([shape.shape[1] / 2, shape.shape[0] / 2])
    place = np.column_stack([turning, shift + turning @ np.array([0.5, 0.5]) - 0.5])
    return np.asarray(cv2.warpAffine(shape, place, size, flags=cv2.INTER_AREA), np.float32)


def _laid_over(
    blob: Blob, shape: Mask, heading: float, middle: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Returns the shape at a place, and what was seen, on the pixels around what was seen."""
    corner, size, there = _around(blob, shape)
    return _placed(shape, heading, corner, size, middle) > 0.5, there > 0.5


def _around(blob: Blob, shape: Mask) -> tuple[tuple[int, int], tuple[int, int], Mask]:
    """Returns column and row where the surroundings of a blob begin, their size, and the blob in them."""
    reach = shape.shape[0] // (2 * _FINENESS) + 2
    height, width = blob.mask.shape
    there = np.pad(blob.mask.astype(np.float32), reach)
    return (blob.left - reach, blob.top - reach), (width + 2 * reach, height + 2 * reach), there


def _in_shape(one: Sighting, shape: Mask, heading: float, expected: NDArray[np.float64]) -> Sighting:
    """Returns a sighting in the usual shape, between where it should be and where it covers what was seen."""
    corner, size, there = _around(one.blob, shape)
    reach = one.blob.left - corner[0]
    kernel = _placed(shape, heading, (-reach, -reach), (2 * reach + 1, 2 * reach + 1), np.full(2, 0.5))
    covered = cv2.filter2D(there, -1, kernel, borderType=cv2.BORDER_CONSTANT) / kernel.sum()
    rows, columns = np.mgrid[: size[1], : size[0]]
    away = np.hypot(columns + 0.5 + corner[0] - expected[0], rows + 0.5 + corner[1] - expected[1])
    worth = covered - _AWAY_WEIGHT * away / one.blob.length_px
    row, column = np.unravel_index(int(np.argmax(worth)), worth.shape)
    middle = np.array([column + 0.5 + corner[0], row + 0.5 + corner[1]])
    laid = trimmed(_placed(shape, heading, corner, size, middle) > 0.5, *corner, one.blob.strength)
    return one if laid is None else replace(one, blob=laid, method=METHOD)


def _beside_gaps(track: Track) -> set[int]:
    """Returns the positions next to frames in which the object was not seen."""
    states = {one.position: one.state in (TRACKED, UNCERTAIN) for one in track.sightings}
    return {
        position
        for position, is_seen in states.items()
        if is_seen and not all(states.get(position + step, True) for step in (-1, 1))
    }


def _turn(angle: float) -> NDArray[np.float64]:
    """Returns the matrix that takes a direction at an angle to x."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def _iou(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    return float((first & second).sum() / max(1, (first | second).sum()))
