"""Loads a ReferSAM from a checkpoint in the published layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from ..device import Device
from ..errors import ModelError
from .from_weights import model_from_weights
from .published_folder import PublishedFolder
from .refersam import ReferSam
from .refersam_keys import from_refersam
from .refersam_phrase_model import ReferSamPhraseModel
from .refersam_sizes import PUBLISHED_ENCODERS, ReferSamConfig, published_refersam

# Ours: the release does not say how long its phrases may be.
_LONGEST_PHRASE = 64
_HEAD_WIDTH = 64
_LAYER = re.compile(r"^text_encoder\.encoder\.layers?\.(\d+)\.")


def load_refersam(path: Path, device: Device) -> ReferSamPhraseModel:
    """Loads a checkpoint with the tokenizer of its text model.

    Args:
        path: The folder described in `published_folder`, or the checkpoint inside it.
        device: From `choose_device`.

    Raises:
        ModelError: Something is missing, damaged or does not fit.
    """
    found = PublishedFolder.read(path)
    tensors = from_refersam(found.tensors)
    stated = found.beside("sizes.json")
    is_complete = {"image_encoder", "text_model", "text_config", "adapter"} <= stated.keys()
    published = {} if is_complete else recognise_refersam(tensors).to_json()
    sizes = found.sizes(published, ReferSamConfig.from_json)
    positions = int(sizes.text_config.get("max_position_embeddings", _LONGEST_PHRASE))
    tokenizer = found.tokenizer(min(positions, _LONGEST_PHRASE))
    card = found.card(sizes.image_size_px)
    found.tensors.clear()
    model = model_from_weights(lambda: ReferSam(sizes), tensors, found.checkpoint.name)
    return ReferSamPhraseModel(model, tokenizer, card, device)


def recognise_refersam(tensors: Mapping[str, Tensor]) -> ReferSamConfig:
    """Returns the sizes of weights named as ours.

    Raises:
        ModelError: Their image encoder has none of the published sizes, or there is no text model.
    """
    position = tensors.get("vl_adapter.vis_model.pos_embed")
    width = 0 if position is None else position.shape[-1]
    text_model, text_config = _text_of(tensors)
    for encoder in PUBLISHED_ENCODERS:
        sizes = published_refersam(encoder, text_model)
        if sizes.image_encoder["embed_dim"] == width:
            sizes.text_config.update(text_config)
            return sizes
    raise ModelError(
        "The weights have the size of no published ReferSAM",
        "Add a file sizes.json with the sizes of the model to its folder",
        f"width of the image encoder: {width}",
    )


def _text_of(tensors: Mapping[str, Tensor]) -> tuple[str, dict[str, Any]]:
    """Returns the kind of the text model and those of its sizes that its weights tell."""
    embeddings = "text_encoder.embeddings."
    if f"{embeddings}word_embeddings.weight" in tensors:
        kind, words, inner = "bert", "word_embeddings", "encoder.layer.0.intermediate.dense"
        positions = "position_embeddings"
    elif f"{embeddings}token_embedding.weight" in tensors:
        kind, words, inner = "clip", "token_embedding", "encoder.layers.0.mlp.fc1"
        positions = "position_embedding"
    else:
        raise ModelError(
            "The weights hold no text model that ReferSAM has",
            "Choose a checkpoint with BERT or CLIP's text tower",
        )
    vocabulary, width = tensors[f"{embeddings}{words}.weight"].shape
    layers = {int(match[1]) for key in tensors if (match := _LAYER.match(key))}
    first = tensors.get(f"text_encoder.{inner}.weight")
    placed = tensors.get(f"{embeddings}{positions}.weight")
    sizes: dict[str, Any] = {
        "vocab_size": vocabulary,
        "hidden_size": width,
        "num_hidden_layers": len(layers),
        "num_attention_heads": max(1, width // _HEAD_WIDTH),
    }
    if first is not None:
        sizes["intermediate_size"] = first.shape[0]
    if placed is not None:
        sizes["max_position_embeddings"] = placed.shape[0]
    return kind, sizes
