"""Draws the chosen objects over a small picture of the raster."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from shapely.geometry import MultiPolygon, Polygon

from .errors import OutputError, RasterError
from .geo.georeference import map_to_pixel
from .geo.raster import SceneRaster, open_scene
from .geo.tiling import Window
from .geo.vectorize import FoundPolygon
from .protocol import SegmentRequest

LONGEST_SIDE_PX = 1600
_FILL = (255, 214, 10, 70)
_LINE = (255, 214, 10, 255)
_CASING = (0, 0, 0, 200)
_UNREAD = 128
_STRIP_PX = 2_000_000


def draw_overlay(request: SegmentRequest, polygons: Sequence[FoundPolygon], path: Path) -> Path:
    """Writes a PNG of the extent with the objects outlined, and returns its path.

    Raises:
        OutputError: The picture cannot be written.
        RasterError: The raster cannot be opened any more.
    """
    with _opened_coarsely(request) as scene:
        extent = scene.window if request.extent is None else scene.window_of_bounds(*request.extent)
        shrink = max(1.0, max(extent.width, extent.height) / LONGEST_SIDE_PX)
        picture, scale = _picture(scene, extent, shrink)
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    width_px = max(2, round(max(picture.size) / 500))
    for found in polygons:
        for part in _parts(found.geometry):
            rings = [_ring(scene, ring.coords, extent, scale) for ring in (part.exterior, *part.interiors)]
            pen.polygon(rings[0], fill=_FILL)
            for hole in rings[1:]:
                pen.polygon(hole, fill=(0, 0, 0, 0))
            for ring in rings:
                pen.line([*ring, ring[0]], fill=_CASING, width=width_px + 2, joint="curve")
                pen.line([*ring, ring[0]], fill=_LINE, width=width_px, joint="curve")
    _save(Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB"), path)
    return path


def _save(picture: Image.Image, path: Path) -> None:
    """Writes a PNG that appears whole or not at all."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        try:
            # The default level takes twice as long and packs imagery no better.
            picture.save(temporary, format="PNG", compress_level=3)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        remedy = "Choose another place for it"
        raise OutputError(f"The overlay {path} cannot be written", remedy, repr(error)) from error


def _opened_coarsely(request: SegmentRequest) -> SceneRaster:
    """Opens the raster no finer than the picture needs, so that overviews are used where there are some."""
    scene = open_scene(request.raster, bands=request.bands)
    try:
        extent = scene.window if request.extent is None else scene.window_of_bounds(*request.extent)
        shrink = max(extent.width, extent.height) / LONGEST_SIDE_PX
        if scene.gsd_m is None or shrink < 2:
            return scene
        working_gsd_m = scene.gsd_m * shrink
    except BaseException:
        scene.close()
        raise
    scene.close()
    return open_scene(request.raster, bands=request.bands, working_gsd_m=working_gsd_m)


def _picture(scene: SceneRaster, extent: Window, shrink: float) -> tuple[Image.Image, float]:
    """Returns the extent as a picture and its pixels per pixel of the scene; reads strip by strip.

    A strip that cannot be read stays grey.
    """
    width, height = math.ceil(extent.width / shrink), math.ceil(extent.height / shrink)
    canvas = np.full((height, width, 3), _UNREAD, dtype=np.uint8)
    rows_px = max(1, int(_STRIP_PX / extent.width / shrink)) * math.ceil(shrink)
    for row_off in range(0, extent.height, rows_px):
        rows = min(rows_px, extent.height - row_off)
        top, bottom = round(row_off / shrink), min(height, max(round((row_off + rows) / shrink), 1))
        if bottom <= top:
            continue
        try:
            strip = scene.read(Window(extent.col_off, extent.row_off + row_off, extent.width, rows)).rgb
        except RasterError:
            continue
        small = Image.fromarray(strip).resize((width, bottom - top), Image.Resampling.BOX)
        canvas[top:bottom] = np.asarray(small)
    return Image.fromarray(canvas), 1 / shrink


def _parts(geometry: Polygon | MultiPolygon) -> list[Polygon]:
    return list(geometry.geoms) if isinstance(geometry, MultiPolygon) else [geometry]


def _ring(
    scene: SceneRaster, coordinates: Sequence[tuple[float, ...]], extent: Window, scale: float
) -> list[tuple[float, float]]:
    points = np.asarray(coordinates, dtype=float)
    columns, rows = map_to_pixel(scene.transform, points[:, 0], points[:, 1])
    x, y = (columns - extent.col_off) * scale, (rows - extent.row_off) * scale
    return list(zip(x.tolist(), y.tolist(), strict=True))
