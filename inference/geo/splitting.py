"""Cuts objects apart that touch at a clear neck, such as two parked cars that came out as one polygon.

This works on the shape alone, so neither tiles nor pixels leave a trace. It is conservative: a cut needs
bodies of like size, a neck of at most half their width, and pieces that are clearly more compact than the
whole. Still, a house of two wings with a narrow passage has that shape, too: cut only where objects are
known to be compact and to stand close.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely.affinity import affine_transform
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from .contours import Floats
from .measuring import Measure
from .nesting import Shapes
from .vectorize import FoundPolygon

# In shares of the radius of the largest circle that fits into the object.
EROSIONS = (0.35, 0.5)
LEAST_BODY = 0.6
# Solidity: area over that of the convex hull.
COMPACT = 0.9
LEAST_GAIN = 0.05
LARGEST_LOSS = 1e-6


def split_touching(found: Sequence[FoundPolygon], measure: Measure) -> list[FoundPolygon]:
    """Returns the polygons with those of several bodies cut at their necks; pieces keep the score.

    Args:
        found: The polygons, in the CRS of the measure.
        measure: Measures in that CRS.
    """
    shapes = np.array([polygon.geometry for polygon in found], dtype=object)
    if not len(shapes):
        return []
    candidates = set(np.flatnonzero(_solidity(shapes) < COMPACT).tolist())
    split: list[FoundPolygon] = []
    for i, whole in enumerate(found):
        pieces = _pieces_on_map(whole.geometry, measure) if i in candidates else [whole.geometry]
        if len(pieces) == 1:
            split.append(whole)
            continue
        areas_m2, lengths_m = measure.areas_and_lengths(pieces)
        for piece, area_m2, length_m in zip(pieces, areas_m2.tolist(), lengths_m.tolist(), strict=True):
            split.append(replace(whole, geometry=piece, area_m2=area_m2, perimeter_m=length_m))
    return split


def pieces_of(polygon: Polygon) -> list[Polygon]:
    """Returns the bodies of a polygon, cut halfway through their necks; the polygon alone where it is one.

    Args:
        polygon: In a plane with the same unit along both axes.
    """
    radius = float(shapely.maximum_inscribed_circle(polygon).length)
    for share in EROSIONS:
        eroded = shapely.get_parts(polygon.buffer(-share * radius, join_style="mitre"))
        bodies = [
            part
            for part in eroded
            if shapely.maximum_inscribed_circle(part).length + share * radius >= LEAST_BODY * radius
        ]
        if len(bodies) < 2:
            continue
        pieces = _cut_between(polygon, bodies)
        if not pieces:
            continue
        solidity = _solidity(np.array(pieces, dtype=object))
        gain = float(solidity.min()) - float(_solidity(np.array([polygon], dtype=object))[0])
        if gain >= LEAST_GAIN:
            return sorted(pieces, key=lambda piece: (-piece.bounds[3], piece.bounds[0]))
    return [polygon]


def _pieces_on_map(geometry: BaseGeometry, measure: Measure) -> list[BaseGeometry]:
    """Returns the pieces of a polygon of the map, found in metres around its centre."""
    if not isinstance(geometry, Polygon):
        return [geometry]
    left, bottom, right, top = geometry.bounds
    x, y = (left + right) / 2, (bottom + top) / 2
    (axes,) = measure.metres_per_unit(np.array([x]), np.array([y]), max(right - left, top - bottom))
    there = [*axes.ravel().tolist(), *(-axes @ (x, y)).tolist()]
    back = [*np.linalg.inv(axes).ravel().tolist(), x, y]
    pieces = [affine_transform(piece, back) for piece in pieces_of(affine_transform(geometry, there))]
    return pieces if len(pieces) > 1 and all(piece.is_valid for piece in pieces) else [geometry]


def _cut_between(polygon: Polygon, bodies: list[Polygon]) -> list[Polygon]:
    """Returns what lies on each body's side of the lines midway to the others; nothing if that loses area."""
    reach = 4 * float(np.hypot(*np.diff(np.reshape(polygon.bounds, (2, 2)), axis=0)[0]))
    parts = []
    for body in bodies:
        sides = [_side(body, other, reach) for other in bodies if other is not body]
        parts.append(shapely.intersection_all([polygon, *sides]))
    kept = sum(part.area for part in parts if part.geom_type == "Polygon")
    return parts if kept >= (1 - LARGEST_LOSS) * polygon.area else []


def _side(body: Polygon, other: Polygon, reach: float) -> Polygon:
    """Returns the body's side of the straight line midway between two bodies, across the shortest way."""
    here, there = (np.array(point) for point in shapely.shortest_line(body, other).coords)
    along = (there - here) / np.hypot(*(there - here)) * reach
    across = np.array([-along[1], along[0]])
    middle = (here + there) / 2
    return Polygon([middle + across, middle - across, middle - across - along, middle + across - along])


def _solidity(shapes: Shapes) -> Floats:
    hulls = shapely.area(shapely.convex_hull(shapes))
    solidity: Floats = shapely.area(shapes) / np.maximum(hulls, 1e-300)
    return solidity
