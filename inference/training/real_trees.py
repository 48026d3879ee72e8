"""Turns crown boxes and canopy masks into scenes of trees."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from .painting import Box, ellipse_mask
from .real_source import RealSource
from .scene import Scene, SceneObject

# A crown fills about this share of its box's axes for sure; beyond it, up to the box, nobody knows.
_SURE_SHARE = 0.8
# Where boxes cover more than this of a picture, or cut each other, crowns form a closed forest.
_MAX_COVER = 0.45
_MAX_OVERLAP = 0.25
# Crowns smaller than this on the median (3 m) come from stands in which many go without a box.
_MIN_CROWN_PX = 32
_NEAR_CROWN = 1.15

# Near infrared against red, as NDVI: plants above, stone and asphalt below; between them nobody knows.
_PLANT_NDVI = 0.12
# Plants outside the canopy whose brightness varies less than this (standard deviation in seven by
# seven pixels) are lawns and fields for sure; rougher ones may be trees that the mask lacks.
_SMOOTH = 7.0
MIN_AREA_PX = 6


def keeps_apart(source: RealSource) -> bool:
    """Tells whether crown boxes stand apart enough to be taken for trees.

    Args:
        source: A source with boxes; its picture is opened for its size only.
    """
    boxes = [label.box for label in source.labels if label.box is not None]
    if not boxes or np.median([_area(box) for box in boxes]) < _MIN_CROWN_PX**2:
        return False
    with Image.open(source.image_file) as picture:
        cover = np.zeros((picture.height, picture.width), dtype=np.uint8)
    for x_min, y_min, x_max, y_max in boxes:
        cover[max(0, round(y_min)) : round(y_max), max(0, round(x_min)) : round(x_max)] += 1
    covered = int((cover > 0).sum())
    return covered > 0 and covered < _MAX_COVER * cover.size and (cover > 1).sum() < _MAX_OVERLAP * covered


def read_crowns(source: RealSource, bands: npt.NDArray[np.uint8]) -> Scene:
    """Returns the scene of crown boxes: an ellipse in each box is a tree, the rest of the box is ignored.

    Args:
        source: The source, with boxes.
        bands: RGB, uint8, H x W x 3.
    """
    image = np.ascontiguousarray(bands[:, :, :3])
    height_px, width_px = image.shape[:2]
    instances = np.zeros((height_px, width_px), dtype=np.uint16)
    ignore = np.zeros((height_px, width_px), dtype=bool)
    objects = []
    boxes = sorted((label.box for label in source.labels if label.box is not None), key=_area, reverse=True)
    for instance_id, box in enumerate(boxes, start=1):
        ignore |= ellipse_mask(box, width_px, height_px, _NEAR_CROWN)
        sure = ellipse_mask(box, width_px, height_px, _SURE_SHARE)
        instances[sure] = instance_id
        objects.append(SceneObject(instance_id, "tree"))
    ignore &= instances == 0
    seen = set(np.unique(instances).tolist())
    kept = tuple(one for one in objects if one.instance_id in seen)
    return Scene(image, instances, kept, source.gsd_m, frozenset({"tree"}), ignore)


def read_canopy(source: RealSource, bands: npt.NDArray[np.uint8]) -> Scene:
    """Returns the scene of a derived canopy mask, checked against the near infrared.

    Canopy without plants under it is ignored, and so are rough plants outside the canopy: they may
    be trees that it lacks. Canopy is cut into connected areas, not into trees.

    Args:
        source: The source, with one mask file; points are not used.
        bands: RGB and near infrared, uint8, H x W x 4 (or RGB only: nothing is checked).
    """
    from scipy import ndimage  # needed for training only

    image = np.ascontiguousarray(bands[:, :, :3])
    canopy = np.zeros(image.shape[:2], dtype=bool)
    for label in source.labels:
        if label.mask_file is not None:
            with Image.open(label.mask_file) as mask:
                canopy |= np.asarray(mask) > 0
    ignore = np.zeros(canopy.shape, dtype=bool)
    if bands.shape[2] > 3:
        red, infrared = bands[:, :, 0].astype(np.float32), bands[:, :, 3].astype(np.float32)
        plants = (infrared - red) / np.maximum(infrared + red, 1.0) > _PLANT_NDVI
        lawn = _spread(image.mean(axis=2, dtype=np.float32)) < _SMOOTH
        ignore = np.where(canopy, ~plants, plants & ~lawn)
    areas, count = ndimage.label(canopy)
    sizes = np.bincount(areas.ravel(), minlength=count + 1)
    keep = sizes >= MIN_AREA_PX
    keep[0] = False
    ids = np.where(keep, np.cumsum(keep), 0).astype(np.uint16)
    ignore |= (areas > 0) & ~keep[areas]
    objects = tuple(SceneObject(int(value), "tree") for value in ids[keep])
    return Scene(image, ids[areas], objects, source.gsd_m, frozenset({"tree"}), ignore)


def _spread(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Returns the standard deviation around each pixel (float32, H x W)."""
    from scipy import ndimage  # needed for training only

    mean = ndimage.uniform_filter(values, 7)
    squares = ndimage.uniform_filter(values**2, 7)
    return np.asarray(np.sqrt(np.maximum(squares - mean**2, 0.0)), dtype=np.float32)


def _area(box: Box) -> float:
    """Returns the area of a box in square pixels."""
    return (box[2] - box[0]) * (box[3] - box[1])
