"""Defines the folder in which a phrase model of ours is kept: `config.json` and `model.safetensors`.

`config.json` holds every size, the words, the card and the facts of the training.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..errors import ModelError
from .bundle_config import CONFIG_NAME, WEIGHTS_NAME, read_config
from .bundle_files import write_bundle
from .checkpoints import file_hash, load_strictly, read_state_dict
from .interface import ModelCard, Tokenizer
from .rsrefseg import RSRefSeg, RSRefSegConfig
from .subword_tokenizer import TOKENIZER_FILES, SubwordTokenizer
from .word_tokenizer import WordTokenizer

TOKENIZER_FOLDER = "tokenizer"


@dataclass(frozen=True)
class BundleFacts:
    """States what weights alone cannot tell.

    Attributes:
        id: Id in the catalog.
        name: Name for people.
        best_gsd_m: Ground sample distance at which the model works best.
        target_gsd_m: Better distances for single categories.
        gsd_range_m: Finest and coarsest distance of the training.
        max_upsample: How far coarser pixels were enlarged in the training.
        licence: SPDX identifier of the weights' licence.
        gate: Relevance below which a view is taken not to hold the target.
        split_targets: Kinds of things whose touching objects are cut apart where the model is less sure.
        training: Facts of the training: data, steps, scores, versions.
    """

    id: str
    name: str
    best_gsd_m: float | None = None
    target_gsd_m: Mapping[str, float] = field(default_factory=dict)
    gsd_range_m: tuple[float, float] | None = None
    max_upsample: float = 1.0
    licence: str = ""
    gate: float = 0.05
    split_targets: tuple[str, ...] = ()
    training: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Bundle:
    """Holds a model as read from its folder; the model is in evaluation mode, float32, on the CPU."""

    model: RSRefSeg
    tokenizer: Tokenizer
    facts: BundleFacts
    card: ModelCard


def save_bundle(folder: Path, model: RSRefSeg, tokenizer: Tokenizer, facts: BundleFacts) -> Path:
    """Writes a model folder and returns it; each file appears whole or not at all.

    Args:
        folder: Made where it is missing.
        model: Without LoRA, on any device.
        tokenizer: A `WordTokenizer` or a `SubwordTokenizer`.
        facts: What weights alone cannot tell.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "facts": asdict(facts),
        "tokenizer": _keep_tokenizer(tokenizer, folder),
        "network": model.config.to_json(),
    }
    return write_bundle(folder, "rsrefseg", content, model.state_dict())


def _keep_tokenizer(tokenizer: Tokenizer, folder: Path) -> dict[str, Any]:
    """Returns what `config.json` says of a tokenizer, and copies the files of one that has files."""
    if isinstance(tokenizer, WordTokenizer):
        return {"kind": "words", "words": list(tokenizer.words), "length": tokenizer.length}
    if not isinstance(tokenizer, SubwordTokenizer):
        raise TypeError(f"a {type(tokenizer).__name__} cannot be kept in a model folder")
    kept = folder / TOKENIZER_FOLDER
    kept.mkdir(exist_ok=True)
    for name in TOKENIZER_FILES:
        source = tokenizer.folder / name
        if source.is_file() and source.resolve() != (kept / name).resolve():
            shutil.copyfile(source, kept / name)
    return {"kind": "subwords", "folder": TOKENIZER_FOLDER, "length": tokenizer.length}


def _tokenizer_of(values: Mapping[str, Any], folder: Path) -> Tokenizer:
    length = int(values["length"])
    if values["kind"] == "words":
        return WordTokenizer(words=tuple(values["words"]), length=length)
    if values["kind"] == "subwords":
        return SubwordTokenizer(folder / TOKENIZER_FOLDER, length)
    raise ValueError(f"unknown kind of tokenizer {values['kind']}")


def load_bundle(folder: Path) -> Bundle:
    """Reads a model folder.

    Raises:
        ModelError: A file is missing or damaged, or the folder is of a newer format.
    """
    config = read_config(folder)
    weights = folder / WEIGHTS_NAME
    tensors = read_state_dict(weights)
    try:
        network = RSRefSegConfig.from_json(config["network"])
        tokenizer = _tokenizer_of(config["tokenizer"], folder)
        facts = _facts_of(config["facts"])
        model = RSRefSeg(network)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"The file {CONFIG_NAME} of the model {folder.name} cannot be understood",
            "Download or copy the model again",
            f"{folder}: {error!r}",
        ) from error
    load_strictly(model, tensors, f"{folder.name}/{WEIGHTS_NAME}")
    card = ModelCard(
        id=facts.id,
        name=facts.name,
        weights_hash=file_hash(weights),
        input_size_px=network.image_size_px,
        best_gsd_m=facts.best_gsd_m,
        target_gsd_m=facts.target_gsd_m,
        gsd_range_m=facts.gsd_range_m,
        max_upsample=facts.max_upsample,
        vocabulary=frozenset(tokenizer.words) if isinstance(tokenizer, WordTokenizer) else None,
        licence=facts.licence,
        gate=facts.gate,
        split_targets=frozenset(facts.split_targets),
    )
    return Bundle(model=model.eval(), tokenizer=tokenizer, facts=facts, card=card)


def _facts_of(values: Mapping[str, Any]) -> BundleFacts:
    known = dict(values)
    if known.get("gsd_range_m") is not None:
        finest_m, coarsest_m = known["gsd_range_m"]
        known["gsd_range_m"] = (float(finest_m), float(coarsest_m))
    known["split_targets"] = tuple(known.get("split_targets", ()))
    return BundleFacts(**known)
