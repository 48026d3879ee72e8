"""Measures shapes on the ground: geodesic area and length in metres, whatever the CRS.

Degrees and the stretched metres of Web Mercator never reach a person. Without a CRS, or with one that is not
tied to a globe, the map's own units are all there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

Floats = npt.NDArray[np.float64]
Shapes = Sequence[BaseGeometry] | npt.NDArray[np.object_]


class Measure:
    """Measures shapes that lie in one CRS.

    Args:
        crs_wkt: The CRS (WKT or anything pyproj reads), coordinates as x, y; None gives map units.
    """

    def __init__(self, crs_wkt: str | None) -> None:
        self._crs = CRS.from_user_input(crs_wkt) if crs_wkt else None
        self._globe = _globe(self._crs)
        self._unit_m = _planar_unit_m(self._crs)

    @property
    def on_ground(self) -> bool:
        """Says whether measures are true metres on the ground and not map units."""
        return self._globe is not None

    def area_m2(self, geometry: BaseGeometry) -> float:
        """Returns the area in square metres, holes subtracted."""
        return float(self.areas_m2([geometry])[0])

    def length_m(self, geometry: BaseGeometry) -> float:
        """Returns the length of lines, or of all rings of polygons, in metres."""
        return float(self.lengths_m([geometry])[0])

    def areas_m2(self, geometries: Shapes) -> Floats:
        """Returns the area of each geometry in square metres, float64 [n]."""
        return self.areas_and_lengths(geometries)[0]

    def lengths_m(self, geometries: Shapes) -> Floats:
        """Returns the length of the lines or rings of each geometry in metres, float64 [n]."""
        return self.areas_and_lengths(geometries)[1]

    def areas_and_lengths(self, geometries: Shapes) -> tuple[Floats, Floats]:
        """Returns areas in square metres and lengths in metres, float64 [n] each."""
        shapes = np.asarray(geometries, dtype=object)
        if self._globe is None:
            return shapely.area(shapes) * self._unit_m**2, shapely.length(shapes) * self._unit_m
        areas, lengths = np.zeros(len(shapes)), np.zeros(len(shapes))
        parts, part_owner = shapely.get_parts(shapes, return_index=True)
        is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        rings, ring_owner = shapely.get_rings(parts[is_polygon], return_index=True)
        exteriors = np.diff(ring_owner, prepend=-1) > 0
        ring_areas, ring_lengths = self._measure_lines(rings, closed=True)
        owner = part_owner[is_polygon][ring_owner]
        np.add.at(areas, owner, np.where(exteriors, ring_areas, -ring_areas))
        np.add.at(lengths, owner, ring_lengths)
        _, line_lengths = self._measure_lines(parts[~is_polygon], closed=False)
        np.add.at(lengths, part_owner[~is_polygon], line_lengths)
        return areas, lengths

    def metres_per_unit(self, x: Floats, y: Floats, step: float) -> Floats:
        """Returns how one map unit along x and along y lies on the ground, at each of the points.

        Args:
            x: float64 [n], in the CRS.
            y: float64 [n].
            step: Distance in map units over which is measured: that of the shapes of interest.

        Returns:
            float64 [n, 2, 2]: `[i] @ (dx, dy)` is (metres east, metres north).
        """
        axes = np.zeros((len(x), 2, 2))
        if self._globe is None:
            axes[:] = np.eye(2) * self._unit_m
            return axes
        lon, lat = self.to_degrees(x, y)
        for axis, (dx, dy) in enumerate(((step, 0.0), (0.0, step))):
            lon_to, lat_to = self.to_degrees(x + dx, y + dy)
            azimuth_deg, _, distance_m = self._globe.geod.inv(lon, lat, lon_to, lat_to)
            azimuth = np.radians(azimuth_deg)
            axes[:, 0, axis] = np.sin(azimuth) * distance_m / step
            axes[:, 1, axis] = np.cos(azimuth) * distance_m / step
        return axes

    def plane_at(self, x: float, y: float) -> LocalPlane:
        """Returns a plane in metres around a point of the CRS, for distances up to some hundred km.

        A point that lies nowhere on the globe, as with pixels said to be degrees, gives map units.
        """
        if self._globe is None:
            return LocalPlane(None, self._unit_m)
        lon, lat = self.to_degrees(np.array([x]), np.array([y]))
        if not (np.isfinite(lon[0]) and abs(lat[0]) <= 90.0):
            return LocalPlane(None, self._unit_m)
        ellipsoid = f"+a={self._globe.geod.a} +b={self._globe.geod.b}"
        plane = f"+proj=aeqd +lat_0={lat[0]:.9f} +lon_0={lon[0]:.9f} {ellipsoid} +units=m"
        onwards = Transformer.from_crs(f"+proj=longlat {ellipsoid}", plane, always_xy=True)
        return LocalPlane((self, onwards), 1.0)

    def to_local_metric(self, geometry: BaseGeometry) -> BaseGeometry:
        """Returns the geometry in metres around its own centre; `plane_at` brings several into one plane."""
        centre = shapely.centroid(geometry)
        return self.plane_at(centre.x, centre.y).from_map(geometry)

    def to_degrees(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Returns longitude and latitude in degrees on the CRS's own datum."""
        assert self._globe is not None, "a CRS without a globe has no degrees"  # nosec B101
        lon, lat = self._globe.to_geographic.transform(x, y)
        unit = self._globe.degrees_per_unit
        return np.asarray(lon, np.float64) * unit, np.asarray(lat, np.float64) * unit

    def _measure_lines(self, lines: npt.NDArray[np.object_], closed: bool) -> tuple[Floats, Floats]:
        """Returns the enclosed area (if closed) and the length of each line."""
        assert self._globe is not None  # nosec B101
        geod = self._globe.geod
        points, owner = shapely.get_coordinates(lines, return_index=True)
        lon, lat = self.to_degrees(points[:, 0], points[:, 1])
        ends = np.searchsorted(owner, np.arange(len(lines) + 1))
        areas, lengths = np.zeros(len(lines)), np.zeros(len(lines))
        for i in range(len(lines)):
            here = slice(ends[i], ends[i + 1])
            if closed:
                area, lengths[i] = geod.polygon_area_perimeter(lon[here], lat[here])
                areas[i] = abs(area)
            elif ends[i + 1] - ends[i] > 1:
                lengths[i] = geod.line_length(lon[here], lat[here])
        return areas, lengths


@dataclass(frozen=True)
class LocalPlane:
    """Is a plane in metres that touches the ground at one point: distances in it are ground distances."""

    _steps: tuple[Measure, Transformer] | None
    _unit_m: float

    def from_map(self, geometry: BaseGeometry) -> BaseGeometry:
        """Returns the geometry in metres east and north of the plane's point."""
        return shapely.transform(geometry, self.project)

    def project(self, points: Floats) -> Floats:
        """Returns points of the CRS, float64 [n, 2], in metres east and north of the plane's point."""
        if self._steps is None:
            return points * self._unit_m
        measure, onwards = self._steps
        return np.column_stack(onwards.transform(*measure.to_degrees(points[:, 0], points[:, 1])))


@dataclass(frozen=True)
class _Globe:
    """Is the ellipsoid under a CRS and the way to it."""

    to_geographic: Transformer
    degrees_per_unit: float  # some geographic CRS count in grads
    geod: Geod


def _globe(crs: CRS | None) -> _Globe | None:
    """Returns the globe under the CRS, None where there is none."""
    geographic = crs.geodetic_crs if crs is not None else None
    geod = geographic.get_geod() if geographic is not None else None
    if crs is None or geographic is None or geod is None:
        return None
    try:
        transformer = Transformer.from_crs(crs, geographic, always_xy=True)
    except ProjError:
        return None
    degrees_per_unit = float(np.degrees(geographic.axis_info[0].unit_conversion_factor))
    return _Globe(transformer, degrees_per_unit, geod)


def _planar_unit_m(crs: CRS | None) -> float:
    """Returns the metres of one map unit of a CRS without a globe; 1 where nothing is known."""
    if crs is None or not crs.axis_info:
        return 1.0
    return float(crs.axis_info[0].unit_conversion_factor or 1.0)
