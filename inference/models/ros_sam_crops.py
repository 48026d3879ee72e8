"""Cuts a window around each object, enlarges it for the model, and pastes masks back.

An object of ten pixels is lost in a picture that is squeezed into the model's frame; in a window of its own,
enlarged, it is not. ROS-SAM's gain over its own weights is largely this.

`CropZoom(faithful=True)` does exactly what the published code does. Otherwise, in this order:

1. A window at the border of the picture is shifted in, so that it is full of real pixels. Published: it is
   cut off and filled up with black to the right and below.
2. The window of an object that is larger than three quarters of it grows. Published: the object is cut off.
3. Only real pixels are enlarged, and what is missing to the model's frame is filled up after normalising, as
   SAM does. Published: black pixels are enlarged and normalised along.
4. Enlarged pixels are limited to 0..255 and stay fractions. Published: they become bytes modulo 256, so that
   white next to black turns black.
5. A mask is pasted where its pixels came from. Published: at left and upper borders the pasted window is
   larger than the cropped one, and what the model found in the filling is pasted, too.
6. Masks stay apart, one for each box. Published: one union.
7. A box outside the picture is refused by its number. Published: an error without one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ..errors import InputError
from ..geo.tiling import Window

_LARGEST_SHARE = 0.75


@dataclass(frozen=True)
class CropZoom:
    """Says how windows are cut.

    Attributes:
        crop_px: Side of a window in pixels of the picture.
        zoom: How many times it is enlarged.
        faithful: Whether to do exactly what the published code does.
    """

    crop_px: int = 512
    zoom: int = 2
    faithful: bool = False

    @property
    def frame_px(self) -> int:
        """Returns the side of the picture that the model sees."""
        return self.crop_px * self.zoom


@dataclass(frozen=True)
class Crop:
    """Holds one object's window and its box there.

    Attributes:
        source: The cut window, in pixels of the picture.
        pasted: Where masks go: the same window, but for the faithful mode at left and upper borders.
        side_px: Side of the square that the window is filled up to.
        box: Left, top, right and bottom in pixels of the window, float64, shape [4].
    """

    source: Window
    pasted: Window
    side_px: int
    box: NDArray[np.float64]


def plan_crops(
    boxes: NDArray[np.floating], height_px: int, width_px: int, zoom: CropZoom
) -> tuple[Crop, ...]:
    """Returns the window of each box.

    Args:
        boxes: Left, top, right and bottom in pixels of the picture, shape [N, 4].
        height_px: Height of the picture.
        width_px: Width of the picture.
        zoom: How windows are cut.

    Raises:
        InputError: A box lies outside the picture or is none.
    """
    plan = _plan_faithfully if zoom.faithful else _plan
    return tuple(
        plan(index, box, (height_px, width_px), zoom.crop_px)
        for index, box in enumerate(np.asarray(boxes, dtype=np.float64).reshape(-1, 4))
    )


def _plan_faithfully(index: int, box: NDArray[np.float64], size: tuple[int, int], crop_px: int) -> Crop:
    height_px, width_px = size
    (left, col_end), (top, row_end) = (
        _cut((box[axis] + box[axis + 2]) / 2, crop_px, length_px)
        for axis, length_px in enumerate((width_px, height_px))
    )
    if left >= col_end or top >= row_end:
        raise _outside(index)
    inner = np.clip(box - [left, top, left, top], 0, crop_px)
    return Crop(
        source=Window(left, top, col_end - left, row_end - top),
        pasted=Window(left, top, min(crop_px, width_px - left), min(crop_px, height_px - top)),
        side_px=crop_px,
        box=inner,
    )


def _cut(center: float, crop_px: int, length_px: int) -> tuple[int, int]:
    half = crop_px // 2
    return max(int(center - half), 0), min(int(center + half), length_px)


def _plan(index: int, box: NDArray[np.float64], size: tuple[int, int], crop_px: int) -> Crop:
    height_px, width_px = size
    limits = np.array([width_px, height_px, width_px, height_px], dtype=np.float64)
    inside = np.clip(box, 0, limits)
    is_box = np.isfinite(box).all() and box[0] <= box[2] and box[1] <= box[3]
    if not is_box or (box[:2] >= limits[:2]).any() or (box[2:] < 0).any():
        raise _outside(index)
    longest = max(inside[2] - inside[0], inside[3] - inside[1])
    side_px = max(crop_px, math.ceil(longest / _LARGEST_SHARE))
    (left, columns), (top, rows) = (
        _shift((inside[axis] + inside[axis + 2]) / 2, side_px, length_px)
        for axis, length_px in enumerate((width_px, height_px))
    )
    window = Window(left, top, columns, rows)
    return Crop(source=window, pasted=window, side_px=side_px, box=inside - [left, top, left, top])


def _shift(center: float, side_px: int, length_px: int) -> tuple[int, int]:
    """Returns the first pixel and the length of a window that lies inside the picture where it can."""
    start = min(max(math.floor(center - side_px / 2), 0), max(length_px - side_px, 0))
    return start, min(side_px, length_px - start)


def _outside(index: int) -> InputError:
    return InputError(
        f"The box {index + 1} does not lie in the picture", "Draw it around an object of the picture"
    )


def cut(picture: NDArray[np.uint8], crop: Crop) -> NDArray[np.uint8]:
    """Returns a window, filled up with black to its square, uint8, shape [3, p, p].

    Args:
        picture: uint8 RGB, shape [H, W, 3].
        crop: From `plan_crops`.
    """
    pixels = np.zeros((3, crop.side_px, crop.side_px), dtype=np.uint8)
    pixels[:, : crop.source.height, : crop.source.width] = _read(picture, crop.source).transpose(2, 0, 1)
    return pixels


def enlarge(picture: NDArray[np.uint8], crop: Crop, zoom: CropZoom) -> Tensor:
    """Returns what the model sees of a window, RGB in 0..255, float32, shape [3, h, w].

    It is as large as the model's frame, or smaller where the picture is smaller than the window: what is
    missing is filled up after normalising.
    """
    if zoom.faithful:
        return wrap(bicubic(torch.from_numpy(cut(picture, crop)).float(), zoom.zoom)).float()
    pixels = torch.from_numpy(np.ascontiguousarray(_read(picture, crop.source).transpose(2, 0, 1))).float()
    return bicubic(pixels, zoom.frame_px / crop.side_px).clamp(0, 255)


def enlarged_box(crop: Crop, zoom: CropZoom) -> NDArray[np.float64]:
    """Returns the box of a window in pixels of the model's frame, float64, shape [4]."""
    return crop.box * (zoom.frame_px / crop.side_px)


def wrap(values: Tensor) -> Tensor:
    """Returns numbers as uint8 the way x86 converts them: the fraction is cut off, then modulo 256."""
    return torch.remainder(values.trunc(), 256).to(torch.uint8)


def _read(picture: NDArray[np.uint8], window: Window) -> NDArray[np.uint8]:
    return picture[window.row_off : window.row_end, window.col_off : window.col_end]


def bicubic(pixels: Tensor, scale: float) -> Tensor:
    """Returns a picture [C, H, W] resized, float32; it may overshoot the range of its values."""
    size = tuple(max(1, round(length * scale)) for length in pixels.shape[-2:])
    enlarged = functional.interpolate(
        pixels.unsqueeze(0), size=size, mode="bicubic", align_corners=False, antialias=scale < 1
    )
    return enlarged[0]


def crop_mask(logits: Tensor, crop: Crop, zoom: CropZoom) -> NDArray[np.bool_]:
    """Returns the mask of a window's square, shape [p, p], from logits of the frame [4h, 4w].

    What lies in the filling is foreground only in the faithful mode.
    """
    size = (crop.side_px, crop.side_px)
    resized = functional.interpolate(logits[None, None].float(), size, mode="bilinear", align_corners=False)
    mask: NDArray[np.bool_] = (resized[0, 0] > 0).cpu().numpy()
    if not zoom.faithful:
        mask[crop.source.height :] = False
        mask[:, crop.source.width :] = False
    return mask


def paste(
    masks: Sequence[NDArray[np.generic]], crops: Sequence[Crop], height_px: int, width_px: int
) -> NDArray[np.uint8]:
    """Returns the union of windows' masks in the picture, 0 and 1, uint8, shape [H, W].

    Args:
        masks: Shape [p, p] each; what is not 0 is foreground.
        crops: Where they belong.
        height_px: Height of the picture.
        width_px: Width of the picture.
    """
    union = np.zeros((height_px, width_px), dtype=np.uint8)
    for mask, crop in zip(masks, crops, strict=True):
        where = crop.pasted
        union[where.row_off : where.row_end, where.col_off : where.col_end] |= (
            mask[: where.height, : where.width] != 0
        ).astype(np.uint8)
    return union
