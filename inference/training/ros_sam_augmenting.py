"""Makes samples of frames as ROS-SAM does: resized, cut, turned, recoloured, and filled up to a square.

Repaired, unless as coded: colours are those of RGB (the published step takes RGB for BGR), and an object
stays only while both its box and its mask have something left (published: all boxes that have, then masks
that are empty are dropped where the numbers differ).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .ros_sam_frames import Frame

_FILLING = 144.0


@dataclass(frozen=True)
class Augmentation:
    """Says how samples are varied; the published numbers.

    Attributes:
        ratio_range: Longer side of the resized frame, as a share of the sample's side.
        turn_chance: Chance of a turn by half a circle.
        brightness: Largest shift of all colours.
        contrast: Range of the factor of all colours.
        saturation: Range of the factor of saturation.
        hue_deg: Largest turn of the hue.
        as_coded: Whether colours and objects are treated exactly as the published code does.
    """

    ratio_range: tuple[float, float] = (0.1, 4.0)
    turn_chance: float = 0.1
    brightness: float = 32.0
    contrast: tuple[float, float] = (0.5, 1.5)
    saturation: tuple[float, float] = (0.5, 1.5)
    hue_deg: float = 18.0
    as_coded: bool = False


@dataclass(frozen=True)
class RosSamSample:
    """Holds what one step learns from.

    Attributes:
        pixels: RGB in about 0..255, float32, shape [S, S, 3].
        boxes: Left, top, right and bottom in pixels, float32, shape [N, 4].
        masks: Shape [N, S, S].
    """

    pixels: NDArray[np.float32]
    boxes: NDArray[np.float32]
    masks: NDArray[np.bool_]


def sample_of(
    frame: Frame, side_px: int, random: Generator, augmentation: Augmentation | None = None
) -> RosSamSample:
    """Returns a sample of a frame; it may hold no object, which then teaches nothing.

    Args:
        frame: From `FrameFolder`.
        side_px: Side of the model's frame.
        random: Decides.
        augmentation: How; as published when None.
    """
    chosen = augmentation or Augmentation()
    ratio = random.uniform(*chosen.ratio_range)
    shown, boxes, masks = _resized(frame, side_px * ratio)
    shown, boxes, masks = _cut(shown, boxes, masks, side_px, random)
    if random.random() < chosen.turn_chance:
        shown, boxes, masks = _turned(shown, boxes, masks)
    pixels = _recoloured(shown, random, chosen)
    kept = _kept(boxes, masks, chosen.as_coded)
    missing = [(0, side_px - length) for length in pixels.shape[:2]]
    return RosSamSample(
        pixels=np.pad(pixels, (*missing, (0, 0)), constant_values=_FILLING).astype(np.float32),
        boxes=boxes[kept[0]].astype(np.float32),
        masks=np.pad(masks[kept[1]], ((0, 0), *missing)),
    )


def _resized(
    frame: Frame, longest_px: float
) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.bool_]]:
    """Returns a frame whose longer side has a length; boxes are cut at its rim."""
    height, width = frame.image.shape[:2]
    scale = longest_px / max(height, width)
    size = tuple(max(1, int(length * scale + 0.5)) for length in (width, height))
    pixels = np.asarray(cv2.resize(frame.image, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    masks = np.zeros((len(frame.masks), size[1], size[0]), dtype=np.bool_)
    for number, mask in enumerate(frame.masks):
        masks[number] = cv2.resize(mask.view(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    factor = np.array([size[0] / width, size[1] / height] * 2)
    limits = np.array([size[0], size[1]] * 2)
    return pixels, (frame.boxes * factor).clip(0, limits), masks


def _cut(
    pixels: NDArray[np.uint8],
    boxes: NDArray[np.float64],
    masks: NDArray[np.bool_],
    side_px: int,
    random: Generator,
) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.bool_]]:
    """Returns a random window, which may hold no object at all."""
    height, width = pixels.shape[:2]
    top, left = (int(random.integers(0, max(length - side_px, 0) + 1)) for length in (height, width))
    rows, columns = slice(top, top + side_px), slice(left, left + side_px)
    cut = pixels[rows, columns]
    limits = np.array([cut.shape[1], cut.shape[0]] * 2)
    return cut, (boxes - [left, top, left, top]).clip(0, limits), masks[:, rows, columns]


def _turned(
    pixels: NDArray[np.uint8], boxes: NDArray[np.float64], masks: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.bool_]]:
    """Returns everything turned by half a circle."""
    height, width = pixels.shape[:2]
    turned = np.array([width, height] * 2) - boxes[:, [2, 3, 0, 1]]
    return pixels[::-1, ::-1], turned, masks[:, ::-1, ::-1]


def _recoloured(
    pixels: NDArray[np.uint8], random: Generator, augmentation: Augmentation
) -> NDArray[np.float32]:
    """Returns pixels of other brightness, contrast, saturation, hue and order of colours, each by chance."""
    there, back = (
        (cv2.COLOR_BGR2HSV, cv2.COLOR_HSV2BGR)
        if augmentation.as_coded
        else (cv2.COLOR_RGB2HSV, cv2.COLOR_HSV2RGB)
    )
    coloured = np.ascontiguousarray(pixels, dtype=np.float32)
    brightens, contrasts, saturates, shifts, swaps = (random.random(5) < 0.5).tolist()
    contrasts_first = random.random() < 0.5
    factor = random.uniform(*augmentation.contrast) if contrasts else 1.0
    if brightens:
        coloured += random.uniform(-augmentation.brightness, augmentation.brightness)
    if contrasts_first:
        coloured *= factor
    if saturates or shifts:
        hsv = np.asarray(cv2.cvtColor(coloured, there), dtype=np.float32)
        if saturates:
            hsv[..., 1] *= random.uniform(*augmentation.saturation)
        if shifts:
            hsv[..., 0] = (hsv[..., 0] + random.uniform(-augmentation.hue_deg, augmentation.hue_deg)) % 360
        coloured = np.asarray(cv2.cvtColor(hsv, back), dtype=np.float32)
    if not contrasts_first:
        coloured *= factor
    return coloured[..., random.permutation(3)] if swaps else coloured


def _kept(
    boxes: NDArray[np.float64], masks: NDArray[np.bool_], as_coded: bool
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Returns which boxes and which masks stay; none of either where they do not belong together."""
    has_box = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    has_mask = masks.any(axis=(1, 2))
    nothing = np.zeros(0, dtype=np.intp)
    if not as_coded:
        both = np.flatnonzero(has_box & has_mask) if len(boxes) == len(masks) else nothing
        return both, both
    kept_boxes = np.flatnonzero(has_box)
    all_masks = np.arange(len(masks))
    kept_masks = all_masks if len(kept_boxes) == len(masks) else np.flatnonzero(has_mask)
    return (kept_boxes, kept_masks) if len(kept_boxes) == len(kept_masks) else (nothing, nothing)
