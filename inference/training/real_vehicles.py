"""Turns vehicle boxes into masks, cut out of the road by their own pixels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .colours import name_colour
from .painting import Box
from .real_source import RealSource
from .scene import Scene, SceneObject

# Boxes are stated to be 2-4 pixels loose.
LOOSE_PX = 2
_MARGIN_PX = 8
_MIN_FILL, _MAX_FILL = 0.5, 0.97

# Vehicles without a box: at the edges, under trees and under a bridge, seen by eye in three of the twelve
# frames; wide enough for the camera's drift (4 pixels left, 18 up). Left, top, right, bottom.
_UNLABELLED_PX = (
    (130, 0, 265, 52),
    (0, 195, 20, 285),
    (185, 380, 215, 430),
    (498, 400, 572, 430),
    (1152, 50, 1178, 98),
    (1456, 325, 1494, 380),
    (1630, 325, 1732, 385),
)


def read_vehicles(source: RealSource, bands: npt.NDArray[np.uint8]) -> Scene:
    """Returns the scene of vehicle boxes: sure pixels are vehicles, the rims are ignored.

    Args:
        source: The source, with boxes.
        bands: RGB, uint8, H x W x 3.
    """
    image = np.ascontiguousarray(bands[:, :, :3])
    height_px, width_px = image.shape[:2]
    instances = np.zeros((height_px, width_px), dtype=np.uint16)
    ignore = np.zeros((height_px, width_px), dtype=bool)
    for left, top, right, bottom in _UNLABELLED_PX:
        ignore[top:bottom, left:right] = True
    clear = _without_haze(image)
    objects: list[SceneObject] = []
    for label in source.labels:
        if label.box is None:
            continue
        left, top, right, bottom = _pixel_box(label.box, width_px, height_px)
        if right - left < 2 * LOOSE_PX + 2 or bottom - top < 2 * LOOSE_PX + 2:
            continue
        instance_id = len(objects) + 1
        mask, doubt = vehicle_mask(image, (left, top, right, bottom))
        ignore[top:bottom, left:right] |= doubt
        instances[top:bottom, left:right][mask] = instance_id
        body = clear[top:bottom, left:right][mask]
        objects.append(SceneObject(instance_id, label.category, name_colour(body)))
    ignore &= instances == 0
    return Scene(image, instances, tuple(objects), source.gsd_m, frozenset({"car", "bus"}), ignore)


def vehicle_mask(
    image: npt.NDArray[np.uint8], box_px: tuple[int, int, int, int]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Returns the sure pixels of the vehicle in a box, and the doubtful ones (bool, box size).

    GrabCut separates the vehicle from the road around the box. Where its answer is no vehicle's
    shape (too little or all of the box, as with dark cars in shadow), a rounded rectangle within the
    looseness of the box stands in and all between it and the box is doubtful.

    Args:
        image: RGB, uint8, H x W x 3.
        box_px: Left, top, right, bottom within the image.
    """
    import cv2  # needed for training only

    left, top, right, bottom = box_px
    height_px, width_px = bottom - top, right - left
    inner = rounded_rectangle(height_px, width_px, LOOSE_PX)
    y_min, x_min = max(0, top - _MARGIN_PX), max(0, left - _MARGIN_PX)
    around = np.ascontiguousarray(image[y_min : bottom + _MARGIN_PX, x_min : right + _MARGIN_PX])
    trimap = np.full(around.shape[:2], cv2.GC_BGD, dtype=np.uint8)
    within = (slice(top - y_min, bottom - y_min), slice(left - x_min, right - x_min))
    core = rounded_rectangle(height_px, width_px, max(LOOSE_PX + 2, min(height_px, width_px) // 3))
    trimap[within] = np.where(core, cv2.GC_FGD, np.where(inner, cv2.GC_PR_FGD, cv2.GC_PR_BGD))
    cv2.setRNGSeed(0)
    cv2.grabCut(around, trimap, (0, 0, 1, 1), np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK)
    raw = np.isin(trimap[within], (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    cut = cv2.morphologyEx(cv2.morphologyEx(raw, cv2.MORPH_CLOSE, disc), cv2.MORPH_OPEN, disc)
    fill = float(np.mean(cut))
    if not _MIN_FILL <= fill <= _MAX_FILL:
        mask = rounded_rectangle(height_px, width_px, LOOSE_PX + 1)
        return mask, ~mask
    cross = np.ones((3, 3), dtype=np.uint8)
    mask = cv2.erode(cut, cross, borderValue=0).astype(bool)
    return mask, cv2.dilate(cut, cross).astype(bool) & ~mask


def rounded_rectangle(height_px: int, width_px: int, inset_px: int) -> npt.NDArray[np.bool_]:
    """Returns a rectangle with rounded corners (bool, H x W), `inset_px` within the given size."""
    half_height, half_width = height_px / 2 - inset_px, width_px / 2 - inset_px
    if half_height <= 0 or half_width <= 0:
        return np.zeros((height_px, width_px), dtype=bool)
    rows, columns = np.ogrid[0:height_px, 0:width_px]
    down = np.abs(rows + 0.5 - height_px / 2) / half_height
    across = np.abs(columns + 0.5 - width_px / 2) / half_width
    # A superellipse of degree six: nearly a rectangle, without its corners.
    return np.asarray(down**6 + across**6 <= 1.0)


def _pixel_box(box: Box, width_px: int, height_px: int) -> tuple[int, int, int, int]:
    """Rounds a box to whole pixels within the picture."""
    x_min, y_min, x_max, y_max = box
    return (
        max(0, round(x_min)),
        max(0, round(y_min)),
        min(width_px, round(x_max)),
        min(height_px, round(y_max)),
    )


def _without_haze(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Subtracts the darkest light of each band, so that black cars are black when colours are named."""
    darkest = np.percentile(image.reshape(-1, 3), 0.5, axis=0)
    clear = (image.astype(np.float32) - darkest) * (255.0 / (255.0 - darkest))
    return np.clip(clear, 0, 255).astype(np.uint8)
