"""Compares the folding of LoRA into weights."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from georefer.inference.models.lora import fold_lora, fold_qkv_lora
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from .comparing import Comparison, compare


def run(folder: Path) -> list[Comparison]:
    """Compares the folded weights of every case, and their outputs."""
    cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    tensors = load_file(folder / "cases.safetensors")
    outcome = []
    for case in cases["cases"]:
        own = _below(tensors, f"{case['name']}.")
        folded = _fold(_below(own, "before."), case)
        for key, expected in _below(own, "after.").items():
            outcome.append(
                compare(f"{case['name']}.{key}", expected, folded.get(key), {"atol": cases["atol"]})
            )
        output = _apply(folded, own["x"])
        facts = {"atol": cases["atol_forward"]}
        outcome.append(compare(f"{case['name']}.y", own["y_unmerged"], output, facts))
    return outcome


def _below(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {key.removeprefix(prefix): value for key, value in tensors.items() if key.startswith(prefix)}


def _fold(before: dict[str, Tensor], case: dict[str, object]) -> dict[str, Tensor]:
    if case["kind"] != "ROS-SAM fused qkv":
        return fold_lora(before, {"lin": {"lora_alpha": case["lora_alpha"]}})
    weight = fold_qkv_lora(
        before["qkv.weight"],
        (before["linear_a_q.weight"], before["linear_b_q.weight"]),
        (before["linear_a_v.weight"], before["linear_b_v.weight"]),
    )
    return {"weight": weight, "bias": before["qkv.bias"]}


def _apply(folded: dict[str, Tensor], x: Tensor) -> Tensor:
    named = {key.removeprefix("lin."): value for key, value in folded.items()}
    weight, bias = named["weight"], named.get("bias")
    with torch.inference_mode():
        if weight.dim() == 2:
            return functional.linear(x, weight, bias)
        return functional.conv2d(x, weight, bias, padding=weight.shape[-1] // 2)
