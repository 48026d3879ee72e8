"""Offers SAM 2.1, in Meta's layout or that of transformers, as a prompt model for single pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ..device import Device
from ..errors import ModelError
from .checkpoints import read_state_dict
from .clip_loading import hash_of
from .from_weights import model_from_weights
from .interface import MaskCandidates, ModelCard, PointPrompts, TileEmbedding
from .prompt_adapter import PromptAdapter
from .recognising import recognise
from .rsrefseg2_keys import from_sam2

_POSITIONS = "vision_encoder.backbone.pos_embed"
# Width of the first stage and number of blocks -> heads, blocks of the stages, windows, global blocks.
_PUBLISHED: Mapping[tuple[int, int], tuple[int, list[int], list[int], list[int]]] = {
    (96, 12): (1, [1, 2, 7, 2], [8, 4, 14, 7], [5, 7, 9]),
    (96, 16): (1, [1, 2, 11, 2], [8, 4, 14, 7], [7, 10, 13]),
    (112, 24): (2, [2, 3, 16, 3], [8, 4, 14, 7], [12, 16, 20]),
    (144, 48): (2, [2, 6, 36, 4], [8, 4, 16, 8], [23, 33, 43]),
}


class Sam2PromptModel(PromptAdapter):
    """Runs a SAM 2.1 on one device; what it knows of videos is not loaded.

    A tile is stretched to the square that the model sees, as its authors do.

    Args:
        model: transformers' Sam2Model.
        card: Describes the model; its input size is the side of the square.
        device: From `choose_device`.
    """

    def __init__(self, model: Any, card: ModelCard, device: Device) -> None:  # noqa: ANN401
        super().__init__(card, device.name, device.autocast_dtype)
        self._model: Any = model.eval().to(self._device)

    @torch.inference_mode()
    def embed_tile(self, tile: NDArray[np.uint8]) -> TileEmbedding:
        """Returns the embedding of a tile of any size, uint8 RGB, shape [H, W, 3]."""
        side = self._card.input_size_px
        pixels = self._normalised(self._pixels(tile), side, side)
        with self._precision():
            levels = self._model.get_image_embeddings(pixels)
        return TileEmbedding([level.float() for level in levels], tile.shape[0], tile.shape[1])

    @torch.inference_mode()
    def predict(
        self,
        embedding: TileEmbedding,
        points: PointPrompts | None = None,
        boxes: NDArray[np.float32] | None = None,
        masks: NDArray[np.float32] | None = None,
    ) -> MaskCandidates:
        """Returns three masks of each of N objects, the one that the model trusts most first.

        Args:
            embedding: From `embed_tile`.
            points: Points of each object.
            boxes: Left, top, right and bottom of each object in pixels of the tile, shape [N, 4].
            masks: One of the refinable logits of an earlier answer for each object, shape [N, h, w].
        """
        given = [
            prompt
            for prompt in (None if points is None else points.xy_px, boxes, masks)
            if prompt is not None
        ]
        if not given:
            raise ValueError("there is no prompt")
        count = len(given[0])
        # Mask prompts belong to pictures, not to objects: every object gets the picture once more.
        answer = self._model(
            image_embeddings=[level.expand(count, -1, -1, -1) for level in embedding.features],
            input_points=None if points is None else self._frame(points.xy_px, embedding).unsqueeze(1),
            input_labels=None if points is None else self._tensor(points.signs).int().unsqueeze(1),
            input_boxes=None
            if boxes is None
            else self._frame(boxes.reshape(-1, 2, 2), embedding).flatten(1).unsqueeze(1),
            input_masks=None if masks is None else self._tensor(masks).float().unsqueeze(1),
            multimask_output=True,
        )
        scores, order = answer.iou_scores[:, 0].sort(dim=1, descending=True, stable=True)
        logits = answer.pred_masks[:, 0].gather(
            1, order[..., None, None].expand(-1, -1, *answer.pred_masks.shape[-2:])
        )
        size = (embedding.height_px, embedding.width_px)
        at_tile = functional.interpolate(logits, size, mode="bilinear", align_corners=False)
        return MaskCandidates(at_tile.cpu().numpy(), scores.cpu().numpy(), logits.cpu().numpy())

    def _frame(self, coordinates: NDArray[np.float32], embedding: TileEmbedding) -> Tensor:
        """Returns x and y, shape [..., 2], in the model's square, where (0, 0) is the centre of a pixel."""
        side = self._card.input_size_px
        scale = torch.tensor([side / embedding.width_px, side / embedding.height_px], device=self._device)
        return self._tensor(coordinates).float() * scale - 0.5


def sam2_sizes(tensors: Mapping[str, Tensor]) -> dict[str, Any]:
    """Returns the configuration of a published SAM 2.1 from its weights, named as in transformers.

    Raises:
        ModelError: They have none of the published sizes.
    """
    stem = "vision_encoder.backbone.blocks."
    blocks = {key[len(stem) :].partition(".")[0] for key in tensors if key.startswith(stem)}
    positions = tensors.get(_POSITIONS)
    width = 0 if positions is None else positions.shape[1]
    published = _PUBLISHED.get((width, len(blocks)))
    if positions is None or published is None:
        raise ModelError(
            "The weights have the size of no published SAM 2.1",
            "Choose SAM 2.1 Hiera-T, S, B+ or L, or a folder of transformers with its config.json",
            f"{len(blocks)} blocks, the first {width} wide",
        )
    heads, stages, windows, far = published
    widths = [width * 2**stage for stage in range(4)]
    backbone = {
        "model_type": "sam2_hiera_det_model",
        "hidden_size": width,
        "num_attention_heads": heads,
        "blocks_per_stage": stages,
        "embed_dim_per_stage": widths,
        "num_attention_heads_per_stage": [heads * 2**stage for stage in range(4)],
        "window_size_per_stage": windows,
        "global_attention_blocks": far,
        "window_positional_embedding_background_size": list(positions.shape[-2:]),
    }
    vision = {"backbone_config": backbone, "backbone_channel_list": widths[::-1]}
    return {"vision_config": vision, "prompt_encoder_config": {}, "mask_decoder_config": {}}


def load_sam2(path: Path, device: Device, sizes: Mapping[str, Any] | None = None) -> Sam2PromptModel:
    """Loads a SAM 2.1 from a file or folder.

    Args:
        path: Meta's checkpoint, or a folder of transformers.
        device: From `choose_device`.
        sizes: `vision_config`, `prompt_encoder_config` and `mask_decoder_config`; None: as the weights say.

    Raises:
        ModelError: Something is missing, damaged or does not fit.
    """
    from transformers.models.sam2.configuration_sam2 import Sam2Config
    from transformers.models.sam2.modeling_sam2 import Sam2Model

    found = recognise(path)
    raw: dict[str, Tensor] = {}
    for file in found.weights:
        raw.update(read_state_dict(file))
    tensors = from_sam2(raw)
    values = dict(sizes or sam2_sizes(tensors))
    values["vision_config"] = {"model_type": "sam2_vision_model", **values["vision_config"]}
    config: Any = Sam2Config(**values)
    model = model_from_weights(lambda: Sam2Model(config), tensors, found.weights[0].name)
    name = found.root.name if path.is_dir() else path.stem
    card = ModelCard(name, name, hash_of(found.weights), int(config.prompt_encoder_config.image_size))
    return Sam2PromptModel(model, card, device)
