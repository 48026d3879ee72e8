"""Holds what all painters of one scene share: canvas, sun, habits of colour."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from . import palette
from .canvas import Canvas
from .geometry import Frame, Points
from .palette import Rgb


@dataclass(frozen=True)
class Sun:
    """Tells where light comes from: shadows fall towards (x, y), a unit vector; tangent of elevation."""

    shadow_x: float
    shadow_y: float
    tangent: float
    depth: float

    def facing(self, angle_rad: float, slope_rad: float) -> float:
        """Returns how lit a roof plane is (1 = like flat ground) that falls off towards an angle."""
        elevation = math.atan(self.tangent)
        toward = -(self.shadow_x * math.cos(angle_rad) + self.shadow_y * math.sin(angle_rad))
        lit = math.cos(slope_rad) * math.sin(elevation) + math.sin(slope_rad) * math.cos(elevation) * toward
        return 0.45 + 0.55 * max(lit, 0.0) / math.sin(elevation)


@dataclass
class Site:
    """Carries a scene under construction from painter to painter."""

    canvas: Canvas
    rng: np.random.Generator
    sun: Sun
    zones: NDArray[np.int32]
    roads: NDArray[np.uint8]
    rails: NDArray[np.uint8]
    water: NDArray[np.uint8]
    bridges: NDArray[np.uint8]
    greenness: float
    lean: tuple[float, float] = (0.0, 0.0)
    habits: dict[str, dict[str, float]] = field(default_factory=dict)
    streets: list[tuple[Points, float]] = field(default_factory=list)

    def colour(self, habit: str) -> str:
        """Returns a colour name after this scene's habit for houses, sheds, cars and so on."""
        return palette.pick(self.rng, self.habits[habit])

    def zone_at(self, x_m: float, y_m: float) -> int:
        """Returns the number of the zone at a ground point, 0 outside the canvas."""
        column, row = int(x_m / self.canvas.gsd_m), int(y_m / self.canvas.gsd_m)
        if 0 <= column < self.canvas.size_px and 0 <= row < self.canvas.size_px:
            return int(self.zones[row, column])
        return 0

    def within(self, points: Points, zone: int) -> bool:
        """Tells whether every point that lies on the canvas lies in the zone, and some point does."""
        px = np.floor(points / self.canvas.gsd_m).astype(int)
        seen = ((px >= 0) & (px < self.canvas.size_px)).all(axis=1)
        px = px[seen]
        return bool(len(px)) and bool((self.zones[px[:, 1], px[:, 0]] == zone).all())

    def chance(self, probability: float) -> bool:
        """Tells the outcome of a draw."""
        return bool(self.rng.random() < probability)


def draw_sun(rng: np.random.Generator) -> Sun:
    """Returns a sun between low winter and high summer; overcast scenes have faint shadows."""
    angle = rng.uniform(0, 2 * math.pi)
    elevation = math.radians(rng.uniform(28, 72))
    depth = rng.uniform(0.45, 0.72) if rng.random() < 0.85 else rng.uniform(0.1, 0.3)
    return Sun(math.cos(angle), math.sin(angle), math.tan(elevation), depth)


def draw_lean(rng: np.random.Generator) -> tuple[float, float]:
    """Returns how far tops are seen shifted, in metres per metre of height; often not at all."""
    if rng.random() < 0.45:
        return 0.0, 0.0
    angle, amount = rng.uniform(0, 2 * math.pi), rng.uniform(0.05, 0.4)
    return amount * math.cos(angle), amount * math.sin(angle)


def draw_habits(rng: np.random.Generator) -> dict[str, dict[str, float]]:
    """Returns how strongly this scene prefers each colour, per kind of object."""
    shares = {
        "house": palette.HOUSE_ROOFS,
        "old": palette.OLD_ROOFS,
        "block": palette.BLOCK_ROOFS,
        "shed": palette.SHED_ROOFS,
        "concrete": palette.CONCRETE_ROOFS,
        "tin": palette.TIN_ROOFS,
    }
    habits = {name: palette.lean(rng, share, 0.9) for name, share in shares.items()}
    others = {
        "car": palette.CARS,
        "truck": palette.TRUCKS,
        "bus": palette.BUSES,
        "airplane": palette.AIRPLANES,
        "ship": palette.SHIPS,
        "tank": palette.TANKS,
        "court": palette.COURTS,
    }
    habits.update({name: palette.lean(rng, share, 0.5) for name, share in others.items()})
    return habits


def jitter(rng: np.random.Generator, rgb: Rgb, amount: float) -> Rgb:
    """Returns the colour with a slightly different brightness and tint."""
    gain = 1 + rng.normal(0, amount)
    red, green, blue = (v * gain * (1 + rng.normal(0, amount / 3)) for v in rgb)
    return red, green, blue


def anywhere(site: Site) -> Frame:
    """Returns a frame at a random point and angle of the scene."""
    x, y = site.rng.uniform(0, site.canvas.extent_m, 2)
    return Frame(float(x), float(y), float(site.rng.uniform(0, 2 * math.pi)))
