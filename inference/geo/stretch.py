"""Turns band values of any kind into 8 bits with one stretch for the whole scene, never one per tile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

LOW_PERCENT, HIGH_PERCENT = 2.0, 98.0
TINY_RANGE = 32
"""A single 8-bit band whose percentiles lie closer than this shows nothing unless it is stretched."""

Limits = tuple[float, float]


def percentile_limits(values: NDArray[np.generic]) -> Limits | None:
    """Returns (low, high) for valid values of one band, or None where there is none.

    A band that is nearly constant falls back from percentiles to its whole range.
    """
    if values.size == 0:
        return None
    numbers = values.astype(np.float64, copy=False)
    low, high = (float(limit) for limit in np.percentile(numbers, [LOW_PERCENT, HIGH_PERCENT]))
    if not low < high:
        low, high = float(numbers.min()), float(numbers.max())
    return (low, high) if low < high else (low, low + max(1.0, abs(low)))


def needs_stretch(dtype: str, limits: tuple[Limits, ...], is_palette: bool) -> bool:
    """Says whether values must be stretched to become 8 bits.

    Args:
        dtype: Type of the bands.
        limits: (low, high) of each chosen band.
        is_palette: Whether the band indexes a colour table.
    """
    if is_palette:
        return False
    if dtype != "uint8":
        return True
    return len(limits) == 1 and limits[0][1] - limits[0][0] < TINY_RANGE


@dataclass(frozen=True)
class Stretch:
    """Maps each band's (low, high) to 0..255, clipped.

    Args:
        limits: (low, high) of each chosen band, in band order.
        dtype: Type of the values that will come.
    """

    limits: tuple[Limits, ...]
    dtype: str

    def apply(self, values: NDArray[np.generic]) -> NDArray[np.uint8]:
        """Returns values (bands, rows, columns) of the scene's dtype as uint8; NaN becomes 0."""
        stretched = np.empty(values.shape, dtype=np.uint8)
        for band, limits in enumerate(self.limits):
            if self._tables is None:
                stretched[band] = _linear(values[band], limits)
            else:
                unsigned = values[band].view(f"u{values.dtype.itemsize}")
                np.take(self._tables[band], unsigned, out=stretched[band])
        return stretched

    @cached_property
    def _tables(self) -> tuple[NDArray[np.uint8], ...] | None:
        """Holds one look-up table per band where the dtype has few enough values for it."""
        dtype = np.dtype(self.dtype)
        if dtype.kind not in "iu" or dtype.itemsize > 2:
            return None
        unsigned = np.arange(2 ** (8 * dtype.itemsize), dtype=f"u{dtype.itemsize}")
        return tuple(_linear(unsigned.view(dtype), limits) for limits in self.limits)


def _linear(values: NDArray[np.generic], limits: Limits) -> NDArray[np.uint8]:
    low, high = limits
    # A float32 loses the small differences of large numbers; halves, since a range of doubles may overflow.
    is_exact = values.dtype == np.float32 and (high - low) * 4096.0 > max(abs(low), abs(high))
    scaled = values.astype(np.float32 if is_exact else np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled *= 0.5
        scaled -= low * 0.5
        scaled *= 255.0 / (high * 0.5 - low * 0.5)
        scaled += 0.5
    np.fmax(scaled, 0.0, out=scaled)  # of NaN and 0 fmax returns 0
    np.fmin(scaled, 255.0, out=scaled)
    return scaled.astype(np.uint8)
