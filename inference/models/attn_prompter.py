"""Turns image-text agreement into SAM prompts: the AttnPrompter of RSRefSeg.

Source: RSRefSeg (Chen et al., 2025), as coded; steps 3 to 9 and 11 of the forward pass.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Agreement:
    """Holds how well every location agrees with the words and with the whole phrase.

    Attributes:
        local_gates: Per word and location, 0..1, shape [B, L, k, k].
        global_logits: Per location, before the sigmoid, shape [B, k, k].
    """

    local_gates: Tensor
    global_logits: Tensor


class ConvNormAct(nn.Module):
    """Convolution without bias, batch normalisation and exact GELU, under the published key names."""

    def __init__(self, channels_in: int, channels_out: int, kernel_size: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            channels_in, channels_out, kernel_size, stride, padding=kernel_size // 2, bias=False
        )
        self.bn = nn.BatchNorm2d(channels_out)

    def forward(self, features: Tensor) -> Tensor:
        """Returns the activated features, shape [B, channels_out, H / stride, W / stride]."""
        return functional.gelu(self.bn(self.conv(features)))


class BareConv(nn.Module):
    """1x1 convolution with bias under the published key name `conv`."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, features: Tensor) -> Tensor:
        """Returns the convolved features, same shape."""
        output: Tensor = self.conv(features)
        return output


def agree(vision: Tensor, words: Tensor, pooled: Tensor, scale: Tensor, bias: Tensor) -> Agreement:
    """Compares every location with every word and with the pooled phrase.

    Args:
        vision: Patch features V, shape [B, D, k, k].
        words: Word features T, shape [B, L, D].
        pooled: Pooled phrase g, shape [B, D].
        scale: exp(logit_scale) of the CLIP tower, shape [1].
        bias: logit_bias, shape [1].
    """
    # A scale near 100 turns the rounding of half-precision cosines into errors of the logits.
    with full_precision(vision):
        directions = unit(vision.float(), dim=1)
        word_directions = unit(words.float(), dim=-1)
        phrase_direction = unit(pooled.float(), dim=-1)
        local_logits = torch.einsum("bdhw,bld->blhw", directions, word_directions) * scale + bias
        global_logits = torch.einsum("bdhw,bd->bhw", directions, phrase_direction) * scale + bias
    return Agreement(local_gates=local_logits.sigmoid(), global_logits=global_logits)


def unit(vectors: Tensor, dim: int) -> Tensor:
    """Returns vectors of length one; a zero vector gives no number, as in the published code."""
    lengths: Tensor = vectors.norm(dim=dim, keepdim=True)
    return vectors / lengths


def full_precision(like: Tensor) -> torch.autocast:
    """Returns a context in which autocast leaves the device of a tensor alone."""
    return torch.autocast(like.device.type, enabled=False)


def gains(agreement: Agreement) -> tuple[Tensor, Tensor]:
    """Returns the factors that turn V into its local and its global variant, each [B, 1, k, k].

    The local variant is (V + mean over words of gate V) / 2, the global one sigmoid(G) V.
    """
    local = (1 + agreement.local_gates.mean(dim=1, keepdim=True)) / 2
    return local, agreement.global_logits.sigmoid().unsqueeze(1)


class AttnPrompter(nn.Module):
    """Makes sparse prompt tokens from patch features gated by their agreement with the phrase.

    The published code concatenates [local, F_g, V] and applies a 1x1 convolution. Both gates are one
    number per location, and such a gain commutes with a 1x1 convolution, so the convolution is applied
    to V once per image (`project`) and only the gains differ per phrase (`sparse_tokens`). The numbers
    are the same to rounding, and further phrases on one image cost almost nothing here.
    """

    def __init__(self, vision_width: int, prompt_width: int, down_spatial_times: int = 2) -> None:
        super().__init__()
        self.down_channel = ConvNormAct(3 * vision_width, prompt_width, 1)
        self.down_spatial = nn.ModuleList(
            [ConvNormAct(prompt_width, prompt_width, 3, stride=2) for _ in range(down_spatial_times)]
            + [BareConv(prompt_width)]
        )

    def project(self, vision: Tensor) -> Tensor:
        """Returns the three thirds of the channel convolution applied to V, shape [B, 3, C, k, k]."""
        weight = self.down_channel.conv.weight
        stacked = torch.cat(weight.chunk(3, dim=1), dim=0)
        projected = functional.conv2d(vision, stacked)
        return projected.reshape(vision.shape[0], 3, -1, *vision.shape[-2:])

    def fuse(self, projected: Tensor, agreement: Agreement) -> Tensor:
        """Returns the fused features after normalisation and activation, shape [B, C, k, k].

        Args:
            projected: From `project`, already repeated so that there is one entry per phrase.
            agreement: Gates of the same phrases.
        """
        local_gain, global_gain = gains(agreement)
        mixed = projected[:, 0] * local_gain + projected[:, 1] * global_gain + projected[:, 2]
        return functional.gelu(self.down_channel.bn(mixed))

    def sparse_tokens(self, fused: Tensor, position: Tensor) -> Tensor:
        """Returns prompt tokens in row order, shape [B, n, C].

        Args:
            fused: From `fuse`.
            position: SAM's position code on the k x k grid, shape [1, C, k, k].
        """
        features = fused + position
        for layer in self.down_spatial:
            features = layer(features)
        return features.flatten(2).transpose(1, 2)


def grid_position(gaussian: Tensor, height: int, width: int) -> Tensor:
    """Returns SAM's random-Fourier position code of cell centres, shape [1, C, height, width].

    Args:
        gaussian: SAM's position matrix, shape [2, C / 2].
        height: Rows of the grid.
        width: Columns of the grid.
    """
    # Half precision would turn angles of many radians into noise.
    with full_precision(gaussian):
        rows = (torch.arange(height, device=gaussian.device, dtype=torch.float32) + 0.5) / height
        columns = (torch.arange(width, device=gaussian.device, dtype=torch.float32) + 0.5) / width
        y, x = torch.meshgrid(rows, columns, indexing="ij")
        angles = 2 * math.pi * ((2 * torch.stack([x, y], dim=-1) - 1) @ gaussian.float())
    return torch.cat([angles.sin(), angles.cos()], dim=-1).permute(2, 0, 1).unsqueeze(0)
