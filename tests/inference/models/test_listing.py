"""What people can choose from: the models of the catalog, and those in their folders."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from georefer.inference.errors import ModelError
from georefer.inference.model_messages import ModelFacts
from georefer.inference.models.catalog import DEFAULT_MODEL, model_folder
from georefer.inference.models.listing import list_models, vocabulary_of
from georefer.tests.inference.models.layout_factory import write, write_tokenizer


def facts_of(folder: Path) -> ModelFacts:
    """Returns the one model that a folder adds."""
    return {one.model_id: one for one in list_models([str(folder)])}[str(folder)]


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOREFER_MODELS", str(tmp_path / "store"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Returns a model of somebody's own."""
    return Path(shutil.copytree(model_folder(DEFAULT_MODEL), tmp_path / "models" / "mine"))


def test_the_catalog_is_listed_with_what_is_missing() -> None:
    models = {one.model_id: one for one in list_models()}

    bundled, brought = models[DEFAULT_MODEL], models["rsrefseg-b"]
    assert (bundled.state, bundled.is_ready, bundled.reason) == ("bundled", True, "")
    assert bundled.size_bytes > 1_000_000
    assert (brought.state, brought.is_ready) == ("bring", False)
    assert "Add a folder" in brought.reason


def test_a_folder_is_a_model_or_holds_models(copy: Path) -> None:
    assert facts_of(copy).is_ready
    assert facts_of(copy).state == "added"
    inside = {one.model_id for one in list_models([str(copy.parent), str(copy)])}
    assert str(copy) in inside
    assert len(inside) == len(list_models()) + 1


def test_a_published_checkpoint_is_listed(tmp_path: Path) -> None:
    write(tmp_path, "rsrefseg", "epoch_200.safetensors")
    assert "tokenizer" in facts_of(tmp_path).reason

    write_tokenizer(tmp_path)
    facts = facts_of(tmp_path)
    assert (facts.name, facts.is_ready, facts.reason) == (tmp_path.name, True, "")
    assert facts.size_bytes > 1000


def test_a_model_that_answers_no_phrases_says_so(tmp_path: Path) -> None:
    write(tmp_path, "meta-sam", "sam.safetensors")

    assert not facts_of(tmp_path).is_ready
    assert "no phrases" in facts_of(tmp_path).reason


def test_a_model_of_the_persons_own_folder_has_its_id(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOREFER_MODELS", str(copy.parent))

    added = {one.model_id: one for one in list_models()}["mine"]
    assert (added.state, added.is_ready) == ("added", True)


def test_what_cannot_be_used_is_listed_with_its_reason(copy: Path, tmp_path: Path) -> None:
    missing, empty = tmp_path / "nowhere", tmp_path / "empty"
    empty.mkdir()
    (copy / "model.safetensors").unlink()
    damaged = Path(shutil.copytree(copy, tmp_path / "damaged"))
    (damaged / "config.json").write_text('{"format": "georefer-model", ')

    for folder in (missing, empty, copy, damaged):
        facts = facts_of(folder)
        assert not facts.is_ready
        assert facts.reason
    assert "model.safetensors is missing" in facts_of(copy).reason


def test_the_words_of_a_model_are_told(copy: Path, tmp_path: Path) -> None:
    vocabulary = vocabulary_of(str(copy))
    assert vocabulary is not None
    assert {"red", "building"} <= vocabulary
    write(tmp_path, "rsrefseg", "epoch_200.safetensors")
    assert vocabulary_of(str(tmp_path)) is None
    with pytest.raises(ModelError):
        vocabulary_of("nothing")


def test_a_damaged_list_of_words_is_taken_for_none(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "tokenizer": None, "facts": []}))
    assert vocabulary_of(str(copy)) is None
    assert facts_of(copy).name == "mine"


def test_listing_loads_no_heavy_library() -> None:
    code = (
        "import sys; from georefer.inference.models.listing import list_models; list_models();"
        "print({n.split('.')[0] for n in sys.modules} & {'torch', 'numpy', 'rasterio', 'transformers'})"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "set()"
