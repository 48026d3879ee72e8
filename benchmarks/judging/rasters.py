"""Writes scenes as georeferenced rasters and brings polygons back into their pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from georefer.inference.geo.raster import open_scene
from georefer.inference.protocol import Bounds
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.windows import Window
from shapely.affinity import affine_transform
from shapely.geometry.base import BaseGeometry

from .matching import Labels

# Metres in the middle of a UTM zone, where a map metre is a ground metre within a thousandth.
CRS = "EPSG:32645"
LEFT_M, TOP_M = 500_000.0, 3_060_000.0
BLOCK_PX = 512


def write_scene(path: Path, image: NDArray[np.uint8], gsd_m: float) -> Path:
    """Writes an RGB image, H x W x 3, as a tiled GeoTIFF with a CRS in metres."""
    return write_repeated(path, image, gsd_m, image.shape[1], image.shape[0])


def write_repeated(
    path: Path, image: NDArray[np.uint8], gsd_m: float, width_px: int, height_px: int, jpeg: bool = False
) -> Path:
    """Writes an image again and again until a raster is full; memory is a row of blocks."""
    profile = {
        "driver": "GTiff",
        "dtype": "uint8",
        "count": 3,
        "width": width_px,
        "height": height_px,
        "crs": CRS,
        "transform": Affine(gsd_m, 0, LEFT_M, 0, -gsd_m, TOP_M),
        "tiled": True,
        "blockxsize": BLOCK_PX,
        "blockysize": BLOCK_PX,
        "BIGTIFF": "IF_SAFER",
    }
    profile |= {"compress": "JPEG", "photometric": "YCBCR"} if jpeg else {"compress": "DEFLATE", "zlevel": 1}
    columns = np.arange(width_px) % image.shape[1]
    with rasterio.open(path, "w", **profile) as raster:
        for top in range(0, height_px, BLOCK_PX):
            rows = np.arange(top, min(top + BLOCK_PX, height_px)) % image.shape[0]
            block = image[rows][:, columns].transpose(2, 0, 1)
            raster.write(block, window=Window(0, top, width_px, len(rows)))
    return path


def corner_of(raster: str | Path) -> Bounds:
    """Returns the extent of the top left quarter of a raster's sides."""
    with open_scene(raster) as scene:
        left, bottom, right, top = scene.bounds
    return (left, bottom + 0.75 * (top - bottom), left + 0.25 * (right - left), top)


def pixel_polygons(geometries: Iterable[BaseGeometry], raster: str | Path) -> list[BaseGeometry]:
    """Returns geometries in the raster's CRS as geometries in its native pixels (x column, y row)."""
    with open_scene(raster) as scene:
        a, b, c, d, e, f = (~scene.transform)[:6]
    return [affine_transform(geometry, (a, b, d, e, c, f)) for geometry in geometries]


def label_map(polygons: Sequence[BaseGeometry], height_px: int, width_px: int) -> Labels:
    """Draws polygons in pixels as a label map; the first polygon is 1."""
    shapes = [(polygon, number) for number, polygon in enumerate(polygons, start=1) if not polygon.is_empty]
    if not shapes:
        return np.zeros((height_px, width_px), dtype=np.int32)
    return np.asarray(rasterize(shapes, out_shape=(height_px, width_px), dtype="int32"), dtype=np.int32)
