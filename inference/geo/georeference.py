"""Places pixels on the map and measures their size on the ground; pure arithmetic on the affine transform.

Pixel coordinates are (column, row) with (0, 0) at the outer corner of the first pixel; the centre of that
pixel is (0.5, 0.5). Map coordinates are (x, y) in the raster's own CRS. Every function uses the full affine,
so rotated, sheared and south-up rasters need no special care.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeVar

from affine import Affine
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import CRSError, ProjError

Coordinate = TypeVar("Coordinate", float, Any)

NO_TRANSFORM = Affine(1.0, 0.0, 0.0, 0.0, -1.0, 0.0)
"""Where QGIS shows a raster without any georeference: x to the right, y negative downwards."""


def as_affine(values: Sequence[float]) -> Affine:
    """Returns the transform made of a, b, c, d, e, f (x = a col + b row + c, y = d col + e row + f)."""
    a, b, c, d, e, f = (float(value) for value in list(values)[:6])
    return Affine(a, b, c, d, e, f)


def pixel_to_map(transform: Affine, column: Coordinate, row: Coordinate) -> tuple[Coordinate, Coordinate]:
    """Returns the map coordinates (x, y) of pixel coordinates; numbers or arrays of one shape."""
    x = transform.a * column + transform.b * row + transform.c
    y = transform.d * column + transform.e * row + transform.f
    return x, y


def map_to_pixel(transform: Affine, x: Coordinate, y: Coordinate) -> tuple[Coordinate, Coordinate]:
    """Returns the pixel coordinates (column, row) of map coordinates; numbers or arrays of one shape."""
    return pixel_to_map(~transform, x, y)


def is_usable(transform: Affine) -> bool:
    """Says whether the transform is finite and can be inverted."""
    values = [transform.a, transform.b, transform.c, transform.d, transform.e, transform.f]
    if not all(math.isfinite(value) for value in values):
        return False
    steps = math.hypot(transform.a, transform.d) * math.hypot(transform.b, transform.e)
    return steps > 0.0 and abs(transform.determinant) > 1e-12 * steps


def resized_transform(transform: Affine, size_px: tuple[int, int], new_size_px: tuple[int, int]) -> Affine:
    """Returns the transform of the same ground cut into another number of pixels.

    Args:
        transform: Transform of the present grid.
        size_px: Present (width, height).
        new_size_px: New (width, height).
    """
    # Written out: affine 3 deprecates the product that affine 2 offers.
    across, down = size_px[0] / new_size_px[0], size_px[1] / new_size_px[1]
    a, b, d, e = transform.a * across, transform.b * down, transform.d * across, transform.e * down
    return Affine(a, b, transform.c, d, e, transform.f)


def window_transform(transform: Affine, col_off: float, row_off: float) -> Affine:
    """Returns the transform of a window that starts at (col_off, row_off)."""
    x, y = pixel_to_map(transform, col_off, row_off)
    return Affine(transform.a, transform.b, x, transform.d, transform.e, y)


def map_bounds(transform: Affine, width_px: int, height_px: int) -> tuple[float, float, float, float]:
    """Returns (left, bottom, right, top) around all four corners of the grid."""
    corners = [pixel_to_map(transform, float(c), float(r)) for c in (0, width_px) for r in (0, height_px)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def pixel_bounds(transform: Affine, bounds: Sequence[float]) -> tuple[float, float, float, float]:
    """Returns (column_min, row_min, column_max, row_max) around the four corners of map bounds.

    Args:
        transform: Transform of the grid.
        bounds: (left, bottom, right, top) in the raster's CRS.
    """
    left, bottom, right, top = bounds
    corners = [map_to_pixel(transform, x, y) for x in (left, right) for y in (bottom, top)]
    columns, rows = zip(*corners, strict=True)
    return min(columns), min(rows), max(columns), max(rows)


def pixel_size_map_units(transform: Affine) -> tuple[float, float]:
    """Returns the length of one step along a row and of one step along a column, in map units."""
    return math.hypot(transform.a, transform.d), math.hypot(transform.b, transform.e)


def ground_gsd_m(transform: Affine, crs_wkt: str | None, center_px: tuple[float, float]) -> float | None:
    """Returns the ground sample distance in metres on the ground, or None where it is unknown.

    Args:
        transform: Transform of the grid.
        crs_wkt: CRS of the map coordinates; None gives None.
        center_px: (column, row) where the distance is measured, usually the centre of the raster.

    Returns:
        The geometric mean of both pixel sides.
    """
    sides_m = ground_gsd_xy_m(transform, crs_wkt, center_px)
    return None if sides_m is None else math.sqrt(sides_m[0] * sides_m[1])


def ground_gsd_xy_m(
    transform: Affine, crs_wkt: str | None, center_px: tuple[float, float]
) -> tuple[float, float] | None:
    """Returns the lengths in metres on the ground of a pixel's step along a row and along a column.

    Geodesic, since a metre of Web Mercator is no metre and a degree is none either. Where the centre lies
    outside what the CRS can express, the unit of the CRS is trusted instead.
    """
    if not crs_wkt:
        return None
    try:
        crs = CRS.from_user_input(crs_wkt)
    except CRSError:
        return None
    return _geodesic_steps_m(transform, crs, center_px) or _unit_steps_m(transform, crs)


def _geodesic_steps_m(
    transform: Affine, crs: CRS, center_px: tuple[float, float]
) -> tuple[float, float] | None:
    geographic = crs.geodetic_crs
    if geographic is None or not (crs.is_projected or crs.is_geographic or crs.is_bound):
        return None
    column, row = center_px
    # One pixel may be half the globe: a short step keeps the chord along the pixel's own direction.
    step_px = min(1.0, 1e-4 * max(1.0, abs(column), abs(row)))
    pixels = [(column, row), (column + step_px, row), (column, row + step_px)]
    points = [pixel_to_map(transform, c, r) for c, r in pixels]
    try:
        to_degrees = Transformer.from_crs(crs, geographic, always_xy=True)
        lonlat = [to_degrees.transform(x, y, errcheck=True) for x, y in points]
        geod = geographic.get_geod() or Geod(ellps="WGS84")
    except (ProjError, CRSError):
        return None
    if not all(math.isfinite(value) for point in lonlat for value in point):
        return None
    if any(abs(latitude) > 90.0 for _, latitude in lonlat):
        return None
    sides_m = [geod.inv(*lonlat[0], *lonlat[end])[2] / step_px for end in (1, 2)]
    return _checked(sides_m[0], sides_m[1])


def _unit_steps_m(transform: Affine, crs: CRS) -> tuple[float, float] | None:
    if crs.is_geographic or not crs.axis_info:
        return None
    unit_m = crs.axis_info[0].unit_conversion_factor
    along_row, along_column = pixel_size_map_units(transform)
    return _checked(along_row * unit_m, along_column * unit_m)


def _checked(along_row_m: float, along_column_m: float) -> tuple[float, float] | None:
    sides_m = (along_row_m, along_column_m)
    return sides_m if all(math.isfinite(side) and side > 0.0 for side in sides_m) else None
