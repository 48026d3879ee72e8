"""States at which zooms a raster is looked at: 3, 2, 1, 1/2, 1/4 ... pixels for each of its own."""

from __future__ import annotations

import numpy as np

from ..models.interface import ModelCard

FINEST = 3.0
"""Finer grids would only show blur."""

_LEAST_SEEN_SHARE = 1 / 16
"""Share of what a person sees that a view covers at least: what fills less of it cannot be pointed at."""


def finer(zoom: float) -> float | None:
    """Returns the next finer zoom, None beyond the finest."""
    if zoom >= FINEST:
        return None
    return FINEST if zoom >= 2 else min(2 * zoom, FINEST)


def coarser(zoom: float) -> float:
    """Returns the next coarser zoom."""
    return 2.0 if zoom > 2 else zoom / 2


def on_ladder(zoom: float) -> float:
    """Returns the zoom of the ladder 3, 2, 1, 1/2, 1/4 ... that is nearest below, the finest at most."""
    if zoom >= FINEST:
        return FINEST
    return float(2.0 ** np.floor(np.log2(max(zoom, 2.0**-20)) + 1e-9))


def zoom_for(
    card: ModelCard, native_m: float | None, gsd_m: float | None = None, shown_px: float | None = None
) -> float:
    """Returns the zoom at which a first click looks.

    Args:
        card: Describes the model.
        native_m: Ground sample distance of the raster, None where unknown.
        gsd_m: Wished one; None: what suits the model.
        shown_px: Side of what the person sees, in pixels of the raster; None where not known. Nobody points
            at what is larger than that, nor at what is too small to be seen in it.
    """
    if gsd_m is not None:
        return on_ladder(1.0 if native_m is None else native_m / gsd_m)
    zoom = 1.0
    if native_m is not None and card.best_gsd_m is not None:
        zoom = min(zoom, native_m / card.best_gsd_m)
    if shown_px is not None:
        whole = card.input_size_px / shown_px
        zoom = min(max(zoom, whole), whole / _LEAST_SEEN_SHARE)
    return on_ladder(zoom)
