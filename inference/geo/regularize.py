"""Gives the outlines of built things right angles, where that fits what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from .contours import Floats

LEAST_IOU = 0.85
LEAST_AGREEMENT = 0.4
LEAST_RUNS = 4


@dataclass(frozen=True)
class _Run:
    """Is a stretch of the outline that becomes one straight edge.

    Args:
        axis: 0 where the edge runs along x, 1 along y.
        length: Weight of the stretch: what it covers along its axis.
        place: Where the edge lies across its axis.
    """

    axis: int
    length: float
    place: float

    def with_neighbour(self, other: _Run) -> _Run:
        """Returns both as one edge, lying where the longer one pulls it."""
        length = self.length + other.length
        return _Run(self.axis, length, (self.place * self.length + other.place * other.length) / length)


def right_angled(polygon: BaseGeometry, shortest: float) -> BaseGeometry:
    """Returns the polygon with all edges along its dominant direction or across it.

    The polygon is returned as it was where its outline has no such direction (a round tank stays round) or
    where the outcome overlaps it by an IoU of less than 0.85.

    Args:
        polygon: In a plane, in metres.
        shortest: Length of the shortest edge that is kept, in metres.
    """
    if not isinstance(polygon, Polygon) or polygon.is_empty:
        return polygon
    angle, agreement = dominant_direction(polygon)
    if agreement < LEAST_AGREEMENT:
        return polygon
    exterior = _squared(_turned(shapely.get_coordinates(polygon.exterior), -angle), shortest)
    if exterior is None:
        return polygon
    holes = [_squared(_turned(shapely.get_coordinates(ring), -angle), shortest) for ring in polygon.interiors]
    rings = [
        shapely.get_coordinates(old) if new is None else _turned(new, angle)
        for old, new in zip(polygon.interiors, holes, strict=True)
    ]
    squared = Polygon(_turned(exterior, angle), rings)
    return squared if squared.is_valid and _iou(squared, polygon) >= LEAST_IOU else polygon


def dominant_direction(polygon: Polygon) -> tuple[float, float]:
    """Returns the direction 0..pi/2, in radians, that the outline follows or crosses, and how much 0..1."""
    edges = np.diff(shapely.get_coordinates(polygon.exterior), axis=0)
    length = np.hypot(edges[:, 0], edges[:, 1])
    # Four times the angle makes the four directions of a rectangle one. Long edges say more than short ones.
    quadrupled = np.exp(4j * np.arctan2(edges[:, 1], edges[:, 0]))
    direction = float(np.angle((length**2 * quadrupled).sum()) / 4 % (np.pi / 2))
    agreement = float((length * quadrupled * np.exp(-4j * direction)).sum().real / length.sum())
    return direction, agreement


def _squared(ring: Floats, shortest: float) -> Floats | None:
    """Returns a closed ring of edges along x and y that follows the given one, None where it collapses."""
    runs = _merged(_runs(ring))
    while len(runs) > LEAST_RUNS:
        i = min(range(len(runs)), key=lambda i: runs[i].length)
        if runs[i].length >= shortest:
            break
        runs = _merged(runs[:i] + runs[i + 1 :])
    if len(runs) < LEAST_RUNS:
        return None
    corners = [_corner(before, run) for before, run in zip([runs[-1], *runs[:-1]], runs, strict=True)]
    return np.array([*corners, corners[0]])


def _runs(ring: Floats) -> list[_Run]:
    """Returns one run for each edge."""
    runs = []
    for (x0, y0), (x1, y1) in pairwise(ring.tolist()):
        along_x, along_y = abs(x1 - x0), abs(y1 - y0)
        if along_x >= along_y and along_x > 0:
            runs.append(_Run(0, along_x, (y0 + y1) / 2))
        elif along_y > 0:
            runs.append(_Run(1, along_y, (x0 + x1) / 2))
    return runs


def _merged(runs: list[_Run]) -> list[_Run]:
    """Returns the runs with neighbours along the same axis joined, around the ring."""
    merged: list[_Run] = []
    for run in runs:
        if merged and merged[-1].axis == run.axis:
            merged[-1] = merged[-1].with_neighbour(run)
        else:
            merged.append(run)
    if len(merged) > 1 and merged[0].axis == merged[-1].axis:
        last = merged.pop()
        merged[0] = last.with_neighbour(merged[0])
    return merged


def _corner(before: _Run, run: _Run) -> tuple[float, float]:
    return (before.place, run.place) if run.axis == 0 else (run.place, before.place)


def _turned(points: Floats, angle: float) -> Floats:
    cosine, sine = np.cos(angle), np.sin(angle)
    turned: Floats = points @ np.array([[cosine, sine], [-sine, cosine]])
    return turned


def _iou(one: BaseGeometry, other: BaseGeometry) -> float:
    shared = float(one.intersection(other).area)
    return shared / (float(one.area) + float(other.area) - shared)
