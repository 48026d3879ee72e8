"""Says how large the picture of a layer that is no file becomes, before anything is fetched."""

from __future__ import annotations

import math
from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDistanceArea,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...inference.messages import Failed
from ...inference.protocol import Bounds
from .failures import EXPORT, ExportError
from .source import whole_extent

translate = QCoreApplication.translate

# What the bundled model sees best; finer pixels cost time and bring it nothing.
USUAL_GSD_M = 0.3
# 3 km by 3 km at the usual distance, and some 1,500 tiles of a service that somebody else pays for.
MAX_PIXELS = 100_000_000
BYTES_PER_PIXEL = 4
# Where nothing tells how large a pixel is.
USUAL_WIDTH_PX = 2048
_SAME = 1.01


@dataclass(frozen=True)
class ExportEstimate:
    """Says what an export will write.

    Attributes:
        extent: (left, bottom, right, top) in the layer's CRS, whole pixels around what was asked.
        width_px: Columns.
        height_px: Rows.
        pixel_width: Width of a pixel in map units.
        pixel_height: Height of a pixel in map units.
        size_bytes: Size of the file.
    """

    extent: Bounds
    width_px: int
    height_px: int
    pixel_width: float
    pixel_height: float
    size_bytes: int


def estimate(
    layer: QgsRasterLayer, extent: Bounds | None = None, pixel_size: float | None = None
) -> ExportEstimate:
    """Returns what an export will write; fetches nothing.

    Args:
        layer: Any raster layer.
        extent: (left, bottom, right, top) in the layer's CRS; None: the whole layer.
        pixel_size: Wished size of a pixel in the layer's map units, such as that of the canvas. The layer's
            own pixels are never split, and those of a tile service are taken as they are. None: the layer's
            own pixels, else what the model sees best.

    Raises:
        ExportError: The layer is not there or not in the extent, or the picture would be too large.
    """
    whole = _whole(layer)
    wished = QgsRectangle(*extent).intersect(whole) if extent is not None else whole
    if wished.width() <= 0 or wished.height() <= 0:
        raise _failure(
            translate("GeoRefer", 'The layer "{layer}" shows nothing there').format(layer=layer.name()),
            translate("GeoRefer", "Choose an extent that overlaps the layer"),
        )
    pixel_width, pixel_height = _pixel_size(layer, wished, pixel_size)
    planned = _whole_pixels(whole, wished, pixel_width, pixel_height)
    if planned.width_px * planned.height_px > MAX_PIXELS:
        raise _failure(
            translate("GeoRefer", "The picture of the layer would have {width} x {height} pixels").format(
                width=planned.width_px, height=planned.height_px
            ),
            translate("GeoRefer", "Choose a smaller extent, or coarser pixels"),
        )
    return planned


def metres_per_unit(crs: QgsCoordinateReferenceSystem, center: QgsPointXY) -> float | None:
    """Returns the length on the ground of a map unit at a point, None where nothing tells it."""
    if not crs.isValid():
        return None
    ruler = QgsDistanceArea()
    ruler.setSourceCrs(crs, QgsProject.instance().transformContext())
    ruler.setEllipsoid(crs.ellipsoidAcronym() or "EPSG:7030")
    step = 1e-4 if crs.isGeographic() else 1.0
    measured = ruler.measureLine(center, QgsPointXY(center.x() + step, center.y()))
    if math.isfinite(measured) and measured > 0:
        return measured / step
    return None


def _whole(layer: QgsRasterLayer) -> QgsRectangle:
    if not layer.isValid() or layer.dataProvider() is None:
        raise _failure(
            translate("GeoRefer", 'The layer "{layer}" cannot be read').format(layer=layer.name()),
            translate("GeoRefer", "Repair its data source, or choose another layer"),
        )
    return whole_extent(layer)


def _pixel_size(layer: QgsRasterLayer, wished: QgsRectangle, pixel_size: float | None) -> tuple[float, float]:
    provider = layer.dataProvider()
    if provider.xSize() > 0 and provider.ySize() > 0:
        whole = whole_extent(layer)
        own = (whole.width() / provider.xSize(), whole.height() / provider.ySize())
        coarser = max(1.0, (pixel_size or 0.0) / max(own))
        return own[0] * coarser, own[1] * coarser
    if pixel_size is None:
        unit_m = metres_per_unit(layer.crs(), wished.center())
        pixel_size = USUAL_GSD_M / unit_m if unit_m else wished.width() / USUAL_WIDTH_PX
    levels = sorted(level for level in provider.nativeResolutions() if level > 0)
    if levels:
        pixel_size = max([level for level in levels if level <= pixel_size * _SAME] or levels[:1])
    return pixel_size, pixel_size


def _whole_pixels(
    whole: QgsRectangle, wished: QgsRectangle, pixel_width: float, pixel_height: float
) -> ExportEstimate:
    """Returns the pixels around what is wished, on the grid that begins where the layer does.

    On that grid the pixels of a tile service come as they are, instead of mixed from their neighbours.
    """
    across = _span(wished.xMinimum() - whole.xMinimum(), wished.xMaximum() - whole.xMinimum(), pixel_width)
    down = _span(whole.yMaximum() - wished.yMaximum(), whole.yMaximum() - wished.yMinimum(), pixel_height)
    width_px, height_px = across[1] - across[0], down[1] - down[0]
    left, top = whole.xMinimum() + across[0] * pixel_width, whole.yMaximum() - down[0] * pixel_height
    right, bottom = left + width_px * pixel_width, top - height_px * pixel_height
    size_bytes = width_px * height_px * BYTES_PER_PIXEL
    return ExportEstimate(
        (left, bottom, right, top), width_px, height_px, pixel_width, pixel_height, size_bytes
    )


def _span(start: float, end: float, step: float) -> tuple[int, int]:
    first = math.floor(start / step + 1e-3)
    return first, max(first + 1, math.ceil(end / step - 1e-3))


def _failure(message: str, remedy: str) -> ExportError:
    return ExportError(Failed(EXPORT, message, remedy))
