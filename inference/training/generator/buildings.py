"""Draws buildings: a plan of wings, a kind of roof, a colour."""

from __future__ import annotations

import math

import numpy as np

from . import roofs
from .canvas import Sprite
from .facades import draw_walls
from .geometry import Frame, Points, box, disc
from .palette import Rgb, shade, surface
from .roofs import Wing
from .site import Site
from .structures import rooftop_panels

SHAPES: dict[str, str] = {
    "L": "L-shaped",
    "T": "T-shaped",
    "U": "U-shaped",
    "H": "H-shaped",
    "court": "courtyard",
    "round": "round",
}


def building(
    site: Site,
    frame: Frame,
    size_m: tuple[float, float],
    *,
    habit: str,
    height_m: float,
    roof: str = "pitched",
    shape: str = "box",
    share_taken: float = 0.0,
) -> bool:
    """Draws a building where its ground is free, and tells whether it was.

    Args:
        site: The scene.
        frame: Its centre and direction.
        size_m: Length along the frame's x axis and width.
        habit: Which roof colours are usual: house, old, block or shed.
        height_m: Height of its eaves.
        roof: pitched, hipped, flat or striped.
        shape: box, L, T, U, H, court or round.
        share_taken: Share of its ground that may be occupied already (houses built wall to wall).
    """
    wings = plan(site.rng, shape, *size_m)
    whole = _outline(shape, frame, size_m)
    if not site.canvas.is_free(whole, share_taken):
        return False
    sprite = site.canvas.sprite(whole)
    if sprite is None:
        return False
    name = site.colour(habit)
    rgb = surface(site.rng, name)
    sprite.base(rgb)
    parts = _parts(shape, frame, size_m, wings)
    draw_walls(site, parts, height_m)
    for polygon in parts:
        sprite.cut(polygon)
        site.canvas.occupy(polygon)
    _roof(site, sprite, frame, wings, roof if shape != "round" else "round", rgb)
    roofs.weather(site, sprite, frame, roof in ("pitched", "hipped"))
    words = [SHAPES[shape]] if shape in SHAPES else []
    if roof == "flat" and shape != "round":
        words.append("flat-roofed")
    site.canvas.stamp(sprite, site.canvas.add("building", name, *words), height_m)
    if roof in ("pitched", "hipped") and shape != "round":
        _raise_ridges(site, frame, wings, height_m)
    if roof == "flat" and height_m > 9 and shape != "round" and site.chance(0.35):
        _upper_storey(site, frame, wings[0], rgb, height_m)
    if shape == "box" and site.chance(0.08 if roof == "flat" else 0.05):
        rooftop_panels(site, frame, size_m, pitched=roof != "flat")
    return True


def plan(rng: np.random.Generator, shape: str, length: float, width: float) -> list[Wing]:
    """Returns the wings of a plan that fits a length and a width."""
    arm = rng.uniform(0.32, 0.46)
    a, b = length * arm, width * arm
    if shape == "L":
        return [(length, b, 0, (width - b) / 2), (a, width, (a - length) / 2, 0)]
    if shape == "T":
        return [(length, b, 0, (width - b) / 2), (a, width, 0, 0)]
    if shape == "U":
        a = min(a, length * 0.34)
        return [
            (length, b, 0, (width - b) / 2),
            (a, width, (a - length) / 2, 0),
            (a, width, (length - a) / 2, 0),
        ]
    if shape == "H":
        a, b = min(a, length * 0.34), min(b, width * 0.36)
        return [(length, b, 0, 0), (a, width, (a - length) / 2, 0), (a, width, (length - a) / 2, 0)]
    if shape == "court":
        wing = min(length, width) * rng.uniform(0.2, 0.32)
        return [
            (length, wing, 0, (wing - width) / 2),
            (length, wing, 0, (width - wing) / 2),
            (wing, width, (wing - length) / 2, 0),
            (wing, width, (length - wing) / 2, 0),
        ]
    return [(length, width, 0.0, 0.0)]


def _outline(shape: str, frame: Frame, size_m: tuple[float, float]) -> Points:
    return frame.place(disc(size_m[0] / 2, corners=28) if shape == "round" else box(*size_m))


def _parts(shape: str, frame: Frame, size_m: tuple[float, float], wings: list[Wing]) -> list[Points]:
    if shape == "round":
        return [_outline(shape, frame, size_m)]
    return [frame.place(box(*wing)) for wing in wings]


def _roof(
    site: Site, sprite: Sprite, frame: Frame, wings: list[Wing], roof: str, rgb: tuple[float, float, float]
) -> None:
    if roof == "round":
        roofs.round_roof(site, sprite, frame, wings[0][0] / 2, rgb)
    elif roof == "flat":
        roofs.flat(site, sprite, frame, wings, rgb)
    elif roof == "striped":
        for wing in wings:
            roofs.striped(site, sprite, frame, wing, rgb)
    else:
        for wing in wings:
            roofs.pitched(site, sprite, frame, wing, rgb, hipped=roof == "hipped")
        _chimney(site, sprite, frame, wings[0])
    if site.chance(0.15):
        roofs.rust(site, sprite, rgb)


def _chimney(site: Site, sprite: Sprite, frame: Frame, wing: Wing) -> None:
    if site.chance(0.5):
        local = frame.at(wing[2], wing[3])
        side = site.rng.uniform(0.6, 1.1)
        at = box(side, side, site.rng.uniform(-0.35, 0.35) * wing[0], site.rng.uniform(-0.2, 0.2) * wing[1])
        sprite.fill(local.place(at), (0.45, 0.36, 0.33))


def _raise_ridges(site: Site, frame: Frame, wings: list[Wing], eaves_m: float) -> None:
    """Lifts the middle of pitched roofs, so that their shadows have gables."""
    for length, width, x, y in wings:
        short = min(length, width)
        for inset, lift in ((0.5, 0.15), (0.2, 0.28)):
            size = (length, width * inset) if length >= width else (length * inset, width)
            ridge = frame.place(box(*size, x, y))
            bounds = site.canvas.bounds_px(ridge)
            if bounds is None or short < 2 * site.canvas.gsd_m:
                continue
            site.canvas.lift(ridge, eaves_m + short * lift)


def _upper_storey(site: Site, frame: Frame, wing: Wing, rgb: Rgb, height_m: float) -> None:
    """Sets a smaller storey back from the edges of a flat roof; it belongs to the same object."""
    rng = site.rng
    length, width, x, y = wing
    spot = (x + rng.uniform(-0.15, 0.15) * length, y + rng.uniform(-0.15, 0.15) * width)
    outline = frame.place(box(length * rng.uniform(0.3, 0.65), width * rng.uniform(0.4, 0.65), *spot))
    sprite = site.canvas.sprite(outline)
    if sprite is not None:
        sprite.base(shade(rgb, rng.uniform(0.9, 1.15)))
        sprite.cut(outline)
        roofs.weather(site, sprite, frame, tiled=False)
        site.canvas.stamp(sprite, None, height_m + rng.uniform(2.5, 9))


def random_shape(rng: np.random.Generator, length: float, width: float) -> str:
    """Returns a plan that suits a size: small houses are mostly boxes."""
    if min(length, width) < 8 or rng.random() < 0.45:
        return "box"
    shapes = ["L", "L", "L", "T", "T", "U", "H", "round"]
    if min(length, width) > 22:
        shapes += ["court", "court", "U"]
    shape = str(rng.choice(shapes))
    if shape == "round" and not math.isclose(length, width, rel_tol=0.45):
        return "box"
    return shape
