"""Turns vehicle boxes into masks, cut out of the road by their own pixels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .colours import name_colour
from .painting import Box, paint_windows
from .real_source import RealSource
from .scene import Scene, SceneObject

# Boxes are stated to be 2-4 pixels loose.
LOOSE_PX = 2
_MARGIN_PX = 8
_MIN_FILL, _MAX_FILL = 0.4, 0.97
# A box this much longer than wide stands along its vehicle; others hold a turned one.
_LONG = 1.45


def read_vehicles(source: RealSource, bands: npt.NDArray[np.uint8]) -> Scene:
    """Returns the scene of vehicle boxes: sure pixels are vehicles, the rims are ignored.

    Args:
        source: The source, with boxes.
        bands: RGB, uint8, H x W x 3.
    """
    image = np.ascontiguousarray(bands[:, :, :3])
    height_px, width_px = image.shape[:2]
    instances = np.zeros((height_px, width_px), dtype=np.uint16)
    ignore = paint_windows(source.doubtful_px, width_px, height_px)
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

    GrabCut separates the vehicle from the road around the box; its convex hull brings dark windows
    back. A long box stands along its vehicle, so the middle of it is vehicle for sure. Where the cut is no
    vehicle's shape (too little or all of the box, as with dark cars in shadow), only that middle is sure.
    The rest of the box is doubtful.

    Args:
        image: RGB, uint8, H x W x 3.
        box_px: Left, top, right, bottom within the image.
    """
    left, top, right, bottom = box_px
    height_px, width_px = bottom - top, right - left
    upright = max(height_px, width_px) >= _LONG * min(height_px, width_px)
    sure = rounded_rectangle(
        height_px, width_px, LOOSE_PX + (1 if upright else min(height_px, width_px) // 4)
    )
    cut = _cut_out(image, box_px)
    if _MIN_FILL <= float(cut.mean()) <= _MAX_FILL:
        within = rounded_rectangle(height_px, width_px, LOOSE_PX - 1)
        sure = (cut & within) | (sure if upright else np.zeros_like(sure))
    return sure, ~sure


def _cut_out(image: npt.NDArray[np.uint8], box_px: tuple[int, int, int, int]) -> npt.NDArray[np.bool_]:
    """Returns the convex hull of what GrabCut finds in a box (bool, box size)."""
    import cv2  # needed for training only

    left, top, right, bottom = box_px
    height_px, width_px = bottom - top, right - left
    y_min, x_min = max(0, top - _MARGIN_PX), max(0, left - _MARGIN_PX)
    around = np.ascontiguousarray(image[y_min : bottom + _MARGIN_PX, x_min : right + _MARGIN_PX])
    trimap = np.full(around.shape[:2], cv2.GC_BGD, dtype=np.uint8)
    within = (slice(top - y_min, bottom - y_min), slice(left - x_min, right - x_min))
    inner = rounded_rectangle(height_px, width_px, LOOSE_PX)
    core = rounded_rectangle(height_px, width_px, max(LOOSE_PX + 2, min(height_px, width_px) // 3))
    trimap[within] = np.where(core, cv2.GC_FGD, np.where(inner, cv2.GC_PR_FGD, cv2.GC_PR_BGD))
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(around, trimap, (0, 0, 1, 1), *models, 4, cv2.GC_INIT_WITH_MASK)
    found = np.isin(trimap[within], (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    opened = np.asarray(cv2.morphologyEx(found, cv2.MORPH_OPEN, disc))
    points = np.argwhere(opened > 0)[:, ::-1].astype(np.int32)
    hull = np.zeros((height_px, width_px), dtype=np.uint8)
    if len(points) >= 3:
        cv2.fillConvexPoly(hull, cv2.convexHull(points), (1,))
    return hull.astype(bool)


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
