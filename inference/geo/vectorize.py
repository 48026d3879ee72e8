"""Turns a probability raster into georeferenced polygons, one block of rows at a time.

    raster -> rows -> contours (rings, joined over blocks) -> nesting (holes) -> shaping (map) -> measures

The height of a block leaves no trace in the outcome, and memory depends on the width of the raster and on
what was found, not on its height.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.errors import RasterioError
from rasterio.windows import Window
from shapely.geometry import MultiPolygon, Polygon

from ..errors import RasterError
from .linking import rings
from .measuring import Measure
from .nesting import Rings, nest
from .shaping import Shaper

BLOCK_ROWS = 256
CACHE_MB = 64
# Simplifying may enlarge a polygon a little; one that is much too small is left out at once.
SURELY_TOO_SMALL = 0.5


@dataclass(frozen=True)
class FoundPolygon:
    """Is one connected area whose probability reaches the threshold.

    Args:
        geometry: In the raster's CRS, with its holes; always valid.
        score: Mean probability 0..1 of the pixels inside.
        area_m2: Ground area, holes subtracted; square map units where the raster has no CRS.
        perimeter_m: Ground length of all rings; map units where the raster has no CRS.
    """

    geometry: Polygon | MultiPolygon
    score: float
    area_m2: float
    perimeter_m: float


def vectorize(
    probability_path: Path,
    *,
    threshold: float,
    min_area_m2: float,
    simplify_m: float,
    right_angles: bool,
    measure: Measure,
) -> list[FoundPolygon]:
    """Returns the polygons of a probability raster, ordered by their first pixel from the top left.

    Args:
        probability_path: A uint8 raster as `stitch` writes it.
        threshold: Least probability 0..1 of a pixel inside.
        min_area_m2: Polygons of less ground area are left out; holes are kept whatever their size.
        simplify_m: How far an outline may move on the ground to save points; 0 keeps all points.
        right_angles: Whether outlines get right angles where that fits them.
        measure: Measures in the raster's CRS.

    Raises:
        RasterError: The raster cannot be read.
    """
    found: list[tuple[int, FoundPolygon]] = []
    try:
        with rasterio.Env(GDAL_CACHEMAX=CACHE_MB), rasterio.open(probability_path) as raster:
            shaper = Shaper(raster.transform, measure, simplify_m, right_angles)
            least_px = _least_px(shaper, raster.width, raster.height, min_area_m2)
            waiting = Rings.none()
            for closed in rings(row_blocks(raster), raster.width, raster.height, threshold):
                complete, waiting = nest(Rings.of(closed, raster.width), waiting)
                large = complete.chosen(complete.inside_px >= least_px)
                found += _found(large, shaper, min_area_m2)
    except RasterioError as error:
        raise RasterError(
            "The probability raster cannot be read", "Run again; its file may be damaged.", repr(error)
        ) from error
    return [polygon for _, polygon in sorted(found, key=lambda pair: pair[0])]


def row_blocks(raster: rasterio.io.DatasetReader) -> Iterator[npt.NDArray[np.uint8]]:
    """Yields the rows of a raster from the top, in blocks."""
    for row_off in range(0, raster.height, BLOCK_ROWS):
        height = min(BLOCK_ROWS, raster.height - row_off)
        yield raster.read(1, window=Window(0, row_off, raster.width, height))


def _least_px(shaper: Shaper, width_px: int, height_px: int, min_area_m2: float) -> float:
    """Returns the number of pixels below which no polygon of the raster can be large enough."""
    x, y = np.meshgrid(np.linspace(0, width_px, 5), np.linspace(0, height_px, 5))
    pixel_area_m2 = shaper.pixel_area_m2(x.ravel(), y.ravel())
    return SURELY_TOO_SMALL * min_area_m2 / float(np.nanmax(pixel_area_m2))


def _found(complete: Rings, shaper: Shaper, min_area_m2: float) -> list[tuple[int, FoundPolygon]]:
    """Returns the polygons that are large enough on the ground, each with its place in the order."""
    shapes = shaper.to_map(complete.shape)
    areas_m2, perimeters_m = shaper.measure.areas_and_lengths(shapes)
    scores = complete.inside_sum / complete.inside_px / 255
    return [
        (
            int(complete.order[i]),
            FoundPolygon(shapes[i], float(scores[i]), float(areas_m2[i]), float(perimeters_m[i])),
        )
        for i in np.flatnonzero(areas_m2 >= min_area_m2)
    ]
