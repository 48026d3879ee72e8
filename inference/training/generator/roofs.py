"""Paints roofs on sprites: pitched, flat, striped and round ones."""

from __future__ import annotations

import math
from itertools import pairwise

import cv2
import numpy as np

from .canvas import Sprite
from .geometry import Frame, Points, box, disc
from .palette import Rgb, mix, shade, surface
from .site import Site

Wing = tuple[float, float, float, float]  # length, width, centre x, centre y in metres


def pitched(site: Site, sprite: Sprite, frame: Frame, wing: Wing, rgb: Rgb, hipped: bool) -> None:
    """Paints a gabled or hipped roof whose ridge runs along the longer side."""
    length, width, x, y = wing
    turn = 0.0
    if width > length:
        length, width, turn = width, length, math.pi / 2
    local = frame.at(x, y, turn)
    slope = math.radians(site.rng.uniform(22, 42))
    half, end = width / 2, length / 2
    ridge = end - half * site.rng.uniform(0.8, 1.0) if hipped else end
    ridge = max(ridge, 0.05)
    for side in (-1, 1):
        lit = site.sun.facing(local.angle_rad + side * math.pi / 2, slope)
        plane = np.array([[-end, side * half], [end, side * half], [ridge, 0], [-ridge, 0]])
        sprite.fill(local.place(plane), shade(rgb, lit))
    if hipped:
        for side in (-1, 1):
            lit = site.sun.facing(local.angle_rad + (0 if side > 0 else math.pi), slope)
            plane = np.array([[side * end, -half], [side * end, half], [side * ridge, 0]])
            sprite.fill(local.place(plane), shade(rgb, lit))
    sprite.line(local.place(np.array([[-ridge, 0], [ridge, 0]])), shade(rgb, 1.14), 0.22)


def flat(site: Site, sprite: Sprite, frame: Frame, wings: list[Wing], rgb: Rgb) -> None:
    """Paints a flat roof: parapet, patches, stairwell, equipment."""
    rng = site.rng
    sprite.base(rgb)
    for length, width, x, y in wings:
        for _ in range(int(rng.poisson(1.2))):
            spot = box(
                length * rng.uniform(0.1, 0.45),
                width * rng.uniform(0.1, 0.5),
                *_spot(rng, length, width, x, y),
            )
            sprite.fill(frame.place(spot), shade(rgb, rng.uniform(0.88, 1.1)))
    _parapet(site, sprite, rgb)
    for length, width, x, y in wings:
        count = min(12, int(rng.poisson(min(6.0, length * width / 130))))
        for _ in range(count):
            side = rng.uniform(0.8, 2.6)
            at = _spot(rng, length - side, width - side, x, y)
            _unit(site, sprite, frame.at(*at), side, side * rng.uniform(0.6, 1.4))
        _household(site, sprite, frame, (length, width, x, y))
        if length * width > 120 and rng.random() < 0.6:
            at = _spot(rng, length * 0.7, width * 0.6, x, y)
            _unit(
                site,
                sprite,
                frame.at(*at),
                rng.uniform(3, 5),
                rng.uniform(2.5, 4),
                shade(rgb, rng.uniform(0.9, 1.12)),
            )


def _household(site: Site, sprite: Sprite, frame: Frame, wing: Wing) -> None:
    """Adds water barrels and pot plants, which many flat roofs carry."""
    rng = site.rng
    length, width, x, y = wing
    if length * width > 500 or rng.random() < 0.4:
        return
    barrels: tuple[Rgb, ...] = ((0.1, 0.1, 0.11), (0.2, 0.35, 0.6), (0.25, 0.42, 0.3), (0.9, 0.9, 0.88))
    tint = barrels[int(rng.integers(len(barrels)))]
    for _ in range(int(rng.poisson(1.4))):
        sprite.fill(frame.place(disc(rng.uniform(0.45, 0.8), *_spot(rng, length, width, x, y), 10)), tint)
    for _ in range(int(rng.poisson(1.5))):
        spot = disc(rng.uniform(0.2, 0.7), *_spot(rng, length, width, x, y), 7)
        sprite.fill(frame.place(spot), (0.22, 0.32 * rng.uniform(0.8, 1.3), 0.16))


def striped(site: Site, sprite: Sprite, frame: Frame, wing: Wing, rgb: Rgb) -> None:
    """Paints a corrugated or sawtooth shed roof: two planes, sheets, skylights."""
    rng = site.rng
    length, width, x, y = wing
    local = frame.at(x, y)
    spans = 1 if width < 30 else int(rng.integers(1, 4))
    slope = math.radians(rng.uniform(4, 14))
    for span in range(spans):
        centre = -width / 2 + (span + 0.5) * width / spans
        for side in (-1, 1):
            lit = site.sun.facing(local.angle_rad + side * math.pi / 2, slope)
            plane = box(length, width / spans / 2, 0, centre + side * width / spans / 4)
            sprite.fill(local.place(plane), shade(rgb, lit))
        sprite.line(
            local.place(np.array([[-length / 2, centre], [length / 2, centre]])), shade(rgb, 1.12), 0.4
        )
    sheet = rng.uniform(2.0, 6.0)
    seam = shade(rgb, rng.choice([0.9, 0.94, 1.07]))
    for at in np.arange(-length / 2 + sheet, length / 2, sheet):
        sprite.line(local.place(np.array([[at, -width / 2], [at, width / 2]])), seam, 0.25)
    if rng.random() < 0.45:
        light = mix(rgb, (0.86, 0.9, 0.92), 0.65)
        pitch = sheet * int(rng.integers(1, 4))
        for at in np.arange(-length / 2 + pitch, length / 2 - 2, pitch):
            for span in range(spans):
                centre = -width / 2 + (span + 0.5) * width / spans
                for side in (-1, 1):
                    pane = box(1.2, width / spans * 0.28, at, centre + side * width / spans / 4)
                    sprite.fill(local.place(pane), light)
    if rng.random() < 0.5:
        for at in np.arange(-length / 2 + 6, length / 2 - 4, rng.uniform(8, 20)):
            sprite.fill(local.place(disc(0.6, at, rng.uniform(-0.1, 0.1) * width, 8)), shade(rgb, 0.7))


def round_roof(site: Site, sprite: Sprite, frame: Frame, radius_m: float, rgb: Rgb) -> None:
    """Paints a round roof: flat with a rim, or a cone or dome in lit and dark facets."""
    if site.chance(0.4):
        sprite.base(shade(rgb, 0.92))
        sprite.fill(frame.place(disc(radius_m * 0.93)), rgb)
        sprite.fill(
            frame.place(disc(radius_m * site.rng.uniform(0.1, 0.5))), shade(rgb, site.rng.uniform(0.8, 1.15))
        )
        return
    facets = 20
    slope = math.radians(site.rng.uniform(12, 35))
    turns = np.arange(facets + 1) * (2 * math.pi / facets)
    for first, second in pairwise(turns):
        wedge = (
            np.array([[0, 0], [math.cos(first), math.sin(first)], [math.cos(second), math.sin(second)]])
            * radius_m
            * 1.1
        )
        lit = site.sun.facing(frame.angle_rad + (first + second) / 2, slope)
        sprite.fill(frame.place(wedge), shade(rgb, lit))
    sprite.fill(frame.place(disc(radius_m * 0.09)), shade(rgb, 1.15))


def weather(site: Site, sprite: Sprite, frame: Frame, tiled: bool) -> None:
    """Gives a sprite its texture: stains, grain, and courses of tiles where they are visible."""
    noise, rng, gsd_m = site.canvas.noise, site.rng, site.canvas.gsd_m
    shape = sprite.height, sprite.width
    texture = 1 + np.float32(rng.uniform(0.01, 0.07)) * noise.fractal(*shape, max(4.0, 6 / gsd_m), 3)
    texture += np.float32(rng.uniform(0.005, 0.03)) * noise.cut(*shape, 1)
    if tiled and gsd_m < 0.25:
        pitch = 2 * math.pi / rng.uniform(0.6, 1.0)
        angle = frame.angle_rad + (math.pi / 2 if rng.random() < 0.5 else 0)
        x = np.arange(sprite.width, dtype=np.float32)[None, :] * np.float32(gsd_m * math.cos(angle) * pitch)
        y = np.arange(sprite.height, dtype=np.float32)[:, None] * np.float32(gsd_m * math.sin(angle) * pitch)
        texture += np.float32(0.035) * np.sin(x + y)
    sprite.texture = texture


def rust(site: Site, sprite: Sprite, rgb: Rgb) -> None:
    """Stains part of a roof with rust or moss without changing what one would call its colour."""
    stain = mix(rgb, surface(site.rng, "brown"), site.rng.uniform(0.15, 0.4))
    height, width = sprite.mask.shape
    field = site.canvas.noise.fractal(height, width, max(8.0, min(height, width) / 2), 3)
    where = field > site.rng.uniform(0.6, 1.4)
    sprite.colour[where] = tuple(int(min(v, 1) * 255) for v in stain)


def _parapet(site: Site, sprite: Sprite, rgb: Rgb) -> None:
    thick = round(0.45 / site.canvas.gsd_m * sprite.fineness)
    if thick < 1:
        return
    # The outline is padded, so that a roof cut by the canvas edge gets no parapet there.
    inner = cv2.erode(sprite.mask, np.ones((2 * thick + 1, 2 * thick + 1), np.uint8), borderValue=255)
    rim = (sprite.mask > 0) & (inner == 0)
    sprite.colour[rim] = tuple(int(min(v, 1) * 255) for v in shade(rgb, site.rng.choice([0.82, 1.1, 1.18])))


def _unit(
    site: Site, sprite: Sprite, frame: Frame, length: float, width: float, rgb: Rgb | None = None
) -> None:
    tint = rgb or shade((0.72, 0.73, 0.74), site.rng.uniform(0.7, 1.25))
    dark = np.array([site.sun.shadow_x, site.sun.shadow_y]) * 1.1 / site.sun.tangent
    corners: Points = frame.place(box(length, width))
    sprite.fill(corners + dark, (0.2, 0.2, 0.22))
    sprite.fill(corners, tint)


def _spot(rng: np.random.Generator, length: float, width: float, x: float, y: float) -> tuple[float, float]:
    return x + rng.uniform(-0.42, 0.42) * length, y + rng.uniform(-0.42, 0.42) * width
