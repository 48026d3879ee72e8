"""Paints polygons and ellipses into instance maps and marks their uncertain rims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Ring = tuple[tuple[float, float], ...]
Box = tuple[float, float, float, float]


def paint_rings(rings: Sequence[Ring], width_px: int, height_px: int) -> npt.NDArray[np.uint16]:
    """Returns an instance map (uint16, H x W): ring k is painted with k + 1, later over earlier.

    Args:
        rings: Rings of (x, y) in pixels from the top-left corner of the picture; parts outside are cut.
        width_px: Width of the map.
        height_px: Height of the map.
    """
    painted = np.zeros((height_px, width_px), dtype=np.uint16)
    for value, ring in enumerate(rings, start=1):
        if len(ring) >= 3:
            _fill(painted, np.asarray(ring, dtype=np.float64), value)
    return painted


def _fill(painted: npt.NDArray[np.uint16], ring: npt.NDArray[np.float64], value: int) -> None:
    """Paints the pixels whose centres lie within a ring (even-odd rule)."""
    height_px, width_px = painted.shape
    left, top = np.clip(np.floor(ring.min(axis=0)), 0, (width_px, height_px)).astype(int)
    right, bottom = np.clip(np.ceil(ring.max(axis=0)), 0, (width_px, height_px)).astype(int)
    columns, rows = np.arange(left, right) + 0.5, np.arange(top, bottom) + 0.5
    inside = np.zeros((len(rows), len(columns)), dtype=bool)
    for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        crossed = (y0 <= rows) != (y1 <= rows)
        if crossed.any():
            at = x0 + (rows[crossed] - y0) * (x1 - x0) / (y1 - y0)
            inside[crossed] ^= columns[None, :] > at[:, None]
    painted[top:bottom, left:right][inside] = value


def paint_windows(
    windows: Sequence[tuple[int, int, int, int]], width_px: int, height_px: int
) -> npt.NDArray[np.bool_]:
    """Returns True (bool, H x W) within any of the windows (left, top, right, bottom), cut to the map."""
    painted = np.zeros((height_px, width_px), dtype=bool)
    for left, top, right, bottom in windows:
        painted[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = True
    return painted


def ellipse_mask(box: Box, width_px: int, height_px: int, shrink: float = 1.0) -> npt.NDArray[np.bool_]:
    """Returns the ellipse inscribed in a box (bool, H x W), its axes scaled by `shrink`."""
    x_min, y_min, x_max, y_max = box
    rows, columns = np.ogrid[0:height_px, 0:width_px]
    across = (columns + 0.5 - (x_min + x_max) / 2) / max((x_max - x_min) / 2 * shrink, 0.5)
    down = (rows + 0.5 - (y_min + y_max) / 2) / max((y_max - y_min) / 2 * shrink, 0.5)
    return np.asarray(across**2 + down**2 <= 1.0)


def rim(labels: npt.NDArray[Any], width_px: int = 1) -> npt.NDArray[np.bool_]:
    """Returns True (bool, H x W) where another label lies within `width_px` pixels, diagonals aside."""
    near = np.zeros(labels.shape, dtype=bool)
    for step in range(1, width_px + 1):
        vertical = labels[step:] != labels[:-step]
        near[step:] |= vertical
        near[:-step] |= vertical
        horizontal = labels[:, step:] != labels[:, :-step]
        near[:, step:] |= horizontal
        near[:, :-step] |= horizontal
    return near


def visible_pixels(instances: npt.NDArray[np.uint16]) -> dict[int, npt.NDArray[np.intp]]:
    """Returns the flat pixel indices of every id above zero, in one pass over the map."""
    flat = instances.ravel()
    order = np.argsort(flat, kind="stable")
    ids, starts = np.unique(flat[order], return_index=True)
    pieces = np.split(order, starts[1:])
    return {int(value): piece for value, piece in zip(ids, pieces, strict=True) if value}
