"""Compares RSRefSeg 2's prompter, from the features of its CLIP towers to sparse and dense prompts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from georefer.inference.models.checkpoints import load_strictly, read_state_dict
from georefer.inference.models.rsrefseg2_keys import from_rsrefseg2
from georefer.inference.models.rsrefseg2_prompter import CascadedPrompter, PrompterSizes
from georefer.inference.models.sam_parts import sizes_from
from safetensors.torch import load_file
from torch import Tensor

from .comparing import Comparison, compare_all


@torch.inference_mode()
def run(folder: Path, config: dict[str, Any]) -> list[Comparison]:
    """Compares every output of the folder."""
    sizes = sizes_from(PrompterSizes, {**config, "depth": config["depth_two_query"]})
    tensors = from_rsrefseg2(read_state_dict(folder / "weights.safetensors"))
    scale, bias = (tensors.pop(f"clip_text_encoder.logit_{name}") for name in ("scale", "bias"))
    model = CascadedPrompter(sizes)
    load_strictly(
        model, {key.removeprefix("prompter."): value for key, value in tensors.items()}, folder.name
    )
    model.eval()
    inputs = load_file(folder / "inputs.safetensors")
    expected = load_file(folder / "outputs.safetensors")
    computed: dict[str, Tensor] = {}
    for case in ("b1", "b2", "short"):
        seen: dict[str, Tensor] = {}
        vision, words, phrase = (inputs[f"{case}.{name}"] for name in "VTg")
        prompts = model(vision, words, seen.__setitem__)
        seen["sparse_prompts"] = prompts.sparse
        seen["dense_prompts"] = model.mask_prompt(prompts.picture, phrase) * scale.exp() + bias
        computed.update((f"{case}.{name}", value) for name, value in seen.items())
    return compare_all(expected, computed, config["tensors"])
