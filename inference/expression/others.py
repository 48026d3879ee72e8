"""Holds the things that a relation speaks of, ready to be asked how far they are.

What is "near" depends on the thing: three times its own size, at least 25 m and at most 500 m, and never more
than an eighth of the scene's shorter side. The size is four times the area by the perimeter: the side of a
square, the diameter of a disk, twice the width of a ribbon. Lines and points have no size and take 100 m. The
distance is brought down to one of a few round values, so that it can be told in a word. It depends on nothing
but the thing and the scene, so that a search that is cut short means the same by it as one that is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from .candidates import Marks, Rows
from .outlines import Floats, Shapes
from .subdividing import filled, subdivided

NEAR_STEPS_M = (25.0, 30.0, 40.0, 50.0, 60.0, 80.0, 100.0, 120.0, 150.0, 200.0, 250.0, 300.0, 400.0, 500.0)
NEAR_SIZES = 3.0
NEAR_WITHOUT_SIZE_M = 100.0
NEAR_SCENE_SHARE = 1 / 8
FAR_FACTOR = 2.0
"""Far is what lies beyond this many times the distance that is called near."""

# Pairs that are looked at in one go: bounds the memory, not the answer.
_PAIRS = 4_000_000
_STEPS = 64


def near_distances_m(shapes: Shapes, scene_side_m: float) -> Floats:
    """Returns how far from each thing "near" reaches, in metres, float64 [n].

    Args:
        shapes: The things, in metric coordinates [n].
        scene_side_m: Shorter side of the scene; infinite where it is not known.
    """
    lengths = shapely.length(shapes)
    areas = shapely.area(shapes)
    sizes = np.divide(4 * areas, lengths, out=np.zeros(len(shapes)), where=lengths > 0)
    wished = np.where(areas > 0, NEAR_SIZES * sizes, NEAR_WITHOUT_SIZE_M)
    steps = np.array(NEAR_STEPS_M)
    which = np.searchsorted(steps, wished * (1 + 1e-9), side="right") - 1
    near_m: Floats = np.minimum(steps[np.maximum(which, 0)], NEAR_SCENE_SHARE * scene_side_m)
    return near_m


@dataclass(frozen=True)
class Index:
    """Is a spatial index over pieces of shapes.

    Attributes:
        tree: The index.
        pieces: What is in it, objects [m].
        owner: Which shape each is a piece of, int64 [m].
    """

    tree: shapely.STRtree
    pieces: Shapes
    owner: Rows

    @classmethod
    def of(cls, shapes: Shapes, numbers: Rows | None = None) -> Index:
        """Builds the index; `numbers` names the shapes, by default 0, 1, 2 ..."""
        pieces, owner = subdivided(shapes)
        return cls(shapely.STRtree(pieces), pieces, owner if numbers is None else numbers[owner])

    def pairs(self, shapes: Shapes, limits_m: Floats, predicate: str = "dwithin") -> tuple[Rows, Rows]:
        """Returns which shape is how near to which piece: indexes of shapes and of pieces, int64 [p] each."""
        distance = limits_m if predicate == "dwithin" else None
        found = self.tree.query(shapes, predicate=predicate, distance=distance)
        return found[0], found[1]

    @cached_property
    def first_step_m(self) -> float:
        """Returns a distance at which a shape amid the pieces meets about one of them."""
        if len(self.pieces) < 2:
            return np.inf
        sample = self.pieces[:: max(1, len(self.pieces) // _STEPS)]
        _, found = self.tree.query_nearest(
            shapely.centroid(sample), exclusive=True, return_distance=True, all_matches=False
        )
        return float(np.median(found)) if len(found) else np.inf


class Others:
    """Answers how far the things of a relation are from what was found.

    Attributes:
        shapes: The things in the metric plane, objects [m].
        own: The things in the objects' coordinates, objects [m].
        near_m: How far "near" reaches from each, float64 [m].
    """

    def __init__(self, own: Shapes, shapes: Shapes, scene_side_m: float) -> None:
        self.own = own
        self.shapes = shapes
        self.near_m = near_distances_m(shapes, scene_side_m)

    def __len__(self) -> int:
        """Returns the number of things."""
        return len(self.shapes)

    @cached_property
    def index(self) -> Index:
        """Returns the index of the things as they are, for distances."""
        return Index.of(self.shapes)

    @cached_property
    def filled(self) -> Shapes:
        """Returns the things without their holes, objects [m]."""
        return filled(self.shapes)

    @cached_property
    def filled_index(self) -> Index:
        """Returns the index of the things without their holes."""
        return Index.of(self.filled)

    @cached_property
    def near_classes(self) -> tuple[tuple[float, Index], ...]:
        """Returns the distances that "near" means, the largest first, each with the things it is for."""
        classes = []
        for distance_m in sorted(set(self.near_m.tolist()), reverse=True):
            members = np.flatnonzero(self.near_m == distance_m)
            classes.append((distance_m, Index.of(self.shapes[members], members)))
        return tuple(classes)

    def any_near(self, shapes: Shapes, itself: Itself, factor: float = 1.0) -> Marks:
        """Returns which shapes lie within `factor` times the near distance of any thing, bool [n]."""
        found = np.zeros(len(shapes), bool)
        for distance_m, index in self.near_classes:
            rest = np.flatnonzero(~found)
            distances = nearest_m(index, shapes[rest], itself.of(rest), factor * distance_m, exact=False)
            found[rest] = np.isfinite(distances)
        return found

    def any_within(self, shapes: Shapes, itself: Itself, limit_m: float) -> Marks:
        """Returns which shapes lie within a distance of any thing, bool [n]; the limit itself counts."""
        return np.isfinite(nearest_m(self.index, shapes, itself, limit_m, exact=False))

    def distances_m(self, shapes: Shapes, itself: Itself) -> Floats:
        """Returns the distance from edge to edge to the nearest thing, float64 [n]; infinite without one."""
        return nearest_m(self.index, shapes, itself, np.inf, exact=True)


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

    def marks(self, objects: Rows, things: Rows) -> Marks:
        """Returns which of the given pairs are an object and itself, bool [p]."""
        if not len(self.objects):
            return np.zeros(len(objects), bool)
        codes = self.objects * self.count + self.things
        return np.isin(objects * self.count + things, codes)


def nearest_m(index: Index, shapes: Shapes, itself: Itself, limit_m: float, exact: bool) -> Floats:
    """Returns the distance to the nearest piece up to a limit, float64 [n], infinite beyond it.

    The search widens step by step, so that each step looks at few pairs; asking a tree for the one nearest
    is many times slower.

    Args:
        index: What is measured to.
        shapes: What is measured from, objects [n].
        itself: Pairs that do not count.
        limit_m: Largest distance, itself included.
        exact: Whether the distance is wanted; without it, 0 stands for any within the limit.
    """
    nearest = np.full(len(shapes), np.inf)
    if not len(index.pieces) or not len(shapes):
        return nearest
    farthest = _farthest_m(index.pieces, shapes)
    last = min(limit_m, farthest)
    reach = min(last, max(index.first_step_m, last / 2**20))
    waiting = np.arange(len(shapes), dtype=np.int64)
    while len(waiting):
        ends = reach >= last
        # A rounding error must not shut out what lies exactly at the limit.
        step = (last if ends else reach) * (1 + 1e-12)
        for chunk in np.array_split(waiting, 1 + len(waiting) * min(len(index.pieces), 4000) // _PAIRS):
            _narrow(nearest, chunk, index, shapes, itself, step, exact)
        if ends:
            break
        waiting = waiting[~np.isfinite(nearest[waiting])]
        reach *= 2
    return nearest


def same_things(shapes: Shapes, others: Others) -> Itself:
    """Returns which objects are among the things: the two outlines share more than they do not."""
    objects, things = shapely.STRtree(others.shapes).query(shapes, predicate="intersects")
    first, second = shapely.area(shapes)[objects], shapely.area(others.shapes)[things]
    alike = (np.minimum(first, second) >= 0.5 * np.maximum(first, second)) & (first > 0)
    objects, things, first, second = objects[alike], things[alike], first[alike], second[alike]
    shared = shapely.area(shapely.intersection(shapes[objects], others.shapes[things]))
    same = shared >= 0.5 * (first + second - shared)
    return Itself(objects[same], things[same], len(others))


def _farthest_m(pieces: Shapes, shapes: Shapes) -> float:
    """Returns a distance that no two of them exceed."""
    bounds = shapely.total_bounds(np.concatenate((pieces, shapes)))
    return float(np.hypot(bounds[2] - bounds[0], bounds[3] - bounds[1]))


def _narrow(
    nearest: Floats, rows: Rows, index: Index, shapes: Shapes, itself: Itself, step_m: float, exact: bool
) -> None:
    """Lowers the nearest distances by all pieces within a step."""
    found, pieces = index.pairs(shapes[rows], np.full(len(rows), step_m))
    objects = rows[found]
    others = ~itself.marks(objects, index.owner[pieces])
    objects, pieces = objects[others], pieces[others]
    distances = shapely.distance(shapes[objects], index.pieces[pieces]) if exact else np.zeros(len(objects))
    np.minimum.at(nearest, objects, distances)
