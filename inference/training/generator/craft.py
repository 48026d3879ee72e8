"""Draws airplanes and ships, forward along their frame's x axis."""

from __future__ import annotations

import cv2
import numpy as np

from .canvas import BUILT, NETWORK, PARKED, Sprite
from .geometry import Frame, Points, box, disc
from .palette import Rgb, mix, paint, shade, surface
from .site import Site


def airplane(site: Site, frame: Frame, length_m: float) -> None:
    """Draws an airplane: swept airliner, or straight-winged light plane below 16 m."""
    rng = site.rng
    light = length_m < 16
    wings = _wings(length_m, light, rng)
    body = _fuselage(length_m, 0.055 if light else 0.05)
    parts = [frame.place(part) for part in (body, *wings)]
    if not site.canvas.is_free(frame.place(box(length_m, length_m * 0.9))):
        return
    sprite = site.canvas.sprite(np.concatenate(parts))
    if sprite is None:
        return
    name = site.colour("airplane")
    colour = paint(rng, name)
    sprite.base(shade(colour, 0.93))
    for part in parts:
        sprite.cut(part)
    span = length_m * 0.08
    sprite.fill(frame.place(_fuselage(length_m, 0.036)), shade(colour, 1.06))
    if not light:
        _engines(sprite, frame, length_m)
        accent = paint(rng, str(rng.choice(["red", "blue", "blue", "green", "orange", "white", "white"])))
        fin = np.array([[-0.5, 0], [-0.36, -0.012], [-0.33, 0], [-0.36, 0.012]]) * length_m
        sprite.fill(frame.place(fin), accent)
        sprite.line(frame.place(np.array([[0.0, -span], [-0.02, -length_m * 0.4]])), shade(colour, 0.8), 0.3)
        sprite.line(frame.place(np.array([[0.0, span], [-0.02, length_m * 0.4]])), shade(colour, 0.8), 0.3)
    nose = np.array([[0.455, -0.012], [0.475, -0.01], [0.475, 0.01], [0.455, 0.012]]) * length_m
    sprite.fill(frame.place(nose), (0.1, 0.1, 0.13))
    site.canvas.stamp(sprite, site.canvas.add("airplane", name), 0.1 * length_m + 1)
    site.canvas.occupy(frame.place(box(length_m * 0.9, length_m * 0.5)))


def _fuselage(length: float, half: float) -> Points:
    upper = np.array([[-0.5, 0.006], [-0.38, half * 0.55], [-0.2, half], [0.36, half], [0.45, half * 0.65]])
    tip = np.array([[0.5, 0.0]])
    return np.concatenate([upper, tip, upper[::-1] * [1, -1]]) * length


def _wings(length: float, light: bool, rng: np.random.Generator) -> list[Points]:
    if light:
        half = rng.uniform(0.55, 0.68)
        wing = np.array([[0.2, -half], [0.2, half], [0.04, half], [0.02, -half]])
        tail = np.array([[-0.38, -0.2], [-0.38, 0.2], [-0.47, 0.2], [-0.47, -0.2]])
        return [wing * length, tail * length]
    half, sweep = rng.uniform(0.43, 0.5), rng.uniform(0.16, 0.26)
    root, tip = rng.uniform(0.13, 0.18), 0.035
    side = np.array(
        [
            [0.1, 0],
            [0.1 - sweep, half],
            [0.1 - sweep - tip, half],
            [0.1 - root - 0.05, 0.06],
            [0.1 - root - 0.06, 0],
        ]
    )
    tail = np.array([[-0.36, 0], [-0.45, 0.17], [-0.49, 0.17], [-0.47, 0]])
    return [part * length for part in (side, side * [1, -1], tail, tail * [1, -1])]


def _engines(sprite: Sprite, frame: Frame, length: float) -> None:
    for y in (-0.15, 0.15):
        engine = frame.place(box(0.08 * length, 0.035 * length, 0.06 * length, y * length))
        sprite.cut(engine)
        sprite.fill(engine, (0.62, 0.63, 0.66))


def ship(site: Site, frame: Frame, length_m: float, moving: bool = False) -> bool:
    """Draws a ship or boat where there is only free water, and tells whether it was drawn."""
    rng, canvas = site.rng, site.canvas
    width = length_m * (rng.uniform(0.26, 0.36) if length_m < 18 else rng.uniform(0.13, 0.19))
    hull = _hull(length_m, width)
    outline = frame.place(hull)
    if not _afloat(site, frame.place(hull * [1.05, 1.3])):
        return False
    sprite = canvas.sprite(outline)
    if sprite is None:
        return False
    if moving:
        _wake(site, frame, length_m, width)
    canvas.occupy(outline)
    name = site.colour("ship") if length_m >= 18 or rng.random() < 0.3 else "white"
    colour = paint(rng, name)
    sprite.base(colour)
    sprite.cut(outline)
    if length_m < 18:
        _boat(site, sprite, frame, length_m, width, colour)
    else:
        _vessel(site, sprite, frame, length_m, width, colour)
    canvas.stamp(sprite, canvas.add("ship", name, "boat" if length_m < 18 else "large"), 1 + 0.05 * length_m)
    return True


def _afloat(site: Site, outline: Points) -> bool:
    canvas = site.canvas
    px = np.floor(outline / canvas.gsd_m).astype(int)
    seen = ((px >= 0) & (px < canvas.size_px)).all(axis=1)
    if not seen.any():
        return False
    px = px[seen]
    return bool((site.water[px[:, 1], px[:, 0]] > 200).all()) and canvas.is_free(
        outline, kinds=BUILT | PARKED | NETWORK
    )


def _hull(length: float, width: float) -> Points:
    upper = np.array([[-0.5, 0.4], [-0.47, 0.48], [0.2, 0.5], [0.34, 0.4], [0.44, 0.2], [0.5, 0.0]])
    return np.concatenate([upper, upper[-2::-1] * [1, -1]]) * [length, width]


def _boat(site: Site, sprite: Sprite, frame: Frame, length: float, width: float, colour: Rgb) -> None:
    rng = site.rng
    wood = surface(rng, "brown") if rng.random() < 0.4 else shade(colour, 0.8)
    sprite.fill(frame.place(_hull(length * 0.86, width * 0.72)), wood)
    cabin = box(length * 0.3, width * 0.55, length * rng.uniform(-0.1, 0.12))
    sprite.fill(frame.place(cabin), (0.93, 0.93, 0.92))
    sprite.fill(frame.place(box(length * 0.07, width * 0.5, length * 0.16)), (0.12, 0.14, 0.18))


def _vessel(site: Site, sprite: Sprite, frame: Frame, length: float, width: float, colour: Rgb) -> None:
    rng = site.rng
    deck = mix(colour, surface(rng, str(rng.choice(["grey", "brown", "green", "red"]))), rng.uniform(0, 0.35))
    sprite.fill(frame.place(_hull(length * 0.97, width * 0.86)), deck)
    kind = rng.choice(["container", "bulk", "barge", "ferry"])
    if kind == "container":
        for x in np.arange(-0.25, 0.36, 7.0 / length):
            for y in np.arange(-0.36, 0.3, 2.6 / width):
                if rng.random() < 0.8:
                    tint = paint(
                        rng, str(rng.choice(["red", "blue", "white", "green", "orange", "grey", "brown"]))
                    )
                    sprite.fill(frame.place(box(6.1, 2.4, x * length, y * width + 1.3)), tint)
    elif kind == "bulk":
        for x in np.linspace(-0.2, 0.32, max(2, int(length / 22))):
            hatch = box(length * 0.07, width * 0.6, x * length)
            sprite.fill(frame.place(hatch), mix(deck, (0.75, 0.72, 0.68), 0.5))
    elif kind == "barge":
        load = surface(rng, str(rng.choice(["brown", "black", "grey"])))
        sprite.fill(frame.place(box(length * 0.62, width * 0.66, length * 0.07)), load)
    else:
        sprite.fill(frame.place(box(length * 0.7, width * 0.78, length * 0.02)), (0.93, 0.93, 0.92))
        for x in np.arange(-0.25, 0.3, 0.12):
            sprite.fill(frame.place(disc(width * 0.1, x * length, 0, 10)), (0.6, 0.6, 0.62))
    bridge_house = box(length * 0.1, width * 0.84, -length * 0.38)
    sprite.fill(frame.place(bridge_house), (0.94, 0.94, 0.93))
    sprite.fill(frame.place(box(length * 0.03, width * 0.3, -length * 0.4)), paint(rng, "red"))


def _wake(site: Site, frame: Frame, length: float, width: float) -> None:
    """Lays thin foam behind a moving ship, on water only."""
    reach = length * site.rng.uniform(0.8, 2.2)
    stern = -length * 0.42
    arms = [
        np.array([[length * 0.4, 0], [-reach, side * reach * 0.17], [-reach, side * reach * 0.13]])
        for side in (-1, 1)
    ]
    foams = [
        np.array(
            [
                [stern, -width * 0.4],
                [stern, width * 0.4],
                [stern - far, width * 0.12],
                [stern - far, -width * 0.12],
            ]
        )
        for far in (reach * 0.25, reach * 0.6, reach)
    ]
    for outline in (*arms, *foams):
        points = frame.place(outline)
        sprite = site.canvas.sprite(points)
        if sprite is None:
            continue
        sprite.base((0.86, 0.9, 0.91))
        sprite.cut(points)
        window = site.water[sprite.y0 : sprite.y0 + sprite.height, sprite.x0 : sprite.x0 + sprite.width]
        size = (sprite.width * sprite.fineness, sprite.height * sprite.fineness)
        sprite.mask &= np.asarray(cv2.resize(window, size, interpolation=cv2.INTER_NEAREST), np.uint8)
        site.canvas.stamp(sprite, opacity=0.16, avoid=NETWORK | BUILT)
