"""Draws tanks, pools, courts, sports pitches and solar panels."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from .geometry import Frame, Points, blob, box, disc, rounded
from .palette import Rgb, hsv, mix, shade, surface
from .site import Site

_Fill = Callable[[Points, Rgb], None]


def tank(site: Site, frame: Frame, radius_m: float) -> bool:
    """Draws a storage tank where its ground is free: domed, coned or with a floating roof."""
    rng, canvas = site.rng, site.canvas
    outline = frame.place(disc(radius_m, corners=32))
    if not canvas.is_free(frame.place(disc(radius_m * 1.1))):
        return False
    sprite = canvas.sprite(outline)
    if sprite is None:
        return False
    canvas.occupy(outline)
    name = site.colour("tank")
    rgb = surface(rng, name)
    sprite.cut(outline)
    sprite.base(shade(rgb, 0.86))
    if radius_m > 6 and rng.random() < 0.4:
        _floating_roof(site, frame, sprite.fill, radius_m, rgb)
    else:
        _cone(site, frame, sprite.fill, radius_m, rgb)
    if rng.random() < 0.5:
        reach = np.array([[radius_m * 0.97, 0.0], [radius_m * rng.uniform(0, 0.5), 0.0]])
        sprite.line(frame.place(reach), shade(rgb, 0.7), 0.5)
    shape = canvas.noise.fractal(sprite.height, sprite.width, max(4.0, 4 / canvas.gsd_m), 3)
    sprite.texture = 1 + np.float32(0.025) * shape
    canvas.stamp(sprite, canvas.add("tank", name), min(16.0, 4 + radius_m * rng.uniform(0.4, 1.0)))
    return True


def _cone(site: Site, frame: Frame, fill: _Fill, radius: float, rgb: Rgb) -> None:
    facets = 18
    slope = math.radians(site.rng.uniform(8, 22))
    turns = np.arange(facets + 1) * (2 * math.pi / facets)
    for a, b in pairwise(turns):
        wedge = np.array([[0, 0], [math.cos(a), math.sin(a)], [math.cos(b), math.sin(b)]]) * radius * 0.96
        fill(frame.place(wedge), shade(rgb, site.sun.facing(frame.angle_rad + (a + b) / 2, slope)))
    fill(frame.place(disc(radius * 0.07, corners=10)), shade(rgb, 0.8))


def _floating_roof(site: Site, frame: Frame, fill: _Fill, radius: float, rgb: Rgb) -> None:
    """Paints a sunk roof: bright wall ring, and the wall's shadow as a crescent inside."""
    fill(frame.place(disc(radius * 0.94, corners=32)), shade(rgb, 0.42))
    drop = min(0.5, 2.5 / radius / site.sun.tangent)
    lit = disc(radius * 0.94, corners=32) * (1 - drop / 2)
    placed = frame.place(lit) + np.array([site.sun.shadow_x, site.sun.shadow_y]) * radius * drop / 2
    fill(placed, shade(rgb, site.rng.uniform(0.85, 1.0)))


def pool(site: Site, frame: Frame, length_m: float) -> bool:
    """Draws a swimming pool with its coping where the ground is free."""
    rng, canvas = site.rng, site.canvas
    width = length_m * rng.uniform(0.4, 0.6)
    kind = rng.choice(["box", "rounded", "free"], p=[0.45, 0.3, 0.25])
    if kind == "box":
        outline = box(length_m, width)
    elif kind == "rounded":
        outline = rounded(length_m, width, width * 0.42)
    else:
        outline = blob(rng, length_m * 0.42, 0.35, 24) * [1.0, 0.7]
    deck = frame.place(outline * (1 + 2.4 / length_m))
    if not canvas.is_free(deck):
        return False
    edge = canvas.sprite(deck)
    sprite = canvas.sprite(frame.place(outline))
    if edge is None or sprite is None:
        return False
    canvas.occupy(deck)
    edge.base(shade((0.8, 0.77, 0.72), rng.uniform(0.75, 1.1)))
    edge.cut(deck)
    canvas.stamp(edge)
    tint = hsv(rng.uniform(178, 203), rng.uniform(0.35, 0.75), rng.uniform(0.68, 0.92))
    sprite.base(tint)
    sprite.cut(frame.place(outline))
    sprite.fill(frame.place(outline * [0.4, 0.9] + [length_m * 0.28, 0]), shade(tint, 0.88))
    gain = canvas.noise.fractal(sprite.height, sprite.width, max(2.0, 1.0 / canvas.gsd_m), 2)
    sprite.texture = 1 + np.float32(0.04) * gain
    canvas.stamp(sprite, canvas.add("pool"), ground=True)
    return True


def court(site: Site, frame: Frame, name: str, tennis: bool) -> bool:
    """Draws a tennis or ball court with its lines where the ground is free."""
    rng, canvas = site.rng, site.canvas
    length, width = (23.8, 11.0) if tennis else (rng.uniform(24, 28), rng.uniform(13, 15))
    apron = (length + rng.uniform(5, 11), width + rng.uniform(4, 6.5))
    whole = frame.place(box(*apron))
    if not canvas.is_free(whole):
        return False
    sprite = canvas.sprite(whole)
    if sprite is None:
        return False
    canvas.occupy(whole)
    inner = surface(rng, name)
    sprite.cut(whole)
    plain = rng.random() < 0.45
    sprite.base(inner if plain else mix(shade(inner, 0.82), surface(rng, "green"), 0.5))
    if not plain:
        sprite.fill(frame.place(box(length + 1, width + 1)), inner)
    white: Rgb = (0.93, 0.93, 0.92)
    for lines, closed in _court_lines(tennis, length, width):
        sprite.line(frame.place(lines), white, 0.12, closed)
    shape = canvas.noise.fractal(sprite.height, sprite.width, max(4.0, 5 / canvas.gsd_m), 3)
    sprite.texture = 1 + np.float32(0.03) * shape
    canvas.stamp(sprite, canvas.add("court", name, "tennis" if tennis else "ball"), ground=True)
    return True


def _court_lines(tennis: bool, length: float, width: float) -> list[tuple[Points, bool]]:
    across = np.array([[0, -width / 2], [0, width / 2]])
    lines: list[tuple[Points, bool]] = [(box(length, width), True), (across, False)]
    if tennis:
        lines += [(box(length, width * 0.75), True), (box(12.8, width * 0.75), True)]
        lines.append((np.array([[-6.4, 0.0], [6.4, 0.0]]), False))
    else:
        lines.append((disc(1.8), True))
        for side in (-1, 1):
            lines.append((box(5.8, 4.9, side * (length / 2 - 2.9)), True))
            lines.append((disc(1.8, side * (length / 2 - 5.8)), True))
    return lines


def pitch(site: Site, frame: Frame, length_m: float) -> bool:
    """Draws a grass sports field with mown stripes, now and then within a running track."""
    rng, canvas = site.rng, site.canvas
    width = length_m * rng.uniform(0.58, 0.68)
    track = length_m > 80 and rng.random() < 0.5
    outer = (
        rounded(length_m * 1.5 + 18, width + 26, (width + 24) / 2) if track else box(length_m + 6, width + 6)
    )
    if not canvas.is_free(frame.place(outer)):
        return False
    canvas.occupy(frame.place(outer))
    if track:
        ring = canvas.sprite(frame.place(outer))
        if ring is not None:
            ring.base(surface(rng, "red") if rng.random() < 0.7 else surface(rng, "blue"))
            ring.cut(frame.place(outer))
            for lane in np.arange(1.2, 8, 1.2):
                shrink = rounded(
                    length_m * 1.5 + 18 - 2 * lane, width + 26 - 2 * lane, (width + 24) / 2 - lane
                )
                ring.line(frame.place(shrink), (0.85, 0.8, 0.78), 0.1, True)
            lawn = rounded(length_m * 1.5, width + 8, (width + 6) / 2)
            ring.fill(frame.place(lawn), hsv(rng.uniform(80, 105), 0.42, 0.45))
            canvas.stamp(ring)
    sprite = canvas.sprite(frame.place(box(length_m, width)))
    if sprite is None:
        return False
    grass = hsv(rng.uniform(82, 118), rng.uniform(0.35, 0.55), rng.uniform(0.38, 0.55))
    sprite.base(grass)
    sprite.cut(frame.place(box(length_m, width)))
    stripe = length_m / int(rng.integers(8, 18))
    for index, at in enumerate(np.arange(-length_m / 2, length_m / 2, stripe)):
        if index % 2:
            sprite.fill(frame.place(box(stripe, width, at + stripe / 2)), shade(grass, 1.1))
    white: Rgb = (0.92, 0.93, 0.9)
    for lines, closed in _pitch_lines(length_m * 0.94, width * 0.92):
        sprite.line(frame.place(lines), white, 0.15, closed)
    texture = canvas.noise.fractal(sprite.height, sprite.width, max(4.0, 8 / canvas.gsd_m), 4)
    sprite.texture = 1 + np.float32(0.05) * texture
    canvas.stamp(sprite, canvas.add("field", "green", "sports"), ground=True)
    return True


def _pitch_lines(length: float, width: float) -> list[tuple[Points, bool]]:
    across = np.array([[0, -width / 2], [0, width / 2]])
    lines: list[tuple[Points, bool]] = [
        (box(length, width), True),
        (across, False),
        (disc(length * 0.087), True),
    ]
    for side in (-1, 1):
        for depth, broad in ((0.157, 0.59), (0.052, 0.27)):
            lines.append((box(length * depth, width * broad, side * length * (0.5 - depth / 2)), True))
    return lines


def solar_array(
    site: Site, frame: Frame, length_m: float, width_m: float, height_m: float, ground: bool
) -> bool:
    """Draws one table of solar panels, listed as one object."""
    rng, canvas = site.rng, site.canvas
    outline = frame.place(box(length_m, width_m))
    if ground and not canvas.is_free(outline):
        return False
    sprite = canvas.sprite(outline)
    if sprite is None:
        return False
    if ground:
        canvas.occupy(outline)
    cell = hsv(rng.uniform(212, 235), rng.uniform(0.3, 0.65), rng.uniform(0.18, 0.36))
    sprite.base(cell)
    sprite.cut(outline)
    frame_rgb = mix(cell, (0.75, 0.77, 0.8), 0.55)
    for x in np.arange(-length_m / 2, length_m / 2 + 0.1, 1.05):
        sprite.line(frame.place(np.array([[x, -width_m / 2], [x, width_m / 2]])), frame_rgb, 0.06)
    for y in np.arange(-width_m / 2, width_m / 2 + 0.1, 1.7):
        sprite.line(frame.place(np.array([[-length_m / 2, y], [length_m / 2, y]])), frame_rgb, 0.06)
    gain = canvas.noise.fractal(sprite.height, sprite.width, max(4.0, 6 / canvas.gsd_m), 2)
    sprite.texture = 1 + np.float32(0.04) * gain
    canvas.stamp(sprite, canvas.add("solar panel"), height_m)
    return True


def rooftop_panels(site: Site, frame: Frame, size_m: tuple[float, float], pitched: bool) -> None:
    """Draws panels on a roof: on one plane of a pitched roof, in rows on a flat one."""
    length, width = size_m
    height = float(site.rng.uniform(3, 8))
    if pitched:
        along = width <= length
        local = frame if along else frame.at(0, 0, math.pi / 2)
        long, short = (length, width) if along else (width, length)
        depth = short * site.rng.uniform(0.26, 0.36)
        reach = long * site.rng.uniform(0.3, 0.8)
        side = site.rng.choice([-1, 1])
        spot = local.at(site.rng.uniform(-0.5, 0.5) * (long - reach) * 0.8, side * short * 0.25)
        solar_array(site, spot, reach, depth, height, ground=False)
        return
    depth = site.rng.uniform(1.6, 3.4)
    for y in np.arange(-width * 0.36, width * 0.36, depth + site.rng.uniform(0.7, 1.4)):
        solar_array(site, frame.at(0, float(y)), length * 0.7, depth, height, ground=False)
