"""Makes shapes from anywhere fit to be compared."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry


def usable(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Returns the shapes that can be compared: finite, not empty, invalid ones repaired."""
    bounds = shapely.bounds(shapes)
    shapes = shapes[np.isfinite(bounds).all(axis=1) & ~shapely.is_empty(shapes)]
    broken = ~shapely.is_valid(shapes)
    if broken.any():
        shapes = shapes.copy()
        shapes[broken] = [_repaired(shape) for shape in shapes[broken]]
    kept: npt.NDArray[np.object_] = shapes[~shapely.is_empty(shapes)]
    return kept


def _repaired(shape: BaseGeometry) -> BaseGeometry:
    """Returns a valid geometry of the same dimension; an empty one where nothing of it is left."""
    try:
        valid = shapely.make_valid(shape)
    except ShapelyError:
        return shapely.Point()
    parts = shapely.get_parts(shapely.get_parts(valid))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == shapely.get_dimensions(shape)])
