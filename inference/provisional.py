"""Draws what one finished tile holds, before seams are joined and the phrase has chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import shapes
from shapely.geometry.base import BaseGeometry

from .geo.georeference import pixel_to_map
from .geo.stitching import dequantize_logits
from .geo.tiling import Tile, Window
from .messages import Found, FoundObject
from .scale.journal import ViewRecord

# Smaller ones would flicker: a cut at the tile's border often leaves such a rest.
SMALLEST_PX = 20
SIMPLIFY_PX = 0.7


def provisional(
    transform: Affine,
    tile: Tile,
    views: Sequence[ViewRecord],
    threshold: float,
    area: BaseGeometry | None = None,
) -> Found:
    """Returns the polygons of a tile as they look from inside it.

    Args:
        transform: Pixel to map, of the working grid.
        tile: The tile.
        views: What was found in its views; only the first target of the phrase is drawn.
        threshold: Probability from which a pixel belongs to an object, 0..1.
        area: What does not touch it is left out; None: all is drawn.
    """
    probability = _probability(tile.core, views)
    drawn = [] if probability is None else _objects(probability, tile.core, transform, threshold)
    found = (
        FoundObject(shapely.to_wkb(shape, hex=True), score)
        for shape, score in drawn
        if area is None or area.intersects(shape)
    )
    return Found(tuple(found), _outline(tile.core, transform))


def _probability(window: Window, views: Sequence[ViewRecord]) -> NDArray[np.float32] | None:
    """Returns the greatest probability by pixel, float32 [rows, columns]; None where no view found any."""
    logits = [(view.place, view.logits) for view in views if view.target == 0 and view.logits is not None]
    if not logits:
        return None
    best = np.zeros((window.height, window.width), np.uint8)
    for (col_off, row_off), answer in logits:
        shared = Window(col_off, row_off, answer.shape[1], answer.shape[0]).intersection(window)
        if shared is not None:
            part = best[_slices(shared, window.col_off, window.row_off)]
            np.maximum(part, answer[_slices(shared, col_off, row_off)], out=part)
    table = 1 / (1 + np.exp(-dequantize_logits(np.arange(256, dtype=np.uint8))))
    probability: NDArray[np.float32] = table.astype(np.float32)[best]
    return probability


def _slices(window: Window, col_off: int, row_off: int) -> tuple[slice, slice]:
    """Returns where a window lies in an array whose first pixel is at an offset."""
    top, left = window.row_off - row_off, window.col_off - col_off
    return slice(top, top + window.height), slice(left, left + window.width)


def _objects(
    probability: NDArray[np.float32], window: Window, transform: Affine, threshold: float
) -> Iterator[tuple[BaseGeometry, float]]:
    """Yields the connected areas that reach the threshold, and their scores."""
    inside = (probability >= threshold).astype(np.uint8)
    _, labels = cv2.connectedComponents(inside, connectivity=4)
    pixels = np.bincount(labels.ravel())
    scores = np.bincount(labels.ravel(), weights=probability.ravel()) / np.maximum(pixels, 1)
    keep = pixels >= SMALLEST_PX
    for outline, label in shapes(labels.astype(np.int32), mask=(inside > 0) & keep[labels]):
        polygon = shapely.geometry.shape(outline).simplify(SIMPLIFY_PX)
        placed = shapely.transform(polygon, lambda pixel: _to_map(pixel, window, transform))
        yield placed, round(float(scores[int(label)]), 4)


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
