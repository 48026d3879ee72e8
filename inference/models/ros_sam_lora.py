"""Adds ROS-SAM's LoRA to the image encoder of SAM, and folds it into the weights of one that is used.

Every block's fused layer for query, key and value gets one pair for the query and one for the value. There is
no scale beside them: what the pair gives is added as it is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from ..errors import ModelError

PUBLISHED_RANK = 512
_FUSED = "image_encoder.blocks.{block}.attn.qkv."
_WRAPPED = re.compile(r"^(image_encoder\.blocks\.\d+\.attn\.qkv)\.qkv\.(weight|bias)$")
_PAIR = re.compile(r"^(image_encoder\.blocks\.\d+\.attn\.qkv)\.linear_a_([qv])\.weight$")
_ALONE = re.compile(r"^w_([ab])_(\d+)$")


class LoraQkv(nn.Module):
    """Computes query, key and value as before, and adds a low-rank part to query and value."""

    def __init__(self, qkv: nn.Linear, rank: int) -> None:
        super().__init__()
        width = qkv.in_features
        self.qkv = qkv
        self.linear_a_q = nn.Linear(width, rank, bias=False)
        self.linear_b_q = nn.Linear(rank, width, bias=False)
        self.linear_a_v = nn.Linear(width, rank, bias=False)
        self.linear_b_v = nn.Linear(rank, width, bias=False)
        for down in (self.linear_a_q, self.linear_a_v):
            nn.init.kaiming_uniform_(down.weight, a=math.sqrt(5))
        # Nothing changes before the first step.
        for up in (self.linear_b_q, self.linear_b_v):
            nn.init.zeros_(up.weight)

    def forward(self, tokens: Tensor) -> Tensor:
        """Returns query, key and value side by side, shape [..., 3 d], of tokens [..., d]."""
        query, key, value = self.qkv(tokens).chunk(3, dim=-1)
        query = query + self.linear_b_q(self.linear_a_q(tokens))
        value = value + self.linear_b_v(self.linear_a_v(tokens))
        return torch.cat([query, key, value], dim=-1)


def add_lora(encoder: Any, rank: int = PUBLISHED_RANK) -> None:  # noqa: ANN401
    """Wraps every block's fused layer of SAM's image encoder, in place; its own weights are frozen."""
    for parameter in encoder.parameters():
        parameter.requires_grad_(False)
    for block in encoder.blocks:
        block.attn.qkv = LoraQkv(block.attn.qkv, rank)


def lora_rank(tensors: Mapping[str, Tensor]) -> int | None:
    """Returns the rank of the LoRA in weights, or None where there is none."""
    ranks = [len(value) for key, value in tensors.items() if _PAIR.match(key)]
    return max(ranks) if ranks else None


def fold_lora(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns weights with LoRA added in and every trace of it gone from the names.

    Args:
        tensors: Named as ROS-SAM names them; those without LoRA pass through.

    Raises:
        ModelError: A LoRA pair is incomplete or does not fit its layer.
    """
    folded = {_WRAPPED.sub(r"\1.\2", key): value for key, value in tensors.items() if ".linear_" not in key}
    changed: set[str] = set()
    for key in (key for key in tensors if ".attn.qkv.linear_" in key):
        match = _PAIR.match(key)
        partner = key.replace(".linear_a_", ".linear_b_")
        if match is None and key.replace(".linear_b_", ".linear_a_") in tensors:
            continue
        weight_key = f"{match[1]}.weight" if match else ""
        if match is None or partner not in tensors or weight_key not in folded:
            raise ModelError(
                f"The LoRA weights {key} belong to no layer of the file",
                "Choose a checkpoint that holds the whole model",
            )
        if weight_key not in changed:
            folded[weight_key] = folded[weight_key].detach().float().clone()
            changed.add(weight_key)
        _add_pair(folded[weight_key], tensors[key], tensors[partner], match[2])
    return folded


def _without_lora(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {_WRAPPED.sub(r"\1.\2", key): value for key, value in tensors.items() if ".linear_" not in key}


def _add_pair(weight: Tensor, down: Tensor, up: Tensor, part: str) -> None:
    """Adds one pair to its third of a fused weight [3 d, d], in place."""
    width = weight.shape[1]
    if weight.shape != (3 * width, width) or down.shape[1] != width or up.shape != (width, down.shape[0]):
        raise ModelError(
            "The LoRA weights do not fit the image encoder",
            "Choose LoRA weights that were made for this SAM",
            f"{list(up.shape)} x {list(down.shape)} for {list(weight.shape)}",
        )
    start = 0 if part == "q" else 2 * width
    weight[start : start + width] += up.detach().float() @ down.detach().float()


def is_lora_alone(tensors: Mapping[str, Tensor]) -> bool:
    """Returns whether weights are LoRA without a model: `w_a_000`, `w_b_000`, and so on."""
    return bool(tensors) and all(_ALONE.match(key) for key in tensors)


def join_lora(tensors: Mapping[str, Tensor], alone: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns the weights of a SAM with LoRA that is kept in a file of its own, named as in one file.

    Args:
        tensors: A SAM as Meta names it; LoRA of its own gives way.
        alone: `w_a_NNN` and `w_b_NNN`; each block has two numbers, for its query and its value.

    Raises:
        ModelError: They do not belong together.
    """
    blocks = {int(key.split(".")[2]) for key in tensors if key.startswith("image_encoder.blocks.")}
    expected = {f"w_{side}_{number:03}" for side in "ab" for number in range(2 * len(blocks))}
    if alone.keys() != expected:
        raise ModelError(
            f"The LoRA weights are for {len(alone) // 4} blocks, and the image encoder has {len(blocks)}",
            "Choose LoRA weights that were made for this SAM",
        )
    fused = re.compile(r"^(image_encoder\.blocks\.\d+\.attn\.qkv)\.(weight|bias)$")
    joined = {fused.sub(r"\1.qkv.\2", key): value for key, value in _without_lora(tensors).items()}
    for key, value in alone.items():
        _, side, digits = key.split("_")
        block, part = divmod(int(digits), 2)
        joined[_FUSED.format(block=block) + f"linear_{side}_{'qv'[part]}.weight"] = value
    return joined
