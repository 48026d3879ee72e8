"""Wraps phrase models: one that is timed, one that looks at the same view once, one that is thinned out."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from georefer.inference.models.interface import Embedding, Glance, ModelCard, PhraseModel, Text
from numpy.typing import NDArray


class WrappedModel:
    """Passes everything on to a model."""

    def __init__(self, model: PhraseModel) -> None:
        self.model = model

    @property
    def card(self) -> ModelCard:
        """Returns the model's card."""
        return self.model.card

    def embed_text(self, phrases: Sequence[str]) -> Text:
        """Returns the model's text."""
        return self.model.embed_text(phrases)

    def look(self, tiles: NDArray[np.uint8]) -> Glance:
        """Returns the model's glance."""
        return self.model.look(tiles)

    def relevance(self, glance: Glance, text: Text) -> NDArray[np.float32]:
        """Returns the model's relevance."""
        return self.model.relevance(glance, text)

    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        """Returns the model's embedding."""
        return self.model.embed_tiles(tiles, glance)

    def mask_logits(self, embedding: Embedding, text: Text) -> NDArray[np.float32]:
        """Returns the model's logits."""
        return self.model.mask_logits(embedding, text)

    def unknown_words(self, phrase: str) -> tuple[str, ...]:
        """Returns the words that the model never learned."""
        return self.model.unknown_words(phrase)


class TimedModel(WrappedModel):
    """Counts what the model itself takes: `seconds`, and `cpu_s` of the thread that calls it."""

    def __init__(self, model: PhraseModel) -> None:
        super().__init__(model)
        self.seconds = self.cpu_s = 0.0

    def embed_text(self, phrases: Sequence[str]) -> Text:
        """Returns the model's text."""
        with self._counted():
            return super().embed_text(phrases)

    def look(self, tiles: NDArray[np.uint8]) -> Glance:
        """Returns the model's glance."""
        with self._counted():
            return super().look(tiles)

    def relevance(self, glance: Glance, text: Text) -> NDArray[np.float32]:
        """Returns the model's relevance."""
        with self._counted():
            return super().relevance(glance, text)

    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        """Returns the model's embedding."""
        with self._counted():
            return super().embed_tiles(tiles, glance)

    def mask_logits(self, embedding: Embedding, text: Text) -> NDArray[np.float32]:
        """Returns the model's logits."""
        with self._counted():
            return super().mask_logits(embedding, text)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        started, cpu_before = time.perf_counter(), time.thread_time()
        yield
        self.seconds += time.perf_counter() - started
        self.cpu_s += time.thread_time() - cpu_before


class RememberingModel(WrappedModel):
    """Looks at and embeds every view once, however many phrases are asked of it; `forget` frees memory.

    Views go through the model one by one, which changes their logits by rounding: by a few hundredths
    where the device computes in bfloat16.
    """

    def __init__(self, model: PhraseModel) -> None:
        super().__init__(model)
        self._glances: dict[bytes, Glance] = {}
        self._embeddings: dict[bytes, Embedding] = {}

    def forget(self) -> None:
        """Forgets every view."""
        self._glances.clear()
        self._embeddings.clear()

    def look(self, tiles: NDArray[np.uint8]) -> Glance:
        """Returns the names of the views; what was seen in them stays here."""
        keys = np.empty(len(tiles), dtype=object)
        for index, tile in enumerate(tiles):
            keys[index] = hashlib.blake2b(tile.tobytes(), digest_size=16).digest()
            if keys[index] not in self._glances:
                self._glances[keys[index]] = self.model.look(tile[None])
        return Glance(keys)

    def relevance(self, glance: Glance, text: Text) -> NDArray[np.float32]:
        """Returns the model's relevance."""
        return np.concatenate([self.model.relevance(self._glances[key], text) for key in glance.features])

    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        """Returns the names of the views."""
        for tile, key in zip(tiles, glance.features, strict=True):
            if key not in self._embeddings:
                self._embeddings[key] = self.model.embed_tiles(tile[None], self._glances[key])
        return Embedding(glance, None, tiles.shape[1], tiles.shape[2])

    def mask_logits(self, embedding: Embedding, text: Text) -> NDArray[np.float32]:
        """Returns the model's logits."""
        keys = embedding.glance.features
        return np.concatenate([self.model.mask_logits(self._embeddings[key], text) for key in keys])


class ThinnedModel(WrappedModel):
    """Runs the model on one batch in `every`, and gives its last answer again for the others.

    It loads what the model loads and answers as much as it answers, so that the memory of a long run can be
    measured in a short one. Where things are found is wrong.
    """

    def __init__(self, model: PhraseModel, every: int) -> None:
        super().__init__(model)
        self.every = every
        self.batches = self.forwards = 0
        self._glances: dict[int, Glance] = {}
        self._logits: dict[int, NDArray[np.float32]] = {}
        self._views = 0
        self._is_replay = False

    def look(self, tiles: NDArray[np.uint8]) -> Glance:
        """Returns the model's glance, or an earlier one at as many views."""
        self._views = len(tiles)
        self._is_replay = self._views in self._glances and self.batches % self.every != 0
        self.batches += 1
        if not self._is_replay:
            self.forwards += 1
            self._glances[self._views] = self.model.look(tiles)
        return self._glances[self._views]

    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        """Returns the model's embedding; of an earlier glance only its size."""
        if self._is_replay:
            return Embedding(glance, None, tiles.shape[1], tiles.shape[2])
        return self.model.embed_tiles(tiles, glance)

    def mask_logits(self, embedding: Embedding, text: Text) -> NDArray[np.float32]:
        """Returns the model's logits, or those that belong to the earlier glance."""
        if not self._is_replay:
            self._logits[self._views] = self.model.mask_logits(embedding, text)
        return self._logits[self._views]
