"""Colours: what each colour name may look like, and which names each kind of object wears."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping

import numpy as np

Rgb = tuple[float, float, float]
Range = tuple[float, float]

# Hue in degrees, saturation and value 0..1: of painted or tiled surfaces in full sun.
_SURFACE: Mapping[str, tuple[tuple[Range, Range, Range], ...]] = {
    "red": (((-4, 9), (0.55, 0.8), (0.42, 0.74)), ((4, 12), (0.5, 0.68), (0.48, 0.72))),
    "orange": (((17, 26), (0.48, 0.7), (0.62, 0.86)), ((20, 32), (0.5, 0.78), (0.72, 0.94))),
    "brown": (((12, 32), (0.28, 0.5), (0.28, 0.47)), ((18, 35), (0.22, 0.4), (0.36, 0.55))),
    "yellow": (((44, 56), (0.45, 0.8), (0.75, 0.97)),),
    "green": (((95, 165), (0.25, 0.6), (0.32, 0.65)), ((140, 172), (0.2, 0.45), (0.45, 0.72))),
    "blue": (((200, 226), (0.42, 0.78), (0.4, 0.82)), ((205, 218), (0.3, 0.5), (0.5, 0.75))),
    "white": (((0, 360), (0.0, 0.05), (0.85, 0.98)), ((30, 60), (0.02, 0.09), (0.86, 0.96))),
    "grey": (((0, 360), (0.0, 0.07), (0.42, 0.72)), ((200, 230), (0.03, 0.12), (0.38, 0.6))),
    "black": (((0, 360), (0.0, 0.12), (0.09, 0.22)),),
}
# Car paint is glossier and purer than roofs.
_PAINT: Mapping[str, tuple[tuple[Range, Range, Range], ...]] = {
    "red": (((-8, 6), (0.68, 0.95), (0.45, 0.8)),),
    "orange": (((17, 30), (0.75, 0.95), (0.8, 0.98)),),
    "brown": (((15, 32), (0.35, 0.55), (0.25, 0.42)),),
    "yellow": (((46, 56), (0.65, 0.95), (0.8, 0.98)),),
    "green": (((100, 165), (0.4, 0.8), (0.3, 0.6)),),
    "blue": (((205, 230), (0.5, 0.9), (0.35, 0.75)),),
    "white": (((0, 360), (0.0, 0.03), (0.9, 1.0)),),
    "grey": (((0, 360), (0.0, 0.06), (0.42, 0.74)),),
    "black": (((0, 360), (0.0, 0.2), (0.05, 0.14)),),
}

Shares = Mapping[str, float]
HOUSE_ROOFS: Shares = {
    "red": 20,
    "orange": 13,
    "brown": 18,
    "grey": 20,
    "black": 9,
    "white": 9,
    "blue": 6,
    "green": 5,
}
OLD_ROOFS: Shares = {"red": 30, "orange": 28, "brown": 20, "grey": 12, "black": 4, "white": 4, "green": 2}
BLOCK_ROOFS: Shares = {
    "grey": 34,
    "white": 20,
    "brown": 12,
    "black": 12,
    "red": 10,
    "blue": 5,
    "green": 5,
    "orange": 4,
}
CONCRETE_ROOFS: Shares = {"grey": 42, "white": 26, "brown": 20, "red": 6, "green": 3, "black": 3}
TIN_ROOFS: Shares = {"grey": 26, "blue": 22, "red": 18, "brown": 18, "white": 6, "green": 6, "orange": 4}
SHED_ROOFS: Shares = {
    "white": 24, "grey": 27, "blue": 16, "red": 9, "green": 8, "brown": 8, "orange": 3, "black": 4,
    "yellow": 2,
}  # fmt: skip
CARS: Shares = {
    "white": 27, "black": 20, "grey": 22, "red": 11, "blue": 10, "green": 3, "brown": 3, "yellow": 2,
    "orange": 2,
}  # fmt: skip
TRUCKS: Shares = {
    "white": 42,
    "grey": 14,
    "blue": 14,
    "red": 12,
    "green": 7,
    "yellow": 5,
    "orange": 4,
    "black": 2,
}
BUSES: Shares = {"white": 32, "yellow": 20, "red": 18, "blue": 15, "green": 9, "orange": 4, "grey": 2}
AIRPLANES: Shares = {"white": 74, "grey": 20, "blue": 2, "red": 2, "yellow": 2}
SHIPS: Shares = {
    "white": 38,
    "grey": 16,
    "red": 13,
    "blue": 14,
    "black": 9,
    "green": 6,
    "orange": 2,
    "brown": 2,
}
TANKS: Shares = {"white": 55, "grey": 20, "red": 5, "green": 8, "brown": 5, "blue": 4, "black": 3}
COURTS: Shares = {"green": 40, "blue": 28, "red": 16, "orange": 16}


def pick(rng: np.random.Generator, shares: Shares) -> str:
    """Returns a name, drawn by its share."""
    names = list(shares)
    weights = np.array([shares[name] for name in names], np.float64)
    return names[int(rng.choice(len(names), p=weights / weights.sum()))]


def lean(rng: np.random.Generator, shares: Shares, strength: float = 1.0) -> dict[str, float]:
    """Returns the shares as one scene's habit: some colours dominate it, some are missing."""
    return {name: share * float(np.exp(rng.normal(0, strength))) for name, share in shares.items()}


def surface(rng: np.random.Generator, name: str) -> Rgb:
    """Returns a roof or ground colour that a person would call by the name."""
    return _draw(rng, _SURFACE[name])


def paint(rng: np.random.Generator, name: str) -> Rgb:
    """Returns a vehicle colour that a person would call by the name."""
    return _draw(rng, _PAINT[name])


def shade(rgb: Rgb, factor: float) -> Rgb:
    """Returns the colour brighter or darker."""
    return rgb[0] * factor, rgb[1] * factor, rgb[2] * factor


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Returns a colour between two."""
    a, b, c = (p + (q - p) * share for p, q in zip(first, second, strict=True))
    return a, b, c


def hsv(hue_deg: float, saturation: float, value: float) -> Rgb:
    """Returns the RGB colour of a hue in degrees, saturation and value."""
    return colorsys.hsv_to_rgb((hue_deg % 360) / 360, saturation, value)


def _draw(rng: np.random.Generator, choices: tuple[tuple[Range, Range, Range], ...]) -> Rgb:
    hue, saturation, value = choices[int(rng.integers(len(choices)))]
    return hsv(rng.uniform(*hue), rng.uniform(*saturation), rng.uniform(*value))
