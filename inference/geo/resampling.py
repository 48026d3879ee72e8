"""Resamples uint8 planes onto a coarser (or finer) grid so that the result never depends on the window read.

Target pixel i of N covers exactly the source interval [i * S / N, (i + 1) * S / N). Its value is the
area-weighted mean of what lies there. All weights are whole numbers that add up to WEIGHT_SUM, computed from
whole numbers only, and every intermediate sum stays below 2**24: float32 holds it exactly, whatever order the
BLAS adds in. Two overlapping windows therefore give identical pixels (law 2), by arithmetic and not by luck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WEIGHT_SUM = 4096
"""Sum of the weights of one target pixel along one axis."""

_KEPT = 16
"""Steps of a grey level that survive between the two passes: 255 * 16 * 4096 < 2**24."""

_BLOCK_PX = 32
"""Target pixels per matrix product: small enough that a banded matrix is nearly dense."""


@dataclass(frozen=True)
class AxisGrid:
    """Relates the pixels of one axis of the source to those of the target.

    Args:
        source_px: Number of source pixels along the axis.
        target_px: Number of target pixels over the same ground.
    """

    source_px: int
    target_px: int

    @property
    def is_identity(self) -> bool:
        """Says whether both grids are the same."""
        return self.source_px == self.target_px

    def source_range(self, start: int, stop: int) -> tuple[int, int]:
        """Returns the first and the end of the source pixels that target pixels start..stop need."""
        if self.is_identity:
            return start, stop
        if self.target_px > self.source_px:
            first = self._bilinear_first(np.array([start, stop - 1]))
            return max(0, int(first[0])), min(self.source_px, int(first[1]) + 2)
        return (
            start * self.source_px // self.target_px,
            -(-stop * self.source_px // self.target_px),
        )

    def weights(self, start: int, stop: int) -> NDArray[np.float32]:
        """Returns the weights, (target, source) float32 whole numbers, for target pixels start..stop."""
        if self.target_px > self.source_px:
            return self._bilinear_weights(start, stop)
        first, end = self.source_range(start, stop)
        pixels = np.arange(start, stop, dtype=np.int64)[:, None]
        edges = np.arange(first, end + 1, dtype=np.int64)[None, :]
        # How much of the target pixel lies before each source edge, in units of 1 / target_px.
        before = np.clip(edges * self.target_px - pixels * self.source_px, 0, self.source_px)
        rounded = (2 * WEIGHT_SUM * before + self.source_px) // (2 * self.source_px)
        shares: NDArray[np.float32] = (rounded[:, 1:] - rounded[:, :-1]).astype(np.float32)
        return shares

    def _bilinear_first(self, pixels: NDArray[np.int64]) -> NDArray[np.int64]:
        return ((2 * pixels + 1) * self.source_px - self.target_px) // (2 * self.target_px)

    def _bilinear_weights(self, start: int, stop: int) -> NDArray[np.float32]:
        pixels = np.arange(start, stop, dtype=np.int64)
        first = self._bilinear_first(pixels)
        beyond = (2 * pixels + 1) * self.source_px - self.target_px - first * 2 * self.target_px
        second_weight = (2 * WEIGHT_SUM * beyond + 2 * self.target_px) // (4 * self.target_px)
        low, end = self.source_range(start, stop)
        weights = np.zeros((stop - start, end - low), dtype=np.float32)
        rows = np.arange(stop - start)
        np.add.at(weights, (rows, np.clip(first, 0, self.source_px - 1) - low), WEIGHT_SUM - second_weight)
        np.add.at(weights, (rows, np.clip(first + 1, 0, self.source_px - 1) - low), second_weight)
        return weights


@dataclass(frozen=True)
class Resampler:
    """Resamples windows of a whole grid of the given sizes.

    Args:
        columns: Relation of the columns.
        rows: Relation of the rows.
    """

    columns: AxisGrid
    rows: AxisGrid

    @property
    def is_identity(self) -> bool:
        """Says whether nothing changes."""
        return self.columns.is_identity and self.rows.is_identity

    def source_window(
        self, col_off: int, row_off: int, col_end: int, row_end: int
    ) -> tuple[int, int, int, int]:
        """Returns the source window (col_off, row_off, col_end, row_end) that a target window needs."""
        left, right = self.columns.source_range(col_off, col_end)
        top, bottom = self.rows.source_range(row_off, row_end)
        return left, top, right, bottom

    def resample(
        self,
        planes: NDArray[np.uint8],
        valid: NDArray[np.bool_] | None,
        target: tuple[int, int, int, int],
    ) -> tuple[NDArray[np.uint8], NDArray[np.bool_] | None]:
        """Returns the target window of planes that cover `source_window(*target)`.

        Args:
            planes: (planes, rows, columns) uint8.
            valid: (rows, columns) bool, or None where every pixel is valid.
            target: (col_off, row_off, col_end, row_end) in target pixels.

        Returns:
            The planes (planes, rows, columns) uint8 and the valid mask: true where at least half of the
            pixel's area is valid. Invalid source pixels do not colour their neighbours.
        """
        if self.is_identity:
            return planes, valid
        if valid is None or bool(valid.all()):
            return _to_uint8(self._sums(planes, target)), None
        share = np.where(valid, np.uint8(255), np.uint8(0))
        sums = self._sums(np.concatenate([planes * valid, share[None]]), target)
        colour, weight = sums[:-1].astype(np.float64), sums[-1].astype(np.float64)
        mean = np.floor(255.0 * colour / np.maximum(weight, 1.0) + 0.5)
        is_valid = sums[-1] >= 0.5 * 255 * _KEPT * WEIGHT_SUM
        return (np.minimum(mean, 255.0) * is_valid).astype(np.uint8), is_valid

    def _sums(self, planes: NDArray[np.uint8], target: tuple[int, int, int, int]) -> NDArray[np.float32]:
        """Returns sums of grey level * _KEPT * WEIGHT_SUM as whole numbers in float32."""
        col_off, row_off, col_end, row_end = target
        narrow = np.empty((planes.shape[0], row_end - row_off, planes.shape[2]), dtype=np.float32)
        top = self.rows.source_range(row_off, row_end)[0]
        for start, stop in _blocks(row_off, row_end):
            first, end = self.rows.source_range(start, stop)
            source = planes[:, first - top : end - top].astype(np.float32)
            narrow[:, start - row_off : stop - row_off] = self.rows.weights(start, stop) @ source
        narrow *= _KEPT / WEIGHT_SUM
        narrow += 0.5
        np.floor(narrow, out=narrow)
        sums = np.empty((*narrow.shape[:2], col_end - col_off), dtype=np.float32)
        left = self.columns.source_range(col_off, col_end)[0]
        for start, stop in _blocks(col_off, col_end):
            first, end = self.columns.source_range(start, stop)
            block = narrow[:, :, first - left : end - left]
            sums[:, :, start - col_off : stop - col_off] = block @ self.columns.weights(start, stop).T
        return sums


def _blocks(start: int, stop: int) -> list[tuple[int, int]]:
    return [(first, min(first + _BLOCK_PX, stop)) for first in range(start, stop, _BLOCK_PX)]


def _to_uint8(sums: NDArray[np.float32]) -> NDArray[np.uint8]:
    sums *= 1.0 / (_KEPT * WEIGHT_SUM)
    sums += 0.5
    return sums.astype(np.uint8)
