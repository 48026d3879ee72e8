"""Takes what a raster layer shows apart from the layer, so that another thread may read it."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsRaster,
    QgsRasterLayer,
    QgsRasterPipe,
    QgsRectangle,
)

from .tile_pixels import exact_tiles

PICTURE_TYPES = (Qgis.DataType.ARGB32, Qgis.DataType.ARGB32_Premultiplied)
ALPHA_BAND = 4
_WINDOW_PX = 1024


@dataclass(frozen=True)
class ShownLayer:
    """Is what a layer shows, and outlives the layer.

    Attributes:
        name: The layer's name.
        crs: The layer's CRS.
        pipe: Reads the layer; it can be handed on once.
        is_picture: Whether it yields colours and transparency, instead of values.
    """

    name: str
    crs: QgsCoordinateReferenceSystem
    pipe: QgsRasterPipe
    is_picture: bool


def shown_layer(layer: QgsRasterLayer, pixel_size: float | None = None) -> ShownLayer:
    """Returns a copy of what reads the layer; nothing is fetched.

    Values of a raster service stay as they are, since the engine chooses colours for them as it does for
    files. Where the values are numbers of a palette, the colours of the layer come instead.

    Args:
        layer: Any raster layer.
        pixel_size: The size of the pixels that will be read, in the layer's map units; None: any.
    """
    exact = exact_tiles(layer, pixel_size) if pixel_size else None
    if exact is not None:
        pipe = QgsRasterPipe()
        for interface in exact:
            pipe.set(interface)
        return ShownLayer(layer.name(), layer.crs(), pipe, is_picture=True)
    provider = layer.dataProvider().clone()
    pipe = QgsRasterPipe()
    pipe.set(provider)
    is_picture = provider.dataType(1) in PICTURE_TYPES
    palette = QgsRaster.ColorInterpretation.PaletteIndex
    if not is_picture and provider.colorInterpretation(1) == palette:
        pipe.set(layer.renderer().clone())
        is_picture = True
    return ShownLayer(layer.name(), layer.crs(), pipe, is_picture)


def shows_something(path: str) -> bool:
    """Says whether any pixel of a written picture is opaque; may be asked in any thread."""
    written = QgsRasterLayer(path, "written", "gdal")
    provider = written.dataProvider()
    if not written.isValid() or provider.bandCount() < ALPHA_BAND:
        return written.isValid()
    whole, columns, rows = provider.extent(), provider.xSize(), provider.ySize()
    unit_x, unit_y = whole.width() / columns, whole.height() / rows
    for row in range(0, rows, _WINDOW_PX):
        height = min(_WINDOW_PX, rows - row)
        top = whole.yMaximum() - row * unit_y
        for column in range(0, columns, _WINDOW_PX):
            width = min(_WINDOW_PX, columns - column)
            left = whole.xMinimum() + column * unit_x
            window = QgsRectangle(left, top - height * unit_y, left + width * unit_x, top)
            # A hair outside of the file the pixels would be anything.
            inside = window.intersect(whole)
            # Its bytes live as long as the block does.
            block = provider.block(ALPHA_BAND, inside, width, height)
            alpha = bytes(block.data())
            if alpha.count(b"\0") < len(alpha):
                return True
    return False
