"""Lists real labelled imagery and loads it as scenes.

What a scene may say about its pixels differs by source, see `READERS`: only completely labelled
categories are in `labelled`, and uncertain pixels are in `ignore`. An object whose `colour` is None
has an unknown or mixed colour: phrases that name a colour must ignore its pixels.
`RealSource.individual` tells whether objects are single things that may be counted and ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from ..errors import InputError
from .banepa import banepa_sources
from .label_files import labelled_sources
from .real_buildings import read_buildings
from .real_land_cover import read_land_cover
from .real_source import HELD_OUT, RealSource
from .real_trees import keeps_apart, read_canopy, read_crowns
from .real_vehicles import read_vehicles
from .scene import Scene

# Share of each source among real samples, by how far its labels can be trusted and how near it is to
# what people ask: outlines of single roofs first; blocks, areas and altered colours last.
SHARES: dict[str, float] = {
    "banepa": 0.40,
    "hot-oam-fair-samples": 0.20,
    "kit_ais_mos155": 0.14,
    "urban_trees_california": 0.11,
    "dubai-hitl": 0.10,
    "neon_trees": 0.05,
}

READERS: dict[str, Callable[[RealSource, npt.NDArray[np.uint8]], Scene]] = {
    "banepa": read_buildings,
    "hot-oam-fair-samples": read_buildings,
    "dubai-hitl": read_land_cover,
    "kit_ais_mos155": read_vehicles,
    "neon_trees": read_crowns,
    "urban_trees_california": read_canopy,
}


def real_scenes(folder: Path, include_held_out: bool = False) -> list[RealSource]:
    """Returns every usable picture below the folder of real data; missing sources are left out.

    Args:
        folder: The folder that holds `banepa/` and `train/`.
        include_held_out: Whether to list the window where referring cases are judged
            (`split` is then `held_out`); it is for looking and judging, never for training.
    """
    sources = banepa_sources(folder / "banepa")
    for name in READERS:
        if name != "banepa":
            sources += labelled_sources(folder / "train" / name)
    sources = [source for source in sources if source.dataset != "neon_trees" or keeps_apart(source)]
    return [source for source in sources if include_held_out or source.split != HELD_OUT]


def sampling_chances(sources: Sequence[RealSource]) -> list[float]:
    """Returns the chance of each source, summing to 1: its source's share, split by picture area."""
    areas_px = [_area_px(source) for source in sources]
    totals: dict[str, int] = {}
    for source, area_px in zip(sources, areas_px, strict=True):
        totals[source.dataset] = totals.get(source.dataset, 0) + area_px
    present = sum(SHARES[name] for name in totals)
    return [
        SHARES[source.dataset] / present * area_px / totals[source.dataset]
        for source, area_px in zip(sources, areas_px, strict=True)
    ]


def _area_px(source: RealSource) -> int:
    """Returns how many pixels a source offers."""
    if source.window_px is not None:
        left, top, right, bottom = source.window_px
        return (right - left) * (bottom - top)
    with Image.open(source.image_file) as picture:
        width_px, height_px = picture.size
    return int(width_px * height_px)


def load_scene(source: RealSource) -> Scene:
    """Reads the picture of a source and its labels.

    Raises:
        InputError: The source is of a kind that this module does not know.
    """
    reader = READERS.get(source.dataset)
    if reader is None:
        raise InputError("The training source is unknown", f"Choose one of {sorted(READERS)}", source.dataset)
    with Image.open(source.image_file) as picture:
        part = picture.crop(source.window_px) if source.window_px else picture
        bands = np.asarray(part)
    if bands.ndim == 2:
        bands = np.repeat(bands[:, :, None], 3, axis=2)
    return reader(source, np.ascontiguousarray(bands))
