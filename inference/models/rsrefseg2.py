"""RSRefSeg 2: SigLIP 2 reads and looks, a cascaded prompter asks, SAM 2.1 draws.

Source: RSRefSeg 2 (Chen et al., 2025), as coded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from .attn_prompter import full_precision, grid_position, unit
from .conv_encoders import SamFeatures
from .rsrefseg import SAM_MEAN, SAM_STD, PhraseFeatures
from .rsrefseg2_prompter import CascadedPrompter, CascadedPrompts
from .rsrefseg2_sizes import RSRefSeg2Config
from .siglip_text import SiglipTextSizes, SiglipTextTower
from .vit_encoders import encode, siglip_vit


class _VisionTower(nn.Module):
    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__()
        self.model = siglip_vit(values)


class _TextTower(nn.Module):
    def __init__(self, sizes: SiglipTextSizes) -> None:
        super().__init__()
        self.model = SiglipTextTower(sizes)
        self.logit_scale = nn.Parameter(torch.tensor([4.7]))
        self.logit_bias = nn.Parameter(torch.tensor([-16.0]))


class RSRefSeg2(nn.Module):
    """Predicts the mask of what a phrase refers to.

    The slow verbs run once per image (`look`, `embed`), the fast ones once per phrase (`ask`, `decode`).
    """

    def __init__(self, config: RSRefSeg2Config) -> None:
        super().__init__()
        self.config = config
        self.backbone = _sam2(config.sam, config.falls_back)
        self.clip_vision_encoder = _VisionTower(config.vision)
        self.clip_text_encoder = _TextTower(SiglipTextSizes.from_json(config.text))
        self.prompter = CascadedPrompter(config.prompter)
        self.clip_size_px = int(config.vision["image_size"])

    def read(self, input_ids: Tensor) -> PhraseFeatures:
        """Encodes phrases.

        Args:
            input_ids: Token ids, shape [P, L], int64. Pads count as words, so phrases are best read alone.
        """
        words, pooled = self.clip_text_encoder.model(input_ids)
        return PhraseFeatures(words=words, pooled=pooled)

    def look(self, images: Tensor) -> Tensor:
        """Returns the patch features V of images in row order, shape [B, k * k, D].

        Args:
            images: RGB in 0..1, shape [B, 3, S, S].
        """
        # Normalise first, then resize without antialiasing: the order is part of the published numbers.
        size = (self.clip_size_px, self.clip_size_px)
        pixels = (images - 0.5) / 0.5
        if pixels.shape[-2:] != size:
            pixels = nn.functional.interpolate(pixels, size=size, mode="bilinear", align_corners=False)
        return encode(self.clip_vision_encoder.model, pixels)

    def embed(self, images: Tensor) -> SamFeatures:
        """Returns SAM's features of images with RGB in 0..1, shape [B, 3, S, S]."""
        mean, std = (images.new_tensor(values).view(1, 3, 1, 1) for values in (SAM_MEAN, SAM_STD))
        levels = self.backbone.vision_encoder((images - mean) / std).fpn_hidden_states
        decoder = self.backbone.mask_decoder
        # SAM 2 expects memories of earlier frames; this stands for having none.
        embedding = levels[2] + self.backbone.no_memory_embedding.view(1, -1, 1, 1)
        return SamFeatures(embedding, decoder.conv_s1(levels[1]), decoder.conv_s0(levels[0]))

    def ask(self, vision: Tensor, phrases: PhraseFeatures) -> CascadedPrompts:
        """Returns prompts for phrases in images, entry i of both belonging together."""
        prompts: CascadedPrompts = self.prompter(vision, phrases.words)
        return prompts

    def grid_logits(self, prompts: CascadedPrompts, phrases: PhraseFeatures) -> Tensor:
        """Returns how every cell agrees with its phrase, shape [B, k, k]; cheaper than a mask prompt."""
        with full_precision(prompts.picture):
            directions = unit(prompts.picture.float(), dim=1)
            cosines = torch.einsum("bdhw,bd->bhw", directions, unit(phrases.pooled.float(), dim=-1))
            return self._scaled(cosines)

    def mask_prompt(self, prompts: CascadedPrompts, phrases: PhraseFeatures) -> Tensor:
        """Returns the mask prompt, logits, shape [B, 1, m, m]."""
        return self._scaled(self.prompter.mask_prompt(prompts.picture, phrases.pooled))

    def _scaled(self, cosines: Tensor) -> Tensor:
        tower = self.clip_text_encoder
        return cosines * tower.logit_scale.exp() + tower.logit_bias

    def decode(self, features: SamFeatures, prompts: CascadedPrompts, mask_prompt: Tensor) -> Tensor:
        """Returns mask logits at four times the grid of the embedding, shape [B, 1, 4h, 4w]."""
        dense = self.backbone.prompt_encoder.mask_embed(mask_prompt)
        gaussian = self.backbone.shared_image_embedding.positional_embedding
        position = grid_position(gaussian, *features.embedding.shape[-2:])
        masks, *_ = self.backbone.mask_decoder(
            image_embeddings=features.embedding,
            image_positional_embeddings=position.expand(len(dense), -1, -1, -1),
            sparse_prompt_embeddings=prompts.sparse.unsqueeze(1),
            dense_prompt_embeddings=dense,
            multimask_output=False,
            high_resolution_features=[features.half, features.quarter],
        )
        logits: Tensor = masks.squeeze(1)
        return logits

    def predict(self, vision: Tensor, features: SamFeatures, phrases: PhraseFeatures) -> Tensor:
        """Returns mask logits, shape [B, 1, 4h, 4w], before any resizing; entry i of all belong together."""
        prompts = self.ask(vision, phrases)
        return self.decode(features, prompts, self.mask_prompt(prompts, phrases))


def _sam2(values: Mapping[str, Any], falls_back: bool) -> Any:  # noqa: ANN401
    """Returns SAM 2.1 from transformers, which is imported only now."""
    from transformers.models.sam2.configuration_sam2 import Sam2Config
    from transformers.models.sam2.modeling_sam2 import Sam2Model

    decoder = {**values["mask_decoder_config"], "dynamic_multimask_via_stability": falls_back}
    vision = {"model_type": "sam2_vision_model", **values["vision_config"]}
    return Sam2Model(Sam2Config(**{**values, "vision_config": vision, "mask_decoder_config": decoder}))
