"""Turns building outlines into scenes with roof colours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .colours import name_colour
from .painting import paint_rings, paint_windows, rim, visible_pixels
from .real_source import RealSource
from .scene import Scene, SceneObject

MIN_CORE_PX = 30
# Outlines are a pixel or two off, so one pixel on either side of a border is nobody's.
RIM_PX = 1
_MAX_GRASS = 0.3
_MAX_DOUBT = 0.5


def read_buildings(source: RealSource, bands: npt.NDArray[np.uint8]) -> Scene:
    """Returns the scene of a picture whose only complete category is `building`.

    Outside the outlines, patches in the saturated blue or red of sheet roofs are ignored: they may
    be roofs that the map lacks. Grey roofs that it lacks cannot be told from yards and stay negative.

    Args:
        source: The source, with rings.
        bands: RGB, uint8, H x W x 3.
    """
    image = np.ascontiguousarray(bands[:, :, :3])
    height_px, width_px = image.shape[:2]
    instances = paint_rings([label.ring for label in source.labels], width_px, height_px)
    border = rim(instances, RIM_PX)
    pixels = image.reshape(-1, 3)
    grass = plant_pixels(image)
    doubtful = paint_windows(source.doubtful_px, width_px, height_px)
    dropped = np.zeros(instances.shape, dtype=bool)
    objects = []
    for instance_id, places in visible_pixels(instances).items():
        core = places[~border.flat[places]]
        # Slivers at the picture's edge, foundations and shells with grass inside, and outlines in
        # doubtful places are no examples of buildings; nor are they ground.
        if (
            len(core) < MIN_CORE_PX
            or grass.flat[core].mean() > _MAX_GRASS
            or doubtful.flat[places].mean() > _MAX_DOUBT
        ):
            dropped.flat[places] = True
            continue
        objects.append(SceneObject(instance_id, "building", name_colour(pixels[core])))
    instances[dropped] = 0
    ignore = border | dropped | ((instances == 0) & (doubtful | sheet_roof_pixels(image)))
    return Scene(image, instances, tuple(objects), source.gsd_m, frozenset({"building"}), ignore)


def sheet_roof_pixels(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Returns the pixels (bool, H x W) in the strong blue or red of painted sheet metal."""
    red, green, blue = (image[:, :, band].astype(np.int16) for band in range(3))
    is_blue = (blue - red > 45) & (blue > 90)
    is_red = (red - green > 60) & (red - blue > 50) & (red > 110)
    return np.asarray(is_blue | is_red)


def plant_pixels(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Returns the pixels (bool, H x W) in the yellowish green of plants, which painted metal lacks."""
    red, green, blue = (image[:, :, band].astype(np.int16) for band in range(3))
    return np.asarray((2 * green - red - blue > 18) & (red - blue > 8))
