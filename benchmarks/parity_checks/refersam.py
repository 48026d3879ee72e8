"""Compares ReferSAM, from the normalised picture and token ids to the mask, and its loss."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from georefer.inference.models.checkpoints import load_strictly, read_state_dict
from georefer.inference.models.refersam import THRESHOLD, ReferSam
from georefer.inference.models.refersam_keys import from_refersam
from georefer.inference.models.refersam_sizes import ReferSamConfig
from georefer.inference.training.point_losses import PointChoice, choose_points
from georefer.inference.training.refersam_loss import refersam_losses
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
    logits, coarse = (inputs[f"loss.{name}"].unsqueeze(1) for name in ("logits", "coarse_logits"))
    drawn = {
        kind: [inputs[f"loss.uniform_{kind}_{name}"] for name in ("oversample", "extra")]
        for kind in ("main", "aux")
    }
    points = (
        choose_points(logits, *drawn["main"], choice),
        choose_points(coarse, *drawn["aux"], choice),
    )
    wanted = (inputs["loss.target"] > 0).float().unsqueeze(1)
    main, aux = refersam_losses(logits, coarse, wanted, choice, points)
    return {
        "loss.points_main": points[0],
        "loss.points_aux": points[1],
        "loss.loss_mask": main.entropy.view(1),
        "loss.loss_dice": main.dice.view(1),
        "loss.loss_mask_aux": aux.entropy.view(1),
        "loss.loss_dice_aux": aux.dice.view(1),
        "loss.total_loss": (main.total + aux.total).view(1),
    }


def _sorted(points: Tensor) -> Tensor:
    by_y = points.gather(1, points[..., 1:].argsort(dim=1).expand_as(points))
    return by_y.gather(1, by_y[..., :1].argsort(dim=1, stable=True).expand_as(points))
