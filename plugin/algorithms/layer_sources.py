"""Finds the names under which the engine opens layers."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsVectorLayer,
)

FORMATS = ("gpkg", "shp", "geojson", "fgb")


def gdal_name(layer: QgsRasterLayer) -> str | None:
    """Returns what the engine can open; None for a raster layer that is no file, such as WMS."""
    provider = layer.dataProvider()
    if provider is None or provider.name() != "gdal":
        return None
    # Options of opening follow the name; the engine chooses its own.
    name: str = provider.dataSourceUri().split("|option:")[0]
    return name


def ogr_name(layer: QgsVectorLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> str:
    """Returns a file with what a vector layer shows; a scratch or filtered layer is written to one first."""
    path, name = QgsProcessingUtils.convertToCompatibleFormatAndLayerName(
        layer, False, "layer", list(FORMATS), "gpkg", context, feedback
    )
    return f"{path}|layername={name}" if name else str(path)
