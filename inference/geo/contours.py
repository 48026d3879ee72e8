"""Traces the contour of a probability raster, block of rows by block of rows, without a seam.

Marching squares with linear interpolation: a ring passes between two pixel centres where the probability
crosses the threshold, so an edge is as smooth as the probability is. Where pixels meet at a corner only, they
belong to different objects (4-connectivity). Rings never touch each other, so every polygon is valid.
Each point depends on the two pixels beside it alone, so that blocks of rows leave no trace in the outcome.

Pixel rows and columns are *padded* here: row 1, column 1 is the raster's first pixel, around it lies nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Corners of a cell: bit 1 top left, 2 top right, 4 bottom right, 8 bottom left. Sides: 0 top, 1 right,
# 2 bottom, 3 left. For each combination the segments from side to side, the inside on their left hand.
SEGMENTS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    5: ((3, 0), (1, 2)),
    6: ((0, 2),),
    7: ((3, 2),),
    8: ((2, 3),),
    9: ((2, 0),),
    10: ((0, 1), (2, 3)),
    11: ((2, 1),),
    12: ((1, 3),),
    13: ((1, 0),),
    14: ((0, 3),),
}


@dataclass(frozen=True)
class Chains:
    """Is a set of oriented lines along the contour, the inside on their left hand.

    Args:
        start: int64 [n], the crossing where a chain begins: `2 * pixel` beside a pixel, one more below it.
        end: int64 [n], the crossing where it ends.
        size: int64 [n], number of its points, all but the one at its end.
        inside_px: int64 [n], share in the number of enclosed pixels (negative for holes).
        inside_sum: int64 [n], share in the sum of the enclosed values 0..255.
        crossing: int64 [m], the points of all chains one after the other.
        fraction: float64 [m], how far each point lies from the centre of its pixel to that of the next.
    """

    start: Ints
    end: Ints
    size: Ints
    inside_px: Ints
    inside_sum: Ints
    crossing: Ints
    fraction: Floats

    def __len__(self) -> int:
        """Returns the number of chains."""
        return len(self.start)

    @staticmethod
    def none() -> Chains:
        """Returns no chains."""
        ints = np.zeros(0, np.int64)
        return Chains(ints, ints, ints, ints, ints, ints, np.zeros(0, np.float64))

    def joined_with(self, other: Chains) -> Chains:
        """Returns both sets, this one first."""
        return Chains(
            np.concatenate([self.start, other.start]),
            np.concatenate([self.end, other.end]),
            np.concatenate([self.size, other.size]),
            np.concatenate([self.inside_px, other.inside_px]),
            np.concatenate([self.inside_sum, other.inside_sum]),
            np.concatenate([self.crossing, other.crossing]),
            np.concatenate([self.fraction, other.fraction]),
        )

    def chosen(self, index: npt.NDArray[np.intp]) -> Chains:
        """Returns the chains at these positions, in this order."""
        points = points_of(self.size, index)
        return Chains(
            self.start[index],
            self.end[index],
            self.size[index],
            self.inside_px[index],
            self.inside_sum[index],
            self.crossing[points],
            self.fraction[points],
        )


def points_of(size: Ints, index: npt.NDArray[np.intp]) -> Ints:
    """Returns where the points of the chosen chains lie in the points of all."""
    first = np.cumsum(size) - size
    chosen = size[index]
    before = np.cumsum(chosen) - chosen
    points: Ints = np.arange(int(chosen.sum())) + np.repeat(first[index] - before, chosen)
    return points


def level_of(threshold: float) -> float:
    """Returns the contour level in 0..255 that no uint8 meets: inside is `value / 255 >= threshold`."""
    return float(np.clip(np.ceil(threshold * 255 - 1e-9), 1, 255)) - 0.5


def trace(block: npt.NDArray[np.uint8], top: int, height: int, level: float) -> Chains:
    """Returns the segments of the contour between the rows of a block.

    Args:
        block: uint8 [rows, width + 2], padded rows of the raster; its last row is the next block's first.
        top: Padded row of the block's first row.
        height: Number of rows of the raster, without padding.
        level: Contour level in 0..255, between two whole numbers.
    """
    columns = block.shape[1]
    inside = (block > level).view(np.uint8)
    if not inside.any():
        return Chains.none()
    cells = inside[:-1, :-1] + 2 * inside[:-1, 1:]
    cells += 4 * inside[1:, 1:]
    cells += 8 * inside[1:, :-1]
    place = np.flatnonzero((cells - np.uint8(1)) < 14)
    case = cells.ravel()[place]
    row, column = np.divmod(place, columns - 1)
    starts: list[Ints] = []
    ends: list[Ints] = []
    for corners, segments in SEGMENTS.items():
        chosen = case == corners
        if chosen.any():
            sides = _sides(row[chosen] + top, column[chosen], columns)
            starts.extend(sides[begin] for begin, _ in segments)
            ends.extend(sides[finish] for _, finish in segments)
    start, end = np.concatenate(starts), np.concatenate(ends)
    inside_px, inside_sum = _enclosed(block, start, top)
    fraction = _fractions(block, start, top, height, level)
    return Chains(start, end, np.ones_like(start), inside_px, inside_sum, start, fraction)


def positions(crossing: Ints, fraction: Floats, columns: int) -> tuple[Floats, Floats]:
    """Returns x and y of crossings, in pixels from the raster's top left corner."""
    pixel, below = np.divmod(crossing, 2)
    row, column = np.divmod(pixel, columns)
    x = column - 0.5 + np.where(below, 0.0, fraction)
    y = row - 0.5 + np.where(below, fraction, 0.0)
    return x, y


def _sides(row: Ints, column: Ints, columns: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Returns the crossings on top, right, bottom and left of the cells."""
    pixel = row * columns + column
    return 2 * pixel, 2 * (pixel + 1) + 1, 2 * (pixel + columns), 2 * pixel + 1


def _enclosed(block: npt.NDArray[np.uint8], crossing: Ints, top: int) -> tuple[Ints, Ints]:
    """Returns each crossing's share in the number and sum of the enclosed pixels, right less left."""
    columns = block.shape[1]
    pixel, below = np.divmod(crossing, 2)
    row, column = np.divmod(pixel, columns)
    row = row - top
    here = np.flatnonzero(below == 0)
    rows, position = np.unique(row[here], return_inverse=True)
    sums = np.cumsum(block[rows], axis=1, dtype=np.uint32)
    leaving = block[row[here], column[here]] > block[row[here], column[here] + 1]
    sign = np.where(leaving, 1, -1)
    number, total = np.zeros_like(crossing), np.zeros_like(crossing)
    number[here] = sign * column[here]
    total[here] = sign * sums[position, column[here]].astype(np.int64)
    return number, total


def _fractions(block: npt.NDArray[np.uint8], crossing: Ints, top: int, height: int, level: float) -> Floats:
    """Returns how far from its pixel to the next one a crossing lies, 0..1; the raster's edge is sharp."""
    columns = block.shape[1]
    pixel, below = np.divmod(crossing, 2)
    row, column = np.divmod(pixel, columns)
    near = block[row - top, column].astype(np.float64)
    far = block[row - top + below, column + 1 - below].astype(np.float64)
    across = np.where(below, (row == 0) | (row == height), (column == 0) | (column == columns - 2))
    fraction: Floats = np.where(across, 0.5, (level - near) / (far - near))
    return fraction
