"""Casts shadows: a height map, one sun, soft edges."""

from __future__ import annotations

import math

import cv2
import numpy as np

from .noise import FloatArray
from .site import Site

_LONGEST_SHADOW_M = 90.0
_TINT = np.array([0.94, 0.98, 1.06], np.float32)


def cast_shadows(site: Site) -> None:
    """Darkens what the sun does not reach; heights throw shadows on ground, roofs and crowns alike."""
    canvas, sun = site.canvas, site.sun
    sunk = _horizon(canvas.height_m, sun.shadow_x, sun.shadow_y, sun.tangent * canvas.gsd_m, canvas.gsd_m)
    sunk -= canvas.height_m
    hidden = np.clip((sunk - np.float32(0.25)) * np.float32(1.6), 0, 1)
    hidden = np.asarray(cv2.GaussianBlur(hidden, (0, 0), max(0.5, 0.18 / canvas.gsd_m)), np.float32)
    for row in range(0, canvas.size_px, 512):
        part = hidden[row : row + 512, :, None]
        light = 1 - part * (1 - (1 - np.float32(sun.depth)) * _TINT)
        canvas.image[row : row + 512] *= light


def _horizon(height_m: FloatArray, x: float, y: float, drop_m: float, gsd_m: float) -> FloatArray:
    """Returns the height below which each pixel lies in shadow, by doubling the reach of every step."""
    tallest = float(height_m.max())
    reach_px = min(_LONGEST_SHADOW_M / gsd_m, tallest / max(drop_m, 1e-6))
    horizon = height_m.copy()
    step = 1
    for _ in range(max(1, math.ceil(math.log2(max(reach_px, 2.0))))):
        shift = np.array([[1, 0, x * step], [0, 1, y * step]], np.float32)
        size = (height_m.shape[1], height_m.shape[0])
        moved = cv2.warpAffine(horizon, shift, size, flags=cv2.INTER_LINEAR)
        moved = np.asarray(moved, np.float32) - np.float32(drop_m * step)
        np.maximum(horizon, moved, out=horizon)
        step *= 2
    return np.asarray(horizon, np.float32)
