"""Draws what is on the ground but in no category: plots, walls, rubble, markings, playgrounds, parasols."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .canvas import BUILT, NETWORK, WATER
from .geometry import Frame, Points, blob, box, disc
from .ground import pave_polygon
from .palette import Rgb, hsv, mix, shade, surface
from .site import Site


def patch(
    site: Site,
    frame: Frame,
    outline: Points,
    rgb: Rgb,
    height_m: float | None = None,
    avoid: int = BUILT | WATER | NETWORK,
) -> None:
    """Paints one plain unlisted thing in local metres."""
    points = frame.place(outline)
    sprite = site.canvas.sprite(points)
    if sprite is None:
        return
    sprite.base(rgb)
    sprite.cut(points)
    gain = site.canvas.noise.fractal(sprite.height, sprite.width, max(2.0, 1.5 / site.canvas.gsd_m), 2)
    sprite.texture = 1 + np.float32(0.06) * gain
    object_id = None if height_m is None else 0
    site.canvas.stamp(sprite, object_id, height_m, avoid=avoid)


def wall(site: Site, path: Points, rgb: Rgb, width_m: float = 0.3, height_m: float = 1.6) -> None:
    """Draws a wall, fence or hedge along straight pieces."""
    for start, end in pairwise(path):
        forward = end - start
        length = float(np.hypot(*forward))
        middle = (start + end) / 2
        frame = Frame(float(middle[0]), float(middle[1]), float(np.arctan2(forward[1], forward[0])))
        piece = box(length, max(width_m, 0.5 * site.canvas.gsd_m))
        if site.canvas.is_free(frame.place(piece), 0.2):
            patch(site, frame, piece, rgb, height_m)


def garden(site: Site, frame: Frame, zone: int) -> None:
    """Adds one garden thing: vegetable plot, terrace, playground, parasol, trampoline, sandbox."""
    rng = site.rng
    if not site.within(frame.place(box(4, 4)), zone) or not site.canvas.is_free(frame.place(box(4, 4))):
        return
    kind = rng.integers(6)
    if kind == 0:
        soil = mix(surface(rng, "brown"), hsv(95, 0.4, 0.4), rng.uniform(0, 0.6))
        length, width = rng.uniform(3, 8), rng.uniform(2, 4)
        patch(site, frame, box(length, width), soil)
        for y in np.arange(-width / 2 + 0.4, width / 2, 0.8):
            patch(site, frame, box(length * 0.9, 0.35, 0, float(y)), hsv(95, 0.45, rng.uniform(0.3, 0.5)))
    elif kind == 1:
        patch(site, frame, box(rng.uniform(3, 6), rng.uniform(2, 4)), surface(rng, "grey"))
    elif kind == 2:
        patch(site, frame, box(4, 4), (0.78, 0.68, 0.5))
        for _ in range(4):
            spot = box(1.2, 0.5, *rng.uniform(-1.5, 1.5, 2))
            tint = surface(rng, str(rng.choice(["red", "yellow", "blue", "green"])))
            patch(site, frame, spot, tint, 1.5)
    elif kind == 3:
        tint = surface(rng, str(rng.choice(["white", "red", "blue", "green", "orange", "brown"])))
        patch(site, frame, disc(rng.uniform(1.0, 1.7), corners=8), tint, 2.3)
    elif kind == 4:
        patch(site, frame, disc(rng.uniform(1.5, 2.2)), (0.12, 0.13, 0.16), 0.8)
    else:
        patch(site, frame, disc(rng.uniform(0.8, 2.5)), hsv(95, 0.35, 0.38), 0.5)


def rubble(site: Site, frame: Frame, radius_m: float) -> None:
    """Adds a heap of soil or gravel with scattered stones."""
    pave_polygon(
        site,
        str(site.rng.choice(["dirt", "gravel", "soil", "sand"])),
        frame.place(blob(site.rng, radius_m, 0.5)),
    )
    for _ in range(int(min(25, radius_m * 2))):
        at = site.rng.normal(0, radius_m * 0.5, 2)
        stone = blob(site.rng, site.rng.uniform(0.3, 1.2), 0.4, 7) + at
        patch(site, frame, stone, surface(site.rng, str(site.rng.choice(["grey", "brown"]))), 0.6)


def zebra(site: Site, frame: Frame, width_m: float) -> None:
    """Paints a zebra crossing across a road whose direction is the frame's x axis."""
    if site.canvas.gsd_m > 0.5:
        return
    for y in np.arange(-width_m / 2 + 0.4, width_m / 2, 1.0):
        patch(site, frame, box(3.2, 0.5, 0, float(y)), (0.88, 0.88, 0.87), avoid=0)


def containers(site: Site, frame: Frame, columns: int, rows: int) -> None:
    """Stacks shipping containers, which are in no category."""
    rng = site.rng
    whole = frame.place(box(columns * 6.3, rows * 2.6))
    if not site.canvas.is_free(whole):
        return
    site.canvas.occupy(whole)
    for column in range(columns):
        for row in range(rows):
            if rng.random() < 0.88:
                name = str(rng.choice(["red", "blue", "brown", "white", "green", "orange", "grey"]))
                at = box(6.06, 2.44, (column - columns / 2 + 0.5) * 6.3, (row - rows / 2 + 0.5) * 2.6)
                patch(site, frame, at, shade(surface(rng, name), 0.95), float(rng.choice([2.6, 5.2])), 0)
