"""Offers SAM 3 of transformers as a phrase model: words in, objects out, on our own pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ..device import Device
from .clip_loading import hash_of
from .hub_folders import load_hub_folder
from .instance_model import InstanceModel
from .instances import Instance, half_precision, without_doubles
from .interface import Embedding, Glance, ModelCard, Text, Tokenizer
from .recognising import recognise
from .single_tile import UngatedModel, check_glance
from .subword_tokenizer import SubwordTokenizer

_LEAST_SCORE = 0.3
_MOST_OBJECTS = 200
_MASKS_AT_ONCE = 16


@dataclass(frozen=True)
class _ReadPhrase:
    ids: Tensor
    features: Any


class Sam3PhraseModel(InstanceModel, UngatedModel):
    """Runs SAM 3 on tiles of its own size: pictures and phrases are encoded once each.

    It finds every object of a concept. Positions and relations in a phrase are ignored by it; the engine
    resolves them on the ground.
    """

    def __init__(self, network: Any, tokenizer: Tokenizer, card: ModelCard, device: Device) -> None:  # noqa: ANN401
        super().__init__(network, tokenizer, card, device)
        self._model: Any = network
        self.least_score = _LEAST_SCORE
        self._read: dict[str, _ReadPhrase] = {}

    @torch.inference_mode()
    def embed_text(self, phrases: Sequence[str]) -> Text:
        """Returns phrases as the model understands them; each is read alone and kept for next time."""
        for phrase in phrases:
            if phrase not in self._read:
                ids = self.token_ids(phrase.lower())
                features = self._model.get_text_features(input_ids=ids, attention_mask=torch.ones_like(ids))
                self._read[phrase] = _ReadPhrase(ids, features)
        return Text(tuple(phrases), tuple(self._read[phrase] for phrase in phrases))

    @torch.inference_mode()
    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        """Returns what the vision encoder makes of tiles, uint8 RGB, shape [B, S, S, 3]."""
        check_glance(glance, tiles)
        features = []
        for tile in self.checked(tiles):
            with self.precision():
                features.append(self._model.get_vision_features((self.pixels(tile) - 0.5) / 0.5))
        return Embedding(glance, tuple(features), tiles.shape[1], tiles.shape[2])

    def _objects(self, embedding: Embedding, row: int, asked: _ReadPhrase) -> list[Instance]:
        with self.precision():
            found = self._model(
                vision_embeds=embedding.features[row],
                text_embeds=asked.features,
                attention_mask=torch.ones_like(asked.ids),
            )
        # An object counts only as far as the concept is in the picture at all.
        scores = found.pred_logits[0].float().sigmoid() * found.presence_logits[0].float().sigmoid()
        best, order = scores.sort(descending=True, stable=True)
        chosen = order[best >= _LEAST_SCORE][:_MOST_OBJECTS]
        drawn: list[Instance] = []
        if not len(chosen):
            return drawn  # an empty tensor still splits into one part
        for batch in chosen.split(_MASKS_AT_ONCE):
            logits = functional.interpolate(
                found.pred_masks[:, batch].float(),
                (embedding.height_px, embedding.width_px),
                mode="bilinear",
                align_corners=False,
            )[0]
            drawn += [
                Instance(half_precision(mask), score)
                for mask, score in zip(logits.cpu().numpy(), scores[batch].tolist(), strict=True)
            ]
        return without_doubles(drawn)


def load_sam3(path: Path, device: Device) -> Sam3PhraseModel:
    """Loads a folder of transformers with SAM 3 and its tokenizer.

    Raises:
        ModelError: Something is missing, damaged or does not fit.
    """
    from transformers.models.sam3.modeling_sam3 import Sam3Model

    found = recognise(path)
    network = load_hub_folder(Sam3Model, found.root)
    inner = found.root / "tokenizer"
    longest = int(network.config.text_config.max_position_embeddings)
    words = SubwordTokenizer(inner if inner.is_dir() else found.root, longest)
    card = ModelCard(
        id=found.root.name,
        name=found.root.name,
        weights_hash=hash_of(found.weights),
        input_size_px=int(network.config.vision_config.backbone_config.image_size),
        gate=0.0,
    )
    return Sam3PhraseModel(network, words, card, device)
