"""Stands in for a model where not what is seen is measured, but where is looked: colour decides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from georefer.inference.models.interface import Embedding, Glance, ModelCard, Text
from numpy.typing import NDArray

NAME = "colour"
VIEW_PX, GSD_M = 256, 0.3
_CHANNELS = {"red": (0,), "green": (1,), "blue": (2,), "yellow": (0, 1)}
# How much brighter than the others the channels of a colour have to be; any colour is what is bright.
_MARGIN, _BRIGHT = 50, 110


class ColourModel:
    """Takes a pixel for a part of a "red building" where red dominates; the kind of thing does not matter."""

    card = ModelCard(NAME, "Colour", "0" * 64, VIEW_PX, best_gsd_m=GSD_M)

    def unknown_words(self, phrase: str) -> tuple[str, ...]:
        """Returns that every word is known."""
        return ()

    def embed_text(self, phrases: Sequence[str]) -> Text:
        """Returns the phrases as they are."""
        return Text(tuple(phrases))

    def look(self, tiles: NDArray[np.uint8]) -> Glance:
        """Returns the tiles."""
        return Glance(tiles)

    def relevance(self, glance: Glance, text: Text) -> NDArray[np.float32]:
        """Returns 1 where a tile holds any pixel of the colour."""
        found = [_logits(glance.features, phrase).max(axis=(1, 2)) > 0 for phrase in text.phrases]
        return np.stack(found, axis=1).astype(np.float32)

    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        """Returns the tiles."""
        return Embedding(glance, tiles, VIEW_PX, VIEW_PX)

    def mask_logits(self, embedding: Embedding, text: Text) -> NDArray[np.float32]:
        """Returns how much each phrase's colour dominates, float32 [B, P, S, S]."""
        return np.stack([_logits(embedding.features, phrase) for phrase in text.phrases], axis=1)


def _logits(tiles: NDArray[np.uint8], phrase: str) -> NDArray[np.float32]:
    channels = next((_CHANNELS[word] for word in phrase.split() if word in _CHANNELS), (0, 1, 2))
    pixels = tiles.astype(np.int16)
    inside = pixels[..., list(channels)].min(axis=-1)
    others = [channel for channel in range(3) if channel not in channels]
    outside = pixels[..., others].max(axis=-1) if others else np.int16(_BRIGHT)
    return np.clip((inside - outside - _MARGIN) / 10, -8, 8).astype(np.float32)
