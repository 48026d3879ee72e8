"""Reads the polygons that a person searches in: from a vector file, or as they cross the pipe."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from ..errors import ExtentError
from .repairing import usable

Shapes = npt.NDArray[np.object_]


def area_from_hex(wkb: str) -> BaseGeometry:
    """Returns the area that hexadecimal WKB holds, 2D and valid.

    Raises:
        ExtentError: It holds no polygon.
    """
    try:
        shape = shapely.from_wkb(wkb, on_invalid="raise")
    except (ShapelyError, UnicodeError, TypeError, ValueError) as error:
        raise ExtentError("The area is no geometry", "Choose polygons", f"{wkb[:80]}: {error!r}") from error
    return _united(np.array([shape], dtype=object))


def within_bounds(area: BaseGeometry, bounds: tuple[float, float, float, float]) -> BaseGeometry:
    """Returns the part of an area that lies in left, bottom, right, top.

    Raises:
        ExtentError: There is none.
    """
    try:
        return _united(np.array([shapely.clip_by_rect(area, *bounds)], dtype=object))
    except ExtentError as error:
        remedy = "Choose an extent that overlaps the area"
        raise ExtentError("The area lies outside the extent", remedy, f"{bounds}") from error


def read_area(file: str, crs_wkt: str | None) -> str:
    """Returns the polygons of a vector layer as hexadecimal WKB in another CRS.

    Args:
        file: Path or GDAL name; `FILE|layername=NAME` chooses one of several layers.
        crs_wkt: CRS of the result; None where the raster has none.

    Raises:
        InputError: There is no such file, or it has no CRS.
        ExtentError: It holds no polygon.
    """
    # Brings pandas, which an area that crosses the pipe does without.
    from .layers import read_shapes

    shapes = read_shapes(file, "The area", crs_wkt)
    wkb: str = shapely.to_wkb(_united(np.array(shapes, dtype=object)), hex=True)
    return wkb


def _united(shapes: Shapes) -> BaseGeometry:
    """Returns the union of all that are polygons."""
    parts = shapely.get_parts(shapely.get_parts(usable(shapely.force_2d(shapes))))
    united: BaseGeometry = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    if united.is_empty:
        raise ExtentError("The area holds no polygon", "Choose a layer or features with polygons")
    return united
