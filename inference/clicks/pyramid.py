"""Shows a raster at any zoom: finer than its pixels for what is small, coarser for what is large."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from affine import Affine

from ..geo.georeference import resized_transform, window_transform
from ..geo.raster import SceneRaster, TilePixels, open_scene
from ..geo.resampling import AxisGrid, Resampler
from ..geo.tiling import Window
from .prompts import Box

LATTICE = 2
"""Views begin at every n-th part of their side: clicks near each other share one."""

_OVERVIEWS_FROM = 1 / 8
_CHUNK_PX = 4_000_000


@dataclass(frozen=True)
class View:
    """Is what the model sees at once.

    Args:
        zoom: Pixels for each pixel of the raster, one of the ladder's.
        window: In pixels of the grid of that zoom.
    """

    zoom: float
    window: Window


@dataclass(frozen=True)
class _Level:
    """Is the raster on the grid of one zoom, read from a scene that is not coarser."""

    scene: SceneRaster
    width_px: int
    height_px: int


class Pyramid:
    """Reads views of one raster.

    Args:
        raster: A file, or any name that GDAL opens.
        bands: One or three band numbers counted from 1; None chooses.

    Attributes:
        scene: The raster on its native grid.

    Raises:
        GeoReferError: The raster cannot be opened, or not be shown as colours.
    """

    def __init__(self, raster: str, bands: tuple[int, ...] | None = None) -> None:
        self.scene: SceneRaster = open_scene(raster, bands)
        self._bands = bands
        self._levels: dict[float, _Level] = {}

    def close(self) -> None:
        """Closes the raster."""
        scenes = {id(level.scene): level.scene for level in self._levels.values()}
        for scene in {**scenes, id(self.scene): self.scene}.values():
            scene.close()

    def view_around(self, place: tuple[float, float], zoom: float, side_px: int) -> View:
        """Returns the view of a lattice in whose middle a place lies, as far as the raster reaches there.

        Args:
            place: Column and row of the raster.
            zoom: One of the ladder's.
            side_px: Side of a view.
        """
        level = self._level(zoom)
        across, down = self.scale(zoom)
        left, width = _span(place[0] * across, side_px, level.width_px)
        top, height = _span(place[1] * down, side_px, level.height_px)
        return View(zoom, Window(left, top, width, height))

    def scale(self, zoom: float) -> tuple[float, float]:
        """Returns the exact pixels of a zoom for each pixel of the raster, across and down."""
        level = self._level(zoom)
        return level.width_px / self.scene.width_px, level.height_px / self.scene.height_px

    def box_of(self, view: View) -> Box:
        """Returns left, top, right and bottom of a view in pixels of the raster."""
        across, down = self.scale(view.zoom)
        window = view.window
        return (
            window.col_off / across,
            window.row_off / down,
            window.col_end / across,
            window.row_end / down,
        )

    def reaches_border(self, view: View) -> tuple[bool, bool, bool, bool]:
        """Says at which sides, left, top, right and bottom, a view ends where the raster does."""
        level, window = self._level(view.zoom), view.window
        return (
            window.col_off <= 0,
            window.row_off <= 0,
            window.col_end >= level.width_px,
            window.row_end >= level.height_px,
        )

    def transform_of(self, view: View) -> Affine:
        """Returns the transform from the view's pixels to the map."""
        level, native = self._level(view.zoom), (self.scene.width_px, self.scene.height_px)
        grid = resized_transform(self.scene.transform, native, (level.width_px, level.height_px))
        return window_transform(grid, view.window.col_off, view.window.row_off)

    def read(self, view: View) -> TilePixels:
        """Returns what a view shows.

        Raises:
            RasterError: This part of the raster cannot be read.
        """
        level, window = self._level(view.zoom), view.window
        scene = level.scene
        columns = AxisGrid(scene.width_px, level.width_px)
        rows = AxisGrid(scene.height_px, level.height_px)
        resampler = Resampler(columns, rows)
        if resampler.is_identity:
            return scene.read(window)
        rgb = np.zeros((window.height, window.width, 3), np.uint8)
        valid = np.zeros((window.height, window.width), bool)
        wide = max(1.0, scene.width_px / level.width_px)
        step = max(1, int(_CHUNK_PX / (wide * window.width * max(1.0, scene.height_px / level.height_px))))
        for first in range(window.row_off, window.row_end, step):
            target = (window.col_off, first, window.col_end, min(first + step, window.row_end))
            left, top, right, bottom = resampler.source_window(*target)
            pixels = scene.read(Window(left, top, right - left, bottom - top))
            planes, is_valid = resampler.resample(
                np.ascontiguousarray(np.moveaxis(pixels.rgb, -1, 0)), pixels.valid, target
            )
            place = slice(target[1] - window.row_off, target[3] - window.row_off)
            rgb[place] = np.moveaxis(planes, 0, -1)
            valid[place] = True if is_valid is None else is_valid
        rgb[~valid] = 0
        return TilePixels(rgb, valid)

    def _level(self, zoom: float) -> _Level:
        if zoom not in self._levels:
            self._levels[zoom] = self._made(zoom)
        return self._levels[zoom]

    def _made(self, zoom: float) -> _Level:
        native = self.scene
        if zoom <= _OVERVIEWS_FROM and native.gsd_m is not None:
            # Overviews spare reading a large part of the raster for one view.
            coarse = open_scene(native.path, self._bands, native.gsd_m / zoom)
            return _Level(coarse, coarse.width_px, coarse.height_px)
        size = (max(1, round(native.width_px * zoom)), max(1, round(native.height_px * zoom)))
        return _Level(native, *size)


def _span(middle: float, side: int, length: int) -> tuple[int, int]:
    """Returns first pixel and number of pixels of the part of a lattice around a place of an axis."""
    if length <= side:
        return 0, length
    step = max(1, side // LATTICE)
    first = round((middle - side / 2) / step) * step
    return min(max(0, first), length - side), side
