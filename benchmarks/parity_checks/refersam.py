"""Compares ReferSAM, from the normalised picture and token ids to the mask, and its loss."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from georefer.inference.models.checkpoints import load_strictly, read_state_dict
from georefer.inference.models.refersam import THRESHOLD, ReferSam
from georefer.inference.models.refersam_keys import from_refersam
from georefer.inference.models.refersam_loss import PointChoice, choose_points, point_losses
from georefer.inference.models.refersam_sizes import ReferSamConfig
from safetensors.torch import load_file
from torch import Tensor

from .comparing import Comparison, compare_all


def build(config: dict[str, Any], weights: Path) -> ReferSam:
    """Builds the model of a parity folder through the key map that a person's checkpoint takes."""
    model = ReferSam(ReferSamConfig.from_json(config))
    load_strictly(model, from_refersam(read_state_dict(weights)), weights.name)
    return model.eval()


@torch.inference_mode()
def run(folder: Path, config: dict[str, Any]) -> list[Comparison]:
    """Compares every output of the folder."""
    model = build(config, folder / "weights.safetensors")
    inputs = load_file(folder / "inputs.safetensors")
    expected = load_file(folder / "outputs.safetensors")
    computed: dict[str, Tensor] = {}
    for case in ("b1", "b2"):
        computed.update((f"{case}.{name}", value) for name, value in _stages(model, inputs, case).items())
    if "loss.total_loss" in expected:
        computed.update(_losses(inputs, config["loss"]))
        # The order of the points says nothing.
        for name in ("loss.points_main", "loss.points_aux"):
            expected[name], computed[name] = _sorted(expected[name]), _sorted(computed[name])
    return compare_all(expected, computed, config["tensors"])


def _stages(model: ReferSam, inputs: dict[str, Tensor], case: str) -> dict[str, Tensor]:
    seen: dict[str, Tensor] = {}
    words = model.read(inputs[f"{case}.input_ids"], inputs[f"{case}.attention_mask"])
    masks = model(inputs[f"{case}.image"], words, seen.__setitem__)
    seen["text_hidden"] = words.hidden
    seen["low_res_logits"], seen["logits"] = masks.low_res_logits, masks.logits
    seen["mask"] = (masks.logits.sigmoid() >= THRESHOLD).to(torch.uint8)
    return seen


def _losses(inputs: dict[str, Tensor], sizes: dict[str, Any]) -> dict[str, Tensor]:
    choice = PointChoice(sizes["num_points"], sizes["oversample_ratio"], sizes["importance_ratio"])
    target = (inputs["loss.target"] > 0).float()
    outcome: dict[str, Tensor] = {}
    for kind, suffix, source in (("main", "", "loss.logits"), ("aux", "_aux", "loss.coarse_logits")):
        drawn = iter([inputs[f"loss.uniform_{kind}_oversample"], inputs[f"loss.uniform_{kind}_extra"]])
        points = choose_points(inputs[source], choice, lambda shape, drawn=drawn: next(drawn).view(shape))
        entropy, dice = point_losses(inputs[source], target, points)
        outcome[f"loss.points_{kind}"] = points
        outcome[f"loss.loss_mask{suffix}"] = entropy.view(1)
        outcome[f"loss.loss_dice{suffix}"] = dice.view(1)
    outcome["loss.total_loss"] = torch.stack(
        [value for name, value in outcome.items() if name.startswith("loss.loss_")]
    ).sum(dim=0)
    return outcome


def _sorted(points: Tensor) -> Tensor:
    by_y = points.gather(1, points[..., 1:].argsort(dim=1).expand_as(points))
    return by_y.gather(1, by_y[..., :1].argsort(dim=1, stable=True).expand_as(points))
