"""CLIP and SigLIP as towers that describe every patch of a picture and whole phrases in one space."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)
SIGLIP_MEAN = SIGLIP_STD = (0.5, 0.5, 0.5)


@dataclass(frozen=True)
class Seen:
    """Holds what a tower makes of B pictures; all vectors have length one.

    Attributes:
        patches: What lies at every patch, shape [B, k, k, D].
        pooled: What the whole picture shows, shape [B, D].
    """

    patches: Tensor
    pooled: Tensor


class ClipTowers(nn.Module):
    """Describes pictures and phrases in one space.

    Args:
        model: From transformers, such as CLIPModel.
        mean: Subtracted from RGB in 0..1.
        std: What is left is divided by this.
    """

    def __init__(self, model: Any, mean: tuple[float, ...], std: tuple[float, ...]) -> None:  # noqa: ANN401
        super().__init__()
        self.model: Any = model
        sizes = model.config.vision_config
        self.patch_size_px = int(sizes.patch_size)
        self.grid = self._grid_of(sizes)
        self.input_size_px = self.grid * self.patch_size_px
        self.longest_phrase = int(model.config.text_config.max_position_embeddings)
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(1, 3, 1, 1), persistent=False)

    def _grid_of(self, sizes: Any) -> int:  # noqa: ANN401
        return int(sizes.image_size) // self.patch_size_px

    @property
    def scale(self) -> Tensor:
        """Returns what cosines are multiplied by before they are compared."""
        scale: Tensor = self.model.logit_scale.exp()
        return scale.reshape(())

    def read(self, input_ids: Tensor) -> Tensor:
        """Returns phrases [P, D] of token ids [P, L]; each is best read alone."""
        pooled = self.model.text_model(input_ids=input_ids).pooler_output
        return functional.normalize(self._project_text(pooled).float(), dim=-1)

    def see(self, pictures: Tensor) -> Seen:
        """Returns what is at every patch of pictures, RGB in 0..1, shape [B, 3, S, S], S the input size."""
        patches, pooled = self._look((pictures - self.mean) / self.std)
        patches = patches.reshape(len(patches), self.grid, self.grid, -1)
        return Seen(
            functional.normalize(patches.float(), dim=-1), functional.normalize(pooled.float(), dim=-1)
        )

    def _project_text(self, pooled: Tensor) -> Tensor:
        return pooled

    @abstractmethod
    def _look(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Returns patches [B, k * k, D] and whole pictures [B, D]."""


class Clip(ClipTowers):
    """CLIP, whose last layer mixes patches with their likes alone.

    CLIP's patches are trained for nothing but what the class token takes from them, and its last layer
    spreads over all patches what the picture is about. There every patch looks at patches whose queries and
    keys resemble its own, and neither the residual nor the perceptron is added (as in ClearCLIP and SCLIP).
    """

    def _project_text(self, pooled: Tensor) -> Tensor:
        projected: Tensor = self.model.text_projection(pooled)
        return projected

    def _look(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        tower = self.model.vision_model
        tokens = tower.pre_layrnorm(tower.embeddings(pixels))
        *others, last = tower.encoder.layers
        for layer in others:
            tokens = layer(tokens, None)
        whole, alike = last(tokens, None)[:, 0], _mixed_with_likes(last, tokens[:, 1:])
        project = self.model.visual_projection
        return project(tower.post_layernorm(alike)), project(tower.post_layernorm(whole))


class Siglip(ClipTowers):
    """SigLIP and SigLIP 2, whose pooling head is asked about every patch alone.

    The head looks at all patches and takes a mixture of them; what it makes of a single one is that patch
    in the space of the phrases.
    """

    def _look(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        tokens = self._tokens(pixels)
        head = self.model.vision_model.head
        width, attention = tokens.shape[-1], head.attention
        values = functional.linear(
            tokens, attention.in_proj_weight[2 * width :], attention.in_proj_bias[2 * width :]
        )
        alone = attention.out_proj(values)
        return alone + head.mlp(head.layernorm(alone)), head(tokens)

    def _tokens(self, pixels: Tensor) -> Tensor:
        tokens: Tensor = self.model.vision_model(pixel_values=pixels).last_hidden_state
        return tokens


class FlexibleSiglip(Siglip):
    """SigLIP 2 of flexible size (NaFlex), at the square that it has positions for."""

    def _grid_of(self, sizes: Any) -> int:  # noqa: ANN401
        side: int = round(float(sizes.num_patches) ** 0.5)
        return side

    def _tokens(self, pixels: Tensor) -> Tensor:
        side, patch = self.grid, self.patch_size_px
        cut = pixels.reshape(len(pixels), 3, side, patch, side, patch)
        rows = cut.permute(0, 2, 4, 3, 5, 1).flatten(3).flatten(1, 2)
        ones = torch.ones(rows.shape[:2], dtype=torch.long, device=rows.device)
        shapes = torch.full((len(rows), 2), side, dtype=torch.long, device=rows.device)
        tower = self.model.vision_model
        tokens: Tensor = tower(
            pixel_values=rows, pixel_attention_mask=ones, spatial_shapes=shapes
        ).last_hidden_state
        return tokens


def _mixed_with_likes(layer: Any, tokens: Tensor) -> Tensor:  # noqa: ANN401
    """Returns patches [B, n, C], each mixed with those that resemble it."""
    attention, normed = layer.self_attn, layer.layer_norm1(tokens)
    queries, keys, values = (
        project(normed).unflatten(-1, (attention.num_heads, -1)).transpose(1, 2)
        for project in (attention.q_proj, attention.k_proj, attention.v_proj)
    )
    alike = functional.scaled_dot_product_attention
    mixed = (alike(queries, queries, values) + alike(keys, keys, values)) / 2
    output: Tensor = attention.out_proj(mixed.transpose(1, 2).flatten(2))
    return output
