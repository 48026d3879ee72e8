from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from georefer.inference.models.interface import PhraseModel
from georefer.inference.models.phrase_model import RSRefSegPhraseModel

Make = Callable[..., np.ndarray]


def test_shapes_and_types(phrase_model: RSRefSegPhraseModel, make_tiles: Make) -> None:
    model: PhraseModel = phrase_model
    tiles = make_tiles(3)
    text = model.embed_text(["red building", "car"])
    glance = model.look(tiles)
    relevance = model.relevance(glance, text)
    embedding = model.embed_tiles(tiles, glance)
    logits = model.mask_logits(embedding, text)
    assert (len(text), len(glance), len(embedding)) == (2, 3, 3)
    assert (relevance.shape, relevance.dtype) == ((3, 2), np.float32)
    assert (logits.shape, logits.dtype) == ((3, 2, 64, 64), np.float32)
    assert (relevance >= 0).all()
    assert (relevance <= 1).all()
    assert np.isfinite(logits).all()
    assert logits.std() > 0


def test_a_tile_never_depends_on_its_batch(phrase_model: RSRefSegPhraseModel, make_tiles: Make) -> None:
    tiles = make_tiles(4)
    text = phrase_model.embed_text(["red building", "white car"])
    glance = phrase_model.look(tiles)
    together = phrase_model.mask_logits(phrase_model.embed_tiles(tiles, glance), text)
    some = [2, 0]
    apart = phrase_model.mask_logits(phrase_model.embed_tiles(tiles[some], glance.take(some)), text)
    np.testing.assert_allclose(apart, together[some], atol=1e-5)
    np.testing.assert_allclose(
        phrase_model.relevance(glance.take(some), text), phrase_model.relevance(glance, text)[some], atol=1e-6
    )


def test_half_precision_gives_the_same_to_the_last_bit_in_any_company(
    phrase_model: RSRefSegPhraseModel, make_tiles: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phrase_model, "_autocast_dtype", torch.bfloat16)
    tiles, text = make_tiles(6), phrase_model.embed_text(["car"])
    together = phrase_model.mask_logits(phrase_model.embed_tiles(tiles, phrase_model.look(tiles)), text)
    for index in range(6):
        one = tiles[index : index + 1]
        alone = phrase_model.mask_logits(phrase_model.embed_tiles(one, phrase_model.look(one)), text)
        np.testing.assert_array_equal(alone[0], together[index])


def test_a_phrase_never_depends_on_its_company(phrase_model: RSRefSegPhraseModel, make_tiles: Make) -> None:
    tiles = make_tiles(2)
    embedding = phrase_model.embed_tiles(tiles, phrase_model.look(tiles))
    alone = phrase_model.mask_logits(embedding, phrase_model.embed_text(["car"]))
    company = phrase_model.embed_text(["large white building", "car", "red"])
    together = phrase_model.mask_logits(embedding, company)
    np.testing.assert_allclose(together[:, 1], alone[:, 0], atol=1e-5)
    assert np.abs(together[:, 0] - together[:, 1]).max() > 1e-4


def test_phrases_of_different_length_keep_their_place(
    phrase_model: RSRefSegPhraseModel, make_tiles: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Published tokenizers pad nothing, so phrases differ in their number of tokens.
    encode = phrase_model._tokenizer.encode
    monkeypatch.setattr(
        type(phrase_model._tokenizer), "encode", lambda self, phrases: encode(phrases)[:, : len(phrases[0])]
    )
    tiles = make_tiles(1)
    embedding = phrase_model.embed_tiles(tiles, phrase_model.look(tiles))
    together = phrase_model.mask_logits(embedding, phrase_model.embed_text(["car", "red", "large", "white"]))
    for index, phrase in enumerate(["car", "red", "large", "white"]):
        alone = phrase_model.mask_logits(embedding, phrase_model.embed_text([phrase]))
        np.testing.assert_allclose(together[:, index], alone[:, 0], atol=1e-5)


def test_no_phrases_and_no_tiles_are_no_errors(phrase_model: RSRefSegPhraseModel, make_tiles: Make) -> None:
    tiles = make_tiles(2)
    embedding = phrase_model.embed_tiles(tiles, phrase_model.look(tiles))
    nothing = phrase_model.embed_text([])
    assert phrase_model.mask_logits(embedding, nothing).shape == (2, 0, 64, 64)
    assert phrase_model.relevance(embedding.glance, nothing).shape == (2, 0)


def test_text_is_read_once(phrase_model: RSRefSegPhraseModel, monkeypatch: pytest.MonkeyPatch) -> None:
    first = phrase_model.embed_text(["car"])
    monkeypatch.setattr(phrase_model._model, "read", lambda ids: pytest.fail("read again"))
    assert phrase_model.embed_text(["car", "car"]).features[1] is first.features[0]


@pytest.mark.parametrize(
    "tiles",
    [
        np.zeros((1, 32, 32, 3), np.uint8),
        np.zeros((1, 64, 64, 4), np.uint8),
        np.zeros((64, 64, 3), np.uint8),
        np.zeros((1, 64, 64, 3), np.float32),
    ],
)
def test_tiles_of_another_form_are_refused(phrase_model: RSRefSegPhraseModel, tiles: np.ndarray) -> None:
    with pytest.raises(ValueError, match="tiles must be uint8"):
        phrase_model.look(tiles)


def test_a_glance_at_other_tiles_is_refused(phrase_model: RSRefSegPhraseModel, make_tiles: Make) -> None:
    with pytest.raises(ValueError, match="glance"):
        phrase_model.embed_tiles(make_tiles(2), phrase_model.look(make_tiles(3)))


def test_unknown_words_are_named_once(phrase_model: RSRefSegPhraseModel) -> None:
    assert phrase_model.unknown_words("Igloo beside the red igloo") == ("igloo", "beside", "the")
    assert phrase_model.unknown_words("large white car") == ()


def test_half_precision_stays_close(phrase_model: RSRefSegPhraseModel, make_tiles: Make) -> None:
    import torch

    tiles = make_tiles(1)
    half = RSRefSegPhraseModel(
        phrase_model._model, phrase_model._tokenizer, phrase_model.card, "cpu", torch.bfloat16
    )
    logits = []
    for model in (phrase_model, half):
        text = model.embed_text(["red car"])
        embedding = model.embed_tiles(tiles, model.look(tiles))
        logits.append(model.mask_logits(embedding, text))
        assert model.relevance(embedding.glance, text).dtype == np.float32
    assert np.abs(logits[0] - logits[1]).max() < 0.1 * np.abs(logits[0]).max() + 0.05
