"""Draws cars, trucks and buses, forward along their frame's x axis."""

from __future__ import annotations

import numpy as np

from .canvas import MIN_VISIBLE_PX, PARKED, Sprite
from .geometry import Frame, Points, box, rounded
from .palette import Rgb, mix, paint, shade
from .site import Site

_GLASS: Rgb = (0.10, 0.12, 0.15)


def park(site: Site, frame: Frame, kind: str = "car", margin_m: float = 0.0) -> bool:
    """Draws a vehicle where its ground is free, and tells whether it was."""
    length, width = _size(site, kind)
    outline = frame.place(box(length + margin_m, width + margin_m))
    if not site.canvas.is_free(outline):
        return False
    drive(site, frame, kind, (length, width))
    return True


def drive(site: Site, frame: Frame, kind: str = "car", size_m: tuple[float, float] | None = None) -> None:
    """Draws a vehicle on any ground, unless another vehicle stands there."""
    length, width = size_m or _size(site, kind)
    taken = frame.place(box(length, width))
    if not site.canvas.is_free(taken, kinds=PARKED):
        return
    site.canvas.occupy(taken, PARKED)
    corner = 0.45 if kind == "car" else 0.12
    outline = frame.place(rounded(length, width, corner))
    sprite = site.canvas.sprite(outline)
    if sprite is None:
        return
    name = site.colour(kind)
    body = paint(site.rng, name)
    sprite.base(body)
    sprite.cut(outline)
    if length * width < MIN_VISIBLE_PX * site.canvas.gsd_m**2:
        # Too small to list and to show parts; it stays in the picture as a speck.
        sprite.fill(_part(frame, -0.15 * length, 0.2 * length, width / 2), mix(body, _GLASS, 0.5))
        site.canvas.stamp(sprite, height_m=1.5)
        return
    if kind == "car":
        height, attributes = _car(site, sprite, frame, body, length, width)
    elif kind == "truck":
        height, attributes = _truck(site, sprite, frame, body, length, width)
    else:
        height, attributes = _bus(site, sprite, frame, body, length, width)
    site.canvas.stamp(sprite, site.canvas.add(kind, name, *attributes), height)


def _size(site: Site, kind: str) -> tuple[float, float]:
    rng = site.rng
    if kind == "car":
        return rng.uniform(3.9, 5.0), rng.uniform(1.72, 1.95)
    if kind == "truck":
        long = rng.random() < 0.4
        return (rng.uniform(12.5, 17) if long else rng.uniform(6, 10)), rng.uniform(2.3, 2.6)
    return rng.uniform(10.5, 13.5) if rng.random() < 0.85 else rng.uniform(16, 18.5), 2.55


def _part(frame: Frame, x_low: float, x_high: float, half_width: float) -> Points:
    return frame.place(box(x_high - x_low, 2 * half_width, (x_low + x_high) / 2))


def _glass(frame: Frame, x_low: float, x_high: float, half_low: float, half_high: float) -> Points:
    return frame.place(
        np.array([[x_low, -half_low], [x_high, -half_high], [x_high, half_high], [x_low, half_low]])
    )


def _car(
    site: Site, sprite: Sprite, frame: Frame, body: Rgb, length: float, width: float
) -> tuple[float, tuple[str, ...]]:
    rng = site.rng
    half, front = width / 2, length / 2
    kind = rng.choice(["saloon", "hatchback", "van", "pickup"], p=[0.42, 0.38, 0.12, 0.08])
    sprite.fill(_part(frame, -front * 0.96, front * 0.94, half * 0.86), shade(body, 1.06))
    nose = front * (0.42 if kind != "van" else 0.68)
    tail = {
        "saloon": -front * 0.62,
        "hatchback": -front * 0.86,
        "van": -front * 0.93,
        "pickup": -front * 0.02,
    }[kind]
    sprite.fill(_part(frame, tail, nose, half * 0.84), _GLASS)
    roof = shade(body, rng.uniform(1.0, 1.12))
    if rng.random() < 0.12:
        roof = mix(roof, (0.08, 0.08, 0.09), 0.8)
    back = 0.10 if kind in ("van", "pickup") else 0.28
    sprite.fill(_glass(frame, tail + back * front, nose - 0.3 * front, half * 0.72, half * 0.68), roof)
    if kind == "pickup":
        sprite.fill(_part(frame, -front * 0.92, tail - 0.06 * front, half * 0.74), shade(body, 0.45))
    bright = mix(body, (1.0, 1.0, 1.0), 0.35)
    sprite.line(frame.place(np.array([[front * 0.9, -half * 0.5], [front * 0.9, half * 0.5]])), bright, 0.1)
    return (2.2 if kind == "van" else 1.5), (str(kind),) if kind in ("van", "pickup") else ()


def _truck(
    site: Site, sprite: Sprite, frame: Frame, body: Rgb, length: float, width: float
) -> tuple[float, tuple[str, ...]]:
    rng = site.rng
    half, front = width / 2, length / 2
    cab_length = rng.uniform(1.7, 2.3)
    cab = body if rng.random() < 0.45 else paint(rng, str(rng.choice(["white", "red", "blue", "grey"])))
    sprite.fill(_part(frame, front - cab_length, front, half), cab)
    sprite.fill(_part(frame, front - 0.65, front - 0.15, half * 0.86), _GLASS)
    gap = front - cab_length
    sprite.fill(_part(frame, gap - 0.5, gap, half * 1.1), (0.13, 0.13, 0.13))
    if rng.random() < 0.18:
        bed: Rgb = (0.42, 0.36, 0.3) if rng.random() < 0.5 else (0.3, 0.3, 0.31)
        sprite.fill(_part(frame, -front + 0.2, gap - 0.75, half * 0.86), bed)
        return 2.6, ("open",)
    for x in np.arange(-front + 1.2, gap - 0.8, 1.2):
        sprite.line(frame.place(np.array([[x, -half], [x, half]])), shade(body, 0.9), 0.08)
    return 3.6, ()


def _bus(
    site: Site, sprite: Sprite, frame: Frame, body: Rgb, length: float, width: float
) -> tuple[float, tuple[str, ...]]:
    rng = site.rng
    half, front = width / 2, length / 2
    if rng.random() < 0.45:
        sprite.fill(_part(frame, -front + 0.3, front - 0.6, half * 0.72), mix(body, (0.95, 0.95, 0.95), 0.3))
    sprite.fill(_part(frame, front - 0.35, front - 0.05, half * 0.88), _GLASS)
    for share in rng.choice([-0.55, -0.2, 0.15, 0.5], size=int(rng.integers(1, 4)), replace=False):
        unit = mix(body, (0.5, 0.52, 0.55), 0.55)
        sprite.fill(_part(frame, front * share - 0.8, front * share + 0.8, half * 0.55), unit)
    if length > 15:
        sprite.fill(_part(frame, -0.4, 0.4, half), (0.15, 0.15, 0.15))
    return 3.2, ()
