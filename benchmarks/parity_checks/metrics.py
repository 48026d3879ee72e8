"""Compares the scores of masks."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from georefer.inference.training.metrics import (
    boundary_iou,
    count_pair,
    lavt_scores,
    rsrefseg_scores,
)
from numpy.typing import NDArray
from safetensors.numpy import load_file

from .comparing import Comparison

_COUNTS = ("intersection", "union", "background_intersection", "background_union")


def run(folder: Path) -> list[Comparison]:
    """Compares the counts of every pair, and the scores of every group in every convention."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    masks = load_file(folder / "masks.safetensors")
    tolerance = expected["tolerance"]
    outcome = []
    for pair in expected["per_pair"]:
        counts = count_pair(*_pair(masks, pair["name"]))
        for name in _COUNTS:
            error = abs(getattr(counts, name) - pair[name])
            outcome.append(Comparison(f"{pair['name']}.{name}", float(error), 0.0))
    for group, values in expected["expected"].items():
        pairs = [count_pair(*_pair(masks, name)) for name in values["pairs"]]
        scores = {"rsrefseg": rsrefseg_scores(pairs), "lavt_rmsin": lavt_scores(pairs)}
        for convention in scores.keys() & values.keys():
            for name, wanted in values[convention].items():
                label = f"{group}.{convention}.{name}"
                outcome.append(_number(label, wanted, scores[convention].get(name), tolerance["percent"]))
    for pair in expected["ros_sam"]:
        prediction, label_mask = _pair(masks, pair["name"])
        counts = count_pair(prediction, label_mask)
        boundary = boundary_iou(prediction > 0, label_mask == 1)
        outcome.append(_number(f"{pair['name']}.iou", pair["iou"], counts.iou, tolerance["ros_sam"]))
        outcome.append(
            _number(f"{pair['name']}.boundary_iou", pair["boundary_iou"], boundary, tolerance["ros_sam"])
        )
    return outcome


def _pair(masks: dict[str, Any], name: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    return masks[f"{name}.prediction"], masks[f"{name}.label"]


def _number(name: str, wanted: float | None, got: float | None, tolerance: float) -> Comparison:
    if got is None:
        return Comparison(name, None, tolerance, "not computed")
    if wanted is None:
        # 0 / 0 in the published code.
        return Comparison(name, 0.0 if math.isnan(got) else None, tolerance, "not a number")
    return Comparison(name, abs(got - wanted), tolerance)
