"""Looks at a whole scene once, before tiles are read: which alpha to believe, stretch and overview to use."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import numpy as np
import rasterio

from .bands import BandChoice, Validity, alpha_floor_of, is_lossy, validity_of
from .opening import GDAL_ERRORS, OpenedRaster, gdal_session
from .source import NativeSource, collect, flat_alpha, flat_mask, valid_values
from .stretch import Limits, needs_stretch, percentile_limits

_LEFT_TO_AVERAGE = 2.0
"""Source pixels per working pixel to leave for averaging: many overviews are made without."""

_MASK_SLACK = 0.02


@dataclass(frozen=True)
class Survey:
    """Is what the samples of a scene say.

    Args:
        source: Reads values, and alpha only where it is one.
        validity: Which pixels hold an observation.
        limits: (low, high) of each band over the whole scene, or None where 8-bit values stay as they are.
    """

    source: NativeSource
    validity: Validity
    limits: tuple[Limits, ...] | None


def survey(opened: OpenedRaster, path: str, choice: BandChoice) -> Survey:
    """Returns what samples from all over the scene say; raises RasterError where none can be read."""
    validity = validity_of(opened.dataset, choice, alpha_floor=0.0)
    source = NativeSource(opened.dataset, path, choice, validity.reads_mask, threading.Lock())
    if choice.alpha is not None and not opened.is_warped:
        (alpha,) = collect(source, flat_alpha)
        floor = alpha_floor_of(alpha, is_lossy(opened.dataset))
        if floor is None:
            source = replace(source, choice=replace(choice, alpha=None))
        validity = replace(validity, alpha_floor=floor)
    return Survey(source, validity, _limits(source, validity))


def _limits(source: NativeSource, validity: Validity) -> tuple[Limits, ...] | None:
    is_palette = source.choice.palette is not None
    if is_palette or (source.dtype == np.uint8 and len(source.choice.colour) == 3):
        return None
    values = collect(source, lambda pixels: valid_values(pixels, validity))
    if source.dtype == np.uint8 and values[0].size == 0:
        return None
    limits = tuple(percentile_limits(band) or (0.0, 1.0) for band in values)
    return limits if needs_stretch(source.dtype.name, limits, is_palette) else None


def overview_of(source: NativeSource, factor: float) -> NativeSource | None:
    """Returns the coarsest overview that still leaves something to average, or None.

    The choice depends on the scene and the factor alone, never on the window, so that all windows agree.

    Args:
        source: The full resolution.
        factor: Native pixels per working pixel along the side where they are fewest.
    """
    dataset = source.dataset
    numbers = [*source.choice.colour, *([source.choice.alpha] if source.choice.alpha else [])]
    by_band = [tuple(dataset.overviews(number)) for number in numbers]
    usable = [step for step in by_band[0] if 1 < step <= factor / _LEFT_TO_AVERAGE]
    if not usable or len(set(by_band)) != 1:
        return None
    step = max(usable)
    try:
        with gdal_session():
            overview = rasterio.open(source.path, overview_level=by_band[0].index(step))
    except GDAL_ERRORS:
        return None
    coarse = replace(source, dataset=overview)
    expected = [length / step for length in source.size_px]
    fits = all(abs(have - want) <= 1.0 for have, want in zip(coarse.size_px, expected, strict=True))
    if fits and (not source.reads_mask or _masks_agree(source, coarse)):
        return coarse
    overview.close()
    return None


def _masks_agree(source: NativeSource, coarse: NativeSource) -> bool:
    """Says whether the overview knows the mask; without a mask of its own GDAL calls it all valid."""
    shares = []
    for each in (source, coarse):
        (mask,) = collect(each, flat_mask)
        shares.append(float((mask != 0).mean()))
    return abs(shares[0] - shares[1]) < _MASK_SLACK and (shares[1] < 1.0 or shares[0] == 1.0)
