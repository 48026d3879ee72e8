"""Draws rasters with coloured rectangles at known places, for the fake model to find."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray

NORTH_UP = Affine(0.5, 0.0, 500_000.0, 0.0, -0.5, 4_000_000.0)
COLOURS = {"red": (220, 40, 40), "green": (40, 200, 40), "blue": (40, 40, 220)}
GROUND = (110, 110, 110)

Box = tuple[int, int, int, int]
"""Column, row, width, height in pixels."""


def picture(side_px: int, boxes: Sequence[tuple[Box, str]]) -> NDArray[np.uint8]:
    """Returns bands x rows x columns, grey with the boxes in it."""
    values = np.empty((3, side_px, side_px), dtype=np.uint8)
    values[:] = np.asarray(GROUND, dtype=np.uint8)[:, None, None]
    for (column, row, width, height), colour in boxes:
        area = values[:, row : row + height, column : column + width]
        area[:] = np.asarray(COLOURS[colour], dtype=np.uint8)[:, None, None]
    return values


def write_raster(
    path: Path,
    values: NDArray[np.uint8],
    *,
    crs: str | None = "EPSG:32633",
    transform: Affine | None = NORTH_UP,
    gcps: tuple[list[Any], Any] | None = None,
    **profile: Any,
) -> str:
    """Writes a GeoTIFF and returns its path."""
    if transform is not None:
        profile["transform"] = transform
    shape = {"count": values.shape[0], "height": values.shape[1], "width": values.shape[2]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rasterio.open(path, "w", driver="GTiff", dtype="uint8", crs=crs, **shape, **profile) as dataset:
            if gcps is not None:
                dataset.gcps = gcps
            dataset.write(values)
    return str(path)
