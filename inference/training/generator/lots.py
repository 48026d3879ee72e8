"""Lays out car parks: rows of marked bays with cars, trucks or buses."""

from __future__ import annotations

import math

import numpy as np

from . import clutter
from .geometry import Frame, box
from .ground import pave_polygon
from .site import Site
from .vehicles import drive


def car_rows(
    site: Site, frame: Frame, length_m: float, rows: int, zone: int, *, paved: bool = False, kind: str = "car"
) -> None:
    """Draws rows of bays along the frame's x axis; each row is two bays deep, aisles between."""
    rng = site.rng
    bay, depth = (2.55, 5.0) if kind == "car" else (3.9, 16.0 if kind == "truck" else 14.0)
    aisle = 6.2 if kind == "car" else 14.0
    filled = float(rng.beta(2, 1.6))
    pitch = 2 * depth + aisle
    slant = rng.choice([0.0, 0.0, 0.0, 0.5])
    if paved:
        ground = frame.place(box(length_m + 3, rows * pitch))
        if not site.canvas.is_free(ground, 0.15):
            return
        pave_polygon(site, str(rng.choice(["asphalt", "dark asphalt", "concrete"])), ground)
    for row in range(rows):
        middle = (row - rows / 2 + 0.5) * pitch
        for side in (-1, 1):
            for x in np.arange(-length_m / 2 + bay / 2, length_m / 2 - bay / 2, bay):
                at = frame.at(float(x), middle + side * depth / 2, math.pi / 2 + slant * side)
                if site.zone_at(at.x_m, at.y_m) != zone:
                    continue
                _bay(site, at, bay, depth, filled, kind)


def _bay(site: Site, frame: Frame, bay: float, depth: float, filled: float, kind: str) -> None:
    rng = site.rng
    outline = frame.place(box(depth, bay))
    if not site.canvas.is_free(outline):
        return
    if site.canvas.gsd_m < 0.3:
        clutter.patch(site, frame, box(depth, 0.12, 0, bay / 2), (0.85, 0.85, 0.83))
    if rng.random() < filled:
        turn = 0.0 if rng.random() < 0.5 else math.pi
        drive(site, frame.at(rng.normal(0, 0.15), rng.normal(0, 0.08), turn + rng.normal(0, 0.015)), kind)
