"""Loads a CLIP, SigLIP or SigLIP 2 with its tokenizer, from transformers' layout or open_clip's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from huggingface_hub.errors import StrictDataclassError
from numpy.typing import NDArray
from torch import Tensor

from ..errors import ModelError
from .checkpoints import TORN, file_hash, read_state_dict
from .clip_towers import (
    CLIP_MEAN,
    CLIP_STD,
    SIGLIP_MEAN,
    SIGLIP_STD,
    Clip,
    ClipTowers,
    FlexibleSiglip,
    Siglip,
)
from .from_weights import model_from_weights
from .interface import Tokenizer
from .open_clip_keys import from_open_clip, open_clip_sizes
from .recognising import Recognised, recognise
from .subword_tokenizer import SubwordTokenizer

_PLAIN = ("id2label", "label2id", "torch_dtype", "dtype", "transformers_version", "architectures")


@dataclass(frozen=True)
class LoadedClip:
    """Holds a CLIP that is ready.

    Attributes:
        towers: In evaluation mode.
        tokenizer: Belongs to them.
        weights_hash: SHA-256 of the weights, hexadecimal.
    """

    towers: ClipTowers
    tokenizer: Tokenizer
    weights_hash: str


class FullLengthTokenizer(SubwordTokenizer):
    """Fills every phrase up: SigLIP was trained so, and reads the last token."""

    def encode(self, phrases: list[str]) -> NDArray[np.int64]:  # type: ignore[override]
        """Returns token ids, shape [P, length], int64."""
        encoded = self._tokenizer(
            list(phrases),
            padding="max_length",
            truncation=True,
            max_length=self.length,
            return_attention_mask=False,
        )
        return np.asarray(encoded["input_ids"], dtype=np.int64)


def load_clip(path: Path, tokenizer: Path | None = None, activation: str = "") -> LoadedClip:
    """Loads the weights in a folder or file.

    Args:
        path: A folder of transformers, or one with a checkpoint in the layout of open_clip.
        tokenizer: Folder of the tokenizer where the weights come without one.
        activation: "gelu" or "quick_gelu" where weights in the layout of open_clip want another one than
            their `open_clip_config.json` says, or gelu where there is none.

    Raises:
        ModelError: Something is missing, damaged or does not fit.
    """
    found = recognise(path)
    if found.layout.architecture not in ("clip", "siglip"):
        raise ModelError(
            f"{path.name} is {found.name}, which is no CLIP", "Choose a CLIP or SigLIP", str(path)
        )
    tensors: dict[str, Tensor] = {}
    for file in found.weights:
        tensors.update(read_state_dict(file))
    tensors = {key: value for key, value in tensors.items() if not key.endswith("position_ids")}
    if found.layout.id == "open-clip":
        towers = _from_open_clip(tensors, found, activation)
    else:
        towers = _stated(tensors, found)
    words = _tokenizer_of(towers, tokenizer or found.root)
    return LoadedClip(towers.eval(), words, hash_of(found.weights))


def hash_of(files: tuple[Path, ...]) -> str:
    """Returns one hash for several files."""
    digests = [file_hash(file) for file in files]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def _from_open_clip(tensors: dict[str, Tensor], found: Recognised, activation: str) -> ClipTowers:
    from transformers.models.clip.configuration_clip import CLIPConfig
    from transformers.models.clip.modeling_clip import CLIPModel

    beside = _beside(found.root, "open_clip_config.json").get("model_cfg", {})
    usual = "quick_gelu" if isinstance(beside, Mapping) and beside.get("quick_gelu") else "gelu"
    named = from_open_clip(tensors)
    sizes = open_clip_sizes(named, activation or usual)
    model = model_from_weights(lambda: CLIPModel(CLIPConfig(**sizes)), named, found.weights[0].name)
    return Clip(model, *_colours(found.root, CLIP_MEAN, CLIP_STD))


def _stated(tensors: dict[str, Tensor], found: Recognised) -> ClipTowers:
    """Returns the towers that `config.json` states.

    Raises:
        ModelError: It states none that could be, or others than the weights are of.
    """
    try:
        return _from_transformers(tensors, found)
    except (*TORN, ZeroDivisionError, StrictDataclassError) as error:
        raise ModelError(
            f"The file config.json in {found.root.name} does not state the sizes of a CLIP",
            "Download it again; it must be of the same model as the weights",
            repr(error),
        ) from error


def _from_transformers(tensors: dict[str, Tensor], found: Recognised) -> ClipTowers:
    values = _beside(found.root, "config.json")
    kind = values.get("model_type")
    if kind not in ("clip", "siglip", "siglip2"):
        raise ModelError(
            f"The folder {found.root.name} has no config.json of a CLIP",
            "Add config.json of the same model",
            f"model_type: {kind!r}",
        )
    values = {key: value for key, value in values.items() if key not in _PLAIN}
    source = found.weights[0].name
    if kind == "clip":
        from transformers.models.clip.configuration_clip import CLIPConfig
        from transformers.models.clip.modeling_clip import CLIPModel

        clip = model_from_weights(lambda: CLIPModel(CLIPConfig(**values)), tensors, source)
        return Clip(clip, *_colours(found.root, CLIP_MEAN, CLIP_STD))
    colours = _colours(found.root, SIGLIP_MEAN, SIGLIP_STD)
    if "vision_model.embeddings.patch_embedding.weight" in tensors and _is_flexible(tensors):
        from transformers.models.siglip2.configuration_siglip2 import Siglip2Config
        from transformers.models.siglip2.modeling_siglip2 import Siglip2Model

        flexible = model_from_weights(lambda: Siglip2Model(Siglip2Config(**values)), tensors, source)
        return FlexibleSiglip(flexible, *colours)
    from transformers.models.siglip.configuration_siglip import SiglipConfig
    from transformers.models.siglip.modeling_siglip import SiglipModel

    siglip = model_from_weights(lambda: SiglipModel(SiglipConfig(**values)), tensors, source)
    return Siglip(siglip, *colours)


def _is_flexible(tensors: Mapping[str, Tensor]) -> bool:
    # Of flexible size, patches come cut out already and pass a plain layer.
    return tensors["vision_model.embeddings.patch_embedding.weight"].dim() == 2


def _tokenizer_of(towers: ClipTowers, folder: Path) -> Tokenizer:
    inner = folder / "tokenizer"
    place = inner if inner.is_dir() else folder
    kind = FullLengthTokenizer if isinstance(towers, Siglip) else SubwordTokenizer
    return kind(place, towers.longest_phrase)


def _colours(
    root: Path, mean: tuple[float, ...], std: tuple[float, ...]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Returns mean and spread of the colours that a model was trained with."""
    beside = _beside(root, "preprocessor_config.json")
    return tuple(beside.get("image_mean", mean)), tuple(beside.get("image_std", std))


def _beside(root: Path, name: str) -> dict[str, Any]:
    if not (root / name).is_file():
        return {}
    try:
        content = json.loads((root / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The file {name} is damaged", "Download it again", f"{root}: {error}") from error
    return content if isinstance(content, dict) else {}
