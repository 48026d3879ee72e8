from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from georefer.benchmarks.judging.wrapped_models import RememberingModel, ThinnedModel, TimedModel
from georefer.inference.models.interface import Embedding, Glance, ModelCard, Text
from numpy.typing import NDArray

SIDE = 8


class BrightnessModel:
    """Answers how bright a view is; counts how often it is asked."""

    card = ModelCard("brightness", "Brightness", "0" * 64, SIDE)

    def __init__(self) -> None:
        self.looked = self.embedded = 0

    def embed_text(self, phrases: Sequence[str]) -> Text:
        return Text(tuple(phrases), np.arange(1, len(phrases) + 1))

    def look(self, tiles: NDArray[np.uint8]) -> Glance:
        self.looked += len(tiles)
        return Glance(tiles.mean(axis=(1, 2, 3)))

    def relevance(self, glance: Glance, text: Text) -> NDArray[np.float32]:
        return (glance.features[:, None] / 255 * np.ones(len(text))).astype(np.float32)

    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        self.embedded += len(tiles)
        return Embedding(glance, tiles.mean(axis=3), SIDE, SIDE)

    def mask_logits(self, embedding: Embedding, text: Text) -> NDArray[np.float32]:
        return (embedding.features[:, None] * text.features[None, :, None, None]).astype(np.float32)

    def unknown_words(self, phrase: str) -> tuple[str, ...]:
        return ()


def views(seed: int, count: int = 3) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (count, SIDE, SIDE, 3), dtype=np.uint8)


def answer(
    model: RememberingModel | ThinnedModel | TimedModel, tiles: NDArray[np.uint8]
) -> NDArray[np.float32]:
    text = model.embed_text(("building", "car"))
    glance = model.look(tiles)
    relevant = np.flatnonzero(model.relevance(glance, text).max(axis=1) >= 0.1)
    return model.mask_logits(model.embed_tiles(tiles[relevant], glance.take(relevant.tolist())), text)


def test_a_remembering_model_says_the_same_and_looks_once() -> None:
    plain, inner = BrightnessModel(), BrightnessModel()
    model = RememberingModel(inner)
    for _ in range(2):
        assert np.allclose(answer(model, views(1)), answer(TimedModel(plain), views(1)))
    assert (inner.looked, inner.embedded) == (3, 3)
    model.forget()
    answer(model, views(1))
    assert inner.looked == 6


@pytest.mark.parametrize(("every", "computed"), [(1, 8), (4, 2)])
def test_a_thinned_model_computes_one_batch_in_some(every: int, computed: int) -> None:
    model = ThinnedModel(BrightnessModel(), every)
    shapes = {answer(model, views(seed)).shape for seed in range(8)}
    assert (model.batches, model.forwards) == (8, computed)
    assert shapes == {(3, 2, SIDE, SIDE)}


def test_a_thinned_model_computes_a_batch_of_new_size() -> None:
    model = ThinnedModel(BrightnessModel(), 100)
    answer(model, views(1))
    assert answer(model, views(2, count=2)).shape[0] == 2


def test_a_timed_model_counts_its_seconds() -> None:
    model = TimedModel(BrightnessModel())
    answer(model, views(1))
    assert model.seconds > 0
