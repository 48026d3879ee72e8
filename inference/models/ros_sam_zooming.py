"""Segments boxed objects of a picture one by one, each in an enlarged window of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..geo.tiling import Window
from .ros_sam import RosSam
from .ros_sam_crops import Crop, CropZoom, crop_mask, enlarge, enlarged_box, plan_crops


@dataclass(frozen=True)
class ZoomedObject:
    """Holds what was found for one box.

    Attributes:
        crop: The window.
        crop_mask: The answer in the window's square, shape [p, p].
        sam_crop_mask: SAM's own mask there.
        score: The model's own guess of the IoU.
        logits: The answer in the model's frame, at a quarter of its resolution, float32, shape [4h, 4w].
    """

    crop: Crop
    crop_mask: NDArray[np.bool_]
    sam_crop_mask: NDArray[np.bool_]
    score: float
    logits: NDArray[np.float32]

    @property
    def window(self) -> Window:
        """Returns where the mask lies in the picture."""
        return self.crop.pasted

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Returns the mask of the window, shape [height, width]."""
        return self.crop_mask[: self.window.height, : self.window.width]


def default_zoom(model: RosSam, faithful: bool = False) -> CropZoom:
    """Returns the published way of cutting windows: half as large as the model's frame."""
    return CropZoom(model.sizes.image_size_px // 2, 2, faithful)


@torch.inference_mode()
def segment_boxes(
    model: RosSam, picture: NDArray[np.uint8], boxes: NDArray[np.floating], zoom: CropZoom | None = None
) -> tuple[ZoomedObject, ...]:
    """Segments one object per box.

    Args:
        model: In evaluation mode.
        picture: uint8 RGB, shape [H, W, 3].
        boxes: Left, top, right and bottom in pixels, shape [N, 4].
        zoom: How windows are cut; `default_zoom` when None.

    Raises:
        InputError: A box lies outside the picture or is none.
    """
    chosen = zoom or default_zoom(model)
    if chosen.frame_px != model.sizes.image_size_px:
        raise ValueError(f"windows of {chosen.frame_px} px do not fit {model.sizes.image_size_px} px")
    crops = plan_crops(boxes, picture.shape[0], picture.shape[1], chosen)
    return tuple(_segment(model, picture, crop, chosen) for crop in crops)


def _segment(model: RosSam, picture: NDArray[np.uint8], crop: Crop, zoom: CropZoom) -> ZoomedObject:
    device = model.position().device
    pixels = model.preprocess(enlarge(picture, crop, zoom).to(device))
    box = torch.from_numpy(enlarged_box(crop, zoom)).to(device, torch.float32)
    features, prompts = model.encode(pixels), model.prompt(boxes=box.view(1, 4))
    decoded = model.decode(features, prompts)
    answer: Tensor = model.answer_of(decoded)[0, 0]
    return ZoomedObject(
        crop=crop,
        crop_mask=crop_mask(answer, crop, zoom),
        sam_crop_mask=crop_mask(decoded.sam[0, 0], crop, zoom),
        score=float(decoded.predicted_iou[0, 0]),
        logits=answer.float().cpu().numpy(),
    )
