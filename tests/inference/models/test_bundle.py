from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from georefer.inference.device import choose_device
from georefer.inference.errors import ModelError
from georefer.inference.models.bundle import BundleFacts, load_bundle, save_bundle
from georefer.inference.models.catalog import load_model, model_folder
from georefer.inference.models.catalog_entries import read_catalog
from georefer.inference.models.rsrefseg import RSRefSeg
from georefer.inference.models.word_tokenizer import WordTokenizer
from safetensors.torch import load_file, save_file

FACTS = BundleFacts(
    id="small",
    name="Small",
    best_gsd_m=0.5,
    target_gsd_m={"car": 0.2},
    gsd_range_m=(0.1, 2.0),
    licence="GPL-3.0-or-later",
    training={"steps": 10},
)


@pytest.fixture
def folder(tmp_path: Path, conv_model: RSRefSeg, tokenizer: WordTokenizer) -> Path:
    return save_bundle(tmp_path / "small", conv_model, tokenizer, FACTS)


def test_a_saved_model_comes_back(folder: Path, conv_model: RSRefSeg, tokenizer: WordTokenizer) -> None:
    bundle = load_bundle(folder)
    assert bundle.facts == FACTS
    assert bundle.tokenizer == tokenizer
    assert bundle.model.config == conv_model.config
    for key, value in conv_model.state_dict().items():
        torch.testing.assert_close(bundle.model.state_dict()[key], value, atol=1e-3, rtol=1e-3)


def test_the_card_tells_what_the_engine_needs(folder: Path) -> None:
    card = load_bundle(folder).card
    assert (card.id, card.name, card.input_size_px, card.licence) == (
        "small",
        "Small",
        64,
        "GPL-3.0-or-later",
    )
    assert card.vocabulary == {"building", "car", "red", "white", "large"}
    assert card.weights_hash == hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    assert card.gsd_for(["building"]) == 0.5
    assert card.gsd_for(["building", "car"]) == 0.2
    assert card.gsd_for([]) == 0.5


def test_matrices_are_kept_in_half_precision(folder: Path) -> None:
    kinds = {value.dtype for value in load_file(folder / "model.safetensors").values() if value.dim() > 1}
    assert kinds == {torch.float16}


def test_values_beyond_half_precision_survive(
    tmp_path: Path, conv_model: RSRefSeg, tokenizer: WordTokenizer
) -> None:
    with torch.no_grad():
        conv_model.prompter.down_channel.conv.weight[0, 0] = 1e6
    bundle = load_bundle(save_bundle(tmp_path / "large", conv_model, tokenizer, FACTS))
    assert bundle.model.prompter.down_channel.conv.weight.max() == 1e6


def test_no_draft_is_left(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "model.safetensors"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "damaged"),
        ('{"model_type": "sam"}', "no GeoRefer model"),
        ("[]", "no GeoRefer model"),
        ('{"format": "georefer-model", "format_version": 99}', "does not know"),
        ('{"format": "georefer-model", "format_version": 1}', "cannot be understood"),
    ],
)
def test_bad_configurations_are_refused(folder: Path, content: str, words: str) -> None:
    (folder / "config.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=words) as caught:
        load_bundle(folder)
    assert "small" in caught.value.message
    assert caught.value.remedy


def test_damaged_weights_are_refused(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(ModelError, match=r"model\.safetensors is damaged"):
        load_model(str(folder))


def test_weights_that_are_not_numbers_are_refused(folder: Path) -> None:
    tensors = load_file(folder / "model.safetensors")
    tensors["prompter.down_channel.conv.weight"].fill_(float("nan"))
    save_file(tensors, folder / "model.safetensors")
    with pytest.raises(ModelError, match="not numbers"):
        load_model(str(folder))


def test_a_lost_weights_file_is_named(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"model\.safetensors"):
        load_model(str(folder))


def test_load_model_takes_a_folder(folder: Path) -> None:
    model = load_model(str(folder), choose_device("cpu"))
    assert model.card.id == "small"
    assert model.unknown_words("red igloo") == ("igloo",)


def test_the_bundled_kind_loads_without_transformers(folder: Path) -> None:
    # Importing transformers takes longer than everything else together.
    code = (
        "import sys; from georefer.inference.models.catalog import load_model; load_model(sys.argv[1], None);"
        "sys.exit('transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode == 0


def test_an_unknown_model_lists_the_known_ones() -> None:
    with pytest.raises(ModelError, match="nonsense is unknown") as caught:
        load_model("nonsense")
    assert all(entry.id in str(caught.value) for entry in read_catalog())


def test_a_model_to_bring_says_what_is_needed() -> None:
    with pytest.raises(ModelError, match="not installed") as caught:
        load_model("rsrefseg-b")
    assert "facebook/sam-vit-base" in caught.value.remedy


def test_added_models_are_found_by_id(tmp_path: Path) -> None:
    (tmp_path / "rsrefseg-b").mkdir()
    assert model_folder("rsrefseg-b", tmp_path) == tmp_path / "rsrefseg-b"


def test_a_stray_folder_does_not_hide_a_known_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "georefer-tiny").mkdir()
    monkeypatch.chdir(tmp_path)
    assert model_folder("georefer-tiny") != Path("georefer-tiny")
