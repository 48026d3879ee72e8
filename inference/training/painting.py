"""Paints polygons and ellipses into instance maps and marks their uncertain rims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

Ring = tuple[tuple[float, float], ...]
Box = tuple[float, float, float, float]


def paint_rings(rings: Sequence[Ring], width_px: int, height_px: int) -> npt.NDArray[np.uint16]:
    """Returns an instance map (uint16, H x W): ring k is painted with k + 1, later over earlier.

    Args:
        rings: Rings of (x, y) in pixels from the top-left corner of the picture; parts outside are cut.
        width_px: Width of the map.
        height_px: Height of the map.
    """
    canvas = Image.new("I", (width_px, height_px), 0)
    draw = ImageDraw.Draw(canvas)
    for value, ring in enumerate(rings, start=1):
        if len(ring) >= 3:
            # PIL fills between pixel centres; half a pixel less makes corners of pixels the origin.
            draw.polygon([(x - 0.5, y - 0.5) for x, y in ring], fill=value)
    return np.asarray(canvas).astype(np.uint16)


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
