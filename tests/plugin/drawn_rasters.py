"""Draws rasters of every hostile kind, each with red squares on grey ground, and their layers."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from osgeo import gdal, osr
from qgis.core import QgsRasterLayer

SIZE_PX = (240, 200)
# Column, row, side in pixels of red squares.
SQUARES = ((24, 20, 36), (150, 30, 30), (40, 120, 44), (170, 130, 40))
RED, GREY = (220, 40, 40), (110, 110, 110)
UTM, DEGREES = "EPSG:32633", "EPSG:4326"
NORTH_UP = (500_000.0, 0.5, 0.0, 4_000_000.0, 0.0, -0.5)


def rotated(angle_deg: float, pixel: float = 0.5) -> tuple[float, ...]:
    """Returns the transform of a north-up grid that is turned about its origin."""
    cos, sin = (pixel * of(math.radians(angle_deg)) for of in (math.cos, math.sin))
    return (500_000.0, cos, sin, 4_000_000.0, sin, -cos)


def is_red() -> np.ndarray:
    inside = np.zeros(SIZE_PX[::-1], bool)
    for column, row, side in SQUARES:
        inside[row : row + side, column : column + side] = True
    return inside


def colours(red=RED, grey=GREY, dtype=np.uint8) -> np.ndarray:
    """Returns (3, rows, columns)."""
    inside = is_red()
    return np.stack([np.where(inside, red[n], grey[n]) for n in range(3)]).astype(dtype)


def write(
    path: Path,
    bands: np.ndarray,
    transform=NORTH_UP,
    crs: str | None = UTM,
    kind: str = "GTiff",
    options=(),
    table=None,
):
    """Writes a raster and returns its dataset, still open, so that more can be set."""
    types = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "float32": gdal.GDT_Float32}
    count, rows, columns = bands.shape
    driver = gdal.GetDriverByName(kind)
    dataset = driver.Create(str(path), columns, rows, count, types[bands.dtype.name], list(options))
    if transform is not None:
        dataset.SetGeoTransform(transform)
    if crs is not None:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(crs)
        dataset.SetProjection(reference.ExportToWkt())
    if table is not None:
        # Newer versions of GDAL take a palette only before the first pixel.
        dataset.GetRasterBand(1).SetColorTable(table)
    for number, band in enumerate(bands, 1):
        dataset.GetRasterBand(number).WriteArray(band)
    return dataset


def _plain(transform=NORTH_UP, crs=UTM):
    return lambda path: write(path, colours(), transform, crs)


def _deep(path):
    write(path, colours((9000, 1200, 1200), (4000, 4000, 4000), np.uint16))


def _floats(path):
    bands = colours((0.9, 0.1, 0.1), (0.4, 0.4, 0.4), np.float32)
    bands[:, :10, :] = np.nan
    write(path, bands)


def _palette(path):
    table = gdal.ColorTable()
    table.SetColorEntry(3, (*RED, 255))
    table.SetColorEntry(7, (*GREY, 255))
    write(path, np.where(is_red(), 3, 7).astype(np.uint8)[None], table=table)


def _alpha(path):
    opaque = np.full(SIZE_PX[::-1], 255, np.uint8)
    opaque[:, :12] = 0
    bands = np.concatenate([colours(), opaque[None]])
    write(path, bands, options=["PHOTOMETRIC=RGB", "ALPHA=YES"])


def _points(path):
    """Places the picture by four ground control points, turned by 8 degrees."""
    dataset = write(path, colours(), None, None)
    x, right_x, down_x, y, right_y, down_y = rotated(8)
    width, height = SIZE_PX
    corners = ((0, 0), (width, 0), (0, height), (width, height))
    points = [
        gdal.GCP(x + right_x * c + down_x * r, y + right_y * c + down_y * r, 0, c, r) for c, r in corners
    ]
    reference = osr.SpatialReference()
    reference.SetFromUserInput(UTM)
    dataset.SetGCPs(points, reference.ExportToWkt())


def shown(layer: QgsRasterLayer, folder: Path) -> QgsRasterLayer:
    """Returns a layer with the pixels of another where QGIS draws and identifies them.

    Newer versions of QGIS turn the extent of a raster that is mirrored left to right inside out, and show
    nothing of it; there the same ground, with its columns the other way round, stands in for it.
    """
    if layer.extent().xMinimum() < layer.extent().xMaximum():
        return layer
    west, _, _, north, _, _ = NORTH_UP
    path = folder / "right_way_round.tif"
    dataset = write(path, colours()[:, :, ::-1], (west - SIZE_PX[0] * 0.5, 0.5, 0.0, north, 0.0, -0.5))
    del dataset  # closing writes it
    return QgsRasterLayer(str(path), "right way round", "gdal")


DRAWERS = {
    "plain": _plain(),
    "rotated": _plain(rotated(23)),
    "south_up": _plain((500_000.0, 0.5, 0.0, 4_000_000.0, 0.0, 0.5)),
    "west_left": _plain((500_000.0, -0.5, 0.0, 4_000_000.0, 0.0, -0.5)),
    "without_crs": _plain(crs=None),
    "without_anything": _plain(None, None),
    "geographic": _plain((14.5, 5e-6, 0.0, 50.1, 0.0, -4e-6), DEGREES),
    "oblong_pixels": _plain((500_000.0, 0.6, 0.0, 4_000_000.0, 0.0, -0.4)),
    "sixteen_bits": _deep,
    "floats_with_gaps": _floats,
    "palette": _palette,
    "alpha": _alpha,
    "control_points": _points,
}


def draw(kind: str, folder: Path) -> QgsRasterLayer:
    """Draws a raster of a kind and returns it as a layer."""
    path = folder / f"{kind}.tif"
    dataset = DRAWERS[kind](path)
    del dataset  # closing writes it
    layer = QgsRasterLayer(str(path), kind, "gdal")
    assert layer.isValid(), kind
    return layer
