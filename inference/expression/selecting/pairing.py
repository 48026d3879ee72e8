"""Pairs what may be near to each other, among very many shapes.

A spatial index gives the pairs whose bounding boxes are near. For most of them the boxes alone, or one corner
of each, settle whether they are near enough; only the rest is measured exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from ..outlines import Floats, Shapes
from .candidates import Marks, Rows
from .subdividing import subdivided

# Pairs that are looked at in one go, at most: bounds the memory, not the answer.
_PAIRS = 8_000_000
_FEWEST, _MOST = 100, 20_000
_SAMPLE = 64


@dataclass(frozen=True)
class Boxed:
    """Is a set of shapes with what bounds their distances.

    Attributes:
        shapes: Geometries [n], none of them empty.
        bounds: x_min, y_min, x_max, y_max, float64 [n, 4].
        anchors: One point of each, float64 [n, 2].
    """

    shapes: Shapes
    bounds: Floats
    anchors: Floats

    @classmethod
    def of(cls, shapes: Shapes) -> Boxed:
        """Measures the boxes."""
        points, owner = shapely.get_coordinates(shapes, return_index=True)
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        # The middle one: of a line it is the one that the rest is nearest to.
        middle = (first + np.append(first[1:], len(points))) // 2
        return cls(shapes, shapely.bounds(shapes).reshape(-1, 4), points[middle])

    @cached_property
    def columns(self) -> tuple[Floats, ...]:
        """Returns x_min, y_min, x_max, y_max, and x and y of the anchors, each by itself."""
        table = np.column_stack((self.bounds, self.anchors))
        return tuple(np.ascontiguousarray(column) for column in table.T)

    def at(self, rows: Rows) -> Boxed:
        """Returns some of them."""
        return Boxed(self.shapes[rows], self.bounds[rows], self.anchors[rows])

    def grown(self, limits_m: Floats) -> Shapes:
        """Returns the boxes with a margin, objects [n]."""
        low, high = self.bounds[:, :2] - limits_m[:, None], self.bounds[:, 2:] + limits_m[:, None]
        boxes: Shapes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
        return boxes


@dataclass(frozen=True)
class Index:
    """Is a spatial index over pieces of shapes.

    Attributes:
        tree: The index.
        pieces: What is in it [m].
        owner: Which shape each is a piece of, int64 [m].
    """

    tree: shapely.STRtree
    pieces: Boxed
    owner: Rows

    @classmethod
    def of(cls, shapes: Shapes, numbers: Rows | None = None) -> Index:
        """Builds the index; `numbers` names the shapes, by default 0, 1, 2 ..."""
        pieces, owner = subdivided(shapes)
        named = owner if numbers is None else numbers[owner]
        return cls(shapely.STRtree(pieces), Boxed.of(pieces), named)

    @cached_property
    def first_step_m(self) -> float:
        """Returns a distance at which a shape amid the pieces meets about one of them."""
        centers = shapely.centroid(self.pieces.shapes)
        if len(centers) < 2:
            return np.inf
        sample = centers[:: max(1, len(centers) // _SAMPLE)]
        _, found = shapely.STRtree(centers).query_nearest(
            sample, exclusive=True, return_distance=True, all_matches=False
        )
        return float(np.median(found)) if len(found) else np.inf


@dataclass(frozen=True)
class Itself:
    """Says which of the things an object is itself: it is not near itself.

    Attributes:
        objects: Indexes of objects, int64 [p].
        things: Index of a thing that each of them is, int64 [p].
        count: Number of things.
    """

    objects: Rows
    things: Rows
    count: int

    @classmethod
    def none(cls, count: int) -> Itself:
        """Returns that no object is any of the things."""
        nothing = np.zeros(0, np.int64)
        return cls(nothing, nothing, count)

    def of(self, rows: Rows) -> Itself:
        """Returns the same for some of the objects, numbered as they stand in `rows` (ascending)."""
        if not len(self.objects) or not len(rows):
            return Itself.none(self.count)
        at = np.minimum(np.searchsorted(rows, self.objects), len(rows) - 1)
        kept = rows[at] == self.objects
        return Itself(at[kept], self.things[kept], self.count)

    def spread(self, owner: Rows) -> Itself:
        """Returns the same for points of the objects, given the object of each (ascending)."""
        if not len(self.objects):
            return self
        first, last = (np.searchsorted(owner, self.objects, side) for side in ("left", "right"))
        points = [np.arange(low, high) for low, high in zip(first, last, strict=True)]
        return Itself(np.concatenate(points), np.repeat(self.things, last - first), self.count)

    def plus(self, objects: Rows, things: Rows) -> Itself:
        """Returns the same with more pairs."""
        both = np.concatenate((self.objects, objects)), np.concatenate((self.things, things))
        order = np.argsort(both[0], kind="stable")
        return Itself(both[0][order], both[1][order], self.count)

    def marks(self, objects: Rows, things: Rows) -> Marks:
        """Returns which of the given pairs are an object and itself, bool [p]."""
        if not len(self.objects):
            return np.zeros(len(objects), bool)
        known = np.minimum(objects, len(self._counts) - 1)
        marks = np.zeros(len(objects), bool)
        for turn in range(int(self._counts.max())):
            has = self._counts[known] > turn
            at = (self._starts[known] + turn)[has]
            marks[has] |= self._sorted_things[at] == things[has]
        marks &= known == objects
        return marks

    @cached_property
    def _counts(self) -> Rows:
        """Returns the number of things of each object, int64 [last object + 1]."""
        return np.bincount(self.objects)

    @cached_property
    def _starts(self) -> Rows:
        """Returns where the things of each object begin among the sorted ones, int64 [last object + 1]."""
        starts: Rows = np.cumsum(self._counts) - self._counts
        return starts

    @cached_property
    def _sorted_things(self) -> Rows:
        """Returns the things in the order of the objects, int64 [p]."""
        return self.things[np.argsort(self.objects, kind="stable")]


@dataclass(frozen=True)
class Limits:
    """Says how far a shape and a piece may be apart: at most what both of them allow.

    Attributes:
        shapes_m: What each shape allows, float64 [n].
        pieces_m: What each piece allows, float64 [m].
    """

    shapes_m: Floats
    pieces_m: Floats

    @classmethod
    def of(
        cls, shapes: Boxed, index: Index, shapes_m: Floats | float = np.inf, pieces_m: Floats | float = np.inf
    ) -> Limits:
        """Builds the limits; a number holds for all."""
        return cls(np.broadcast_to(shapes_m, len(shapes.shapes)), np.broadcast_to(pieces_m, len(index.owner)))

    def at(self, objects: Rows, pieces: Rows) -> Floats:
        """Returns the limits of pairs, float64 [p]."""
        return np.asarray(np.minimum(self.shapes_m[objects], self.pieces_m[pieces]), np.float64)


@dataclass(frozen=True)
class Pairs:
    """Is a set of pairs of shapes and pieces whose boxes are within the limits.

    Attributes:
        objects: Indexes of shapes, int64 [p].
        pieces: Indexes of pieces, int64 [p].
        lower_m: Least possible distances, float64 [p].
        upper_m: Largest possible distances, float64 [p].
        limits_m: How far each pair may be apart, float64 [p].
    """

    objects: Rows
    pieces: Rows
    lower_m: Floats
    upper_m: Floats
    limits_m: Floats

    def at(self, which: Marks) -> Pairs:
        """Returns some of the pairs."""
        return Pairs(
            self.objects[which],
            self.pieces[which],
            self.lower_m[which],
            self.upper_m[which],
            self.limits_m[which],
        )

    def are_within(self, index: Index, shapes: Boxed) -> Marks:
        """Returns which pairs are within their limits, bool [p]."""
        within = self.upper_m <= self.limits_m
        rest = ~within
        within[rest] = shapely.dwithin(
            shapes.shapes[self.objects[rest]],
            index.pieces.shapes[self.pieces[rest]],
            # A rounding error must not shut out what lies exactly at the limit.
            self.limits_m[rest] * (1 + 1e-12),
        )
        return within


def box_pairs(index: Index, shapes: Boxed, rows: Rows, limits: Limits, itself: Itself) -> Iterator[Pairs]:
    """Yields the pairs whose boxes are within the limits, a bounded number at a time.

    The fewer ask, the more are asked: a tree over the objects is soon built.
    """
    if not len(rows) or not len(index.owner):
        return
    if len(rows) > len(index.owner):
        tree = shapely.STRtree(shapes.shapes[rows])
        asking, growth = index.pieces, np.minimum(limits.pieces_m, limits.shapes_m[rows].max())
        for some in _chunks(np.arange(len(index.owner)), len(rows)):
            found, objects = tree.query(asking.at(some).grown(growth[some]))
            yield _bounded(index, shapes, rows[objects], some[found], limits, itself)
        return
    growth = np.minimum(limits.shapes_m, limits.pieces_m.max())
    for some in _chunks(rows, len(index.owner)):
        found, pieces = index.tree.query(shapes.at(some).grown(growth[some]))
        yield _bounded(index, shapes, some[found], pieces, limits, itself)


def _bounded(
    index: Index, shapes: Boxed, objects: Rows, pieces: Rows, limits: Limits, itself: Itself
) -> Pairs:
    """Returns those of the pairs that are not an object and itself, with the bounds of their distances."""
    if len(itself.objects):
        foreign = ~itself.marks(objects, index.owner[pieces])
        objects, pieces = objects[foreign], pieces[foreign]
    one, other = shapes.columns, index.pieces.columns
    across = _gaps((one[0], one[2]), (other[0], other[2]), objects, pieces)
    along = _gaps((one[1], one[3]), (other[1], other[3]), objects, pieces)
    # Rounded outwards, so that they bound what GEOS computes.
    lower = _lengths(across, along) * (1 - 1e-12)
    limits_m = limits.at(objects, pieces)
    near = lower <= limits_m
    objects, pieces = objects[near], pieces[near]
    x = one[4].take(objects) - other[4].take(pieces)
    y = one[5].take(objects) - other[5].take(pieces)
    upper = _lengths(x, y) * (1 + 1e-12)
    return Pairs(objects, pieces, lower[near], upper, limits_m[near])


def _gaps(
    ranges: tuple[Floats, Floats], others: tuple[Floats, Floats], objects: Rows, pieces: Rows
) -> Floats:
    """Returns how far the ranges (low, high) of pairs are apart on one axis, float64 [p]."""
    before = ranges[0].take(objects) - others[1].take(pieces)
    behind = others[0].take(pieces) - ranges[1].take(objects)
    return np.maximum(np.maximum(before, behind, out=before), 0.0, out=before)


def _lengths(x: Floats, y: Floats) -> Floats:
    """Returns the lengths of steps, float64 [p]; changes what it is given."""
    x *= x
    y *= y
    x += y
    return np.sqrt(x, out=x)


def _chunks(rows: Rows, asked: int) -> list[Rows]:
    """Returns rows in parts that have not too many pairs with as many as are asked."""
    size = min(max(_PAIRS // max(asked, 1), _FEWEST), _MOST)
    return [rows[start : start + size] for start in range(0, len(rows), size)]
