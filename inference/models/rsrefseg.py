"""RSRefSeg: a CLIP tower with words, an AttnPrompter, and SAM.

Source: RSRefSeg (Chen et al., 2025), as coded. Sizes come from a configuration. The published sizes use
transformers' SAM and SigLIP; `georefer-tiny` uses small convolutional image towers in their places.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import SamConfig, SamVisionConfig, SiglipTextConfig, SiglipVisionConfig
from transformers.models.sam.modeling_sam import (
    SamPositionalEmbedding,
    SamPromptEncoder,
    SamVisionEncoder,
)
from transformers.models.siglip.modeling_siglip import SiglipTextModel, SiglipVisionModel

from .attn_prompter import Agreement, AttnPrompter, agree, grid_position
from .conv_encoders import (
    ConvClipConfig,
    ConvClipEncoder,
    ConvSamConfig,
    ConvSamEncoder,
    SamFeatures,
    repeat_images,
)
from .mask_decoder import SkipMaskDecoder

SAM_MEAN = (0.485, 0.456, 0.406)
SAM_STD = (0.229, 0.224, 0.225)


@dataclass(frozen=True)
class RSRefSegConfig:
    """Holds every size that is needed to build the model.

    Attributes:
        sam: Keyword arguments of transformers' `SamConfig` (vision, prompt encoder, mask decoder).
        text: Keyword arguments of `SiglipTextConfig`.
        vision: Keyword arguments of `SiglipVisionConfig`; unused with `conv_clip`.
        image_size_px: Side of the square picture that the model sees.
        down_spatial_times: Stride-2 convolutions of the prompter.
        phrase_tokens: Whether the pooled phrase and its words join the sparse prompts as tokens of
            their own. The published model has no such tokens; the small one needs them.
        conv_sam: Sizes of the convolutional SAM encoder, or None for transformers' ViT.
        conv_clip: Sizes of the convolutional CLIP encoder, or None for transformers' ViT.
    """

    sam: dict[str, Any]
    text: dict[str, Any]
    image_size_px: int
    vision: dict[str, Any] = field(default_factory=dict)
    down_spatial_times: int = 2
    phrase_tokens: bool = False
    conv_sam: ConvSamConfig | None = None
    conv_clip: ConvClipConfig | None = None

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> RSRefSegConfig:
        """Reads a configuration from the object stored in `config.json`."""
        known = dict(values)
        for name, kind in (("conv_sam", ConvSamConfig), ("conv_clip", ConvClipConfig)):
            if known.get(name) is not None:
                sizes = {key: tuple(v) if isinstance(v, list) else v for key, v in known[name].items()}
                known[name] = kind(**sizes)
        return cls(**known)

    def to_json(self) -> dict[str, Any]:
        """Returns the configuration as an object that JSON can hold."""
        return asdict(self)


@dataclass(frozen=True)
class PhraseFeatures:
    """Holds what the text tower says of phrases.

    Attributes:
        words: Word features T, shape [P, L, D].
        pooled: Pooled phrases g, shape [P, D].
    """

    words: Tensor
    pooled: Tensor


class _Backbone(nn.Module):
    def __init__(self, config: RSRefSegConfig, vision_config: SamVisionConfig) -> None:
        super().__init__()
        if config.conv_sam is not None:
            self.model: nn.Module = ConvSamEncoder(config.conv_sam)
        else:
            self.model = SamVisionEncoder(vision_config)
        self.shared_image_embedding = SamPositionalEmbedding(vision_config)


class _Wrapped(nn.Module):
    """Adds the level `model.` that the published key names have."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model


class _TextTower(_Wrapped):
    def __init__(self, model: nn.Module) -> None:
        super().__init__(model)
        self.logit_scale = nn.Parameter(torch.tensor([2.3]))
        self.logit_bias = nn.Parameter(torch.tensor([-3.0]))


class RSRefSeg(nn.Module):
    """Predicts the mask of what a phrase refers to.

    The slow verbs run once per image (`look`, `embed`), the fast ones once per phrase (`predict`).
    """

    def __init__(self, config: RSRefSegConfig) -> None:
        super().__init__()
        self.config = config
        sam = SamConfig(**config.sam, attn_implementation="sdpa")
        text = SiglipTextConfig(**config.text)
        self.backbone = _Backbone(config, sam.vision_config)
        if config.conv_clip is not None:
            vision: nn.Module = ConvClipEncoder(config.conv_clip)
            vision_width = config.conv_clip.output_channels
            self.clip_size_px = config.image_size_px
        else:
            vision_config = SiglipVisionConfig(**config.vision)
            vision = SiglipVisionModel(vision_config)
            vision_width = vision_config.hidden_size
            self.clip_size_px = vision_config.image_size
        self.clip_vision_encoder = _Wrapped(vision)
        self.clip_text_encoder = _TextTower(SiglipTextModel(text))
        self.sam_prompt_encoder = _Wrapped(SamPromptEncoder(sam))
        self.sam_mask_decoder = _Wrapped(SkipMaskDecoder(sam.mask_decoder_config))
        prompt_width = sam.mask_decoder_config.hidden_size
        self.prompter = AttnPrompter(vision_width, prompt_width, config.down_spatial_times)
        self.phrase_projection = nn.Linear(text.hidden_size, prompt_width) if config.phrase_tokens else None
        self.register_buffer("sam_mean", torch.tensor(SAM_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("sam_std", torch.tensor(SAM_STD).view(1, 3, 1, 1), persistent=False)

    def read(self, input_ids: Tensor) -> PhraseFeatures:
        """Encodes phrases.

        Args:
            input_ids: Token ids, shape [P, L], int64. There is no attention mask in the published
                code, so a padded batch gives other numbers than single phrases.
        """
        output = self.clip_text_encoder.model(input_ids=input_ids)
        return PhraseFeatures(words=output.last_hidden_state, pooled=output.pooler_output)

    def clip_pixels(self, images: Tensor) -> Tensor:
        """Returns what the CLIP tower sees of images with RGB in 0..1, shape [B, 3, C, C]."""
        # Normalise first, then resize without antialiasing: the order is part of the published numbers.
        pixels = (images - 0.5) / 0.5
        size = (self.clip_size_px, self.clip_size_px)
        if pixels.shape[-2:] == size:
            return pixels
        return functional.interpolate(pixels, size=size, mode="bilinear", align_corners=False)

    def look(self, images: Tensor) -> Tensor:
        """Returns the patch features V of images, shape [B, D, k, k].

        Args:
            images: RGB in 0..1, shape [B, 3, S, S].
        """
        pixels = self.clip_pixels(images)
        if self.config.conv_clip is not None:
            features: Tensor = self.clip_vision_encoder.model(pixels)
            return features
        patches: Tensor = self.clip_vision_encoder.model(pixel_values=pixels).last_hidden_state
        side = round(patches.shape[1] ** 0.5)
        return patches.transpose(1, 2).unflatten(2, (side, side))

    def embed(self, images: Tensor) -> SamFeatures:
        """Returns SAM's features of images with RGB in 0..1, shape [B, 3, S, S]."""
        pixels = (images - self.sam_mean) / self.sam_std
        if self.config.conv_sam is not None:
            features: SamFeatures = self.backbone.model(pixels)
            return features
        return SamFeatures(self.backbone.model(pixels).last_hidden_state)

    def agreement(self, vision: Tensor, phrases: PhraseFeatures) -> Agreement:
        """Returns how locations agree with phrases; entry i of both belong together."""
        tower = self.clip_text_encoder
        return agree(vision, phrases.words, phrases.pooled, tower.logit_scale.exp(), tower.logit_bias)

    def global_logits(self, vision: Tensor, pooled: Tensor) -> Tensor:
        """Returns how every location agrees with every phrase as a whole, shape [B, P, k, k].

        Args:
            vision: From `look`, shape [B, D, k, k].
            pooled: Pooled phrases, shape [P, D].
        """
        tower = self.clip_text_encoder
        directions = vision / vision.norm(dim=1, keepdim=True)
        phrases = pooled / pooled.norm(dim=-1, keepdim=True)
        cosines = torch.einsum("bdhw,pd->bphw", directions, phrases)
        return cosines * tower.logit_scale.exp() + tower.logit_bias

    def sparse_prompts(self, fused: Tensor, phrases: PhraseFeatures) -> Tensor:
        """Returns the sparse prompt tokens, shape [B, n, C]."""
        gaussian = self.sam_prompt_encoder.model.shared_embedding.positional_embedding
        tokens = self.prompter.sparse_tokens(fused, grid_position(gaussian, *fused.shape[-2:]))
        if self.phrase_projection is None:
            return tokens
        own = torch.cat([phrases.pooled.unsqueeze(1), phrases.words], dim=1)
        return torch.cat([tokens, self.phrase_projection(own)], dim=1)

    def dense_prompt(self, agreement: Agreement, features: SamFeatures) -> tuple[Tensor, Tensor]:
        """Returns the mask prompt [B, 1, 4h, 4w] and the dense prompt made of it [B, C, h, w]."""
        height, width = features.embedding.shape[-2:]
        mask_prompt = functional.interpolate(
            agreement.global_logits.unsqueeze(1),
            size=(4 * height, 4 * width),
            mode="bilinear",
            align_corners=False,
        )
        return mask_prompt, self.sam_prompt_encoder.model.mask_embed(mask_prompt)

    def image_position(self, features: SamFeatures) -> Tensor:
        """Returns the position code of the embedding's grid, shape [1, C, h, w]."""
        gaussian = self.backbone.shared_image_embedding.positional_embedding
        return grid_position(gaussian, *features.embedding.shape[-2:])

    def predict(
        self, vision: Tensor, features: SamFeatures, phrases: PhraseFeatures, phrases_per_image: int = 1
    ) -> tuple[Tensor, Agreement]:
        """Predicts one mask per pair of image and phrase.

        Args:
            vision: From `look`, shape [B, D, k, k].
            features: From `embed`, B entries.
            phrases: N = B * phrases_per_image entries, those of the first image first.
            phrases_per_image: Number of phrases that each image is asked for.

        Returns:
            Mask logits [N, 1, 4h, 4w], before any resizing, and the agreement.
        """
        projected = repeat_images(self.prompter.project(vision), phrases_per_image)
        vision = repeat_images(vision, phrases_per_image)
        features = features.repeat(phrases_per_image)
        agreement = self.agreement(vision, phrases)
        fused = self.prompter.fuse(projected, agreement)
        sparse = self.sparse_prompts(fused, phrases)
        _, dense = self.dense_prompt(agreement, features)
        decoder = self.sam_mask_decoder.model
        logits, _ = decoder.predict(features, self.image_position(features), sparse, dense)
        return logits, agreement
