"""Says which part of a raster a run is about: its frame, the pixels to search, and what counts as found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from .errors import ExtentError
from .expression.frame import Scene
from .geo.area import area_from_hex, within_bounds
from .geo.georeference import map_to_pixel
from .geo.raster import SceneRaster
from .geo.tiling import Window
from .protocol import SegmentRequest

Marks = npt.NDArray[np.bool_]
Offsets = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Scope:
    """Is the part of a raster that a person has chosen.

    Attributes:
        frame: What position words refer to.
        within: Pixels around the frame; what is searched lies in them.
        area: Polygons in the raster's CRS that alone count; None: the whole frame.
        nearby: The same in pixels, with a margin; only what touches it is searched.
    """

    frame: Scene
    within: Window
    area: BaseGeometry | None = None
    nearby: BaseGeometry | None = None

    @classmethod
    def of(cls, request: SegmentRequest, scene: SceneRaster) -> Scope:
        """Returns what a request chooses of a raster: its extent, its area, both, or all of it.

        The overlap is also the margin: an object must not be cut by where the person drew the extent.

        Raises:
            ExtentError: The extent or the area is malformed, or does not meet the raster.
        """
        area = area_from_hex(request.area) if request.area else None
        extent = request.extent or (area.bounds if area is not None else None)
        window = scene.window if extent is None else scene.window_of_bounds(*extent)
        if area is not None and request.extent is not None:
            area = within_bounds(area, request.extent)
        frame, within = _frame(scene, window), _around(window, scene.window, request.overlap_px)
        if request.rotation_deg is not None:
            # A turned canvas is itself the area, and fills the picture that is upright on it.
            around = None if area is None else shapely.get_coordinates(area)
            frame = frame.turned(request.rotation_deg, around)
        if area is None:
            return cls(frame, within)
        nearby = shapely.transform(area, lambda points: _pixels(scene, points))
        nearby = nearby.buffer(request.overlap_px, quad_segs=2)
        if not nearby.intersects(shapely.box(*_corners(scene.window))):
            raise ExtentError("The area lies outside the raster", "Choose polygons that overlap it")
        shapely.prepare(area)
        shapely.prepare(nearby)
        return cls(frame, within, area, nearby)

    def holds(self, shape: BaseGeometry) -> bool:
        """Says whether an object counts: one point of it that stands for it lies inside."""
        if self.area is not None:
            return bool(self.area.contains(shapely.point_on_surface(shape)))
        center = shape.centroid
        u, v = self.frame.on_ground.place(center.x, center.y)
        return 0 <= u <= 1 and 0 <= v <= 1

    def touched(self, row_offs: Offsets, col_offs: Offsets, size_px: int) -> Marks:
        """Returns which views are to be searched at all, bool [rows, columns].

        Args:
            row_offs: First row of each row of views, in pixels.
            col_offs: First column of each column of views.
            size_px: Their side.
        """
        if self.nearby is None:
            return np.ones((len(row_offs), len(col_offs)), dtype=bool)
        left, top = np.meshgrid(col_offs, row_offs)
        views = shapely.box(left, top, left + size_px, top + size_px)
        touched: Marks = shapely.intersects(self.nearby, views)
        return touched


def _frame(scene: SceneRaster, window: Window) -> Scene:
    """Returns a window as the frame that position words refer to."""
    a, b, c, d, e, f = scene.transform[:6]
    left = c + a * window.col_off + b * window.row_off
    top = f + d * window.col_off + e * window.row_off
    return Scene.of_transform((a, b, left, d, e, top), window.width, window.height)


def _around(window: Window, scene: Window, margin_px: int) -> Window:
    """Returns a window with a margin, as far as the scene goes."""
    wide = Window(
        window.col_off - margin_px,
        window.row_off - margin_px,
        window.width + 2 * margin_px,
        window.height + 2 * margin_px,
    )
    inside = wide.intersection(scene)
    if inside is None:
        raise ExtentError("The extent holds no pixel", "Choose a larger extent")
    return inside


def _pixels(scene: SceneRaster, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.column_stack(map_to_pixel(scene.transform, points[:, 0], points[:, 1]))


def _corners(window: Window) -> tuple[int, int, int, int]:
    return (
        window.col_off,
        window.row_off,
        window.col_off + window.width,
        window.row_off + window.height,
    )
