"""Makes tiny weights whose keys are those of the published files."""

from __future__ import annotations

from pathlib import Path

import torch
from georefer.tests.inference.models.layout_keys import KEYS
from safetensors.torch import save_file
from torch import Tensor

WIDTH_OF_VIT_B = 768


def tensors(layout: str, without: str = "") -> dict[str, Tensor]:
    """Returns random weights in a published layout.

    Args:
        layout: Key of `KEYS`.
        without: Beginning of the keys that are left out.
    """
    generator = torch.Generator().manual_seed(0)
    made = {}
    for key in KEYS[layout]:
        if without and key.startswith(without):
            continue
        shape = (1, 2, 2, 4) if key.endswith("pos_embed") else (4, 3, 2, 2) if "conv1" in key else (4, 2)
        made[key] = torch.randn(shape, generator=generator)
    return made


def write(folder: Path, layout: str, name: str = "model.safetensors", without: str = "") -> Path:
    """Writes such weights and returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    made = tensors(layout, without)
    if name.endswith(".safetensors"):
        save_file(made, folder / name)
    else:
        torch.save(made, folder / name)
    return folder / name


def write_tokenizer(folder: Path) -> Path:
    """Writes the files by which a tokenizer is known."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    (folder / "tokenizer_config.json").write_text("{}", encoding="utf-8")
    return folder
