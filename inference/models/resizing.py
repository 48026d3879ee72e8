"""Resizes pictures the way the published models saw them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_COEFFICIENT_BITS = 11


def resize_bilinear(image: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Returns a picture resized bilinearly without antialiasing, bit for bit as OpenCV does.

    OpenCV works in fixed point; plain rounding differs by one in about a value of eight.

    Args:
        image: uint8, shape [H, W, C].
        height: Wanted rows.
        width: Wanted columns.
    """
    rows, row_weights = _taps(image.shape[0], height)
    columns, column_weights = _taps(image.shape[1], width)
    source = image.astype(np.int32)
    across = (
        source[:, columns[0]] * column_weights[0][None, :, None]
        + source[:, columns[1]] * column_weights[1][None, :, None]
    )
    # Two shifts with truncation between them: the order of operations is part of the numbers.
    upper = ((across[rows[0]] >> 4) * row_weights[0][:, None, None]) >> 16
    lower = ((across[rows[1]] >> 4) * row_weights[1][:, None, None]) >> 16
    resized: NDArray[np.uint8] = np.clip((upper + lower + 2) >> 2, 0, 255).astype(np.uint8)
    return resized


def _taps(
    length: int, wanted: int
) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Returns the two source positions of every output position and their fixed-point weights."""
    center = ((np.arange(wanted) + 0.5) * (length / wanted) - 0.5).astype(np.float32)
    first = np.floor(center).astype(np.intp)
    fraction = center - first.astype(np.float32)
    # At the borders both positions are the same pixel, yet the weights stay apart: each is truncated.
    positions = (first.clip(0, length - 1), (first + 1).clip(0, length - 1))
    scale = np.float32(1 << _COEFFICIENT_BITS)
    second_weight = np.rint(fraction * scale).astype(np.int32)
    first_weight = np.rint((1 - fraction) * scale).astype(np.int32)
    return positions, (first_weight, second_weight)
