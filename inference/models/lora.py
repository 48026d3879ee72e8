"""Adds LoRA to a model that is fine-tuned, and folds LoRA into the weights of one that is used.

Key names are those of peft, under which the published checkpoints were written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from ..errors import ModelError

if TYPE_CHECKING:
    from .rsrefseg import RSRefSeg

_LORA_A = re.compile(r"^(?P<layer>.+)\.lora_A(?:\.(?P<adapter>[^.]+))?\.weight$")
_WRAPPER = "base_model.model."

PUBLISHED_LORA: dict[str, dict[str, Any]] = {
    "backbone": {
        "r": 16,
        "lora_alpha": 16,
        "lora_dropout": 0.1,
        "target_modules": ["qkv", "proj", "lin1", "lin2", "neck.conv1", "neck.conv2"],
    },
    "clip_vision_encoder": {
        "r": 16,
        "lora_alpha": 16,
        "lora_dropout": 0.1,
        "target_modules": ["k_proj", "v_proj", "q_proj", "out_proj"],
    },
    "clip_text_encoder": {
        "r": 16,
        "lora_alpha": 16,
        "lora_dropout": 0.1,
        "target_modules": (
            r"(^model\.encoder\.layers\..*\.self_attn\.(k_proj|v_proj|q_proj|out_proj))|(^model\.head)"
        ),
    },
}


def add_lora(model: RSRefSeg, config: Mapping[str, Mapping[str, Any]] | None = None) -> RSRefSeg:
    """Wraps the encoders of a model with trainable LoRA and freezes their own weights, in place.

    Prompt encoder, mask decoder and prompter stay trainable, as published.

    Args:
        model: A model without LoRA.
        config: Arguments of peft's `LoraConfig` for each encoder; as published when None.
    """
    from peft import LoraConfig, get_peft_model

    for part, values in (config or PUBLISHED_LORA).items():
        setattr(model, part, get_peft_model(getattr(model, part), LoraConfig(**values)))
    return model


def fold_lora(
    tensors: dict[str, Tensor],
    config: Mapping[str, Mapping[str, Any]] | None = None,
    consume: bool = False,
) -> dict[str, Tensor]:
    """Returns weights with peft's LoRA added in and every trace of peft gone from the names.

    Args:
        tensors: Weights as peft names them; those without LoRA pass through.
        config: `lora_alpha` for each part of the model, a part being the first word of a key.
            Without an entry alpha equals the rank, as published.
        consume: Whether `tensors` is emptied, so that a weight is given back as soon as its sum is there.

    Raises:
        ModelError: A LoRA pair is incomplete or does not fit its layer.
    """
    folded = {key.replace(_WRAPPER, ""): value for key, value in tensors.items()}
    if consume:
        tensors.clear()
    plain = {key: folded.pop(key) for key in list(folded) if ".lora_" in key}
    folded = {key.replace(".base_layer.", "."): value for key, value in folded.items()}
    for key in [key for key in plain if ".lora_B" not in key]:
        match = _LORA_A.match(key)
        partner = key.replace(".lora_A", ".lora_B")
        weight_key = f"{match['layer']}.weight" if match else ""
        if partner not in plain or weight_key not in folded:
            raise ModelError(
                f"The LoRA weights {key} belong to no layer of the file",
                "Choose a checkpoint that holds the whole model",
            )
        a, b = plain[key].float(), plain[partner].float()
        alpha = (config or {}).get(key.split(".", 1)[0], {}).get("lora_alpha", a.shape[0])
        folded[weight_key] = _add_delta(folded[weight_key], a, b, float(alpha) / a.shape[0], weight_key)
    return folded


def _add_delta(weight: Tensor, a: Tensor, b: Tensor, scaling: float, key: str) -> Tensor:
    delta = torch.einsum("or,rikl->oikl", b.flatten(1), a) if weight.dim() == 4 else b @ a
    if delta.shape != weight.shape:
        raise ModelError(
            f"The LoRA weights of {key} do not fit: {list(delta.shape)} for {list(weight.shape)}",
            "Choose a checkpoint of the same architecture and size",
        )
    # Half-precision checkpoints keep single precision from here on: the sum has more digits than its terms.
    return weight.float() + scaling * delta


def fold_qkv_lora(weight: Tensor, query: tuple[Tensor, Tensor], value: tuple[Tensor, Tensor]) -> Tensor:
    """Returns a fused query-key-value weight with LoRA added to its queries and values.

    Args:
        weight: Shape [3 d, d_in]; rows of queries, keys and values follow each other.
        query: LoRA A [r, d_in] and B [d, r] of the queries.
        value: The same of the values.
    """
    width = weight.shape[0] // 3
    folded = weight.clone()
    folded[:width] += query[1] @ query[0]
    folded[2 * width :] += value[1] @ value[0]
    return folded


def lora_parameters(model: nn.Module) -> dict[str, Tensor]:
    """Returns the LoRA weights of a model under their published names."""
    return {key: value for key, value in model.state_dict().items() if ".lora_" in key}
