"""RSRefSeg: a CLIP tower with words, an AttnPrompter, and SAM.

Source: RSRefSeg (Chen et al., 2025), as coded. Sizes come from a configuration. The published sizes use
transformers' image towers of SAM and SigLIP; `georefer-tiny` has small convolutional ones in their places.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attn_prompter import Agreement, AttnPrompter, agree, full_precision, grid_position, unit
from .conv_encoders import (
    ConvClipConfig,
    ConvClipEncoder,
    ConvSamConfig,
    ConvSamEncoder,
    SamFeatures,
    repeat_images,
)
from .mask_decoder import SkipMaskDecoder
from .sam_parts import MaskDecoderSizes, PositionMatrix, PromptEncoder, PromptEncoderSizes, sizes_from
from .siglip_text import SiglipTextSizes, SiglipTextTower
from .vit_encoders import encode, sam_vit, siglip_vit

SAM_MEAN = (0.485, 0.456, 0.406)
SAM_STD = (0.229, 0.224, 0.225)


@dataclass(frozen=True)
class RSRefSegConfig:
    """Holds every size that is needed to build the model.

    Attributes:
        sam: The `vision_config`, `prompt_encoder_config` and `mask_decoder_config` of SAM.
        text: The `text_config` of SigLIP.
        vision: The `vision_config` of SigLIP; unused with `conv_clip`.
        image_size_px: Side of the square picture that the model sees.
        down_spatial_times: Stride-2 convolutions of the prompter.
        phrase_tokens: Whether the pooled phrase and its words join the sparse prompts as tokens of
            their own. The published model has no such tokens; the small one needs them.
        residual_prompt: Whether the decoder's mask is added to the mask prompt instead of replacing it. The
            published model replaces it; the small one learns far faster when it only has to refine.
        conv_sam: Sizes of the convolutional SAM encoder, or None for transformers' ViT.
        conv_clip: Sizes of the convolutional CLIP encoder, or None for transformers' ViT.
    """

    sam: dict[str, Any]
    text: dict[str, Any]
    image_size_px: int
    vision: dict[str, Any] = field(default_factory=dict)
    down_spatial_times: int = 2
    phrase_tokens: bool = False
    residual_prompt: bool = False
    conv_sam: ConvSamConfig | None = None
    conv_clip: ConvClipConfig | None = None

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> RSRefSegConfig:
        """Reads a configuration from the object stored in `config.json`."""
        known = dict(values)
        for name, kind in (("conv_sam", ConvSamConfig), ("conv_clip", ConvClipConfig)):
            if known.get(name) is not None:
                sizes: dict[str, Any] = {
                    key: tuple(value) if isinstance(value, list) else value
                    for key, value in known[name].items()
                }
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
    def __init__(self, config: RSRefSegConfig) -> None:
        super().__init__()
        vision: dict[str, Any] = config.sam["vision_config"]
        if config.conv_sam is not None:
            self.model: nn.Module = ConvSamEncoder(config.conv_sam)
        else:
            self.model = sam_vit(vision)
        self.shared_image_embedding = PositionMatrix(vision.get("num_pos_feats", 128))


class _Wrapped(nn.Module):
    """Adds the level `model.` that the published key names have."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model


def without_lora(part: nn.Module) -> Any:  # noqa: ANN401
    """Returns a part of the model; peft, when it is there, stands one level above it."""
    base = getattr(part, "get_base_model", None)
    return base() if base is not None else part


class _TextTower(_Wrapped):
    def __init__(self, model: nn.Module) -> None:
        super().__init__(model)
        self.logit_scale = nn.Parameter(torch.tensor([2.7]))
        self.logit_bias = nn.Parameter(torch.tensor([-4.0]))


class RSRefSeg(nn.Module):
    """Predicts the mask of what a phrase refers to.

    The slow verbs run once per image (`look`, `embed`), the fast ones once per phrase (`predict`).
    """

    def __init__(self, config: RSRefSegConfig) -> None:
        super().__init__()
        self.config = config
        prompt_sizes = sizes_from(PromptEncoderSizes, config.sam["prompt_encoder_config"])
        decoder_sizes = sizes_from(MaskDecoderSizes, config.sam["mask_decoder_config"])
        text_sizes = SiglipTextSizes.from_json(config.text)
        self.backbone = _Backbone(config)
        if config.conv_clip is not None:
            vision: nn.Module = ConvClipEncoder(config.conv_clip)
            vision_width = config.conv_clip.output_channels
            self.clip_size_px = config.image_size_px
        else:
            vision = siglip_vit(config.vision)
            vision_width = int(config.vision["hidden_size"])
            self.clip_size_px = int(config.vision["image_size"])
        self.clip_vision_encoder = _Wrapped(vision)
        self.clip_text_encoder = _TextTower(SiglipTextTower(text_sizes))
        prompt_width = decoder_sizes.hidden_size
        self.sam_prompt_encoder = _Wrapped(PromptEncoder(prompt_sizes, prompt_sizes.hidden_size // 2))
        self.sam_mask_decoder = _Wrapped(SkipMaskDecoder(decoder_sizes))
        self.prompter = AttnPrompter(vision_width, prompt_width, config.down_spatial_times)
        self.phrase_projection = (
            nn.Linear(text_sizes.hidden_size, prompt_width) if config.phrase_tokens else None
        )
        self._sam_mean: Tensor
        self._sam_std: Tensor
        # Named, for a model whose weights come later is built on a device without memory.
        cpu = torch.device("cpu")
        for name, values in (("_sam_mean", SAM_MEAN), ("_sam_std", SAM_STD)):
            self.register_buffer(name, torch.tensor(values, device=cpu).view(1, 3, 1, 1), persistent=False)
        # SAM has one position code for prompts and image; a model that starts from nothing needs it too.
        with torch.no_grad():
            self._prompt_gaussian.copy_(self._image_gaussian)

    def read(self, input_ids: Tensor) -> PhraseFeatures:
        """Encodes phrases.

        Args:
            input_ids: Token ids, shape [P, L], int64. There is no attention mask in the published
                code, so a padded batch gives other numbers than single phrases.
        """
        words, pooled = without_lora(self.clip_text_encoder).model(input_ids)
        return PhraseFeatures(words=words, pooled=pooled)

    def clip_pixels(self, images: Tensor) -> Tensor:
        """Returns what the CLIP tower sees of images with RGB in 0..1, shape [B, 3, C, C]."""
        # Normalise first, then resize without antialiasing: the order is part of the published numbers.
        pixels = (images - 0.5) / 0.5
        size = (self.clip_size_px, self.clip_size_px)
        # A convolutional tower takes pictures of any size; training begins with small ones.
        if self.config.conv_clip is not None or pixels.shape[-2:] == size:
            return pixels
        return functional.interpolate(pixels, size=size, mode="bilinear", align_corners=False)

    def look(self, images: Tensor) -> Tensor:
        """Returns the patch features V of images, shape [B, D, k, k].

        Args:
            images: RGB in 0..1, shape [B, 3, S, S].
        """
        pixels = self.clip_pixels(images)
        tower = without_lora(self.clip_vision_encoder).model
        if self.config.conv_clip is not None:
            features: Tensor = tower(pixels)
            return features
        patches = encode(tower, pixels)
        side = round(patches.shape[1] ** 0.5)
        return patches.transpose(1, 2).reshape(patches.shape[0], -1, side, side)

    def embed(self, images: Tensor) -> SamFeatures:
        """Returns SAM's features of images with RGB in 0..1, shape [B, 3, S, S]."""
        pixels = (images - self._sam_mean) / self._sam_std
        tower = without_lora(self.backbone).model
        if self.config.conv_sam is not None:
            features: SamFeatures = tower(pixels)
            return features
        return SamFeatures(encode(tower, pixels))

    def agreement(self, vision: Tensor, phrases: PhraseFeatures) -> Agreement:
        """Returns how locations agree with phrases; entry i of both belong together."""
        return agree(vision, phrases.words, phrases.pooled, *self._scale_and_bias())

    def global_logits(self, vision: Tensor, pooled: Tensor) -> Tensor:
        """Returns how every location agrees with every phrase as a whole, shape [B, P, k, k].

        Args:
            vision: From `look`, shape [B, D, k, k].
            pooled: Pooled phrases, shape [P, D].
        """
        scale, bias = self._scale_and_bias()
        with full_precision(vision):
            directions, phrases = unit(vision.float(), dim=1), unit(pooled.float(), dim=-1)
            return torch.einsum("bdhw,pd->bphw", directions, phrases) * scale + bias

    def _scale_and_bias(self) -> tuple[Tensor, Tensor]:
        tower = without_lora(self.clip_text_encoder)
        return tower.logit_scale.exp(), tower.logit_bias

    @property
    def _prompt_gaussian(self) -> Tensor:
        gaussian: Tensor = without_lora(self.sam_prompt_encoder).model.shared_embedding.positional_embedding
        return gaussian

    @property
    def _image_gaussian(self) -> Tensor:
        gaussian: Tensor = without_lora(self.backbone).shared_image_embedding.positional_embedding
        return gaussian

    def prompt_position(self, height: int, width: int) -> Tensor:
        """Returns the position code that prompts on a grid receive, shape [1, C, height, width]."""
        return grid_position(self._prompt_gaussian, height, width)

    def sparse_prompts(self, fused: Tensor, phrases: PhraseFeatures) -> Tensor:
        """Returns the sparse prompt tokens, shape [B, n, C]."""
        tokens = self.prompter.sparse_tokens(fused, self.prompt_position(*fused.shape[-2:]))
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
        dense: Tensor = without_lora(self.sam_prompt_encoder).model.mask_embed(mask_prompt)
        return mask_prompt, dense

    def image_position(self, features: SamFeatures) -> Tensor:
        """Returns the position code of the embedding's grid, shape [1, C, h, w]."""
        return grid_position(self._image_gaussian, *features.embedding.shape[-2:])

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
        mask_prompt, dense = self.dense_prompt(agreement, features)
        logits, _ = self.decode(features, sparse, dense)
        return (logits + mask_prompt if self.config.residual_prompt else logits), agreement

    def decode(self, features: SamFeatures, sparse: Tensor, dense: Tensor) -> tuple[Tensor, Tensor]:
        """Returns mask logits [N, 1, 4h, 4w] and predicted IoU [N, 1] of prompts."""
        decoder: SkipMaskDecoder = without_lora(self.sam_mask_decoder).model
        return decoder.predict(features, self.image_position(features), sparse, dense)
