"""Brings what a person points at from the map onto a raster layer."""

from __future__ import annotations

import math

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsMapLayer,
    QgsPointXY,
    QgsProject,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication

from ...inference.messages import Failed
from ...inference.protocol import Bounds
from ..imagery.failures import PLACE, PlaceError
from ..imagery.reprojecting import POINTS_PER_EDGE

translate = QCoreApplication.translate


class ViewOfLayer:
    """Knows the way from the map to one raster layer.

    A layer without CRS lies where QGIS draws it: its coordinates are those of the map.

    Args:
        canvas: The map.
        layer: The raster layer.
    """

    def __init__(self, canvas: QgsMapCanvas, layer: QgsMapLayer) -> None:
        self._canvas = canvas
        self._name = layer.name()
        here, self.crs = canvas.mapSettings().destinationCrs(), layer.crs()
        """CRS of the layer; an invalid one for none."""
        if not self.crs.isValid():
            here = QgsCoordinateReferenceSystem()
        self._way = QgsCoordinateTransform(here, self.crs, QgsProject.instance().transformContext())

    def point(self, point: QgsPointXY) -> tuple[float, float]:
        """Returns a point of the map in the layer's CRS.

        Raises:
            PlaceError: That CRS cannot express it.
        """
        try:
            moved = self._way.transform(point)
        except QgsCsException as error:
            raise self._failure() from error
        if not (math.isfinite(moved.x()) and math.isfinite(moved.y())):
            raise self._failure()
        return moved.x(), moved.y()

    def bounds(self, shape: QgsGeometry) -> Bounds:
        """Returns the bounds of a shape on the map, in the layer's CRS.

        Raises:
            PlaceError: That CRS cannot express it.
        """
        moved = QgsGeometry(shape).densifyByCount(POINTS_PER_EDGE)
        try:
            moved.transform(self._way)
        except QgsCsException as error:
            raise self._failure() from error
        box = moved.boundingBox()
        bounds = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
        if box.isEmpty() or not all(map(math.isfinite, bounds)):
            raise self._failure()
        return bounds

    def seen(self) -> Bounds | None:
        """Returns what the map shows, in the layer's CRS; None where that CRS cannot express it."""
        try:
            return self.bounds(QgsGeometry.fromRect(self._canvas.extent()))
        except PlaceError:
            return None

    def _failure(self) -> PlaceError:
        return PlaceError(
            Failed(
                PLACE,
                translate("GeoRefer", 'The CRS of the layer "{layer}" does not reach there').format(
                    layer=self._name
                ),
                translate("GeoRefer", "Click on the layer's picture"),
            )
        )
