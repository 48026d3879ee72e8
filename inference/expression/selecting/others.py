"""Holds the things that a relation speaks of, ready to be asked how far they are.

What is "near" depends on the thing: three times its own size, at least 25 m and at most 500 m, and never more
than an eighth of the scene's shorter side. The size is four times the area by the perimeter: the side of a
square, the diameter of a disk, twice the width of a ribbon. Lines and points have no size and take 100 m. The
distance is brought down to one of a few round values, so that it can be told in a word. It depends on nothing
but the thing and the scene, so that a search that is cut short means the same by it as one that is not.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import shapely

from ..outlines import Floats, Shapes
from .candidates import Marks
from .distances import any_within, nearest_pieces, within_m
from .pairing import Boxed, Index, Itself
from .subdividing import filled

NEAR_STEPS_M = (25.0, 30.0, 40.0, 50.0, 60.0, 80.0, 100.0, 120.0, 150.0, 200.0, 250.0, 300.0, 400.0, 500.0)
NEAR_SIZES = 3.0
NEAR_WITHOUT_SIZE_M = 100.0
NEAR_SCENE_SHARE = 1 / 8
FAR_FACTOR = 2.0
"""Far is what lies beyond this many times the distance that is called near."""


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

    def any_near(self, shapes: Shapes, itself: Itself, factor: float = 1.0) -> Marks:
        """Returns which shapes lie within `factor` times the near distance of any thing, bool [n]."""
        reach_m = factor * self.near_m[self.index.owner]
        return any_within(self.index, Boxed.of(shapes), itself, reach_m)

    def any_within(self, shapes: Shapes, itself: Itself, limit_m: float) -> Marks:
        """Returns which shapes lie within a distance of any thing, bool [n]; the limit itself counts."""
        return within_m(self.index, Boxed.of(shapes), itself, limit_m)

    def distances_m(self, shapes: Shapes, itself: Itself) -> Floats:
        """Returns the distance from edge to edge to the nearest thing, float64 [n]; infinite without one."""
        return nearest_pieces(self.index, Boxed.of(shapes), itself)[0]


def same_things(shapes: Shapes, others: Others) -> Itself:
    """Returns which objects are among the things: the two outlines share more than they do not."""
    objects, things = shapely.STRtree(others.shapes).query(shapes, predicate="intersects")
    first, second = shapely.area(shapes)[objects], shapely.area(others.shapes)[things]
    alike = (np.minimum(first, second) >= 0.5 * np.maximum(first, second)) & (first > 0)
    objects, things, first, second = objects[alike], things[alike], first[alike], second[alike]
    shared = shapely.area(shapely.intersection(shapes[objects], others.shapes[things]))
    same = shared >= 0.5 * (first + second - shared)
    return Itself(objects[same], things[same], len(others))
