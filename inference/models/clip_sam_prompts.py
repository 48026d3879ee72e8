"""Turns a map of relevance into prompts: its connected parts, and the peaks inside of them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.bool_]


@dataclass(frozen=True)
class ObjectPrompt:
    """Says where an object may be.

    Attributes:
        xy_px: A point on it, x to the right and y downwards, in pixels of the tile.
        box_px: Left, top, right and bottom, or None where the point is all that is known.
        support: Cells of the map that speak for it, shape [k, k].
        relevance: The highest of them, 0..1.
    """

    xy_px: tuple[float, float]
    box_px: tuple[float, float, float, float] | None
    support: Cells
    relevance: float


def object_prompts(
    relevance: NDArray[np.float32], side_px: int, presence: float, most: int
) -> list[ObjectPrompt]:
    """Returns prompts, the most relevant first; none where nothing in the map reaches `presence`.

    Every connected part of relevant cells gives its box with the point of its peak. A part may hold several
    objects: every further peak in it gives a point alone.

    Args:
        relevance: Shape [k, k], 0..1.
        side_px: Side of the tile that the map covers.
        presence: Least relevance of a cell that counts.
        most: Largest number of prompts.
    """
    cell_px = side_px / len(relevance)
    relevant = (relevance >= presence).astype(np.uint8)
    count, labels = cv2.connectedComponents(relevant, connectivity=8)
    peaks = _peaks(relevance, relevant.astype(bool))
    prompts = []
    for label in range(1, count):
        part: Cells = labels == label
        best = np.unravel_index(int(np.where(part, relevance, -1.0).argmax()), part.shape)
        prompts.append(
            _prompt(relevance, (int(best[0]), int(best[1])), part, cell_px, _box(part, cell_px, side_px))
        )
        for row, column in np.argwhere(peaks & part).tolist():
            if max(abs(row - int(best[0])), abs(column - int(best[1]))) > 1:
                near = _around(part, row, column)
                prompts.append(_prompt(relevance, (row, column), near, cell_px, None))
    prompts.sort(key=lambda prompt: (-prompt.relevance, prompt.box_px is None, prompt.xy_px))
    return prompts[:most]


def _prompt(
    relevance: NDArray[np.float32],
    cell: tuple[int, int],
    support: Cells,
    cell_px: float,
    box_px: tuple[float, float, float, float] | None,
) -> ObjectPrompt:
    row, column = cell
    point = ((column + 0.5) * cell_px, (row + 0.5) * cell_px)
    return ObjectPrompt(point, box_px, support, float(relevance[row, column]))


def _box(part: Cells, cell_px: float, side_px: int) -> tuple[float, float, float, float]:
    """Returns the box around cells, half a cell wider: an object rarely ends with a cell."""
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    left, top = (float(max(0.0, (cells[0] - 0.5) * cell_px)) for cells in (columns, rows))
    right, bottom = (float(min(side_px, (cells[-1] + 1.5) * cell_px)) for cells in (columns, rows))
    return left, top, right, bottom


def _peaks(relevance: NDArray[np.float32], relevant: Cells) -> Cells:
    """Returns the cells that no cell around them exceeds; of a plateau the first one alone."""
    highest = cv2.dilate(np.ascontiguousarray(relevance), np.ones((3, 3), np.uint8))
    tops = ((relevance >= highest) & relevant).astype(np.uint8)
    count, labels = cv2.connectedComponents(tops, connectivity=8)
    first = np.zeros(tops.shape, dtype=bool)
    for label in range(1, count):
        first.flat[int((labels == label).argmax())] = True
    return first


def _around(part: Cells, row: int, column: int) -> Cells:
    near = np.zeros_like(part)
    near[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] = True
    return near & part
