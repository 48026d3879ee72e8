"""Draws the chosen objects over a small picture of the raster."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from shapely.geometry import MultiPolygon, Polygon

from .errors import OutputError
from .geo.georeference import map_to_pixel
from .geo.raster import SceneRaster, open_scene
from .geo.tiling import Window
from .geo.vectorize import FoundPolygon
from .protocol import SegmentRequest

LONGEST_SIDE_PX = 1600
_FILL = (255, 214, 10, 70)
_LINE = (255, 214, 10, 255)
_CASING = (0, 0, 0, 200)


def draw_overlay(request: SegmentRequest, polygons: Sequence[FoundPolygon], path: Path) -> Path:
    """Writes a PNG of the extent with the objects outlined, and returns its path.

    Raises:
        OutputError: The picture cannot be written.
    """
    with open_scene(request.raster, bands=request.bands) as native:
        extent = native.window if request.extent is None else native.window_of_bounds(*request.extent)
        shrink = max(1.0, max(extent.width, extent.height) / LONGEST_SIDE_PX)
        picture, scale = _picture(native, extent, shrink)
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    width_px = max(2, round(max(picture.size) / 500))
    for found in polygons:
        for part in _parts(found.geometry):
            rings = [_ring(native, ring.coords, extent, scale) for ring in (part.exterior, *part.interiors)]
            pen.polygon(rings[0], fill=_FILL)
            for ring in rings:
                pen.line([*ring, ring[0]], fill=_CASING, width=width_px + 2, joint="curve")
                pen.line([*ring, ring[0]], fill=_LINE, width=width_px, joint="curve")
    temporary = path.with_name(f".{path.name}.part")
    try:
        Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB").save(temporary, format="PNG")
        temporary.replace(path)
    except OSError as error:
        raise OutputError(
            f"The overlay {path} cannot be written", "Choose another place", str(error)
        ) from error
    return path


def _picture(native: SceneRaster, extent: Window, shrink: float) -> tuple[Image.Image, float]:
    """Returns the extent as a picture and its pixels per native pixel; reads strip by strip."""
    width, height = math.ceil(extent.width / shrink), math.ceil(extent.height / shrink)
    canvas = np.zeros((height, width, 3), dtype=np.uint8)
    rows_px = max(1, int(2_000_000 / extent.width / shrink)) * math.ceil(shrink)
    for row_off in range(0, extent.height, rows_px):
        rows = min(rows_px, extent.height - row_off)
        strip = native.read(Window(extent.col_off, extent.row_off + row_off, extent.width, rows)).rgb
        top, bottom = round(row_off / shrink), min(height, max(round((row_off + rows) / shrink), 1))
        if bottom > top:
            small = Image.fromarray(strip).resize((width, bottom - top), Image.Resampling.BOX)
            canvas[top:bottom] = np.asarray(small)
    return Image.fromarray(canvas), 1 / shrink


def _parts(geometry: Polygon | MultiPolygon) -> list[Polygon]:
    return list(geometry.geoms) if isinstance(geometry, MultiPolygon) else [geometry]


def _ring(
    native: SceneRaster, coordinates: Sequence[tuple[float, ...]], extent: Window, scale: float
) -> list[tuple[float, float]]:
    points = np.asarray(coordinates, dtype=float)
    columns, rows = map_to_pixel(native.transform, points[:, 0], points[:, 1])
    x, y = (columns - extent.col_off) * scale, (rows - extent.row_off) * scale
    return list(zip(x.tolist(), y.tolist(), strict=True))
