"""Finds the name under which the engine opens a raster layer, and the bands that the layer shows."""

from __future__ import annotations

from qgis.core import QgsMultiBandColorRenderer, QgsRasterLayer, QgsRectangle

# What opens in this process alone, or needs a password that only QGIS keeps.
PRIVATE_BEGINNINGS = ("/vsimem/", "MEM:", "PG:")
PRIVATE_PARTS = ("authcfg=", "|credential:")
# Formats whose drivers QGIS may have bought and the engine never has.
LICENSED_ENDINGS = (".ecw", ".sid")
OPTION_MARK = "|option:"
# Options that say how to read, not what.
HARMLESS_OPTIONS = ("NUM_THREADS", "OVERVIEW_LEVEL", "GEOREF_SOURCES", "IGNORE_COG_LAYOUT_BREAK")


def file_name(layer: QgsRasterLayer) -> str | None:
    """Returns what the engine opens for a raster layer, None where the layer has to be exported first.

    Files are named as they are, also inside archives and on servers, as subdatasets and GeoPackage tables.
    WMS, XYZ, WCS and virtual layers are no files; neither is what lives in the memory of QGIS, needs a
    password from it, or is opened with options that decide what is shown. Where a person has given the layer
    another CRS than its file, the name tells the engine so.
    """
    provider = layer.dataProvider()
    if provider is None or provider.name() != "gdal":
        return None
    name, *options = provider.dataSourceUri().split(OPTION_MARK)
    if name.startswith(PRIVATE_BEGINNINGS) or any(part in name for part in PRIVATE_PARTS):
        return None
    if name.lower().endswith(LICENSED_ENDINGS):
        return None
    if any(option.partition("=")[0].upper() not in HARMLESS_OPTIONS for option in options):
        return None
    return _with_assigned_crs(name, layer)


def whole_extent(layer: QgsRasterLayer) -> QgsRectangle:
    """Returns the extent of a layer; QGIS 3.40 and newer turn that of a mirrored raster inside out."""
    extent = QgsRectangle(layer.extent())
    extent.normalize()
    return extent


def shown_bands(layer: QgsRasterLayer) -> tuple[int, ...] | None:
    """Returns the band numbers that the layer's style shows, None for the raster's own colours.

    One band means grey, three mean red, green and blue. A raster of a single band, with or without a palette,
    has its own colours; so has a layer that is exported before it is searched.
    """
    provider, renderer = layer.dataProvider(), layer.renderer()
    if provider is None or renderer is None or provider.name() != "gdal" or layer.bandCount() < 2:
        return None
    if isinstance(renderer, QgsMultiBandColorRenderer):
        chosen = (renderer.redBand(), renderer.greenBand(), renderer.blueBand())
        set_bands = tuple(band for band in chosen if 1 <= band <= layer.bandCount())
        # With two of three there is no colour picture that both QGIS and the engine could show.
        return set_bands if len(set_bands) in (1, 3) else None
    used = tuple(renderer.usesBands())
    return used[:1] or None


def _with_assigned_crs(name: str, layer: QgsRasterLayer) -> str:
    assigned = layer.crs()
    if not assigned.isValid() or assigned == layer.dataProvider().crs() or "?" in name:
        return name
    authority = assigned.authid()
    is_known = authority and not authority.startswith("USER:")
    return f"vrt://{name}?a_srs={authority if is_known else assigned.toWkt()}"
