"""Paints ground: grass, soil, paving and crops, as mixed colours with several octaves of noise."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .canvas import Canvas
from .geometry import Frame, Points
from .noise import FloatArray
from .palette import Rgb, hsv, mix
from .site import Site

_STRIP_PX = 512


@dataclass(frozen=True)
class Material:
    """Describes a ground: two colours, the size of their blotches in metres, grain and relief."""

    first: Rgb
    second: Rgb
    blotch_m: float
    grain: float


MATERIALS: Mapping[str, Material] = {
    "grass": Material((0.33, 0.42, 0.24), (0.44, 0.47, 0.28), 14, 0.07),
    "lawn": Material((0.36, 0.50, 0.24), (0.42, 0.53, 0.28), 8, 0.05),
    "meadow": Material((0.30, 0.38, 0.20), (0.52, 0.49, 0.32), 25, 0.10),
    "dry grass": Material((0.55, 0.50, 0.34), (0.47, 0.45, 0.29), 18, 0.08),
    "forest floor": Material((0.22, 0.27, 0.16), (0.33, 0.32, 0.22), 8, 0.10),
    "soil": Material((0.52, 0.42, 0.32), (0.44, 0.35, 0.26), 18, 0.05),
    "dirt": Material((0.60, 0.54, 0.45), (0.52, 0.46, 0.37), 10, 0.06),
    "sand": Material((0.76, 0.69, 0.55), (0.70, 0.62, 0.48), 20, 0.04),
    "gravel": Material((0.60, 0.58, 0.54), (0.53, 0.51, 0.47), 8, 0.09),
    "concrete": Material((0.68, 0.67, 0.64), (0.60, 0.59, 0.56), 12, 0.03),
    "asphalt": Material((0.40, 0.40, 0.41), (0.46, 0.45, 0.45), 16, 0.035),
    "dark asphalt": Material((0.28, 0.28, 0.30), (0.34, 0.34, 0.35), 16, 0.035),
    "paving": Material((0.62, 0.58, 0.54), (0.56, 0.53, 0.50), 6, 0.04),
    "brick paving": Material((0.60, 0.47, 0.41), (0.54, 0.43, 0.38), 6, 0.04),
    "ballast": Material((0.47, 0.43, 0.40), (0.40, 0.37, 0.34), 6, 0.10),
    "scrub": Material((0.42, 0.41, 0.28), (0.58, 0.52, 0.38), 12, 0.12),
    "mud": Material((0.42, 0.37, 0.30), (0.50, 0.45, 0.38), 14, 0.05),
}
GREEN = frozenset({"grass", "lawn", "meadow", "forest floor", "scrub"})


def tone(site: Site, name: str) -> Material:
    """Returns a material as this scene's climate has it: dry climates brown their greens."""
    material = MATERIALS[name]
    if name not in GREEN:
        return material
    dry: Rgb = (0.56, 0.50, 0.34)
    share = (1 - site.greenness) * (0.45 if name == "lawn" else 0.8)
    return Material(
        mix(material.first, dry, share), mix(material.second, dry, share), material.blotch_m, material.grain
    )


def pave(site: Site, name: str, mask: NDArray[np.uint8], corner_px: tuple[int, int] = (0, 0)) -> None:
    """Paints a material through a uint8 mask (0..255) whose first pixel lies at (column, row)."""
    material = tone(site, name)
    canvas = site.canvas
    gains = 1 + canvas.rng.normal(0, 0.06) + canvas.rng.normal(0, 0.008, 3)
    first, second = np.array(material.first) * gains, np.array(material.second) * gains
    height, width = mask.shape
    for y in range(0, height, _STRIP_PX):
        for x in range(0, width, _STRIP_PX):
            part = mask[y : y + _STRIP_PX, x : x + _STRIP_PX]
            if not part.any():
                continue
            rows, columns = part.shape
            share = _share(canvas, rows, columns, material.blotch_m)
            rgb = first.astype(np.float32) + share[:, :, None] * (second - first).astype(np.float32)
            grain = material.grain * min(1.0, 0.35 / canvas.gsd_m + 0.3)
            rgb *= (1 + grain * canvas.noise.fractal(rows, columns, max(2.0, 0.8 / canvas.gsd_m), 2))[
                :, :, None
            ]
            top, left = corner_px[1] + y, corner_px[0] + x
            patch = canvas.image[top : top + rows, left : left + columns]
            alpha = part.astype(np.float32) * np.float32(1 / 255)
            patch += alpha[:, :, None] * (rgb - patch)


def pave_polygon(site: Site, name: str, points: Points) -> None:
    """Paints a material inside a polygon of ground points."""
    bounds = site.canvas.bounds_px(points)
    if bounds is None:
        return
    x0, y0, x1, y1 = bounds
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    fixed = np.round((points / site.canvas.gsd_m - (x0, y0) - 0.5) * 16).astype(np.int32)
    cv2.fillPoly(mask, [fixed], (255,), cv2.LINE_AA, 4)
    mask[site.canvas.occupied[y0:y1, x0:x1] > 0] = 0
    pave(site, name, mask, (x0, y0))


def crop_field(site: Site, outline: Points, frame: Frame) -> None:
    """Draws one farmed parcel with its rows along the frame's x axis and lists it as a field."""
    canvas, rng = site.canvas, site.rng
    sprite = canvas.sprite(outline)
    if sprite is None:
        return
    kind, name, first, second = _crop(site)
    share = _share(canvas, sprite.height, sprite.width, rng.uniform(20, 60))[:, :, None]
    low, high = np.array(first, np.float32), np.array(second, np.float32)
    rows = _rows(site, sprite.x0, sprite.y0, sprite.height, sprite.width, frame, kind)
    sprite.base((1.0, 1.0, 1.0))
    sprite.cut(outline)
    sprite.texture = (low + share * (high - low)) * rows[:, :, None]
    canvas.stamp(sprite, canvas.add("field", name, kind), ground=True)


def _crop(site: Site) -> tuple[str, str, Rgb, Rgb]:
    rng = site.rng
    kinds = {
        "crop": 0.4 + 0.3 * site.greenness,
        "stubble": 0.25,
        "ploughed": 0.3,
        "pasture": 0.2,
        "rapeseed": 0.05,
    }
    names = list(kinds)
    weights = np.array(list(kinds.values()))
    kind = names[int(rng.choice(len(names), p=weights / weights.sum()))]
    if kind == "crop":
        hue, saturation, value = rng.uniform(78, 125), rng.uniform(0.3, 0.55), rng.uniform(0.3, 0.56)
        name = "green"
    elif kind == "pasture":
        hue, saturation, value = rng.uniform(68, 95), rng.uniform(0.28, 0.45), rng.uniform(0.38, 0.52)
        name = "green"
    elif kind == "stubble":
        hue, saturation, value = rng.uniform(40, 52), rng.uniform(0.28, 0.5), rng.uniform(0.64, 0.84)
        name = "yellow"
    elif kind == "rapeseed":
        hue, saturation, value, name = (
            rng.uniform(50, 58),
            rng.uniform(0.55, 0.8),
            rng.uniform(0.7, 0.85),
            "yellow",
        )
    else:
        hue, saturation, value = rng.uniform(16, 34), rng.uniform(0.22, 0.45), rng.uniform(0.34, 0.6)
        name = "brown"
    first = hsv(hue, saturation, value)
    second = hsv(hue + rng.normal(0, 5), saturation * rng.uniform(0.8, 1.1), value * rng.uniform(0.88, 1.16))
    return kind, name, first, second


def _rows(site: Site, x0: int, y0: int, height: int, width: int, frame: Frame, kind: str) -> FloatArray:
    """Returns a brightness factor, float32 height x width: crop rows, tramlines and grain."""
    canvas, rng = site.canvas, site.rng
    gain = 1 + np.float32(0.05) * canvas.noise.fractal(height, width, max(2.0, 2.0 / canvas.gsd_m), 3)
    if kind == "pasture":
        return np.asarray(gain, np.float32)
    cos, sin = math.cos(frame.angle_rad), math.sin(frame.angle_rad)
    x = (np.arange(width, dtype=np.float32) + x0) * np.float32(canvas.gsd_m) - np.float32(frame.x_m)
    y = (np.arange(height, dtype=np.float32) + y0) * np.float32(canvas.gsd_m) - np.float32(frame.y_m)
    across = (-sin * x)[None, :] + np.float32(cos) * y[:, None]
    pitch_m = float(rng.choice([0.75, 1.5, 3.0, 6.0]))
    if pitch_m > 2.5 * canvas.gsd_m:
        gain *= 1 + np.float32(rng.uniform(0.02, 0.12)) * np.sin(across * np.float32(2 * math.pi / pitch_m))
    if rng.random() < 0.5 and canvas.gsd_m < 0.8:
        tram_m = float(rng.choice([12.0, 18.0, 24.0]))
        track = np.abs(np.abs(np.mod(across, tram_m) - tram_m / 2) - 0.9) < max(0.25, canvas.gsd_m * 0.6)
        gain = np.where(track, gain * np.float32(rng.uniform(0.8, 1.2)), gain)
    band_m = rng.uniform(25, 70)
    gain *= 1 + np.float32(0.03) * np.sign(np.sin(across * np.float32(math.pi / band_m)))
    return np.asarray(gain, np.float32)


def _share(canvas: Canvas, height: int, width: int, blotch_m: float) -> FloatArray:
    field = canvas.noise.fractal(height, width, min(128.0, max(2.0, blotch_m / canvas.gsd_m)), 4)
    return np.asarray(np.clip(np.float32(0.5) + np.float32(0.3) * field, 0, 1), np.float32)
