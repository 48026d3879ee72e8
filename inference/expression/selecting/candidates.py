"""Holds what was found as columns, and measures it only where and when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from ..frame import Floats, Scene, gaps
from ..model import Frame, MeasureKey, Position
from ..outlines import Measuring, Outline, Shapes, measure_outline, side_lengths
from .subdividing import as_shapes

Rows = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


class Scored(Protocol):
    """Describes an object that was found: a shapely geometry and a score of 0..1."""

    @property
    def geometry(self) -> BaseGeometry:
        """Returns a polygon or multipolygon in the scene's coordinates."""

    @property
    def score(self) -> float:
        """Returns the model's quality estimate."""


class Candidates:
    """Measures the objects a phrase chooses from.

    Every method takes the rows it is asked about, int64 [k], and answers for these alone; what was measured
    once is kept.

    Attributes:
        shapes: Geometries in the scene's coordinates, objects [n].
        scores: The model's quality estimates, float64 [n].
        scene: The frame for positions.
        measuring: How to measure.
    """

    def __init__(self, objects: Sequence[Scored], scene: Scene, measuring: Measuring) -> None:
        self.shapes: Shapes = as_shapes([one.geometry for one in objects])
        self.scores: Floats = np.array([one.score for one in objects], np.float64)
        self.scene = scene
        self.measuring = measuring
        self._columns: dict[str, npt.NDArray[Any]] = {}
        self._known: dict[str, Marks] = {}
        self._outlines: dict[int, Outline] = {}
        self._places: dict[Frame, Floats] = {}

    def __len__(self) -> int:
        """Returns the number of objects."""
        return len(self.shapes)

    @property
    def rows(self) -> Rows:
        """Returns all rows but those of empty shapes, which lie nowhere, int64."""
        return np.flatnonzero(~shapely.is_empty(self.shapes)).astype(np.int64)

    def places(self, frame: Frame) -> Floats:
        """Returns (u, v) of all centroids, float64 [n, 2]."""
        if frame not in self._places:
            centers = shapely.centroid(self.shapes)
            points = np.column_stack((shapely.get_x(centers), shapely.get_y(centers)))
            self._places[frame] = self.scene.places(points.reshape(-1, 2), frame)
        return self._places[frame]

    def gaps(self, positions: Sequence[Position], rows: Rows) -> Floats:
        """Returns how far each lies outside the farthest of the zones; a hair outside counts as inside."""
        farthest = np.zeros(len(rows))
        for position in positions:
            farthest = np.maximum(farthest, gaps(position, self.places(position.frame)[rows]))
        return np.where(farthest > 1e-9, farthest, 0.0)

    def plane(self, rows: Rows) -> Shapes:
        """Returns the shapes in the metric plane, objects [k]."""
        return self._column("plane", rows, lambda new: self.measuring.plane(self.shapes[new]), object)

    def areas_m2(self, rows: Rows) -> Floats:
        """Returns areas in square metres, float64 [k]."""
        return self._column("area", rows, lambda new: self.measuring.areas(self.shapes[new]))

    def sizes(self, by: MeasureKey, rows: Rows) -> Floats:
        """Returns areas in square metres, or lengths, widths or perimeters in metres, float64 [k]."""
        if by == "area":
            return self.areas_m2(rows)
        if by == "perimeter":
            return self._column(by, rows, lambda new: self.measuring.perimeters(self.shapes[new]))
        sides = self._column("sides", rows, lambda new: np.column_stack(side_lengths(self.plane(new))))
        return sides[:, 0 if by == "length" else 1]

    def outline(self, row: int) -> Outline:
        """Returns what the outline of one object looks like."""
        if row not in self._outlines:
            self._outlines[row] = measure_outline(self.measuring.to_metric(self.shapes[row]))
        return self._outlines[row]

    @cached_property
    def scene_side_m(self) -> float:
        """Returns the shorter side of the scene in metres; infinite where the scene has no extent."""
        scene = self.scene.on_ground
        x, y = scene.origin
        (rx, ry), (dx, dy) = scene.right, scene.down
        corners = shapely.points([[x, y], [x + rx, y + ry], [x + dx, y + dy]])
        origin, right, down = self.measuring.plane(corners)
        side = min(float(shapely.distance(origin, right)), float(shapely.distance(origin, down)))
        return side if 0 < side < np.inf else np.inf

    def _column(
        self, name: str, rows: Rows, measure: Callable[[Rows], Any], kind: type = float
    ) -> npt.NDArray[Any]:
        """Returns a column at some rows, measuring those that are not known yet."""
        if name not in self._columns:
            width = (2,) if name == "sides" else ()
            self._columns[name] = np.zeros((len(self.shapes), *width), kind)
            self._known[name] = np.zeros(len(self.shapes), bool)
        new = rows[~self._known[name][rows]]
        if len(new):
            self._columns[name][new] = measure(new)
            self._known[name][new] = True
        return self._columns[name][rows]
