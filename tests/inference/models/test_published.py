from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sentencepiece
import torch
from georefer.inference.device import choose_device
from georefer.inference.errors import ModelError
from georefer.inference.models.bundle import load_bundle, save_bundle
from georefer.inference.models.catalog import load_model
from georefer.inference.models.lora import add_lora
from georefer.inference.models.published import load_published
from georefer.inference.models.rsrefseg import RSRefSeg
from georefer.inference.models.subword_tokenizer import SubwordTokenizer


@pytest.fixture(scope="module")
def tokenizer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trains a SigLIP-like tokenizer of a few pieces."""
    from transformers import SiglipTokenizer

    folder = tmp_path_factory.mktemp("tokenizer")
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["red building", "white car", "large building", "car near the road"] * 20),
        model_prefix=str(folder / "spiece"),
        vocab_size=23,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        minloglevel=2,
    )
    SiglipTokenizer(str(folder / "spiece.model")).save_pretrained(folder)
    return folder


@pytest.fixture
def folder(
    tmp_path: Path, tokenizer_folder: Path, published_model: RSRefSeg, small_lora: dict[str, dict[str, Any]]
) -> Path:
    """Writes the folder of a person who trained the published code with DeepSpeed."""
    folder = tmp_path / "mine"
    (folder / "epoch_5.pth").mkdir(parents=True)
    sizes = published_model.config.to_json()
    (folder / "sizes.json").write_text(json.dumps(sizes), encoding="utf-8")
    alphas = {part: {"lora_alpha": values["lora_alpha"]} for part, values in small_lora.items()}
    (folder / "lora.json").write_text(json.dumps(alphas), encoding="utf-8")
    (folder / "tokenizer").symlink_to(tokenizer_folder)
    module = {
        key.replace("prompter.down_", "prompter_down_"): value
        for key, value in add_lora(published_model, small_lora).state_dict().items()
    }
    torch.save({"module": module}, folder / "epoch_5.pth" / "mp_rank_00_model_states.pt")
    return folder


def test_a_published_folder_loads_and_segments(folder: Path) -> None:
    model = load_model(str(folder), choose_device("cpu"))
    tiles = np.random.default_rng(0).integers(0, 256, (2, 64, 64, 3), dtype=np.uint8)
    text = model.embed_text(["red building", "car"])
    glance = model.look(tiles)
    logits = model.mask_logits(model.embed_tiles(tiles, glance), text)
    assert logits.shape == (2, 2, 64, 64)
    assert model.card.id == "mine"
    assert model.card.vocabulary is None
    assert model.unknown_words("igloo") == ()


def test_the_checkpoint_itself_can_be_chosen(folder: Path) -> None:
    by_file = load_published(folder / "epoch_5.pth")
    assert by_file.card == load_published(folder).card


def test_a_published_model_can_be_kept_as_ours(folder: Path, tmp_path: Path) -> None:
    published = load_published(folder)
    kept = load_bundle(save_bundle(tmp_path / "kept", published.model, published.tokenizer, published.facts))
    assert kept.card.vocabulary is None
    np.testing.assert_array_equal(
        kept.tokenizer.encode(["red building"]), published.tokenizer.encode(["red building"])
    )


def test_several_checkpoints_are_no_choice(folder: Path) -> None:
    torch.save({}, folder / "epoch_10.pth")
    with pytest.raises(ModelError, match=r"epoch_10\.pth, epoch_5\.pth"):
        load_published(folder)


def test_no_checkpoint_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="holds none"):
        load_model(str(tmp_path / "empty"))


def test_a_missing_tokenizer_is_named(folder: Path) -> None:
    (folder / "tokenizer").unlink()
    with pytest.raises(ModelError, match="no tokenizer"):
        load_published(folder)


def test_tokens_end_with_the_end_and_are_cut(tokenizer_folder: Path) -> None:
    tokenizer = SubwordTokenizer(tokenizer_folder, length=8)
    ids = tokenizer.encode(["Red, building!"])
    assert ids.dtype == np.int64
    assert ids[0, -1] == 1
    np.testing.assert_array_equal(ids, tokenizer.encode(["red building"]))
    assert tokenizer.encode(["red building " * 50]).shape == (1, 8)
