"""Brings a scene to another ground sample distance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from .scene import Scene


def rescale(scene: Scene, gsd_m: float) -> Scene:
    """Returns the scene at another ground sample distance.

    The picture is averaged over area when it shrinks (as a coarser sensor would) and
    interpolated when it grows; `instances` take the nearest pixel; a pixel is ignored
    where at least half of what it covers was.

    Args:
        scene: Any scene.
        gsd_m: Wanted ground sample distance in metres, above 0.
    """
    height_px, width_px = scene.instances.shape
    scale = scene.gsd_m / gsd_m
    size = (max(1, round(width_px * scale)), max(1, round(height_px * scale)))
    if size == (width_px, height_px):
        return replace(scene, gsd_m=gsd_m)
    picture = Image.fromarray(scene.image).resize(
        size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    )
    ignore = scene.ignore
    if ignore is not None:
        share = Image.fromarray(ignore.astype(np.uint8) * 255).resize(
            size, Image.Resampling.BOX if scale < 1 else Image.Resampling.NEAREST
        )
        ignore = np.asarray(share) >= 128
    return replace(
        scene,
        image=np.array(picture, dtype=np.uint8),
        instances=_nearest(scene.instances, size),
        gsd_m=gsd_m,
        ignore=ignore,
    )


def _nearest(labels: npt.NDArray[Any], size: tuple[int, int]) -> npt.NDArray[Any]:
    """Returns the labels at the pixel centres of a grid of `size` (width, height)."""
    height_px, width_px = labels.shape
    columns = ((np.arange(size[0]) + 0.5) * width_px / size[0]).astype(np.intp)
    rows = ((np.arange(size[1]) + 0.5) * height_px / size[1]).astype(np.intp)
    return np.ascontiguousarray(labels[rows[:, None], columns[None, :]])
