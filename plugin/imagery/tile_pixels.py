"""Reads the tiles of a service pixel by pixel; QGIS 3.44 and newer stretch them by up to a pixel.

These round the edges of a tile outwards, so that a rounding error of a millionth widens it, and its content
moves. Here a picture of three times the pixels is asked for, on which that is a third of a pixel, and of each
three by three only the one in the middle is kept: it always is the pixel of the tile.
"""

from __future__ import annotations

from qgis import core
from qgis.core import QgsDataSourceUri, QgsRasterInterface, QgsRasterLayer, QgsRasterResampleFilter
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QImage

TIMES = 3
# Those before it put every pixel of a tile in its place by themselves.
FIRST_STRETCHED = 34300
# A word that QGIS takes for no way to read elevations: pixels are then copied instead of smoothed.
_COPIED = "none"


class MiddlePixels(getattr(core, "QgsRasterResamplerV2", core.QgsRasterResampler)):
    """Keeps the middle of each group of pixels; called by QGIS in the thread that writes."""

    def clone(self) -> MiddlePixels:
        """Returns another one."""
        return MiddlePixels()

    def type(self) -> str:
        """Returns its name."""
        return "middle"

    def tileBufferPixels(self) -> int:
        """Returns how many pixels beside a window it has to see."""
        return 0

    def resampleV2(self, source: QImage, size: QSize) -> QImage:
        """Returns the smaller picture."""
        return source.scaled(size)

    def resample(self, source: QImage, target: QImage) -> None:
        """Does the same under the older name, which no QGIS from 3.22 on calls."""
        target.swap(self.resampleV2(source, target.size()))


def exact_tiles(layer: QgsRasterLayer, pixel_size: float) -> list[QgsRasterInterface] | None:
    """Returns what reads a layer of XYZ tiles exactly, None where QGIS does so, and for any other layer.

    Args:
        layer: Any raster layer.
        pixel_size: The size of the tiles' pixels at the level that is wished, in the layer's map units.
    """
    if core.Qgis.versionInt() < FIRST_STRETCHED:
        return None
    uri = QgsDataSourceUri()
    provider = layer.dataProvider()
    uri.setEncodedUri(provider.dataSourceUri())
    if provider.name() != "wms" or uri.param("type") != "xyz" or uri.param("interpretation"):
        return None
    levels = sorted(provider.nativeResolutions(), reverse=True)
    fitting = [number for number, level in enumerate(levels) if abs(level / pixel_size - 1) < 1e-6]
    if not fitting:
        return None
    # Finer tiles would be fetched for finer pixels.
    _set(uri, "zmax", str(int(uri.param("zmin") or 0) + fitting[0]))
    _set(uri, "interpretation", _COPIED)
    limited = QgsRasterLayer(bytes(uri.encodedUri()).decode(), layer.name(), "wms")
    if not limited.isValid():
        return None
    middle = QgsRasterResampleFilter()
    middle.setZoomedOutResampler(MiddlePixels())
    middle.setMaxOversampling(TIMES)
    return [limited.dataProvider().clone(), middle]


def _set(uri: QgsDataSourceUri, name: str, value: str) -> None:
    uri.removeParam(name)
    uri.setParam(name, value)
