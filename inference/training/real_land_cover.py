"""Turns dense land-cover masks into scenes of areas."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from .painting import rim
from .real_source import RealSource
from .scene import Scene, SceneObject

# Bare land and vegetation have no category of ours; they are what the others are told from.
CATEGORIES = ("building", "road", "water")
VEGETATION = 4
RIM_PX = 2
MIN_AREA_PX = 40
# Inside a block of houses, the darkest pixels are gaps, gardens and shadow: this share of the blocks'
# pixels in one picture, as long as they are darker than any sunlit roof (mean of RGB).
_GAP_SHARE = 35
_DARKEST_ROOF = 80


def read_land_cover(source: RealSource, bands: npt.NDArray[np.uint8]) -> Scene:
    """Returns the scene of a land-cover picture: one object for each connected area.

    Unlabelled pixels, rims of two pixels, and dark pixels within blocks of houses are ignored.
    In tile 6 `vegetation` covers green shallows, so it is ignored there.

    Args:
        source: The source, with one mask label for each class present.
        bands: RGB, uint8, H x W x 3.
    """
    from scipy import ndimage  # needed for training only

    image = np.ascontiguousarray(bands[:, :, :3])
    classes = _read_classes(source, image.shape[:2])
    ignore = (classes == 0) | rim(classes, RIM_PX)
    if source.image_file.name.startswith("t6_"):
        ignore |= classes == VEGETATION
    instances = np.zeros(image.shape[:2], dtype=np.uint16)
    objects: list[SceneObject] = []
    values = {label.category: label.mask_value for label in source.labels}
    for category in CATEGORIES:
        if values.get(category) is None:
            continue
        areas, count = ndimage.label(classes == values[category])
        sizes = np.bincount(areas.ravel(), minlength=count + 1)
        ids = np.zeros(count + 1, dtype=np.uint16)
        for area in range(1, count + 1):
            if sizes[area] >= MIN_AREA_PX:
                ids[area] = len(objects) + 1
                objects.append(SceneObject(len(objects) + 1, category))
        instances += ids[areas]
        # Specks are too small to be an example of anything.
        ignore |= (areas > 0) & (ids[areas] == 0)
        if category == "building":
            ignore |= _gaps(image, areas > 0)
    return Scene(image, instances, tuple(objects), source.gsd_m, frozenset(CATEGORIES), ignore)


def _gaps(image: npt.NDArray[np.uint8], blocks: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Returns the pixels of blocks of houses (bool, H x W) that are no roof for darkness."""
    brightness = image.mean(axis=2)
    if not blocks.any():
        return blocks
    darkest = min(_DARKEST_ROOF, float(np.percentile(brightness[blocks], _GAP_SHARE)))
    return np.asarray(blocks & (brightness < darkest))


def _read_classes(source: RealSource, shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """Reads the mask file that all labels of a picture share; all 0 where there is none."""
    for label in source.labels:
        if label.mask_file is not None:
            with Image.open(label.mask_file) as mask:
                return np.asarray(mask)
    return np.zeros(shape, dtype=np.uint8)
