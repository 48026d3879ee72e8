"""ROS-SAM: SAM with LoRA in its image encoder and a decoder of higher quality, for small moving objects.

Source: ROS-SAM (Shan et al., CVPR 2025), as coded. `docs/models/ros-sam.md` lists where code and paper
differ, and what is repaired here. With weights of SAM or HQ-SAM it is SAM or HQ-SAM.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from .meta_sam import PIXEL_MEAN, PIXEL_STD, SamSizes, build_image_encoder, build_prompt_encoder
from .ros_sam_decoder import DecodedMasks, HqDecoder
from .ros_sam_lora import add_lora


class MaskSource(Enum):
    """Says which of the decoder's masks is the answer.

    `HQ` is ROS-SAM's answer, `SUM` (logits added) HQ-SAM's, `SAM` that of weights without a mask of
    higher quality.
    """

    HQ = "hq"
    SUM = "sum"
    SAM = "sam"


@dataclass(frozen=True)
class RosSamFeatures:
    """Holds what the encoder makes of pictures.

    Attributes:
        embedding: Shape [B, C, h, w].
        fine: What the decoder of higher quality looks at beside it, shape [B, C / 8, 4h, 4w]; None where the
            model answers with SAM's mask.
    """

    embedding: Tensor
    fine: Tensor | None

    def of(self, index: int) -> RosSamFeatures:
        """Returns the features of one picture."""
        chosen = slice(index, index + 1)
        return RosSamFeatures(self.embedding[chosen], None if self.fine is None else self.fine[chosen])


@dataclass(frozen=True)
class EncodedPrompts:
    """Holds the prompts of N objects as the decoder takes them.

    Attributes:
        sparse: Tokens of points and boxes, shape [N, n, C].
        dense: Mask prompts, shape [N, C, h, w].
    """

    sparse: Tensor
    dense: Tensor


class RosSam(nn.Module):
    """Predicts the masks of objects that points, boxes and masks point at.

    The slow verb runs once per picture (`encode`), the fast one once per prompt (`decode`).

    Args:
        sizes: Of SAM.
        lora_rank: Rank of trainable LoRA, or None where LoRA is folded in or absent.
        mask_source: Which mask is the answer.
    """

    def __init__(
        self, sizes: SamSizes, lora_rank: int | None = None, mask_source: MaskSource = MaskSource.HQ
    ) -> None:
        super().__init__()
        self.sizes = sizes
        self.mask_source = mask_source
        self.image_encoder: Any = build_image_encoder(sizes)
        self.prompt_encoder: Any = build_prompt_encoder(sizes)
        self.hq_decoder = HqDecoder(sizes)
        if lora_rank is not None:
            add_lora(self.image_encoder, lora_rank)

    def preprocess(self, picture: Tensor) -> Tensor:
        """Returns what the encoder sees of a picture, shape [1, 3, S, S].

        Normalised first, then filled up with zeros to the right and below: the order is part of the numbers.

        Args:
            picture: RGB in 0..255, shape [3, H, W], at most S x S.
        """
        side, (height, width) = self.sizes.image_size_px, picture.shape[-2:]
        mean, std = (torch.tensor(values, device=picture.device) for values in (PIXEL_MEAN, PIXEL_STD))
        pixels = (picture - mean.view(3, 1, 1)) / std.view(3, 1, 1)
        return functional.pad(pixels, (0, side - width, 0, side - height)).unsqueeze(0)

    def encode(self, pixels: Tensor) -> RosSamFeatures:
        """Returns the features of pictures [B, 3, S, S] from `preprocess`."""
        embedding, outputs = self.encode_all(pixels)
        if self.mask_source is MaskSource.SAM:
            return RosSamFeatures(embedding, None)
        # Early features are those of the first block with global attention.
        return RosSamFeatures(embedding, self.hq_decoder.fine_features(embedding, outputs[0]))

    def encode_all(self, pixels: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Returns the embedding and the outputs of all blocks with global attention, each [B, h, w, d]."""
        tokens = self.image_encoder.patch_embed(pixels) + self.image_encoder.pos_embed
        outputs = []
        for block in self.image_encoder.blocks:
            tokens = block(tokens)
            if block.window_size == 0:
                outputs.append(tokens)
        return self.image_encoder.neck(tokens.permute(0, 3, 1, 2)), outputs

    def position(self) -> Tensor:
        """Returns the position code of the embedding's grid, shape [1, C, h, w]."""
        code: Tensor = self.prompt_encoder.get_dense_pe()
        return code

    def prompt(
        self,
        points: tuple[Tensor, Tensor] | None = None,
        boxes: Tensor | None = None,
        masks: Tensor | None = None,
    ) -> EncodedPrompts:
        """Encodes the prompts of N objects in one picture.

        Coordinates are pixels of the picture that the encoder sees; (0, 0) is the centre of the first one.

        Args:
            points: x and y, float32, shape [N, n, 2], and signs, shape [N, n]: 1 is the object, 0 is not
                the object, -1 fills up.
            boxes: Left, top, right and bottom, float32, shape [N, 4].
            masks: Logits, float32, shape [N, 1, 4h, 4w].
        """
        sparse, dense = self.prompt_encoder(points=points, boxes=boxes, masks=masks)
        return EncodedPrompts(sparse, dense)

    def decode(
        self, features: RosSamFeatures, prompts: EncodedPrompts, plain_sam: bool = False
    ) -> DecodedMasks:
        """Decodes the prompts of N objects in one picture.

        Args:
            features: Of one picture.
            prompts: From `prompt`.
            plain_sam: Leaves out the mask of higher quality, so that SAM's masks are exactly SAM's.
        """
        decoded: DecodedMasks = self.hq_decoder(
            features.embedding,
            self.position(),
            prompts.sparse,
            prompts.dense,
            None if plain_sam else features.fine,
        )
        return decoded

    def answer_of(self, decoded: DecodedMasks) -> Tensor:
        """Returns mask logits, shape [N, M, 4h, 4w]: the answer first, then the alternatives.

        The answer stands where SAM's first mask stood, and so does its predicted IoU.
        """
        if decoded.hq is None or self.mask_source is MaskSource.SAM:
            return decoded.sam
        first = decoded.hq if self.mask_source is MaskSource.HQ else decoded.hq + decoded.sam[:, :1]
        return torch.cat([first, decoded.sam[:, 1:]], dim=1)
