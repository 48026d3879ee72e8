"""Searches a scene cell by cell and tells what was found so far; the plan decides what to search."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from .expression.outlines import Measuring
from .expression.planning.lattice import Lattice, Marks
from .expression.planning.pursuit import Found
from .expression.target import Target
from .geo.measuring import Measure
from .geo.nesting import Shapes
from .geo.raster import SceneRaster
from .geo.splitting import bodies_of, split_touching
from .geo.stitching import ViewLogits, stitch
from .geo.tiling import TileGrid, Window
from .geo.vectorize import FoundPolygon, vectorize
from .protocol import Progress, SegmentRequest
from .scope import Scope
from .searching import Search, Views
from .writing import probability_path

# Without a wish, an object has to cover this many pixels of the working grid.
SMALLEST_PX = 20
# An object that is cut is noticed by a piece of at least so many pixels,
SMALLEST_PIECE_PX = 4
# which even the thinnest has that goes on in known cells for so many pixels.
SIGHT_PX = 24
# An outline is simplified and lies up to this far from the pixels it was made of.
HAIR_PX = 3


class SceneCells:
    """Divides the part of a raster that is searched into cells, each in the same views throughout.

    Attributes:
        grid: The views and tiles of the whole raster.
        lattice: The cells.

    Args:
        scene: The raster.
        grid: Its views and tiles.
        scope: What is searched of it.
        measuring: How distances are measured.
    """

    def __init__(self, scene: SceneRaster, grid: TileGrid, scope: Scope, measuring: Measuring) -> None:
        self.grid = grid
        within = grid.positions(scope.within)
        self._whole_shape = within.shape
        self._rows, self._cols = (np.flatnonzero(within.any(axis=axis)) for axis in (1, 0))
        size_px, pixel_m = grid.view_size_px, pixel_side_m(scene)
        row_offs = np.asarray(grid.view_row_offs)[self._rows]
        col_offs = np.asarray(grid.view_col_offs)[self._cols]
        row_edges, col_edges = _edges(row_offs, size_px), _edges(col_offs, size_px)
        # [i, j]: cell i shares a pixel with view j.
        self._row_touch = _touching(row_edges, row_offs, size_px)
        self._col_touch = _touching(col_edges, col_offs, size_px)
        # Others are never looked at, as if the raster ended there.
        self._asked = scope.touched(row_offs, col_offs, size_px)
        cells = _cells(scene, row_edges, col_edges)
        self.lattice = Lattice(cells, measuring, SIGHT_PX * pixel_m, HAIR_PX * pixel_m)

    def views(self, marks: Marks) -> Views:
        """Returns the views that have to be looked at for cells to be known, of the whole lattice."""
        views = np.zeros(self._whole_shape, dtype=bool)
        touching = (self._row_touch.T @ marks @ self._col_touch) > 0
        views[np.ix_(self._rows, self._cols)] = touching & self._asked
        return views

    def known(self, looked: Views) -> Marks:
        """Marks the cells all of whose views, given for the whole lattice, were looked at."""
        missing = (self._asked & ~looked[np.ix_(self._rows, self._cols)]).astype(np.int32)
        known: Marks = (self._row_touch @ missing @ self._col_touch.T) == 0
        return known

    def tiles(self, marks: Marks) -> int:
        """Returns the number of tiles that have to be read so that cells are known."""
        return self.grid.count_tiles(self.views(marks))


@dataclass
class SceneGround:
    """Is a raster that is searched where and for what the plan asks.

    Attributes:
        search: Runs the model.
        cells: What is searched at once.
        request: What is asked.
        targets: Everything that is looked for -> its number in the search.
        scope: What is searched; objects outside of it are not found.
        measure: Measures in the raster's CRS.
        spent_s: Seconds spent so far on searching and on making polygons.
    """

    search: Search
    cells: SceneCells
    request: SegmentRequest
    targets: Mapping[Target, int]
    scope: Scope
    measure: Measure
    spent_s: float = 0.0
    _found: dict[int, tuple[int, Found[FoundPolygon]]] = field(default_factory=dict)

    @property
    def lattice(self) -> Lattice:
        """Returns the cells."""
        return self.cells.lattice

    def look(self, wanted: Mapping[Target, Marks]) -> None:
        """Searches, so that the wanted cells are known for each target."""
        started = time.perf_counter()
        views: dict[int, Views] = {}
        for target, marks in wanted.items():
            number = self.targets[target]
            views[number] = views.get(number, False) | self.cells.views(marks)
        self.search.run(views)
        self.search.stop_if_cancelled()
        self.spent_s += time.perf_counter() - started

    def known(self, target: Target) -> Marks:
        """Marks the cells all of whose views were looked at for a target."""
        return self.cells.known(self.search.looked(self.targets[target]))

    def tiles(self, marks: Marks) -> int:
        """Returns the number of tiles that have to be read so that cells are known."""
        return self.cells.tiles(marks)

    def follow(self, first: Target, second: Target) -> None:
        """Hears that where the first target is found the second will be wanted, too."""
        one, other = self.targets[first], self.targets[second]
        if one != other:
            self.search.followers[one] = (*self.search.followers.get(one, ()), other)

    def found(self, target: Target) -> Found[FoundPolygon]:
        """Returns what was found of a target so far."""
        number = self.targets[target]
        looked = int(self.search.looked(number).sum())
        if not looked:
            return Found([], np.empty(0, dtype=object))
        if self._found.get(number, (0,))[0] != looked:
            started = time.perf_counter()
            self._found[number] = (looked, self._sorted(*self._vectorize(number, target), target))
            self.spent_s += time.perf_counter() - started
        return self._found[number][1]

    def _sorted(
        self, polygons: list[FoundPolygon], bodies: list[Shapes], target: Target
    ) -> Found[FoundPolygon]:
        """Tells objects that are whole from those that may go on in unknown cells; cuts whole ones apart."""
        known = self.known(target)
        is_cut = np.zeros(len(polygons), dtype=bool)
        cut = np.empty(0, dtype=object)
        if polygons and not known.all():
            outlines = self.lattice.in_plane([one.geometry for one in polygons])
            is_cut = self.lattice.is_cut(outlines, known)
            cut = outlines[is_cut]
        least_m2 = smallest_area_m2(self.request, pixel_side_m(self.search.scene))
        uncut = [one for one, is_part in zip(polygons, is_cut.tolist(), strict=True) if not is_part]
        whole = [
            one
            for one in split_touching(uncut, bodies, self.measure)
            if one.score >= self.request.min_score
            and one.area_m2 >= least_m2
            and self.scope.holds(one.geometry)
        ]
        return Found(whole, cut)

    def _vectorize(self, number: int, target: Target) -> tuple[list[FoundPolygon], list[Shapes]]:
        """Makes polygons of all that was found of a target; returns them and their bodies."""
        scene, request, seconds = self.search.scene, self.request, self.search.seconds
        pixel_m = pixel_side_m(scene)
        raster = probability_path(Path(request.output))
        least_m2 = smallest_area_m2(request, pixel_m)
        if not self.known(target).all():
            least_m2 = min(least_m2, SMALLEST_PIECE_PX * pixel_m**2)
        self.search.on_progress(Progress(0, 1, "polygons"))
        try:
            started = time.perf_counter()
            views = self._views(number)
            stitch(views, scene.width_px, scene.height_px, raster, scene.transform, scene.crs_wkt)
            stitched = time.perf_counter()
            seconds["stitch"] += stitched - started
            found = vectorize(
                raster,
                threshold=request.threshold,
                min_area_m2=least_m2,
                simplify_m=request.simplify_px * pixel_m,
                right_angles=request.right_angles,
                measure=self.measure,
            )
            bodies: list[Shapes] = []
            if self.search.model.card.splits({head.category for head in target.heads}):
                bodies = bodies_of(raster, request.threshold, SMALLEST_PX)
            seconds["vectorize"] += time.perf_counter() - stitched
            return found, bodies
        finally:
            raster.unlink(missing_ok=True)

    def _views(self, number: int) -> Iterator[ViewLogits]:
        """Yields what the model found of a target, view by view."""
        size_px = self.search.grid.view_size_px
        for record in self.search.journal.ran(number):
            self.search.stop_if_cancelled()
            yield ViewLogits(Window(*record.place, size_px, size_px), record.logits)


def smallest_area_m2(request: SegmentRequest, pixel_m: float) -> float:
    """Returns the least area of an object: what was wished, or what the working grid can resolve."""
    return SMALLEST_PX * pixel_m**2 if request.min_area_m2 is None else request.min_area_m2


def pixel_side_m(scene: SceneRaster) -> float:
    """Returns the side of a working pixel in metres; in map units where there is no CRS."""
    if scene.working_gsd_m is not None:
        return scene.working_gsd_m
    a, b, _, d, e, _ = scene.transform[:6]
    return math.sqrt(abs(a * e - b * d))


def _edges(offs: NDArray[np.int64], size_px: int) -> NDArray[np.int64]:
    """Returns where cells begin and end: wherever a view does, so that all of a cell is in the same views."""
    return np.unique(np.concatenate([offs, offs + size_px]))


def _touching(edges: NDArray[np.int64], offs: NDArray[np.int64], size_px: int) -> NDArray[np.bool_]:
    """Returns which cells (rows) share a pixel with which views (columns)."""
    touching: NDArray[np.bool_] = (edges[:-1, None] < offs[None] + size_px) & (edges[1:, None] > offs[None])
    return touching


def _cells(
    scene: SceneRaster, row_edges: NDArray[np.int64], col_edges: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Returns the cells as polygons in the raster's CRS, objects [rows, columns]."""
    a, b, c, d, e, f = scene.transform[:6]
    columns, rows = np.meshgrid(col_edges, row_edges)
    corners = np.stack([a * columns + b * rows + c, d * columns + e * rows + f], axis=-1)
    rings = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2)
    cells: NDArray[np.object_] = shapely.polygons(rings)
    return cells
