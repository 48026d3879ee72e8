"""Parts that SAM's prompt encoder and mask decoder are made of.

The names of the parameters are those of transformers' SAM, and so are the numbers: normalisations have
an epsilon of 1e-6 where Meta's code has 1e-5, since RSRefSeg was trained on transformers' code.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

Sizes = TypeVar("Sizes")


def sizes_from(kind: type[Sizes], values: Mapping[str, Any]) -> Sizes:
    """Builds a dataclass of sizes from those values that it knows."""
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in values.items() if name in known})


@dataclass(frozen=True)
class PromptEncoderSizes:
    """Sizes of the prompt encoder, named as in SAM's `prompt_encoder_config`."""

    hidden_size: int = 256
    mask_input_channels: int = 16
    num_point_embeddings: int = 4
    layer_norm_eps: float = 1e-6


@dataclass(frozen=True)
class MaskDecoderSizes:
    """Sizes of the mask decoder, named as in SAM's `mask_decoder_config`."""

    hidden_size: int = 256
    mlp_dim: int = 2048
    num_hidden_layers: int = 2
    num_attention_heads: int = 8
    attention_downsample_rate: int = 2
    num_multimask_outputs: int = 3
    iou_head_depth: int = 3
    iou_head_hidden_dim: int = 256
    layer_norm_eps: float = 1e-6


class PositionMatrix(nn.Module):
    """Holds the Gaussian matrix of SAM's position code, shape [2, C / 2]."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.positional_embedding = nn.Parameter(torch.randn(2, features))


class ChannelNorm(nn.LayerNorm):
    """Normalises over the channels of [B, C, H, W]."""

    def forward(self, features: Tensor) -> Tensor:
        """Returns features of the same shape."""
        return super().forward(features.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class MaskEmbedding(nn.Module):
    """Turns a mask prompt into a dense prompt at a quarter of its grid."""

    def __init__(self, sizes: PromptEncoderSizes) -> None:
        super().__init__()
        inner, eps = sizes.mask_input_channels, sizes.layer_norm_eps
        self.conv1 = nn.Conv2d(1, inner // 4, 2, stride=2)
        self.conv2 = nn.Conv2d(inner // 4, inner, 2, stride=2)
        self.conv3 = nn.Conv2d(inner, sizes.hidden_size, 1)
        self.layer_norm1 = ChannelNorm(inner // 4, eps=eps)
        self.layer_norm2 = ChannelNorm(inner, eps=eps)

    def forward(self, masks: Tensor) -> Tensor:
        """Returns the dense prompt, shape [B, C, h, w], of masks [B, 1, 4h, 4w]."""
        features = functional.gelu(self.layer_norm1(self.conv1(masks)))
        output: Tensor = self.conv3(functional.gelu(self.layer_norm2(self.conv2(features))))
        return output


class PromptEncoder(nn.Module):
    """Holds what SAM knows of prompts: the position code, point types, and the way of masks."""

    def __init__(self, sizes: PromptEncoderSizes, position_features: int) -> None:
        super().__init__()
        width = sizes.hidden_size
        self.shared_embedding = PositionMatrix(position_features)
        self.mask_embed = MaskEmbedding(sizes)
        self.no_mask_embed = nn.Embedding(1, width)
        self.point_embed = nn.ModuleList([nn.Embedding(1, width) for _ in range(sizes.num_point_embeddings)])
        self.not_a_point_embed = nn.Embedding(1, width)


class Attention(nn.Module):
    """Attention between tokens, in fewer channels than the tokens have."""

    def __init__(self, width: int, heads: int, downsample_rate: int) -> None:
        super().__init__()
        inner = width // downsample_rate
        if inner % heads:
            raise ValueError(f"{heads} heads do not divide {inner} channels")
        self.heads = heads
        self.q_proj = nn.Linear(width, inner)
        self.k_proj = nn.Linear(width, inner)
        self.v_proj = nn.Linear(width, inner)
        self.out_proj = nn.Linear(inner, width)

    def forward(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Returns tokens of the query's shape; all are [B, n, C]."""
        mixed = functional.scaled_dot_product_attention(
            self._split(self.q_proj(query)), self._split(self.k_proj(key)), self._split(self.v_proj(value))
        )
        output: Tensor = self.out_proj(mixed.transpose(1, 2).flatten(2))
        return output

    def _split(self, tokens: Tensor) -> Tensor:
        return tokens.reshape(*tokens.shape[:2], self.heads, -1).transpose(1, 2)


class TokenMlp(nn.Module):
    """Two layers with a rectifier between them."""

    def __init__(self, width: int, inner_width: int) -> None:
        super().__init__()
        self.lin1 = nn.Linear(width, inner_width)
        self.lin2 = nn.Linear(inner_width, width)

    def forward(self, tokens: Tensor) -> Tensor:
        """Returns tokens of the same shape."""
        output: Tensor = self.lin2(functional.relu(self.lin1(tokens)))
        return output


class TwoWayBlock(nn.Module):
    """Lets prompt tokens and image tokens attend to each other."""

    def __init__(self, sizes: MaskDecoderSizes, is_first: bool) -> None:
        super().__init__()
        width, heads, eps = sizes.hidden_size, sizes.num_attention_heads, sizes.layer_norm_eps
        rate = sizes.attention_downsample_rate
        self.is_first = is_first
        self.self_attn = Attention(width, heads, 1)
        self.layer_norm1 = nn.LayerNorm(width, eps=eps)
        self.cross_attn_token_to_image = Attention(width, heads, rate)
        self.layer_norm2 = nn.LayerNorm(width, eps=eps)
        self.mlp = TokenMlp(width, sizes.mlp_dim)
        self.layer_norm3 = nn.LayerNorm(width, eps=eps)
        self.layer_norm4 = nn.LayerNorm(width, eps=eps)
        self.cross_attn_image_to_token = Attention(width, heads, rate)

    def forward(
        self, tokens: Tensor, image: Tensor, token_position: Tensor, image_position: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Returns tokens [B, n, C] and image tokens [B, h w, C]."""
        if self.is_first:
            # The first block replaces the tokens and leaves their position out, as published.
            tokens = self.self_attn(tokens, tokens, tokens)
        else:
            query = tokens + token_position
            tokens = tokens + self.self_attn(query, query, tokens)
        tokens = self.layer_norm1(tokens)
        key = image + image_position
        tokens = tokens + self.cross_attn_token_to_image(tokens + token_position, key, image)
        tokens = self.layer_norm2(tokens)
        tokens = self.layer_norm3(tokens + self.mlp(tokens))
        image = image + self.cross_attn_image_to_token(key, tokens + token_position, tokens)
        return tokens, self.layer_norm4(image)


class TwoWayTransformer(nn.Module):
    """Runs the two-way blocks and a last look of the tokens at the image."""

    def __init__(self, sizes: MaskDecoderSizes) -> None:
        super().__init__()
        width = sizes.hidden_size
        self.layers = nn.ModuleList(
            [TwoWayBlock(sizes, is_first=index == 0) for index in range(sizes.num_hidden_layers)]
        )
        self.final_attn_token_to_image = Attention(
            width, sizes.num_attention_heads, sizes.attention_downsample_rate
        )
        self.layer_norm_final_attn = nn.LayerNorm(width)

    def forward(self, tokens: Tensor, image: Tensor, image_position: Tensor) -> tuple[Tensor, Tensor]:
        """Returns tokens [B, n, C] and the image [B, C, h, w].

        Args:
            tokens: Output and prompt tokens, shape [B, n, C]; they are their own position code.
            image: Shape [B, C, h, w].
            image_position: Shape [B, C, h, w].
        """
        height, width = image.shape[-2:]
        keys = image.flatten(2).transpose(1, 2)
        position = image_position.flatten(2).transpose(1, 2)
        queries = tokens
        for layer in self.layers:
            queries, keys = layer(queries, keys, tokens, position)
        last = self.final_attn_token_to_image(queries + tokens, keys + position, keys)
        return self.layer_norm_final_attn(queries + last), keys.transpose(1, 2).reshape(
            image.shape[0], -1, height, width
        )


class FeedForward(nn.Module):
    """A perceptron with rectifiers between its layers."""

    def __init__(self, width_in: int, inner_width: int, width_out: int, depth: int) -> None:
        super().__init__()
        self.proj_in = nn.Linear(width_in, inner_width)
        self.proj_out = nn.Linear(inner_width, width_out)
        self.layers = nn.ModuleList([nn.Linear(inner_width, inner_width) for _ in range(depth - 2)])

    def forward(self, tokens: Tensor) -> Tensor:
        """Returns features, shape [..., width_out]."""
        tokens = functional.relu(self.proj_in(tokens))
        for layer in self.layers:
            tokens = functional.relu(layer(tokens))
        output: Tensor = self.proj_out(tokens)
        return output
