"""Shapes in metres: frames, boxes, blobs, smooth paths. Points are float64 N x 2, x right, y down."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """Places local metres on the ground: origin in metres, angle of the local x axis in radians."""

    x_m: float
    y_m: float
    angle_rad: float = 0.0

    def place(self, points: Points) -> Points:
        """Returns local points as ground points."""
        cos, sin = math.cos(self.angle_rad), math.sin(self.angle_rad)
        x, y = points[:, 0], points[:, 1]
        return np.stack([self.x_m + cos * x - sin * y, self.y_m + sin * x + cos * y], axis=1)

    def at(self, x_m: float, y_m: float, turn_rad: float = 0.0) -> Frame:
        """Returns a frame whose origin is a local point of this one."""
        cos, sin = math.cos(self.angle_rad), math.sin(self.angle_rad)
        return Frame(
            self.x_m + cos * x_m - sin * y_m, self.y_m + sin * x_m + cos * y_m, self.angle_rad + turn_rad
        )


def box(length_m: float, width_m: float, x_m: float = 0.0, y_m: float = 0.0) -> Points:
    """Returns the corners of a rectangle, its length along x, around a centre."""
    a, b = length_m / 2, width_m / 2
    return np.array([[x_m - a, y_m - b], [x_m + a, y_m - b], [x_m + a, y_m + b], [x_m - a, y_m + b]])


def disc(radius_m: float, x_m: float = 0.0, y_m: float = 0.0, corners: int = 24) -> Points:
    """Returns a circle as a polygon."""
    turn = np.arange(corners) * (2 * math.pi / corners)
    return np.stack([x_m + radius_m * np.cos(turn), y_m + radius_m * np.sin(turn)], axis=1)


def rounded(length_m: float, width_m: float, corner_m: float) -> Points:
    """Returns a rectangle with rounded corners, centred."""
    a, b = length_m / 2 - corner_m, width_m / 2 - corner_m
    turn = np.arange(0.0, math.pi / 2 + 0.01, math.pi / 8)
    arc = np.stack([np.cos(turn), np.sin(turn)], axis=1) * corner_m
    flip = arc[::-1]
    return np.concatenate(
        [
            arc + np.array([a, b]),
            flip * [-1, 1] + [-a, b],
            arc * [-1, -1] + [-a, -b],
            flip * [1, -1] + [a, -b],
        ]
    )


def blob(rng: np.random.Generator, radius_m: float, roughness: float, corners: int = 20) -> Points:
    """Returns an irregular closed outline around the origin."""
    turn = np.arange(corners) * (2 * math.pi / corners)
    reach = np.ones(corners)
    for wave in range(2, 6):
        reach += roughness / wave * np.sin(wave * turn + rng.uniform(0, 2 * math.pi)) * rng.uniform(0.4, 1.4)
    reach *= radius_m
    return np.stack([reach * np.cos(turn), reach * np.sin(turn)], axis=1)


def smooth_path(knots: Points, step_m: float) -> Points:
    """Returns a Catmull-Rom path through the knots, a point about every step."""
    ends = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    pieces = []
    for p0, p1, p2, p3 in zip(ends[:-3], ends[1:-2], ends[2:-1], ends[3:], strict=True):
        count = max(2, int(np.hypot(*(p2 - p1)) / step_m))
        t = np.linspace(0, 1, count, endpoint=False)[:, None]
        pieces.append(
            0.5
            * (
                2 * p1
                + (p2 - p0) * t
                + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
                + (3 * p1 - p0 - 3 * p2 + p3) * t**3
            )
        )
    return np.concatenate([*pieces, knots[-1:]])


def walk(path: Points, spacing_m: float, start_m: float = 0.0) -> Iterator[Frame]:
    """Yields frames along a path, x axis pointing forward."""
    steps = np.hypot(*np.diff(path, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    for at in np.arange(start_m, along[-1], spacing_m):
        i = min(int(np.searchsorted(along, at, side="right")) - 1, len(steps) - 1)
        share = (at - along[i]) / max(steps[i], 1e-9)
        x, y = path[i] + (path[i + 1] - path[i]) * share
        dx, dy = path[i + 1] - path[i]
        yield Frame(float(x), float(y), math.atan2(dy, dx))


def crossing_path(rng: np.random.Generator, extent_m: float, bend: float) -> Points:
    """Returns a smooth path that crosses a square extent, from outside to outside."""
    angle = rng.uniform(0, math.pi)
    middle = extent_m * rng.uniform(0.2, 0.8, 2)
    forward = np.array([math.cos(angle), math.sin(angle)])
    aside = np.array([-forward[1], forward[0]])
    reach = extent_m * 1.1
    spacing = min(extent_m, 400.0) / 2.5
    stations = np.arange(-reach, reach + spacing, spacing)
    shift = np.cumsum(rng.normal(0, bend * spacing, len(stations)))
    shift -= shift[len(shift) // 2]
    knots = middle + stations[:, None] * forward + shift[:, None] * aside
    return smooth_path(knots, max(3.0, spacing / 30))
