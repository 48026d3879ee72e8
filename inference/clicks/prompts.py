"""Holds what a person has pointed at: clicks and a box, on the map and in pixels of the raster."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from ..errors import InputError
from ..geo.georeference import map_to_pixel, pixel_bounds
from ..geo.opening import short_name
from ..geo.raster import SceneRaster
from ..geo.tiling import Window
from ..models.interface import PointPrompts

SignedPoint = tuple[float, float, int]
"""x, y, and 1 on the object or -1 beside it."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Prompts:
    """Is all that points at one object, in pixels of the raster: (0, 0) is its outer corner.

    Args:
        points: Column, row and sign of each click, in their order.
        box: Left, top, right and bottom, or None.
    """

    points: tuple[SignedPoint, ...] = ()
    box: Box | None = None

    @property
    def former(self) -> Prompts | None:
        """Returns the prompts before the last click, None where nothing pointed at the object then."""
        before = self.points[:-1]
        if not self.points or (self.box is None and not any(point[2] > 0 for point in before)):
            return None
        return replace(self, points=before)

    @property
    def bounds(self) -> Box:
        """Returns what holds all of them."""
        corners = [] if self.box is None else [self.box[:2], self.box[2:]]
        places = np.array([*corners, *(point[:2] for point in self.points)], np.float64)
        (left, top), (right, bottom) = places.min(axis=0), places.max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    @property
    def centre(self) -> tuple[float, float]:
        """Returns the middle of the box, else the first click on the object."""
        if self.box is not None:
            return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2
        wanted = [point for point in self.points if point[2] > 0]
        return (wanted or list(self.points))[0][:2]

    def moved(self, scale: tuple[float, float], offset: tuple[float, float]) -> Prompts:
        """Returns them scaled, then counted from another corner."""
        (across, down), (left, top) = scale, offset
        points = tuple((x * across - left, y * down - top, sign) for x, y, sign in self.points)
        box = None
        if self.box is not None:
            x_min, y_min, x_max, y_max = self.box
            box = (x_min * across - left, y_min * down - top, x_max * across - left, y_max * down - top)
        return Prompts(points, box)

    def for_model(self) -> tuple[PointPrompts | None, NDArray[np.float32] | None]:
        """Returns points and box of one object as a prompt model takes them."""
        points = None
        if self.points:
            xy = np.array([[point[:2] for point in self.points]], np.float32)
            signs = np.array([[int(point[2] > 0) for point in self.points]], np.int64)
            points = PointPrompts(xy, signs)
        return points, None if self.box is None else np.array([self.box], np.float32)


def on_raster(transform: Affine, points: tuple[SignedPoint, ...], box: Box | None) -> Prompts:
    """Returns prompts of the map in pixels.

    Args:
        transform: Pixel to map.
        points: x, y in the raster's CRS, and the sign.
        box: Left, bottom, right and top in that CRS; of a turned raster it becomes the box around it.

    Raises:
        InputError: There is nothing to go by, or no number.
    """
    if box is None and not any(point[2] > 0 for point in points):
        raise InputError("Nothing points at the object", "Click on it, or draw a box around it")
    values = [*(value for point in points for value in point), *(box or ())]
    if not all(map(math.isfinite, values)):
        raise InputError("A click lies nowhere on the map", "Click inside the raster", f"{points} {box}")
    placed = tuple((*map_to_pixel(transform, x, y), int(sign)) for x, y, sign in points)
    return Prompts(placed, None if box is None else pixel_bounds(transform, box))


def checked(prompts: Prompts, scene: SceneRaster) -> Prompts:
    """Returns prompts with their box cut to the raster.

    Args:
        prompts: In pixels of the scene.
        scene: On its native grid.

    Raises:
        InputError: A click lies outside of the raster, or on nodata; or the box holds nothing of it.
        RasterError: The place cannot be read.
    """
    name = short_name(scene.path)
    for column, row, sign in prompts.points:
        if not (0 <= column < scene.width_px and 0 <= row < scene.height_px):
            raise InputError(f"The click lies outside {name}", "Click inside the raster", f"{column}, {row}")
        if sign > 0 and not _is_valid(scene, int(column), int(row)):
            remedy = "Click where the raster shows something"
            raise InputError(f"{name} shows nothing where was clicked", remedy, f"{column}, {row}")
    if prompts.box is None:
        return prompts
    left, top = max(0.0, prompts.box[0]), max(0.0, prompts.box[1])
    right = min(float(scene.width_px), prompts.box[2])
    bottom = min(float(scene.height_px), prompts.box[3])
    if left >= right or top >= bottom:
        raise InputError(f"The box lies outside {name}", "Draw it over the raster", f"{prompts.box}")
    return replace(prompts, box=(left, top, right, bottom))


def _is_valid(scene: SceneRaster, column: int, row: int) -> bool:
    return bool(scene.read(Window(column, row, 1, 1)).valid[0, 0])
