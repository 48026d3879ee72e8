"""Starts an RSRefSeg from published base models: SAM and SigLIP, brought by the person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import torch
from torch import Tensor

from ..errors import ModelError
from .checkpoints import load_strictly, read_state_dict
from .key_maps import from_sam, from_siglip
from .rsrefseg import RSRefSeg, RSRefSegConfig

PUBLISHED_SIZES = ("rsrefseg_b", "rsrefseg_l")
_WEIGHT_NAMES = ("model.safetensors", "pytorch_model.bin")
_INDEX_NAMES = ("model.safetensors.index.json", "pytorch_model.bin.index.json")
_NEW_PARTS = ("prompter.", "phrase_projection.")


def published_sizes(name: str) -> RSRefSegConfig:
    """Returns the sizes of a published model, one of `PUBLISHED_SIZES`."""
    text = resources.files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    return RSRefSegConfig.from_json(json.loads(text))


def recognise_sizes(tensors: Mapping[str, Tensor]) -> RSRefSegConfig:
    """Returns the published sizes that weights have, whatever names they go by.

    Raises:
        ModelError: They have neither of the published sizes.
    """
    widths = {
        value.shape[-1] for key, value in tensors.items() if key.endswith(".pos_embed") and value.dim() == 4
    }
    for name in PUBLISHED_SIZES:
        sizes = published_sizes(name)
        if widths == {sizes.sam["vision_config"]["hidden_size"]}:
            return sizes
    raise ModelError(
        "The weights have the size of no published RSRefSeg",
        "Add a file sizes.json with the sizes of the model to its folder",
        f"widths of the image encoder: {sorted(widths)}",
    )


def read_base(path: Path) -> dict[str, Tensor]:
    """Reads the weights of a base model from a file, or from a folder as transformers writes it.

    Raises:
        ModelError: There are no weights, or they are damaged.
    """
    if path.is_file():
        return read_state_dict(path)
    for name in _INDEX_NAMES:
        if (path / name).is_file():
            return _read_parts(path, name)
    for name in _WEIGHT_NAMES:
        if (path / name).is_file():
            return read_state_dict(path / name)
    raise ModelError(
        f"The folder {path.name} holds no weights", f"Add {_WEIGHT_NAMES[0]} of the base model", str(path)
    )


def _read_parts(folder: Path, index_name: str) -> dict[str, Tensor]:
    try:
        index = json.loads((folder / index_name).read_text(encoding="utf-8"))
        names = sorted(set(index["weight_map"].values()))
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise ModelError(
            f"The file {index_name} in {folder.name} is damaged", "Download the model again", str(error)
        ) from error
    tensors: dict[str, Tensor] = {}
    for name in names:
        # Only names of the folder itself: an index must not lead elsewhere.
        tensors.update(read_state_dict(folder / Path(name).name))
    return tensors


def load_foundation(model: RSRefSeg, sam: Path, siglip: Path) -> RSRefSeg:
    """Loads the base models into an RSRefSeg; its prompter keeps its random start.

    Args:
        model: Has the sizes of the base models and no LoRA.
        sam: SAM as a folder of transformers or a `.pth` file of segment-anything.
        siglip: SigLIP as a folder of transformers.

    Raises:
        ModelError: A file is missing, damaged or of another size.
    """
    tensors = {**from_sam(read_base(sam)), **from_siglip(read_base(siglip))}
    own = model.state_dict()
    fresh = {key: value for key, value in own.items() if key.startswith(_NEW_PARTS)}
    if "clip_text_encoder.logit_scale" in tensors:
        for key in ("clip_text_encoder.logit_scale", "clip_text_encoder.logit_bias"):
            tensors[key] = tensors[key].reshape(own[key].shape).to(torch.float32)
    load_strictly(model, {**tensors, **fresh}, f"{sam.name} and {siglip.name}")
    return model
