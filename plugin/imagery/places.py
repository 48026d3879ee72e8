"""Finds the part of a raster layer that a person means: all of it, the canvas, polygons, a rectangle."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsPointXY,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication

from ...inference.messages import Failed
from ...inference.protocol import Bounds
from .failures import PLACE, PlaceError
from .reprojecting import on_layer
from .source import whole_extent
from .turning import turn_deg

translate = QCoreApplication.translate

LAYER, CANVAS, SELECTION, DRAWN = "layer", "canvas", "selection", "drawn"
# More are united too slowly for the thread of the window, and nobody selects them one by one.
MOST_SELECTED = 500
_SAME_SHARE = 1e-9


@dataclass(frozen=True)
class Place:
    """Is where to search in a raster layer.

    Attributes:
        extent: (left, bottom, right, top) in the layer's CRS; None: the whole layer.
        area_wkb: Polygons outside of which nothing counts, hexadecimal WKB in the layer's CRS; "": none.
        rotation_deg: How far the layer's coordinates are turned clockwise on the screen.
    """

    extent: Bounds | None = None
    area_wkb: str = ""
    rotation_deg: float = 0.0


def find_place(
    place: str,
    layer: QgsRasterLayer | None,
    canvas: QgsMapCanvas,
    polygons: QgsVectorLayer | None = None,
    drawn: tuple[QgsRectangle, QgsCoordinateReferenceSystem] | None = None,
) -> Place:
    """Returns where to search, in the CRS of the raster layer.

    A layer without CRS lies where QGIS draws it: its coordinates are taken for those of the canvas.

    Args:
        place: `layer`, `canvas`, `selection` or `drawn`.
        layer: The raster layer.
        canvas: The map.
        polygons: The layer whose selected polygons are meant.
        drawn: A rectangle and its CRS.

    Raises:
        PlaceError: There is nothing to search there.
    """
    if layer is None or not layer.isValid():
        raise _failure(
            translate("GeoRefer", "There is no raster layer to search"),
            translate("GeoRefer", "Choose a raster layer that can be read"),
        )
    if place == LAYER:
        return Place(rotation_deg=turn_deg(canvas, layer))
    shape, crs = _shape(place, canvas, polygons, drawn)
    drawn_in = layer.crs() if layer.crs().isValid() else canvas.mapSettings().destinationCrs()
    part = on_layer(shape, crs, whole_extent(layer), drawn_in)
    if part is None:
        raise _outside(layer)
    # A turned canvas is a turned rectangle on the map: what lies in its bounds alone cannot be seen.
    is_bounded = place == SELECTION or (place == CANVAS and canvas.rotation() != 0)
    bounds = part.boundingBox()
    is_whole = not is_bounded and _covers(bounds, whole_extent(layer))
    extent = (bounds.xMinimum(), bounds.yMinimum(), bounds.xMaximum(), bounds.yMaximum())
    area = _wkb(part) if is_bounded else ""
    return Place(None if is_whole else extent, area, turn_deg(canvas, layer))


def _shape(
    place: str,
    canvas: QgsMapCanvas,
    polygons: QgsVectorLayer | None,
    drawn: tuple[QgsRectangle, QgsCoordinateReferenceSystem] | None,
) -> tuple[QgsGeometry, QgsCoordinateReferenceSystem]:
    if place == CANVAS:
        settings = canvas.mapSettings()
        corners = [QgsPointXY(corner) for corner in settings.visiblePolygon()]
        return QgsGeometry.fromPolygonXY([corners]), settings.destinationCrs()
    if place == SELECTION:
        return _selected(polygons), polygons.crs()
    if drawn is None or drawn[0].isEmpty():
        raise _failure(
            translate("GeoRefer", "No rectangle is drawn"),
            translate("GeoRefer", "Draw one on the map, or choose another place"),
        )
    return QgsGeometry.fromRect(drawn[0]), drawn[1]


def _selected(polygons: QgsVectorLayer | None) -> QgsGeometry:
    """Returns the selected polygons as one geometry."""
    is_polygons = polygons is not None and polygons.isValid() and polygons.isSpatial()
    if not is_polygons or polygons.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        raise _failure(
            translate("GeoRefer", "There is no polygon layer with a selection"),
            translate("GeoRefer", "Make a polygon layer active and select polygons, or choose another place"),
        )
    count = polygons.selectedFeatureCount()
    if count == 0:
        raise _failure(
            translate("GeoRefer", 'Nothing is selected in the layer "{layer}"').format(layer=polygons.name()),
            translate("GeoRefer", "Select polygons on the map, or choose another place"),
        )
    if count > MOST_SELECTED:
        raise _failure(
            translate("GeoRefer", "{count} polygons are selected").format(count=count),
            translate("GeoRefer", "Select {most} at most, or dissolve them first").format(most=MOST_SELECTED),
        )
    shapes = [one.geometry() for one in polygons.selectedFeatures() if one.hasGeometry()]
    united = QgsGeometry.unaryUnion([one if one.isGeosValid() else one.makeValid() for one in shapes])
    if united.isEmpty():
        raise _failure(
            translate("GeoRefer", "The selected polygons have no area"),
            translate("GeoRefer", "Select others, or repair them with Fix geometries"),
        )
    return united


def _covers(bounds: QgsRectangle, whole: QgsRectangle) -> bool:
    slack = _SAME_SHARE * max(whole.width(), whole.height())
    return bounds.buffered(slack).contains(whole)


def _wkb(shape: QgsGeometry) -> str:
    flat = QgsGeometry(shape)
    flat.get().dropZValue()
    flat.get().dropMValue()
    return bytes(flat.asWkb()).hex()


def _outside(layer: QgsRasterLayer) -> PlaceError:
    message = translate("GeoRefer", 'The place lies outside of the layer "{layer}"').format(
        layer=layer.name()
    )
    remedy = translate("GeoRefer", "Move the map to the layer, or choose another place")
    if not layer.crs().isValid():
        remedy = translate("GeoRefer", "Tell QGIS the CRS of the layer, or choose the whole layer")
    return _failure(message, remedy)


def _failure(message: str, remedy: str) -> PlaceError:
    return PlaceError(Failed(PLACE, message, remedy))
