"""Lists the windows of the Banepa mosaic with their OpenStreetMap buildings."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

from .painting import Ring
from .real_source import HELD_OUT, TRAIN, PixelWindow, RealLabel, RealSource
from .web_mercator import read_mercator_grid

# Left, top, right, bottom: referring cases are judged here, so nothing may be learnt from it.
HELD_OUT_WINDOW_PX = (0, 1280, 1536, 2816)
CHUNK_PX = 1536

# Seen by eye over the training windows: roofs and stalls that the map lacks, and one outline around a
# temple yard instead of its roofs (the fifth and sixth). Left, top, right, bottom in the mosaic.
DOUBTFUL_PX: tuple[PixelWindow, ...] = (
    (115, 630, 290, 745),
    (950, 390, 1005, 440),
    (2340, 115, 2390, 165),
    (2425, 595, 2535, 668),
    (1365, 125, 1536, 305),
    (1536, 160, 1662, 338),
    (2820, 1060, 2918, 1152),
    (1536, 3318, 1704, 3405),
    (1222, 3248, 1536, 3330),
)


def banepa_sources(folder: Path) -> list[RealSource]:
    """Returns the windows of the mosaic; the judged window is one source and marked `held_out`.

    Outlines are used as they are: in each of the six windows the constant shift (within 10 pixels)
    that puts them on the strongest edges is zero.
    """
    mosaic = folder / "banepa_full_mosaic.tif"
    outlines = folder / "banepa_osm_features.geojson"
    if not (mosaic.is_file() and outlines.is_file()):
        return []
    grid = read_mercator_grid(mosaic)
    features = json.loads(outlines.read_text(encoding="utf-8"))["features"]
    rings = [
        tuple(grid.to_pixel(*point[:2]) for point in feature["geometry"]["coordinates"][0])
        for feature in features
        if feature["geometry"]["type"] == "Polygon" and feature["properties"].get("building")
    ]
    # Small buildings are painted last: a tower room stands on the roof around it.
    rings.sort(key=_area_px2, reverse=True)
    return [
        RealSource(
            dataset="banepa",
            place="Banepa, Nepal",
            split=HELD_OUT if window == HELD_OUT_WINDOW_PX else TRAIN,
            image_file=mosaic,
            gsd_m=grid.ground_gsd_m(),
            labels=tuple(RealLabel("building", ring=ring) for ring in _inside(rings, window)),
            window_px=window,
            doubtful_px=tuple(
                (left - window[0], top - window[1], right - window[0], bottom - window[1])
                for left, top, right, bottom in DOUBTFUL_PX
            ),
        )
        for window in _windows(grid.width_px, grid.height_px)
    ]


def _windows(width_px: int, height_px: int) -> list[PixelWindow]:
    """Cuts the mosaic along the edges of the judged window, then into chunks."""
    left, top, right, bottom = HELD_OUT_WINDOW_PX
    columns = _cuts(width_px, (left, right))
    rows = _cuts(height_px, (top, bottom))
    return [
        (x_min, y_min, x_max, y_max)
        for y_min, y_max in itertools.pairwise(rows)
        for x_min, x_max in itertools.pairwise(columns)
    ]


def _cuts(length_px: int, edges: tuple[int, int]) -> list[int]:
    """Returns cut positions from 0 to `length_px`, through the edges, at most a chunk apart."""
    stops = sorted({0, length_px, *(edge for edge in edges if 0 < edge < length_px)})
    cuts = [0]
    for start, stop in itertools.pairwise(stops):
        pieces = -(-(stop - start) // CHUNK_PX)
        cuts += [start + (stop - start) * k // pieces for k in range(1, pieces + 1)]
    return cuts


def _inside(rings: list[Ring], window: PixelWindow) -> list[Ring]:
    """Returns the rings that meet the window, moved to its corner."""
    left, top, right, bottom = window
    return [
        tuple((x - left, y - top) for x, y in ring)
        for ring in rings
        if max(x for x, _ in ring) > left
        and min(x for x, _ in ring) < right
        and max(y for _, y in ring) > top
        and min(y for _, y in ring) < bottom
    ]


def _area_px2(ring: Ring) -> float:
    """Returns the area of a ring by the shoelace formula."""
    following = (*ring[1:], ring[0])
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, following, strict=True))) / 2
