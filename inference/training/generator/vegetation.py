"""Draws trees, hedges, woods and scrub: domed crowns with a lit and a dark side."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from .canvas import ANYTHING, WATER
from .geometry import Frame, Points, blob, box
from .noise import FloatArray, NoiseBank
from .palette import Rgb, hsv
from .site import Site

_SHAPES = 20
_SHAPE_PX = 64


class CrownBank:
    """Keeps crown shapes of one scene: alpha, light and relative height, each float32 64 x 64."""

    def __init__(self, site: Site) -> None:
        rng = site.rng
        noise = site.canvas.noise
        palms = rng.random() < 0.25
        self._shapes = [
            _crown(site, noise, index % 4 == 3, palm=palms and index % 4 == 2) for index in range(_SHAPES)
        ]
        self.hue = rng.uniform(78, 118)
        self.value = rng.uniform(0.25, 0.42)
        self.winter = rng.random() < 0.06
        self.autumn = rng.random() < 0.15

    def pick(self, rng: np.random.Generator, conifer: bool) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Returns alpha, light and relative height of a shape."""
        index = int(rng.integers(_SHAPES))
        index = index - index % 4 + (3 if conifer else index % 3)
        return self._shapes[index]

    def colour(self, rng: np.random.Generator, greenness: float, conifer: bool) -> Rgb:
        """Returns a leaf colour: greens of this scene, some brownish or bare."""
        if conifer:
            return hsv(self.hue + rng.normal(18, 8), rng.uniform(0.25, 0.45), rng.uniform(0.2, 0.33))
        if rng.random() < (0.5 if self.winter else 0.015):
            return hsv(rng.uniform(20, 45), rng.uniform(0.08, 0.22), rng.uniform(0.3, 0.48))
        if rng.random() < (0.35 if self.autumn else 0.04):
            return hsv(rng.uniform(22, 55), rng.uniform(0.3, 0.6), rng.uniform(0.35, 0.6))
        dry = 1 - greenness
        hue = self.hue - 18 * dry + rng.normal(0, 9)
        return hsv(
            hue, np.clip(rng.normal(0.42, 0.08) - 0.12 * dry, 0.12, 0.65), self.value * rng.uniform(0.78, 1.3)
        )


def tree(
    site: Site, crowns: CrownBank, x_m: float, y_m: float, radius_m: float, conifer: bool = False
) -> None:
    """Draws one tree and lists it; none grows out of water."""
    if _taken(site, x_m, y_m, WATER):
        return
    crown(site, crowns, (x_m, y_m), radius_m, conifer, site.canvas.add("tree"))


def grove(site: Site, crowns: CrownBank, spot: Frame, radius_m: float) -> None:
    """Draws a few trees whose crowns touch, each its own object."""
    rng = site.rng
    conifer = site.chance(0.15)
    for _ in range(int(rng.integers(2, 7))):
        radius = radius_m * rng.uniform(0.6, 1.15)
        at = spot.at(rng.normal(0, radius_m * 1.1), rng.normal(0, radius_m * 1.1))
        if site.canvas.is_free(at.place(box(radius * 0.5, radius * 0.5))):
            tree(site, crowns, at.x_m, at.y_m, radius, conifer)


def crown(
    site: Site,
    crowns: CrownBank,
    at_m: tuple[float, float],
    radius_m: float,
    conifer: bool,
    object_id: int | None,
) -> None:
    """Draws one crown that belongs to the given object."""
    canvas, rng = site.canvas, site.rng
    reach = radius_m / canvas.gsd_m
    x, y = at_m[0] / canvas.gsd_m, at_m[1] / canvas.gsd_m
    x0, y0 = math.floor(x - reach), math.floor(y - reach)
    side = max(1, math.ceil(2 * reach))
    left, top = max(x0, 0), max(y0, 0)
    right, bottom = min(x0 + side, canvas.size_px), min(y0 + side, canvas.size_px)
    if right <= left or bottom <= top:
        return
    how = cv2.INTER_AREA if side < _SHAPE_PX else cv2.INTER_LINEAR
    cut = (slice(top - y0, bottom - y0), slice(left - x0, right - x0))
    alpha, light, dome = (
        cv2.resize(part, (side, side), interpolation=how)[cut] for part in crowns.pick(rng, conifer)
    )
    rgb = np.array(crowns.colour(rng, site.greenness, conifer), np.float32)
    window = (slice(top, bottom), slice(left, right))
    patch = canvas.image[window]
    patch += alpha[:, :, None] * (light[:, :, None] * rgb - patch)
    inside = alpha >= 0.5
    if object_id is not None:
        canvas.ids[window][inside] = object_id
    tall = radius_m * (3.2 if conifer else 1.9)
    heights = canvas.height_m[window]
    np.copyto(heights, np.maximum(heights, dome * np.float32(tall)), where=inside)


def row(site: Site, crowns: CrownBank, frames: list[Frame], radius_m: float) -> None:
    """Draws trees at the frames' origins where the ground is free; they may touch."""
    conifer = site.chance(0.15)
    for frame in frames:
        if site.chance(0.1):
            continue
        radius = radius_m * site.rng.uniform(0.75, 1.2)
        if site.canvas.is_free(frame.place(blob(site.rng, radius * 0.3, 0.0, 5))):
            tree(site, crowns, frame.x_m, frame.y_m, radius, conifer)


def wood(site: Site, crowns: CrownBank, outline: Points, zone: int | None = None) -> None:
    """Fills an outline with crowns that close over; the whole canopy is one object."""
    canvas, rng = site.canvas, site.rng
    bounds = canvas.bounds_px(outline, 6)
    if bounds is None:
        return
    x0, y0, x1, y1 = (v * canvas.gsd_m for v in bounds)
    conifer_share = float(rng.choice([0.0, 0.0, 0.2, 1.0]))
    radius = rng.uniform(1.8, 2.6) if conifer_share == 1 else rng.uniform(2.4, 4.5)
    radius = max(radius, 1.1 * canvas.gsd_m)
    pitch = radius * rng.uniform(1.15, 1.4)
    grid_x, grid_y = np.meshgrid(np.arange(x0, x1, pitch), np.arange(y0, y1, pitch))
    points = np.stack([grid_x.ravel(), grid_y.ravel()], axis=1)
    points += rng.normal(0, pitch * 0.3, points.shape)
    points = points[rng.permutation(len(points))]
    inside = _inside(outline, points)
    object_id = canvas.add("tree", None, "wood")
    for x, y in points[inside]:
        if zone is not None and site.zone_at(x, y) not in (0, zone):
            continue
        if _taken(site, x, y):
            continue
        conifer = bool(rng.random() < conifer_share)
        crown(site, crowns, (float(x), float(y)), radius * rng.uniform(0.7, 1.3), conifer, object_id)


def bush(site: Site, crowns: CrownBank, x_m: float, y_m: float, radius_m: float) -> None:
    """Draws a low shrub, which is no tree and is not listed."""
    crown(site, crowns, (x_m, y_m), radius_m, False, 0)


def _inside(outline: Points, points: Points) -> NDArray[np.bool_]:
    inside = np.zeros(len(points), bool)
    for (xa, ya), (xb, yb) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        crosses = (ya > points[:, 1]) != (yb > points[:, 1])
        if ya != yb:
            inside ^= crosses & (points[:, 0] < (xb - xa) * (points[:, 1] - ya) / (yb - ya) + xa)
    return inside


def _taken(site: Site, x_m: float, y_m: float, kinds: int = ANYTHING) -> bool:
    column, row_px = int(x_m / site.canvas.gsd_m), int(y_m / site.canvas.gsd_m)
    size = site.canvas.size_px
    if not (0 <= column < size and 0 <= row_px < size):
        return False
    return bool(site.canvas.occupied[row_px, column] & kinds)


def _crown(
    site: Site, noise: NoiseBank, conifer: bool, palm: bool
) -> tuple[FloatArray, FloatArray, FloatArray]:
    rng = site.rng
    axis = (np.arange(_SHAPE_PX, dtype=np.float32) + 0.5) / (_SHAPE_PX / 2) - 1
    x, y = np.meshgrid(axis, axis)
    angle, reach = np.arctan2(y, x), np.hypot(x, y)
    edge = np.full_like(reach, 0.84)
    for wave in range(2, 10 if not conifer else 13):
        amount = rng.uniform(0.01, 0.07) / (1 + 0.12 * wave) * (0.6 if conifer else 1)
        edge += np.float32(amount) * np.sin(wave * angle + np.float32(rng.uniform(0, 6.28)))
    if palm:
        fronds = int(rng.integers(7, 12))
        edge *= np.float32(0.72) + np.float32(0.3) * np.abs(np.sin(angle * np.float32(fronds / 2)))
    inner = np.clip(reach / edge, 0, 1)
    leaves = noise.fractal(_SHAPE_PX, _SHAPE_PX, 12, 3)
    dome = np.sqrt(np.clip(1 - inner**2, 0, 1)) if not conifer else 1 - inner
    bumpy = np.clip(dome + 0.13 * leaves * (1 - 0.5 * inner), 0, 1.2)
    grad_x = cv2.Sobel(bumpy, cv2.CV_32F, 1, 0, scale=4)
    grad_y = cv2.Sobel(bumpy, cv2.CV_32F, 0, 1, scale=4)
    toward = site.sun.shadow_x * grad_x + site.sun.shadow_y * grad_y
    strength = 0.55 if not conifer else 0.35
    light = np.clip(1 + strength * np.clip(toward, -1.6, 1.1) + 0.10 * leaves, 0.3, 1.75)
    alpha = np.clip((edge - reach) * 12 + 0.5 + 0.5 * leaves, 0, 1)
    return _plain(alpha), _plain(light), _plain(0.35 + 0.65 * dome)


def _plain(field: NDArray[np.floating]) -> FloatArray:
    return np.ascontiguousarray(field, dtype=np.float32)
