"""Offers ROS-SAM, and SAM and HQ-SAM with it, as a prompt model: numpy in, numpy out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from .checkpoints import file_hash
from .interface import MaskCandidates, ModelCard, PointPrompts, TileEmbedding
from .prompt_adapter import PromptAdapter
from .ros_sam import RosSam, RosSamFeatures
from .ros_sam_checkpoints import find_weights, load_ros_sam
from .ros_sam_crops import bicubic


class RosSamPromptModel(PromptAdapter):
    """Runs a ROS-SAM on one device.

    A tile is resized so that its longer side fills the model's frame: small objects want small tiles. The
    published way is a tile of half the frame around the object.

    Args:
        model: Moved to the device.
        card: Describes the model; its input size is the side of the model's frame.
        device: Such as "cpu" or "cuda:0".
        autocast_dtype: Half-precision type for the image encoder, or None for float32. Prompts are always
            decoded in float32: that is cheap, and small objects live on it.
    """

    def __init__(
        self,
        model: RosSam,
        card: ModelCard,
        device: str = "cpu",
        autocast_dtype: torch.dtype | None = None,
    ) -> None:
        if card.input_size_px != model.sizes.image_size_px:
            raise ValueError(f"a card of {card.input_size_px} px is not of this model")
        super().__init__(card, device, autocast_dtype)
        self._model = model.eval().to(self._device)

    @torch.inference_mode()
    def embed_tile(self, tile: NDArray[np.uint8]) -> TileEmbedding:
        """Returns the embedding of a tile of any size, uint8 RGB, shape [H, W, 3]."""
        pixels = self._pixels(tile)
        scale = self._scale(*tile.shape[:2])
        # Bicubic values overshoot; as bytes they would wrap around.
        framed = self._model.preprocess(bicubic(pixels, scale).clamp(0, 255))
        with self._precision():
            features = self._model.encode(framed)
        fine = None if features.fine is None else features.fine.float()
        kept = RosSamFeatures(features.embedding.float(), fine)
        return TileEmbedding(kept, tile.shape[0], tile.shape[1])

    @torch.inference_mode()
    def predict(
        self,
        embedding: TileEmbedding,
        points: PointPrompts | None = None,
        boxes: NDArray[np.float32] | None = None,
        masks: NDArray[np.float32] | None = None,
    ) -> MaskCandidates:
        """Returns the masks of N objects; every prompt that is given has N entries.

        Args:
            embedding: From `embed_tile`.
            points: Points of each object.
            boxes: Left, top, right and bottom of each object in pixels of the tile, shape [N, 4].
            masks: One of the refinable logits of an earlier answer for each object, shape [N, h, w].
        """
        if points is None and boxes is None and masks is None:
            raise ValueError("there is no prompt")
        scale = self._scale(embedding.height_px, embedding.width_px)
        prompts = self._model.prompt(
            None if points is None else self._points(points, scale),
            None if boxes is None else self._frame(boxes, scale),
            None if masks is None else self._float(masks).unsqueeze(1),
        )
        decoded = self._model.decode(embedding.features, prompts)
        logits = self._model.answer_of(decoded)
        return MaskCandidates(
            logits=self._at_tile(logits, embedding).cpu().numpy(),
            scores=decoded.predicted_iou.cpu().numpy(),
            refinable=logits.cpu().numpy(),
        )

    def _points(self, points: PointPrompts, scale: float) -> tuple[Tensor, Tensor]:
        return self._frame(points.xy_px, scale), torch.from_numpy(np.asarray(points.signs)).to(self._device)

    def _frame(self, coordinates: NDArray[np.float32], scale: float) -> Tensor:
        """Returns coordinates in the model's frame, where (0, 0) is the centre of the first pixel."""
        return self._float(coordinates) * scale - 0.5

    def _float(self, values: NDArray[np.float32]) -> Tensor:
        return torch.from_numpy(np.asarray(values, dtype=np.float32)).to(self._device)

    def _scale(self, height_px: int, width_px: int) -> float:
        return self._card.input_size_px / max(height_px, width_px)

    def _at_tile(self, logits: Tensor, embedding: TileEmbedding) -> Tensor:
        """Returns logits [N, K, h, w] at the tile's resolution, without what the frame was filled up with."""
        side, size = self._card.input_size_px, (embedding.height_px, embedding.width_px)
        scale = self._scale(*size)
        height, width = (max(1, round(length_px * scale)) for length_px in size)
        framed = functional.interpolate(logits, (side, side), mode="bilinear", align_corners=False)
        valid = framed[..., :height, :width]
        return functional.interpolate(valid, size, mode="bilinear", align_corners=False)


def load_prompt_model(
    path: Path, device: str = "cpu", autocast_dtype: torch.dtype | None = None
) -> RosSamPromptModel:
    """Loads SAM, HQ-SAM or ROS-SAM from one file, or from a folder with the files of one model.

    Raises:
        ModelError: Something is missing, damaged or does not fit.
    """
    model = load_ros_sam(path)
    digests = [file_hash(file) for file in find_weights(path)]
    name = path.name if path.is_dir() else path.stem
    card = ModelCard(
        id=name,
        name=name,
        weights_hash=digests[0]
        if len(digests) == 1
        else hashlib.sha256("".join(digests).encode()).hexdigest(),
        input_size_px=model.sizes.image_size_px,
    )
    return RosSamPromptModel(model, card, device, autocast_dtype)
