"""Turns what was seen in one view into a polygon on the map, as runs over whole rasters do."""

from __future__ import annotations

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray

from ..geo.georeference import pixel_size_map_units
from ..geo.linking import rings
from ..geo.measuring import Measure
from ..geo.nesting import Rings, nest
from ..geo.shaping import Shaper
from ..geo.vectorize import FoundPolygon

_LARGEST_SHIFT = 1 / 24
"""Share of an object's length that simplifying may move its outline."""

_LEAST_HOLE = 0.02
"""Share of an object that a hole in it needs; smaller ones are doubts of the model."""

_MIDDLE = 0.5


def outline_of(
    probability: NDArray[np.uint8], transform: Affine, measure: Measure, simplify: float, score: float
) -> FoundPolygon | None:
    """Returns the outline of the object in a view, None where there is none.

    Args:
        probability: 0..255 by pixel.
        transform: From these pixels to the map.
        measure: Measures in the map's CRS.
        simplify: How far the outline may move, in metres, or map units without CRS; less for small objects.
        score: What it gets for a score.
    """
    height, width = probability.shape
    waiting, complete = Rings.none(), Rings.none()
    for closed in rings([probability], width, height, _MIDDLE):
        found, waiting = nest(Rings.of(closed, width), waiting)
        complete = complete.joined_with(found)
    if not len(complete):
        return None
    solid = np.asarray([_without_pinholes(shape) for shape in complete.shape], object)
    shaper = Shaper(transform, measure, _tolerance(solid, transform, measure, simplify), right_angles=False)
    polygons = [part for shape in shaper.to_map(solid) for part in shapely.get_parts(shape)]
    polygons = [part for part in polygons if part.geom_type == "Polygon" and not part.is_empty]
    if not polygons:
        return None
    geometry = shapely.union_all(polygons)
    return FoundPolygon(geometry, score, measure.area_m2(geometry), measure.length_m(geometry))


def _without_pinholes(shape: shapely.Polygon) -> shapely.Polygon:
    least = _LEAST_HOLE * shapely.Polygon(shape.exterior).area
    holes = [hole for hole in shape.interiors if shapely.Polygon(hole).area >= least]
    return shapely.Polygon(shape.exterior, holes)


def _tolerance(solid: NDArray[np.object_], transform: Affine, measure: Measure, simplify: float) -> float:
    """Returns by how much the outline may move."""
    left, top, right, bottom = shapely.total_bounds(solid)
    middle = np.array([(left + right) / 2]), np.array([(top + bottom) / 2])
    pixel_area = float(Shaper(transform, measure, 0.0, right_angles=False).pixel_area_m2(*middle)[0])
    if not np.isfinite(pixel_area) or pixel_area <= 0:
        pixel_area = float(np.prod(pixel_size_map_units(transform)))
    length_px = float(max(right - left, bottom - top))
    return min(simplify, _LARGEST_SHIFT * length_px * float(np.sqrt(pixel_area)))
