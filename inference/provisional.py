"""Draws roughly what one finished tile holds, before seams are joined and the phrase has chosen."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from .answers import TileFinds
from .geo.georeference import pixel_to_map
from .geo.linking import rings
from .geo.nesting import Rings, nest
from .geo.stitching import dequantize_logits
from .geo.tiling import Window
from .messages import Found, FoundObject
from .scale.journal import ViewRecord

# Smaller ones would flicker: a cut at the tile's border often leaves such a rest.
SMALLEST_PX = 20
SIMPLIFY_CELLS = 0.3
# It is drawn in cells of so many pixels: nobody looks closer before the final ones are there.
CELL_PX = 2
# Of each quantized logit, 0..255 for 0..1.
_PROBABILITY = np.rint(255 / (1 + np.exp(-dequantize_logits(np.arange(256, dtype=np.uint8))))).astype(
    np.uint8
)

Bytes = NDArray[np.uint8]


def provisional(finds: TileFinds, threshold: float, area: BaseGeometry | None = None) -> Found:
    """Returns the polygons of a tile as they look from inside it.

    Args:
        finds: What was found in its views; only the own target of each phrase is drawn.
        threshold: Probability from which a pixel belongs to an object, 0..1.
        area: What does not touch it is left out; None: all is drawn.
    """
    core, transform = finds.tile.core, finds.transform
    found: list[FoundObject] = []
    for target, phrase in finds.phrases.items():
        best = _best(core, [view for view in finds.views if view.target == target])
        outlines, scores = _objects(best, core, transform, threshold)
        if area is not None:
            touching = area.intersects(outlines) if len(outlines) else np.zeros(0, bool)
            outlines, scores = outlines[touching], scores[touching]
        texts = shapely.to_wkb(outlines, hex=True).tolist()
        found += [
            FoundObject(wkb, score, phrase=phrase)
            for wkb, score in zip(texts, scores.round(4).tolist(), strict=True)
        ]
    return Found(tuple(found), _outline(core, transform))


def _best(window: Window, views: Sequence[ViewRecord]) -> Bytes:
    """Returns the greatest quantized logit by pixel, uint8 [rows, columns]; 0 where nothing was found."""
    best = np.zeros((window.height, window.width), np.uint8)
    for view in views:
        if view.logits is None:
            continue
        (col_off, row_off), answer = view.place, view.logits
        shared = Window(col_off, row_off, answer.shape[1], answer.shape[0]).intersection(window)
        if shared is not None:
            part = best[_slices(shared, window.col_off, window.row_off)]
            np.maximum(part, answer[_slices(shared, col_off, row_off)], out=part)
    return best


def _slices(window: Window, col_off: int, row_off: int) -> tuple[slice, slice]:
    """Returns where a window lies in an array whose first pixel is at an offset."""
    top, left = window.row_off - row_off, window.col_off - col_off
    return slice(top, top + window.height), slice(left, left + window.width)


def _objects(
    best: Bytes, window: Window, transform: Affine, threshold: float
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Returns the connected areas that reach the threshold, objects [n], and their scores, float64 [n]."""
    columns, rows = (-(-length // CELL_PX) for length in (window.width, window.height))
    cell_px = np.array([window.width / columns, window.height / rows])
    cells = cv2.resize(best, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    found, waiting = Rings.none(), Rings.none()
    for closed in rings([_PROBABILITY[cells]], columns, rows, threshold):
        complete, waiting = nest(Rings.of(closed, columns), waiting)
        found = found.joined_with(complete)
    found = found.chosen(found.inside_px >= SMALLEST_PX / cell_px.prod())
    if not len(found):
        return np.empty(0, object), np.empty(0)
    placed = shapely.transform(_simple(found.shape), lambda cell: _to_map(cell * cell_px, window, transform))
    return np.asarray(placed, object), found.inside_sum / found.inside_px / 255


def _simple(outlines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Returns outlines with fewer points; the slow way, that keeps any valid, is for those that need it."""
    simple = np.asarray(shapely.simplify(outlines, SIMPLIFY_CELLS, preserve_topology=False), object)
    is_polygon = shapely.get_type_id(simple) == shapely.GeometryType.POLYGON
    broken = ~(is_polygon & shapely.is_valid(simple) & ~shapely.is_empty(simple))
    simple[broken] = shapely.simplify(outlines[broken], SIMPLIFY_CELLS)
    return simple


def _outline(window: Window, transform: Affine) -> str:
    """Returns a window as a polygon in map coordinates, hexadecimal WKB."""
    box = shapely.box(0, 0, window.width, window.height)
    outline: str = shapely.to_wkb(
        shapely.transform(box, lambda pixel: _to_map(pixel, window, transform)), hex=True
    )
    return outline


def _to_map(pixel: NDArray[np.float64], window: Window, transform: Affine) -> NDArray[np.float64]:
    """Returns the map coordinates, float64 [n, 2], of (column, row) inside a window."""
    x, y = pixel_to_map(transform, pixel[:, 0] + window.col_off, pixel[:, 1] + window.row_off)
    return np.column_stack([x, y])
