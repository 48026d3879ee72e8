"""Keeps octaves of smooth random fields from which textures are cut."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
_BANK_PX = 512
_OCTAVES = 8


class NoiseBank:
    """Holds fields of about zero mean and unit deviation, of wavelengths 1, 2, 4 ... 128 px."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._fields = [_field(rng, 1 << octave) for octave in range(_OCTAVES)]

    def cut(self, height_px: int, width_px: int, wavelength_px: float) -> FloatArray:
        """Returns a random piece, float32 height x width, of about the given wavelength."""
        octave = int(np.clip(round(np.log2(max(wavelength_px, 1.0))), 0, _OCTAVES - 1))
        field = self._fields[octave]
        more_y, more_x = max(0, height_px - _BANK_PX), max(0, width_px - _BANK_PX)
        if more_y or more_x:
            field = np.asarray(
                cv2.copyMakeBorder(field, 0, more_y, 0, more_x, cv2.BORDER_REFLECT_101), np.float32
            )
        y = int(self._rng.integers(0, field.shape[0] - height_px + 1))
        x = int(self._rng.integers(0, field.shape[1] - width_px + 1))
        return field[y : y + height_px, x : x + width_px]

    def fractal(self, height_px: int, width_px: int, wavelength_px: float, octaves: int = 3) -> FloatArray:
        """Returns a sum of octaves, the longest of the given wavelength, about unit deviation."""
        total = self.cut(height_px, width_px, wavelength_px).copy()
        weight = 0.5
        for step in range(1, octaves):
            if wavelength_px / 2**step < 1:
                break
            total += weight * self.cut(height_px, width_px, wavelength_px / 2**step)
            weight *= 0.5
        return np.asarray(total, np.float32)


def cloud(rng: np.random.Generator, size_px: int, wavelength_px: float) -> FloatArray:
    """Returns a smooth field for a whole canvas, without repetition, unit deviation."""
    count = int(size_px / max(wavelength_px, 2.0)) + 4
    coarse = rng.standard_normal((count, count), dtype=np.float32)
    scale = max(1.0, wavelength_px)
    side = int(count * scale) + 1
    if side > size_px * 4:
        side = size_px * 4
    smooth = cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC)
    y, x = (int(v) for v in rng.integers(0, side - size_px + 1, 2))
    return np.ascontiguousarray(smooth[y : y + size_px, x : x + size_px], dtype=np.float32)


def _field(rng: np.random.Generator, wavelength_px: int) -> FloatArray:
    count = _BANK_PX // wavelength_px + 3
    coarse = rng.standard_normal((count, count), dtype=np.float32)
    if wavelength_px == 1:
        return coarse[:_BANK_PX, :_BANK_PX]
    side = count * wavelength_px
    smooth = np.asarray(cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC), np.float32)
    piece = np.ascontiguousarray(smooth[wavelength_px:, wavelength_px:][:_BANK_PX, :_BANK_PX])
    return np.asarray(piece / max(float(piece.std()), 0.2), np.float32)
