"""Offers georefer-click as a prompt model, and reads and writes its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from ..device import Device
from ..errors import ModelError
from .bundle_config import CLICKS, CONFIG_NAME, WEIGHTS_NAME, read_config
from .bundle_files import write_bundle
from .checkpoints import file_hash, load_strictly, read_state_dict
from .click_net import ClickNet, ClickNetConfig, Prompts
from .interface import MaskCandidates, ModelCard, PointPrompts, TileEmbedding
from .prompt_adapter import PromptAdapter

# The deepest level of the network halves the picture so often.
GRID_PX = 32


class ClickPromptModel(PromptAdapter):
    """Runs georefer-click on one device.

    A tile is resized so that its longer side is the side that the network was trained on, as SAM does it.

    Args:
        model: In evaluation mode.
        card: Describes the model.
        device: From `choose_device`.
    """

    def __init__(self, model: ClickNet, card: ModelCard, device: Device) -> None:
        super().__init__(card, device.name, device.autocast_dtype)
        self._model = model.eval().to(self._device)

    @torch.inference_mode()
    def embed_tile(self, tile: NDArray[np.uint8]) -> TileEmbedding:
        """Returns the embedding of a tile of any size, uint8 RGB, shape [H, W, 3]."""
        pixels = self._pixels(tile)
        height, width = self._shown(tile.shape[0], tile.shape[1])
        pixels = self._normalised(pixels, height, width)
        pixels = functional.pad(pixels, (0, -width % GRID_PX, 0, -height % GRID_PX))
        with self._precision():
            features = self._model.embed(pixels)
        return TileEmbedding(features, tile.shape[0], tile.shape[1])

    @torch.inference_mode()
    def predict(
        self,
        embedding: TileEmbedding,
        points: PointPrompts | None = None,
        boxes: NDArray[np.float32] | None = None,
        masks: NDArray[np.float32] | None = None,
    ) -> MaskCandidates:
        """Returns one mask of each of N objects.

        Args:
            embedding: From `embed_tile`.
            points: Points of each object.
            boxes: Left, top, right and bottom of each object in pixels of the tile, shape [N, 4].
            masks: The refinable logits of an earlier answer for each object, shape [N, h, w].

        Raises:
            ValueError: There are neither points nor boxes.
        """
        if points is None and boxes is None:
            raise ValueError("there is neither a point nor a box")
        prompts = self._prompts(embedding, points, boxes, masks)
        with self._precision():
            logits, scores = self._model(embedding.features, prompts)
        height, width = self._shown(embedding.height_px, embedding.width_px)
        full = functional.interpolate(
            logits.float()[:, None], scale_factor=2.0, mode="bilinear", align_corners=False
        )
        size = (embedding.height_px, embedding.width_px)
        at_tile = functional.interpolate(
            full[..., :height, :width], size, mode="bilinear", align_corners=False
        )
        return MaskCandidates(
            at_tile.cpu().numpy(),
            scores.float()[:, None].cpu().numpy(),
            logits.float()[:, None].cpu().numpy(),
        )

    def _prompts(
        self,
        embedding: TileEmbedding,
        points: PointPrompts | None,
        boxes: NDArray[np.float32] | None,
        masks: NDArray[np.float32] | None,
    ) -> Prompts:
        count = len(points.xy_px) if points is not None else len(boxes if boxes is not None else ())
        height, width = self._shown(embedding.height_px, embedding.width_px)
        scale = torch.tensor([width / embedding.width_px, height / embedding.height_px], device=self._device)
        none = torch.full((count, 4), float("nan"), device=self._device)
        grid = embedding.features.half.shape[-2:]
        return Prompts(
            images=torch.zeros(count, dtype=torch.int64, device=self._device),
            xy_px=none.new_zeros(count, 0, 2) if points is None else self._tensor(points.xy_px) * scale,
            signs=none.new_zeros(count, 0).long() if points is None else self._tensor(points.signs),
            boxes=none if boxes is None else self._tensor(boxes).float() * scale.repeat(2),
            logits=none.new_full((count, *grid), float("nan")) if masks is None else self._tensor(masks),
        )

    def _shown(self, height_px: int, width_px: int) -> tuple[int, int]:
        """Returns height and width of a tile as the network sees it, before it is padded."""
        scale = self._card.input_size_px / max(height_px, width_px)
        return max(1, round(height_px * scale)), max(1, round(width_px * scale))


def save_click_model(folder: Path, model: ClickNet, facts: Mapping[str, Any]) -> Path:
    """Writes the folder of a click model and returns it.

    Args:
        folder: Made where it is missing.
        model: On any device.
        facts: `id`, `name`, `licence`, `gsd_range_m`, and `training` with what was done and measured.
    """
    content = {"facts": dict(facts), "network": model.config.to_json()}
    return write_bundle(folder, CLICKS, content, model.state_dict())


def load_click_model(folder: Path, device: Device) -> ClickPromptModel:
    """Loads georefer-click, or another model of its kind, from its folder.

    Raises:
        ModelError: A file is missing or damaged.
    """
    config = read_config(folder)
    weights = folder / WEIGHTS_NAME
    tensors = read_state_dict(weights)
    try:
        model = ClickNet(ClickNetConfig.from_json(config["network"]))
        facts = config["facts"]
        gsd_range_m = facts.get("gsd_range_m")
        card = ModelCard(
            id=facts["id"],
            name=facts["name"],
            weights_hash=file_hash(weights),
            input_size_px=model.config.image_size_px,
            gsd_range_m=None if gsd_range_m is None else (float(gsd_range_m[0]), float(gsd_range_m[1])),
            licence=facts["licence"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"The file {CONFIG_NAME} of the model {folder.name} cannot be understood",
            "Download or copy the model again",
            f"{folder}: {error!r}",
        ) from error
    load_strictly(model, tensors, f"{folder.name}/{WEIGHTS_NAME}")
    return ClickPromptModel(model, card, device)
