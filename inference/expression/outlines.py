"""Measures outlines: how long, how round, how L-shaped. Wants coordinates in metres (or square pixels)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from .model import ShapeName

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Measuring:
    """Holds how areas and lengths are measured, so that this area needs no geodesy of its own.

    Attributes:
        area_m2: Area of a geometry in the objects' coordinates.
        to_metric: The geometry in a local metric frame, where angles and lengths are true.
        area_unit: What the area is told in, such as "m2"; anything else says that there is no ground, and
            that a metre is taken for one unit of the coordinates.
        areas_m2: The areas of many geometries [n] at once, float64 [n]; None asks for each.
        perimeters_m: The length of all rings of many geometries, likewise; None measures in the plane.
        to_plane: Many geometries [n] in one metric plane, for distances between them; None stays.
    """

    area_m2: Callable[[BaseGeometry], float] = shapely.area
    to_metric: Callable[[BaseGeometry], BaseGeometry] = lambda geometry: geometry
    area_unit: str = "square units"
    areas_m2: Callable[[Shapes], Floats] | None = None
    perimeters_m: Callable[[Shapes], Floats] | None = None
    to_plane: Callable[[Shapes], Shapes] | None = None

    @property
    def on_ground(self) -> bool:
        """Returns True where a metre is a metre on the ground."""
        return self.area_unit == "m2"

    def areas(self, shapes: Shapes) -> Floats:
        """Returns areas in square metres, float64 [n]."""
        if self.areas_m2 is not None:
            return self.areas_m2(shapes)
        return np.array([float(self.area_m2(shape)) for shape in shapes], np.float64)

    def perimeters(self, shapes: Shapes) -> Floats:
        """Returns the length of all rings in metres, float64 [n]."""
        if self.perimeters_m is not None:
            return self.perimeters_m(shapes)
        return np.asarray(shapely.length(self.plane(shapes)), np.float64)

    def plane(self, shapes: Shapes) -> Shapes:
        """Returns the shapes in the plane for distances, in metres."""
        return shapes if self.to_plane is None or not len(shapes) else self.to_plane(shapes)


@dataclass(frozen=True)
class Outline:
    """Holds what an outline looks like.

    Attributes:
        length_m: Longer side of the smallest rectangle around it, or the run of a winding ribbon.
        aspect: Shorter side by longer side of that rectangle, 0..1.
        fill: Share of that rectangle that is covered, 0..1.
        roundness: Share of the smallest circle that is covered, 0..1; a square has 0.64.
        notch: Share of the convex hull that is missing, 0..1.
        notch_in_one: Share of what is missing that lies in one piece, 0..1.
        notch_fill: Share of that piece's own rectangle it covers: about 0.5 for the notch of an L.
    """

    length_m: float
    aspect: float
    fill: float
    roundness: float
    notch: float
    notch_in_one: float
    notch_fill: float


def measure_outline(geometry: BaseGeometry) -> Outline:
    """Returns the outline of a polygon or multipolygon in metric coordinates; holes are filled."""
    filled = shapely.union_all([shapely.polygons(ring) for ring in _shells(geometry)])
    area = float(filled.area)
    rectangle = shapely.oriented_envelope(filled)
    short, long = _sides(rectangle)
    if area <= 0 or short <= 0:
        return Outline(long, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    fill = min(area / (short * long), 1.0)
    radius = float(shapely.minimum_bounding_radius(filled))
    hull = filled.convex_hull
    # Opening takes away the slivers that a staircase of pixels leaves along the hull.
    sliver = 0.04 * short
    opened = hull.difference(filled).buffer(-sliver, join_style="mitre").buffer(sliver, join_style="mitre")
    pieces = sorted(shapely.get_parts(opened), key=lambda piece: -piece.area)
    missing = sum(piece.area for piece in pieces)
    first = pieces[0] if pieces and missing > 0 else None
    first_short, first_long = _sides(shapely.oriented_envelope(first)) if first is not None else (0.0, 0.0)
    return Outline(
        length_m=_run(float(filled.length), area, long, fill),
        aspect=short / long,
        fill=fill,
        roundness=min(area / (math.pi * radius**2), 1.0),
        notch=missing / hull.area,
        notch_in_one=first.area / missing if first is not None else 0.0,
        notch_fill=min(first.area / ((first_short * first_long) or 1.0), 1.0) if first is not None else 0.0,
    )


def shape_fit(name: ShapeName, outline: Outline) -> float:
    """Returns how well an outline answers a shape word, 0..1; from 0.5 on it is called that."""
    if name == "long":
        # Twice as long as wide is the least that is called long.
        return 1 - outline.aspect
    if name == "round":
        return _ramp(outline.roundness, 0.62, 0.92)
    if name == "square":
        return outline.aspect * _ramp(outline.fill, 0.7, 0.95) * _ramp(outline.roundness, 0.92, 0.72)
    if name == "rectangular":
        return _ramp(outline.fill, 0.7, 0.95)
    notched = _ramp(outline.notch, 0.03, 0.15) * _ramp(outline.notch_in_one, 0.3, 0.8)
    of_l = _ramp(outline.notch_fill, 0.95, 0.65)
    return notched * (of_l if name == "l-shaped" else 1 - of_l)


def side_lengths(shapes: Shapes) -> tuple[Floats, Floats]:
    """Returns the lengths and widths of polygons or multipolygons, float64 [n] each.

    Args:
        shapes: In metric coordinates [n]; holes are filled.
    """
    parts, owner = shapely.get_parts(shapes, return_index=True)
    is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    shells = shapely.polygons(shapely.get_exterior_ring(parts[is_polygon]))
    areas = np.bincount(owner[is_polygon], shapely.area(shells), len(shapes))
    rims = np.bincount(owner[is_polygon], shapely.length(shells), len(shapes))
    lengths, widths = np.zeros(len(shapes)), np.zeros(len(shapes))
    for index, rectangle in enumerate(shapely.oriented_envelope(shapes)):
        short, long = _sides(rectangle)
        widths[index] = short
        fill = areas[index] / ((short * long) or 1.0)
        lengths[index] = _run(float(rims[index]), float(areas[index]), long, fill)
    return lengths, widths


def _shells(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Returns the outer rings of all polygons in a geometry."""
    return [part.exterior for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]


def _sides(rectangle: BaseGeometry) -> tuple[float, float]:
    """Returns the shorter and longer side of a rectangle; 0 and its length where it is a line or point."""
    if rectangle.geom_type != "Polygon":
        return 0.0, float(rectangle.length)
    points = shapely.get_coordinates(rectangle)
    sides = sorted(float(math.dist(points[k], points[k + 1])) for k in (0, 1))
    return sides[0], sides[1]


def _run(rim_m: float, area_m2: float, long_m: float, fill: float) -> float:
    """Returns the length of a shape: along its bends where it is a winding ribbon such as a river."""
    root = rim_m**2 - 16 * area_m2
    # A ribbon of length L and width w has perimeter 2(L + w) and area Lw. A bulky shape is no ribbon.
    ribbon = (rim_m + math.sqrt(root)) / 4 if root > 0 else 0.0
    return max(ribbon, long_m) if fill < 0.4 else long_m


def _ramp(value: float, low: float, high: float) -> float:
    """Returns 0 at ``low``, 1 at ``high``, and a straight line between, also downwards."""
    return min(max((value - low) / (high - low), 0.0), 1.0)
