"""Lays one pixel grid under frames that differ in extent, resolution and CRS."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from affine import Affine
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from ..errors import InputError
from ..geo.georeference import (
    ground_gsd_m,
    map_to_pixel,
    pixel_bounds,
    pixel_size_map_units,
    pixel_to_map,
    window_transform,
)
from ..protocol import Bounds

LARGEST_GRID_PX = 64_000_000
"""Some frames are held at once; more pixels than these want an extent."""

_EDGE_POINTS = 9


@dataclass(frozen=True)
class FramePlace:
    """Is where one frame lies.

    Args:
        width_px: Width of the frame.
        height_px: Height of the frame.
        transform: From its pixels to its map coordinates.
        crs_wkt: CRS of these, or None.
        is_placed: Whether the transform came with the file.
    """

    width_px: int
    height_px: int
    transform: Affine
    crs_wkt: str | None
    is_placed: bool

    @property
    def gsd_m(self) -> float | None:
        """Returns the ground sample distance in metres, or None where it is unknown."""
        if not self.is_placed:
            return None
        return ground_gsd_m(self.transform, self.crs_wkt, (self.width_px / 2, self.height_px / 2))


@dataclass(frozen=True)
class CommonGrid:
    """Is the pixel grid that all frames are read on.

    Args:
        width_px: Width.
        height_px: Height.
        transform: From its pixels to map coordinates.
        crs_wkt: CRS of these, or None.
        is_placed: Whether the map coordinates mean a place, and not only pixels.
    """

    width_px: int
    height_px: int
    transform: Affine
    crs_wkt: str | None
    is_placed: bool

    @property
    def place(self) -> FramePlace:
        """Returns where a frame lies that is the grid itself."""
        return FramePlace(self.width_px, self.height_px, self.transform, self.crs_wkt, self.is_placed)

    @property
    def gsd_m(self) -> float | None:
        """Returns the ground sample distance in metres, or None where it is unknown."""
        return self.place.gsd_m

    @property
    def unit_per_px(self) -> float:
        """Returns metres on the ground per pixel; map units where these are unknown."""
        along_row, along_column = pixel_size_map_units(self.transform)
        return self.gsd_m or math.sqrt(along_row * along_column)


def common_grid(places: Sequence[FramePlace], extent: Bounds | None = None) -> CommonGrid:
    """Returns the grid of the finest frame, widened or cut to what the frames cover.

    Args:
        places: Where the frames lie; all of them are placed, or none is.
        extent: Part that counts, in the CRS of the first frame; None takes all.

    Raises:
        InputError: The grid would hold too many pixels, or the extent none of them.
    """
    finest = min(places, key=lambda place: place.gsd_m or math.inf)
    boxes = [box for place in places if (box := box_on(place, finest)) is not None]
    columns, rows = [b for box in boxes for b in box[::2]], [b for box in boxes for b in box[1::2]]
    # Frames cut along the same pixel edges must not gain a pixel by rounding.
    left, top = math.floor(min(columns) + 1e-3), math.floor(min(rows) + 1e-3)
    right, bottom = math.ceil(max(columns) - 1e-3), math.ceil(max(rows) - 1e-3)
    if extent is not None:
        x_min, y_min, x_max, y_max = _extent_on(extent, places[0], finest)
        left, top = max(left, math.floor(x_min + 1e-6)), max(top, math.floor(y_min + 1e-6))
        right, bottom = min(right, math.ceil(x_max - 1e-6)), min(bottom, math.ceil(y_max - 1e-6))
        if left >= right or top >= bottom:
            raise InputError("The extent lies outside the frames", "Choose one that overlaps them")
    if (right - left) * (bottom - top) > LARGEST_GRID_PX:
        size = f"{right - left} x {bottom - top}"
        raise InputError(f"The frames are too large together: {size} pixels", "Choose a smaller extent")
    transform = window_transform(finest.transform, left, top)
    return CommonGrid(right - left, bottom - top, transform, finest.crs_wkt, finest.is_placed)


def box_on(place: FramePlace, target: FramePlace) -> tuple[float, float, float, float] | None:
    """Returns (left, top, right, bottom) of a frame in pixels of another, or None where there is no such."""
    share = np.linspace(0.0, 1.0, _EDGE_POINTS)
    zero, one = np.zeros(_EDGE_POINTS), np.ones(_EDGE_POINTS)
    columns = np.concatenate([share, share, zero, one]) * place.width_px
    rows = np.concatenate([zero, one, share, share]) * place.height_px
    x, y = pixel_to_map(place.transform, columns, rows)
    if place.crs_wkt and target.crs_wkt and place.crs_wkt != target.crs_wkt:
        try:
            x, y = Transformer.from_crs(
                CRS.from_user_input(place.crs_wkt), CRS.from_user_input(target.crs_wkt), always_xy=True
            ).transform(x, y)
        except (CRSError, ProjError):
            return None
    columns, rows = map_to_pixel(target.transform, x, y)
    if not (np.isfinite(columns).all() and np.isfinite(rows).all()):
        return None
    return float(columns.min()), float(rows.min()), float(columns.max()), float(rows.max())


def overlap_share(place: FramePlace, other: FramePlace) -> float:
    """Returns which share of the smaller of two frames the other one covers, by their boxes."""
    box = box_on(place, other)
    if box is None:
        return 0.0
    left, top, right, bottom = box
    width = min(right, other.width_px) - max(left, 0.0)
    height = min(bottom, other.height_px) - max(top, 0.0)
    smaller = min((right - left) * (bottom - top), float(other.width_px * other.height_px))
    return max(0.0, width) * max(0.0, height) / smaller


def _extent_on(extent: Bounds, first: FramePlace, finest: FramePlace) -> tuple[float, float, float, float]:
    left, bottom, right, top = extent
    if not first.crs_wkt or first.crs_wkt == finest.crs_wkt:
        return pixel_bounds(finest.transform, extent)
    rectangle = FramePlace(1, 1, Affine(right - left, 0, left, 0, bottom - top, top), first.crs_wkt, True)
    return box_on(rectangle, finest) or (0.0, 0.0, 0.0, 0.0)
