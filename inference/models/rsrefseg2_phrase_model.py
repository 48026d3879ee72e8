"""Offers RSRefSeg 2 as a phrase model: numpy in, numpy out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from ..device import Device
from .conv_encoders import SamFeatures
from .interface import Embedding, Glance, ModelCard, Text, Tokenizer
from .rsrefseg import PhraseFeatures
from .rsrefseg2 import RSRefSeg2
from .single_tile import SingleTileModel, at_size, check_glance


class RSRefSeg2PhraseModel(SingleTileModel):
    """Runs an RSRefSeg 2 on one device: both image towers once per tile, the rest once per phrase."""

    def __init__(self, model: RSRefSeg2, tokenizer: Tokenizer, card: ModelCard, device: Device) -> None:
        super().__init__(model, tokenizer, card, device)
        self._model = model
        self._read: dict[str, PhraseFeatures] = {}

    @torch.inference_mode()
    def embed_text(self, phrases: Sequence[str]) -> Text:
        """Returns phrases as the model understands them; each is read alone and kept for next time."""
        for phrase in phrases:
            if phrase not in self._read:
                # Its numbers scale everything after it: full precision.
                self._read[phrase] = self._model.read(self.token_ids(phrase))
        return Text(tuple(phrases), tuple(self._read[phrase] for phrase in phrases))

    @torch.inference_mode()
    def look(self, tiles: NDArray[np.uint8]) -> Glance:
        """Returns the cheap look at tiles, uint8 RGB, shape [B, S, S, 3]."""
        with self.precision():
            return Glance(torch.cat([self._model.look(self.pixels(tile)) for tile in self.checked(tiles)]))

    @torch.inference_mode()
    def relevance(self, glance: Glance, text: Text) -> NDArray[np.float32]:
        """Returns the best agreement of any cell with each phrase, 0..1, float32, shape [B, P]."""
        best = np.empty((len(glance), len(text)), dtype=np.float32)
        for row in range(len(glance)):
            for column, phrase in enumerate(text.features):
                with self.precision():
                    prompts = self._model.ask(glance.features[row : row + 1], phrase)
                    best[row, column] = float(self._model.grid_logits(prompts, phrase).amax().sigmoid())
        return best

    @torch.inference_mode()
    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        """Returns the embedding of tiles, uint8 RGB, shape [B, S, S, 3], and of the look at them."""
        check_glance(glance, tiles)
        with self.precision():
            parts = [self._model.embed(self.pixels(tile)) for tile in self.checked(tiles)]
        return Embedding(glance, SamFeatures.join(parts), tiles.shape[1], tiles.shape[2])

    @torch.inference_mode()
    def mask_logits(self, embedding: Embedding, text: Text) -> NDArray[np.float32]:
        """Returns mask logits at the tiles' resolution, float32, shape [B, P, S, S]."""
        size = (embedding.height_px, embedding.width_px)
        masks = np.empty((len(embedding), len(text), *size), dtype=np.float32)
        for row in range(len(embedding)):
            vision, features = embedding.glance.features[row : row + 1], embedding.features.take([row])
            for column, phrase in enumerate(text.features):
                with self.precision():
                    logits = self._model.predict(vision, features, phrase)
                masks[row, column] = at_size(logits, *size)
        return masks
