"""Offers ReferSAM as a phrase model: numpy in, numpy out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from ..device import Device
from .interface import Embedding, Glance, ModelCard, Text, Tokenizer
from .refersam import ReferSam
from .refersam_interactor import Words
from .rsrefseg import SAM_MEAN, SAM_STD
from .single_tile import UngatedModel, check_glance


class ReferSamPhraseModel(UngatedModel):
    """Runs a ReferSAM on one device.

    Words enter its image encoder: there is no cheap look, and nothing of a tile serves a second phrase.
    Looking and embedding only keep the pixels, and every phrase costs a whole pass.
    """

    def __init__(self, model: ReferSam, tokenizer: Tokenizer, card: ModelCard, device: Device) -> None:
        super().__init__(model, tokenizer, card, device)
        self._model = model
        self._read: dict[str, Words] = {}

    @torch.inference_mode()
    def embed_text(self, phrases: Sequence[str]) -> Text:
        """Returns phrases as the model understands them; each is read alone and kept for next time."""
        for phrase in phrases:
            if phrase not in self._read:
                ids = self.token_ids(phrase)
                self._read[phrase] = self._model.read(ids, torch.ones_like(ids))
        return Text(tuple(phrases), tuple(self._read[phrase] for phrase in phrases))

    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        """Returns tiles, uint8 RGB, shape [B, S, S, 3], as they are."""
        check_glance(glance, tiles)
        return Embedding(glance, glance.features, tiles.shape[1], tiles.shape[2])

    @torch.inference_mode()
    def mask_logits(self, embedding: Embedding, text: Text) -> NDArray[np.float32]:
        """Returns mask logits at the tiles' resolution, float32, shape [B, P, S, S]."""
        size = (embedding.height_px, embedding.width_px)
        masks = np.empty((len(embedding), len(text), *size), dtype=np.float32)
        for row, tile in enumerate(embedding.features):
            pixels = self.pixels(tile)
            mean, std = (pixels.new_tensor(values).view(1, 3, 1, 1) for values in (SAM_MEAN, SAM_STD))
            for column, words in enumerate(text.features):
                with self.precision():
                    found = self._model((pixels - mean) / std, words)
                masks[row, column] = found.logits[0].float().cpu().numpy()
        return masks
