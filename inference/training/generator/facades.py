"""Draws the walls that an oblique view shows beside a roof; they are no part of a building's truth."""

from __future__ import annotations

import math

import numpy as np

from .canvas import ANYTHING, PARKED, Sprite
from .geometry import Points
from .palette import Rgb, shade
from .site import Site

_STOREY_M = 3.0


def draw_walls(site: Site, parts: list[Points], height_m: float) -> None:
    """Paints the visible walls below roof outlines, on ground that nothing else covers."""
    shift = -np.array(site.lean) * height_m
    if math.hypot(*shift) < 1.2 * site.canvas.gsd_m:
        return
    every = np.concatenate(parts)
    sprite = site.canvas.sprite(np.concatenate([every, every + shift]))
    if sprite is None:
        return
    rgb = _wall_colour(site)
    for part in parts:
        for start, end in zip(part, np.roll(part, -1, axis=0), strict=True):
            wall = np.array([start, end, end + shift, start + shift])
            outward = math.atan2(*(start - end)) if _clockwise(part) else math.atan2(*(end - start))
            lit = min(1.1, site.sun.facing(-outward, 1.2)) * 0.85
            sprite.cut(wall)
            sprite.fill(wall, shade(rgb, lit))
            _storeys(sprite, (start, end), shift, height_m, shade(rgb, lit * 0.62))
    site.canvas.stamp(sprite, 0, avoid=ANYTHING & ~PARKED)


def _storeys(sprite: Sprite, edge: tuple[Points, Points], shift: Points, height_m: float, rgb: Rgb) -> None:
    for floor in np.arange(0.6 * _STOREY_M, height_m, _STOREY_M):
        at = shift * (floor / height_m)
        band_m = 0.35 * _STOREY_M * math.hypot(*shift) / height_m
        sprite.line(np.array([edge[0] + at, edge[1] + at]), rgb, band_m)


def _wall_colour(site: Site) -> Rgb:
    tints: tuple[Rgb, ...] = ((0.72, 0.68, 0.62), (0.6, 0.57, 0.54), (0.8, 0.77, 0.72), (0.62, 0.45, 0.38))
    return shade(tints[int(site.rng.integers(len(tints)))], site.rng.uniform(0.75, 1.05))


def _clockwise(part: Points) -> bool:
    x, y = part[:, 0], part[:, 1]
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) > 0
