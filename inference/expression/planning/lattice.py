"""Divides a scene into cells that are searched or not, and tells which of them a place concerns.

A *cell* is the smallest part of a scene that can be known: once it is searched, every pixel in it is as it
would be had the whole scene been searched. An object that lies in known cells is whole; one that touches an
unknown cell may go on there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from ..outlines import Floats, Measuring, Shapes

Marks = npt.NDArray[np.bool_]
"""Marks cells, bool [rows, columns], or things in a row, bool [n]."""


class Lattice:
    """Holds the cells of a scene.

    Attributes:
        shape: Number of rows and of columns.
        measuring: How distances are measured.
        frame: Box in the objects' coordinates that holds all cells.
        plane_frame: The same in the metric plane.

    Args:
        cells: Polygons in the objects' coordinates, objects [rows, columns]; neighbours share an edge.
        measuring: How distances are measured.
        sight_m: How much of an object has to lie in known cells for it to be noticed at all, in metres; what
            is near a place is searched that much further.
        hair_m: How far the outline of an object may lie from its true place, in metres.
    """

    def __init__(self, cells: Shapes, measuring: Measuring, sight_m: float, hair_m: float) -> None:
        self.shape: tuple[int, int] = (cells.shape[0], cells.shape[1])
        self.measuring = measuring
        self._sight_m = sight_m
        self._hair_m = hair_m
        self.frame = shapely.box(*shapely.total_bounds(cells.ravel()))
        in_plane = measuring.plane(cells.ravel())
        self.plane_frame = shapely.box(*shapely.total_bounds(in_plane))
        self._tree = shapely.STRtree(in_plane)

    def none(self) -> Marks:
        """Returns marks on no cell."""
        return np.zeros(self.shape, dtype=bool)

    def every(self) -> Marks:
        """Returns marks on every cell."""
        return np.ones(self.shape, dtype=bool)

    def near(self, things: Shapes, distances_m: float | Floats = 0.0) -> Marks:
        """Marks the cells that hold anything within a distance of any of the things, and what is in sight.

        Args:
            things: In the metric plane, objects [n].
            distances_m: One for all, or one for each, in metres.
        """
        return self._marked(things, distances_m + self._sight_m)

    def under(self, shapes: Shapes) -> Marks:
        """Marks the cells that shapes in the metric plane, objects [n], lie in."""
        return self._marked(shapes, self._hair_m)

    def is_cut(self, shapes: Shapes, known: Marks) -> Marks:
        """Returns which shapes in the metric plane may go on in cells that are not known, bool [n]."""
        touched = np.zeros(len(shapes), dtype=bool)
        if not known.all() and len(shapes):
            which, cell = self._tree.query(shapes, predicate="dwithin", distance=self._hair_m)
            touched[which[~known.ravel()[cell]]] = True
        return touched

    def is_within(self, shapes: Shapes, things: Shapes, distances_m: float | Floats = 0.0) -> Marks:
        """Returns which shapes lie within a distance of any of the things, or a hair further, bool [n].

        Args:
            shapes: In the metric plane, objects [n].
            things: In the metric plane, objects [m].
            distances_m: One for all things, or one for each, in metres.
        """
        within = np.zeros(len(shapes), dtype=bool)
        if len(shapes) and len(things):
            reach_m = distances_m + self._hair_m
            within[shapely.STRtree(shapes).query(things, predicate="dwithin", distance=reach_m)[1]] = True
        return within

    def in_plane(self, geometries: Sequence[BaseGeometry]) -> Shapes:
        """Returns geometries in the objects' coordinates in the metric plane, objects [n]."""
        shapes = np.empty(len(geometries), dtype=object)
        shapes[:] = list(geometries)
        return self.measuring.plane(shapes)

    def _marked(self, things: Shapes, distances_m: float | Floats) -> Marks:
        marks = np.zeros(self.shape, dtype=bool)
        if len(things):
            _, cells = self._tree.query(things, predicate="dwithin", distance=distances_m)
            marks.ravel()[cells] = True
        return marks


def grown(marks: Marks, steps: int = 1) -> Marks:
    """Returns the marked cells and those around them, `steps` cells far."""
    padded = np.pad(marks, steps)
    width = 2 * steps + 1
    windows = np.lib.stride_tricks.sliding_window_view(padded, (width, width))
    around: Marks = np.asarray(windows.any(axis=(2, 3)))
    return around
