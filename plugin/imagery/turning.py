"""Tells how far the map on the screen is turned against the coordinates of a layer."""

from __future__ import annotations

import math

from qgis.core import QgsCoordinateTransform, QgsCsException, QgsPointXY, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapCanvas

from .source import whole_extent

_DIGITS = 6


def turn_deg(canvas: QgsMapCanvas, layer: QgsRasterLayer) -> float:
    """Returns by how many degrees the layer's coordinates are turned clockwise on the screen, -180 to 180.

    That is how far the person has turned the map, and how far the CRS of the map is turned against that of
    the layer in the middle of the layer: there, up on the screen is seldom straight north.
    """
    turned = math.radians(canvas.rotation())
    up = _up_in_layer(canvas, layer, (-math.sin(turned), math.cos(turned)))
    angle = turned if up is None else math.atan2(-up[0], up[1])
    return round(math.degrees(math.remainder(angle, 2 * math.pi)), _DIGITS) + 0.0


def _up_in_layer(
    canvas: QgsMapCanvas, layer: QgsRasterLayer, up: tuple[float, float]
) -> tuple[float, float] | None:
    """Returns a direction on the map as one in the layer's CRS; None where that tells nothing new."""
    shown = canvas.mapSettings().destinationCrs()
    if not layer.crs().isValid() or not shown.isValid() or layer.crs() == shown:
        return None
    onto_layer = QgsCoordinateTransform(shown, layer.crs(), QgsProject.instance())
    onto_map = QgsCoordinateTransform(layer.crs(), shown, QgsProject.instance())
    try:
        start = onto_map.transform(whole_extent(layer).center())
        step = canvas.mapUnitsPerPixel()
        ends = [
            onto_layer.transform(QgsPointXY(start.x() + side * step * up[0], start.y() + side * step * up[1]))
            for side in (-1, 1)
        ]
    except QgsCsException:
        return None
    across, along = ends[1].x() - ends[0].x(), ends[1].y() - ends[0].y()
    return (across, along) if math.isfinite(across) and math.hypot(across, along) > 0 else None
