"""A phrase model without weights: colour decides. Numpy only, deterministic, milliseconds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from georefer.inference.models.interface import Embedding, Glance, ModelCard, Text
from numpy.typing import NDArray

COLOURS = {"red": (0,), "green": (1,), "blue": (2,), "yellow": (0, 1), "white": (0, 1, 2)}
THINGS = ("building", "car", "tank", "pool", "water", "tree", "field")


class FakePhraseModel:
    """Takes a pixel for a part of a "red building" where red dominates; the thing does not matter.

    Attributes:
        calls: How often each verb was asked.
        views_seen: Number of views that were looked at.
        views_embedded: Number of views that reached the expensive encoder.
    """

    def __init__(self, input_size_px: int = 64, best_gsd_m: float | None = None) -> None:
        words = frozenset([*COLOURS, *THINGS, "and"])
        self._card = ModelCard(
            id="fake",
            name="Fake",
            weights_hash="0" * 64,
            input_size_px=input_size_px,
            best_gsd_m=best_gsd_m,
            vocabulary=words,
        )
        self.calls: dict[str, int] = {}
        self.views_seen = 0
        self.views_embedded = 0

    @property
    def card(self) -> ModelCard:
        return self._card

    def unknown_words(self, phrase: str) -> tuple[str, ...]:
        assert self._card.vocabulary is not None
        return tuple(word for word in phrase.split() if word not in self._card.vocabulary)

    def embed_text(self, phrases: Sequence[str]) -> Text:
        self._called("embed_text")
        return Text(tuple(phrases))

    def look(self, tiles: NDArray[np.uint8]) -> Glance:
        self._called("look")
        self.views_seen += len(tiles)
        return Glance(tiles)

    def relevance(self, glance: Glance, text: Text) -> NDArray[np.float32]:
        self._called("relevance")
        best = _logits(glance.features, text).max(axis=(2, 3))
        return (best > 0).astype(np.float32)

    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        self._called("embed_tiles")
        assert len(tiles) == len(glance)
        self.views_embedded += len(tiles)
        return Embedding(glance, tiles, tiles.shape[1], tiles.shape[2])

    def mask_logits(self, embedding: Embedding, text: Text) -> NDArray[np.float32]:
        self._called("mask_logits")
        return _logits(embedding.features, text)

    def _called(self, verb: str) -> None:
        self.calls[verb] = self.calls.get(verb, 0) + 1


def _logits(tiles: NDArray[np.uint8], text: Text) -> NDArray[np.float32]:
    """Returns how much each phrase's colour dominates, float32 [B, P, S, S]."""
    return np.stack([_dominance(tiles, phrase) for phrase in text.phrases], axis=1)


def _dominance(tiles: NDArray[np.uint8], phrase: str) -> NDArray[np.float32]:
    channels = next((COLOURS[word] for word in phrase.split() if word in COLOURS), (0, 1, 2))
    pixels = tiles.astype(np.float32)
    inside = pixels[..., list(channels)].min(axis=-1)
    others = [channel for channel in range(3) if channel not in channels]
    outside = pixels[..., others].max(axis=-1) if others else np.full_like(inside, 128)
    return np.clip((inside - outside - 60) / 10, -8, 8)
