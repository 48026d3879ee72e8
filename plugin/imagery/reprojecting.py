"""Brings shapes of one CRS onto a layer of another, where straight edges become curves."""

from __future__ import annotations

import math

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsWkbTypes,
)

# Points along an edge: enough that the bounds of a bent edge are right to a hundredth of its bend.
POINTS_PER_EDGE = 20
_DEGREES = "EPSG:4326"


def on_layer(
    shape: QgsGeometry,
    crs: QgsCoordinateReferenceSystem,
    whole: QgsRectangle,
    layer_crs: QgsCoordinateReferenceSystem,
) -> QgsGeometry | None:
    """Returns the part of a shape that lies on a layer, in the layer's CRS; None where they do not touch.

    Where one of them covers half the world, the other one's CRS cannot express all of it. So it is the
    smaller one that is reprojected first.

    Args:
        shape: A polygon or multipolygon.
        crs: Its CRS; where it is invalid, the coordinates are taken as they are.
        whole: Extent of the layer.
        layer_crs: CRS of the layer; the same holds.
    """
    frame = QgsGeometry.fromRect(whole)
    if not crs.isValid() or not layer_crs.isValid() or crs == layer_crs:
        return _polygons(shape.intersection(frame))
    ways = [_shape_first, _frame_first]
    if _degrees(frame, layer_crs) < _degrees(shape, crs):
        ways.reverse()
    for way in ways:
        part = way(shape, crs, frame, layer_crs)
        if part is not None:
            return _polygons(part)
    return None


def _shape_first(
    shape: QgsGeometry,
    crs: QgsCoordinateReferenceSystem,
    frame: QgsGeometry,
    layer_crs: QgsCoordinateReferenceSystem,
) -> QgsGeometry | None:
    moved = _moved(shape, crs, layer_crs)
    return None if moved is None else moved.intersection(frame)


def _frame_first(
    shape: QgsGeometry,
    crs: QgsCoordinateReferenceSystem,
    frame: QgsGeometry,
    layer_crs: QgsCoordinateReferenceSystem,
) -> QgsGeometry | None:
    outline = _moved(frame, layer_crs, crs)
    if outline is None:
        return None
    common = shape.intersection(outline)
    moved = common if common.isEmpty() else _moved(common, crs, layer_crs)
    return None if moved is None else moved.intersection(frame)


def _moved(
    shape: QgsGeometry, source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem
) -> QgsGeometry | None:
    """Returns a shape in another CRS, None where that CRS cannot express it."""
    moved = shape.densifyByCount(POINTS_PER_EDGE)
    try:
        moved.transform(QgsCoordinateTransform(source, target, QgsProject.instance().transformContext()))
    except QgsCsException:
        return None
    if not all(math.isfinite(vertex.x()) and math.isfinite(vertex.y()) for vertex in moved.vertices()):
        return None
    return moved if moved.isGeosValid() else moved.makeValid()


def _degrees(shape: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> float:
    """Returns how much of the globe the bounds of a shape cover, in square degrees."""
    moved = _moved(shape, crs, QgsCoordinateReferenceSystem(_DEGREES))
    return math.inf if moved is None else moved.boundingBox().area()


def _polygons(shape: QgsGeometry) -> QgsGeometry | None:
    """Returns what of a shape has an area, None where nothing has."""
    found = shape.convertToType(QgsWkbTypes.GeometryType.PolygonGeometry, True)
    return None if found.isEmpty() or found.area() <= 0 else found
