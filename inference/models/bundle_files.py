"""Writes a model folder of ours: `config.json` and `model.safetensors`, each whole or not at all.

Matrices are kept in half precision, vectors (norms, biases, statistics) in single precision.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from .bundle_config import CONFIG_NAME, FORMAT, FORMAT_VERSION, WEIGHTS_NAME


def write_bundle(
    folder: Path, architecture: str, content: Mapping[str, Any], tensors: Mapping[str, Tensor]
) -> Path:
    """Writes a model folder and returns it.

    Args:
        folder: Made where it is missing.
        architecture: Which code reads it.
        content: Further values of `config.json`.
        tensors: The weights, on any device.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights_draft = folder / (WEIGHTS_NAME + ".part")
    save_file({key: _compact(value) for key, value in tensors.items()}, weights_draft)
    # safetensors makes its files private to the owner; a model may be shared like any other file.
    weights_draft.chmod(0o644)
    os.replace(weights_draft, folder / WEIGHTS_NAME)
    config = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "architecture": architecture,
        **content,
    }
    config_draft = folder / (CONFIG_NAME + ".part")
    config_draft.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    os.replace(config_draft, folder / CONFIG_NAME)
    return folder


def _compact(value: Tensor) -> Tensor:
    value = value.detach().to("cpu").contiguous().clone()
    if not value.is_floating_point() or value.dim() < 2:
        return value
    half = value.half()
    # A value beyond half precision's range must not turn into infinity.
    return half if bool(torch.isfinite(half).all()) else value.float()
