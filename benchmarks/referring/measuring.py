"""Measures outlines for the truth: brute force over every pair, so that no index can be wrong.

Every answer comes twice, as what certainly holds and what may hold: how near "near" is, or how much of a car
has to stand on the road, is a convention, and nobody should be judged by a hair. Nothing of the engine is
used here; coordinates are metres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Shapes = NDArray[np.object_]

# "Near" is three times the size of a thing, 25 to 500 m, an eighth of the scene at most; then rounded down.
NEAR_LEAST_M, NEAR_MOST_M, NEAR_LINE_M = 25.0, 500.0, 100.0
ROUNDED_DOWN = 0.8


@dataclass(frozen=True)
class Verdict:
    """Says for each object whether a predicate holds.

    Attributes:
        sure: True where it certainly holds, bool [n].
        maybe: True where it certainly or possibly holds, bool [n].
    """

    sure: Marks
    maybe: Marks

    @classmethod
    def exact(cls, marks: Marks) -> Verdict:
        """Returns a verdict without doubt."""
        return cls(marks, marks)

    @classmethod
    def above(cls, values: Floats, limit: Floats | float, slack: Floats | float) -> Verdict:
        """Returns which values are above a limit, doubtful within a slack of it."""
        return cls(values >= limit + slack, values >= limit - slack)

    def __invert__(self) -> Verdict:
        return Verdict(~self.maybe, ~self.sure)

    def __and__(self, other: Verdict) -> Verdict:
        return Verdict(self.sure & other.sure, self.maybe & other.maybe)

    def __or__(self, other: Verdict) -> Verdict:
        return Verdict(self.sure | other.sure, self.maybe | other.maybe)


def distances_m(shapes: Shapes, others: Shapes) -> Floats:
    """Returns the distance from edge to edge of every pair, [n, m]."""
    return np.asarray(shapely.distance(shapes[:, None], others[None, :]), float)


def sizes_m(shapes: Shapes) -> Floats:
    """Returns four times the area by the perimeter: the side of a square, twice the width of a ribbon."""
    lengths = shapely.length(shapes)
    return np.divide(4 * shapely.area(shapes), lengths, out=np.zeros(len(shapes)), where=lengths > 0)


def reaches_m(others: Shapes, side_m: float) -> tuple[Floats, Floats]:
    """Returns the least and the most that "near" may reach from each thing, [m] each."""
    wished = np.where(shapely.area(others) > 0, 3 * sizes_m(others), NEAR_LINE_M)
    most = np.minimum(np.clip(wished, NEAR_LEAST_M, NEAR_MOST_M), side_m / 8)
    return ROUNDED_DOWN * most, 1.02 * most


def close(gaps_m: Floats, others: Shapes, side_m: float, factor: float) -> Verdict:
    """Returns which objects are within a factor of the near distance of any thing, [n], from gaps [n, m]."""
    least, most = reaches_m(others, side_m)
    return Verdict((gaps_m <= factor * least).any(axis=1), (gaps_m <= factor * most).any(axis=1))


def within(gaps_m: Floats, limit_m: float) -> Verdict:
    """Returns which objects are within a distance of any thing, [n], from gaps [n, m]."""
    nearest = gaps_m.min(axis=1)
    slack = 0.2 + 0.005 * limit_m
    return Verdict(nearest <= limit_m - slack, nearest <= limit_m + slack)


def touching(shapes: Shapes, gaps_m: Floats) -> Verdict:
    """Returns which objects meet any thing: the gap is a tenth of their own size at most."""
    limits = np.minimum(0.1 * sizes_m(shapes), 10.0)
    nearest = gaps_m.min(axis=1)
    return Verdict(nearest <= 0.6 * limits, nearest <= 1.4 * limits + 0.1)


def covered(shapes: Shapes, others: Shapes) -> Floats:
    """Returns the share of every object that each thing covers, holes of the things filled, [n, m]."""
    filled = np.array([_filled(other) for other in others], object)
    shared = shapely.area(shapely.intersection(shapes[:, None], filled[None, :]))
    return np.asarray(shared / np.maximum(shapely.area(shapes)[:, None], 1e-9), float)


def inside(shapes: Shapes, others: Shapes, itself: Marks) -> Verdict:
    """Returns which objects lie by half in any thing; `itself` marks pairs that do not count, [n, m]."""
    shares = np.where(itself, 0.0, covered(shapes, others)).max(axis=1)
    return Verdict.above(shares, 0.5, 0.1)


def on(shapes: Shapes, others: Shapes, itself: Marks) -> Verdict:
    """Returns which objects stand on things, cross them, or are cut out of them."""
    shares = np.where(itself, 0.0, covered(shapes, others)).sum(axis=1)
    met_least, met_most = (_met(shapes, others, itself, share) for share in (0.03, 0.1))
    crossed = np.array(
        [
            _crosses(one, [o for o, me in zip(others, mine, strict=True) if not me])
            for one, mine in zip(shapes, itself, strict=True)
        ],
        bool,
    )
    lines = np.any((shapely.get_dimensions(others) < 2)[None, :] & (distances_m(shapes, others) == 0), axis=1)
    sure = (shares >= 0.6) | (met_least >= 0.65) | lines
    maybe = sure | (shares >= 0.35) | (met_most >= 0.35) | crossed
    return Verdict(sure, maybe)


def along(shapes: Shapes, others: Shapes, itself: Marks, side_m: float) -> Verdict:
    """Returns which objects have at least half of their outline near the things."""
    least, most = reaches_m(others, side_m)
    shares = []
    for reach in (least, most):
        near = []
        for shape, mine in zip(shapes, itself, strict=True):
            gaps = distances_m(_rim(shape), others[~mine]) if not mine.all() else np.full((1, 1), np.inf)
            near.append(float((gaps <= reach[~mine] if not mine.all() else gaps < 0).any(axis=1).mean()))
        shares.append(np.array(near))
    return Verdict(shares[0] >= 0.6, shares[1] >= 0.4)


def between(shapes: Shapes, firsts: Shapes, seconds: Shapes) -> Verdict:
    """Returns which objects see any first and any second thing in opposite directions."""
    centers = shapely.centroid(shapes)
    widest = np.zeros(len(shapes))
    for first in firsts:
        for second in seconds:
            if first is not second:
                one, other = _bearings(centers, first), _bearings(centers, second)
                turn = np.abs((one - other + np.pi) % (2 * np.pi) - np.pi)
                widest = np.fmax(widest, turn)
    return Verdict.above(np.degrees(widest), 120.0, 8.0)


def surrounded(shapes: Shapes, others: Shapes, itself: Marks, side_m: float) -> Verdict:
    """Returns which objects have things that are not far in three quarters of the directions.

    Of a thing that reaches far away, the part that is not far certainly counts; the rest may.
    """
    gaps = distances_m(shapes, others)
    least, most = reaches_m(others, side_m)
    certain, possible = [], []
    for shape, row, mine in zip(shapes, gaps, itself, strict=True):
        close_by = np.flatnonzero((row <= 2 * least) & ~mine)
        parts = [others[k].intersection(shape.buffer(2 * least[k])) for k in close_by]
        certain.append(_fill(shape, np.array(parts, object)))
        possible.append(_fill(shape, others[(row <= 2 * most) & ~mine]))
    return Verdict(np.array(certain) >= 0.82, np.array(possible) >= 0.68)


def beside(shapes: Shapes, others: Shapes, axis: int, sign: int, side_m: float) -> Verdict:
    """Returns which objects lie on a side of the part of the things that is abreast of them.

    Args:
        shapes: The objects [n].
        others: The things, one group.
        axis: 0 for east and west, 1 for north and south.
        sign: 1 for east and north, -1 for west and south.
        side_m: Side of the scene.
    """
    edges = [line for one in others for line in shapely.get_parts(one.boundary if one.area > 0 else one)]
    middle = shapely.geometrycollections(list(others)).centroid.coords[0][axis]
    ahead = []
    for shape in shapes:
        low, high = shape.bounds[1 - axis], shape.bounds[3 - axis]
        strip = (low, -1e9, high, 1e9) if axis == 1 else (-1e9, low, 1e9, high)
        pieces = [piece for edge in edges if (piece := shapely.clip_by_rect(edge, *strip)).length > 0]
        abreast = shapely.multilinestrings(_lines(pieces)).centroid.coords[0][axis] if pieces else middle
        ahead.append(sign * (shape.centroid.coords[0][axis] - abreast))
    return Verdict.above(np.array(ahead), 0.0, 0.01 * side_m)


def _lines(pieces: list[shapely.Geometry]) -> list[shapely.Geometry]:
    parts = shapely.get_parts(pieces)
    return [part for part in parts if part.geom_type in ("LineString", "LinearRing")]


def _filled(shape: shapely.Geometry) -> shapely.Geometry:
    parts = [
        shapely.Polygon(part.exterior) if part.geom_type == "Polygon" else part
        for part in shapely.get_parts(shape)
    ]
    return shapely.union_all(parts)


def _rim(shape: shapely.Geometry, points: int = 40) -> Shapes:
    """Returns points at equal distances along the longest ring of an outline."""
    ring = max((part.exterior for part in shapely.get_parts(shape)), key=lambda one: one.length)
    return shapely.line_interpolate_point(ring, np.linspace(0, 1, points, endpoint=False), normalized=True)


def _met(shapes: Shapes, others: Shapes, itself: Marks, share: float) -> Floats:
    """Returns the share of each outline that any thing touches; the gap is a share of the object's size."""
    limits = np.minimum(share * sizes_m(shapes), 5.0)
    met = []
    for shape, mine, limit in zip(shapes, itself, limits, strict=True):
        rest = others[~mine]
        met.append(float((distances_m(_rim(shape), rest) <= limit).any(axis=1).mean()) if len(rest) else 0.0)
    return np.array(met)


def _crosses(shape: shapely.Geometry, others: list[shapely.Geometry]) -> bool:
    """Returns whether any thing may cut an object in two."""
    return any(
        other.intersects(shape) and len(shapely.get_parts(shape.difference(_filled(other)))) > 1
        for other in others
    )


def _bearings(centers: Shapes, thing: shapely.Geometry) -> Floats:
    """Returns the direction from each centre to the nearest point of a thing; NaN on it."""
    ends = shapely.get_coordinates(shapely.shortest_line(centers, thing)).reshape(-1, 2, 2)
    steps = ends[:, 1] - ends[:, 0]
    bearings = np.arctan2(steps[:, 1], steps[:, 0])
    return np.where(np.hypot(steps[:, 0], steps[:, 1]) > 0, bearings, np.nan)


def _fill(shape: shapely.Geometry, others: Shapes) -> float:
    """Returns the share of the directions from an object's centre in which any of the things lies."""
    x, y = shape.centroid.coords[0]
    far = 1e5
    angles = np.radians(np.arange(0, 360, 3))
    ends = np.column_stack((x + far * np.cos(angles), y + far * np.sin(angles)))
    rays = shapely.linestrings([[(x, y), tuple(end)] for end in ends])
    return (
        float(shapely.intersects(rays[:, None], others[None, :]).any(axis=1).mean()) if len(others) else 0.0
    )
