"""Puts closed rings together to polygons with holes, while the rows of a raster stream by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from .contours import Chains, Floats, Ints, positions

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Rings:
    """Is a set of rings or polygons in pixels from the raster's top left corner, rows counted downwards.

    Args:
        shape: LinearRing or Polygon [n].
        order: int64 [n], ascending with the first point in row order; unique.
        inside_px: int64 [n], number of enclosed pixels (negative for holes).
        inside_sum: int64 [n], sum of their values 0..255.
    """

    shape: Shapes
    order: Ints
    inside_px: Ints
    inside_sum: Ints

    def __len__(self) -> int:
        """Returns the number of rings or polygons."""
        return len(self.shape)

    @staticmethod
    def none() -> Rings:
        """Returns no rings."""
        ints = np.zeros(0, np.int64)
        return Rings(np.zeros(0, object), ints, ints, ints)

    @staticmethod
    def of(closed: Chains, width_px: int) -> Rings:
        """Returns closed chains as LinearRings."""
        x, y = positions(closed.crossing, closed.fraction, width_px + 2)
        owner = np.repeat(np.arange(len(closed)), closed.size)
        shape = shapely.linearrings(np.column_stack([x, y]), indices=owner)
        return Rings(np.asarray(shape, object), closed.start, closed.inside_px, closed.inside_sum)

    def chosen(self, choice: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Rings:
        """Returns the chosen ones."""
        return Rings(self.shape[choice], self.order[choice], self.inside_px[choice], self.inside_sum[choice])

    def joined_with(self, other: Rings) -> Rings:
        """Returns both sets, this one first."""
        return Rings(
            np.concatenate([self.shape, other.shape]),
            np.concatenate([self.order, other.order]),
            np.concatenate([self.inside_px, other.inside_px]),
            np.concatenate([self.inside_sum, other.inside_sum]),
        )


def nest(rings: Rings, waiting: Rings) -> tuple[Rings, Rings]:
    """Returns the polygons that are complete now, and the holes that still wait for the ring around them.

    A ring around a hole closes no earlier than the hole does, and of all closed rings around it that are not
    yet polygons the smallest is its own: so each hole finds its polygon in the block where that is complete.

    Args:
        rings: The LinearRings that closed in a block.
        waiting: The holes that waited before.
    """
    outer = rings.chosen(rings.inside_px > 0)
    holes = waiting.joined_with(rings.chosen(rings.inside_px < 0))
    polygons = np.asarray(shapely.polygons(outer.shape), object)
    if not len(holes) or not len(outer):
        return Rings(polygons, outer.order, outer.inside_px, outer.inside_sum), holes
    parent = _parents(polygons, holes)
    nested = holes.chosen(parent >= 0)
    owner = parent[parent >= 0]
    inside_px, inside_sum = outer.inside_px.copy(), outer.inside_sum.copy()
    np.add.at(inside_px, owner, nested.inside_px)
    np.add.at(inside_sum, owner, nested.inside_sum)
    together = np.concatenate([outer.shape, nested.shape])
    index = np.concatenate([np.arange(len(outer)), owner])
    is_hole = np.arange(len(together)) >= len(outer)
    order = np.lexsort((np.concatenate([outer.order, nested.order]), is_hole, index))
    with_holes = np.asarray(shapely.polygons(together[order], indices=index[order]), object)
    return Rings(with_holes, outer.order, inside_px, inside_sum), holes.chosen(parent < 0)


def _parents(polygons: Shapes, holes: Rings) -> npt.NDArray[np.intp]:
    """Returns for each hole the smallest polygon around it, -1 where there is none."""
    points = shapely.points(_first_points(holes.shape))
    around, hole = shapely.STRtree(points).query(polygons, predicate="contains")
    parent = np.full(len(holes), -1, np.intp)
    largest_first = np.argsort(-shapely.area(polygons[around]), kind="stable")
    parent[hole[largest_first]] = around[largest_first]  # the last assignment, of the smallest, stays
    return parent


def _first_points(shapes: Shapes) -> Floats:
    first: Floats = shapely.get_coordinates(shapely.get_point(shapes, 0))
    return first
