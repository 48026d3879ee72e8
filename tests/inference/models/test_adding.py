"""Models that a person brings: what they are is said, what they lack is named, and damage stays out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from georefer.inference.errors import Cancelled, ModelError
from georefer.inference.models.adding import add_model
from georefer.inference.models.catalog import DEFAULT_MODEL, load_model, model_folder
from georefer.inference.models.downloading.hooks import GetHooks, GetProgress
from georefer.inference.models.listing import list_models
from georefer.inference.models.recognising import recognise_kept
from georefer.inference.models.store import damage, installed, read_receipt
from georefer.tests.inference.models.layout_factory import tensors, write, write_tokenizer
from safetensors.torch import save_file


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def test_a_checkpoint_is_copied_with_a_receipt(tmp_path: Path, models: Path) -> None:
    path = write(tmp_path / "mine", "meta-sam", "My SAM (1).pth")
    added = add_model(path, models)
    assert added.id == "my-sam-1"
    assert (added.folder / "My SAM (1).pth").read_bytes() == path.read_bytes()
    receipt = read_receipt(added.folder)
    assert receipt is not None
    assert (receipt.layout, receipt.origin) == ("meta-sam", str(path))
    assert damage(added.folder, receipt) == []
    assert installed(models) == {"my-sam-1": receipt}


def test_a_folder_keeps_what_belongs_to_it_and_nothing_else(tmp_path: Path, models: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "epoch_5.pth").mkdir(parents=True)
    torch.save({"module": tensors("rsrefseg")}, mine / "epoch_5.pth" / "mp_rank_00_model_states.pt")
    write_tokenizer(mine / "tokenizer")
    (mine / "sizes.json").write_text("{}", encoding="utf-8")
    (mine / "diary.txt").write_text("private", encoding="utf-8")
    (mine / "optimizer.bin").write_bytes(b"")
    added = add_model(mine, models)
    kept = {path.relative_to(added.folder).as_posix() for path in added.folder.rglob("*") if path.is_file()}
    assert kept == {
        "epoch_5.pth/mp_rank_00_model_states.pt",
        "tokenizer/tokenizer.json",
        "tokenizer/tokenizer_config.json",
        "sizes.json",
        "georefer-model.json",
    }


def test_our_own_model_can_be_added_and_runs(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_model(model_folder(DEFAULT_MODEL), models, "mine")
    monkeypatch.setenv("GEOREFER_MODELS", str(models))
    assert load_model("mine").card.weights_hash == load_model(DEFAULT_MODEL).card.weights_hash


def test_what_is_missing_is_named_and_can_be_named(tmp_path: Path, models: Path) -> None:
    path = write(tmp_path / "mine", "rsrefseg2", "a.pth")
    with pytest.raises(ModelError, match="RSRefSeg 2, but its tokenizer is missing") as caught:
        add_model(path, models)
    assert "georefer models get siglip2-so400m" in caught.value.remedy
    assert installed(models) == {}
    added = add_model(path, models, beside=[write_tokenizer(tmp_path / "words")])
    assert (added.folder / "tokenizer" / "tokenizer.json").is_file()


def test_the_tokenizer_of_an_installed_base_is_lent(tmp_path: Path, models: Path) -> None:
    write_tokenizer(models / "siglip2-so400m")
    added = add_model(write(tmp_path / "mine", "rsrefseg2", "a.pth"), models)
    assert added.notes == ("Its tokenizer was taken from siglip2-so400m",)
    assert added.recognised.missing == ()


def test_the_other_half_can_be_named(tmp_path: Path, models: Path) -> None:
    head = write(tmp_path / "checkpoint_3", "rossam-head")
    other = write(tmp_path / "elsewhere", "rossam-sam", "model_1.safetensors")
    with pytest.raises(ModelError, match="SAM with its LoRA is missing"):
        add_model(head, models)
    assert add_model(head, models, "ros", beside=[other]).recognised.missing == ()


def test_a_name_is_taken_once(tmp_path: Path, models: Path) -> None:
    path = write(tmp_path / "mine", "meta-sam", "a.pth")
    first = add_model(path, models)
    with pytest.raises(ModelError, match="There is a model a already"):
        add_model(path, models)
    newer = write(tmp_path / "newer", "sam-hq", "a.pth")
    assert add_model(newer, models, replaces=True).recognised.layout.id == "sam-hq"
    assert (first.folder / "a.pth").read_bytes() == newer.read_bytes()


def test_names_of_the_catalog_are_kept_for_what_they_mean(tmp_path: Path, models: Path) -> None:
    path = write(tmp_path / "mine", "meta-sam", "a.pth")
    for name in (DEFAULT_MODEL, "rsrefseg-b"):
        with pytest.raises(ModelError, match=f"{name} is the name of"):
            add_model(path, models, name)
    assert add_model(path, models, "sam-vit-b").id == "sam-vit-b"
    with pytest.raises(ModelError, match="is no name for a model"):
        add_model(path, models, "../../etc")


def test_a_failed_replacement_leaves_the_model_that_works(tmp_path: Path, models: Path) -> None:
    path = write(tmp_path / "mine", "meta-sam")
    folder = add_model(path, models, "sam").folder
    before = (folder / "model.safetensors").read_bytes()
    weights = tensors("meta-sam")
    weights["mask_decoder.iou_token.weight"].fill_(float("nan"))
    save_file(weights, path)
    with pytest.raises(ModelError, match="not numbers"):
        add_model(path, models, "sam", replaces=True)
    path.write_bytes(before[:-7])
    with pytest.raises(ModelError, match="damaged or not whole"):
        add_model(path, models, "sam", replaces=True)
    assert (folder / "model.safetensors").read_bytes() == before
    assert [entry.name for entry in models.iterdir() if not entry.name.startswith(".")] == ["sam"]


def test_sam_alone_says_that_it_answers_no_phrases(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEOREFER_MODELS", str(models))
    add_model(write(tmp_path / "mine", "meta-sam"), models, "sam")
    with pytest.raises(
        ModelError, match="is SAM in the layout of segment-anything, which answers no phrases"
    ):
        load_model("sam")


def test_added_models_that_answer_phrases_can_be_chosen(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEOREFER_MODELS", str(models))
    add_model(model_folder(DEFAULT_MODEL), models, "mine")
    add_model(write(tmp_path / "mine", "meta-sam"), models, "sam")
    listed = {facts.model_id: facts for facts in list_models()}
    assert (listed["mine"].state, listed["mine"].is_ready) == ("added", True)
    assert "answers no phrases" in listed["sam"].reason
    assert "georefer models get" in listed["rsrefseg2-refsegrs"].reason


def test_listing_what_was_added_loads_no_heavy_library(tmp_path: Path, models: Path) -> None:
    words = write_tokenizer(tmp_path / "words")
    add_model(write(tmp_path / "mine", "rsrefseg2", "a.pth"), models, "mine", beside=[words])
    code = (
        "import sys; from georefer.inference.models.listing import list_models;"
        "print([one.is_ready for one in list_models() if one.model_id == 'mine'], 'torch' in sys.modules)"
    )
    environment = {**os.environ, "GEOREFER_MODELS": str(models)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith("] False")
    assert recognise_kept(models / "mine").layout.id == "rsrefseg2"
    (models / "mine" / "a.pth").write_bytes(b"")
    with pytest.raises(ModelError, match="damaged"):
        recognise_kept(models / "mine")


def test_a_damaged_receipt_is_no_receipt(tmp_path: Path, models: Path) -> None:
    folder = add_model(write(tmp_path / "mine", "meta-sam"), models, "sam").folder
    for content in ("", "[]", "{}", json.dumps({"format": 1, "files": {"a": 3}})):
        (folder / "georefer-model.json").write_text(content, encoding="utf-8")
        assert installed(models) == {"sam": None}


def test_adding_tells_how_far_it_is_and_stops_without_a_trace(tmp_path: Path, models: Path) -> None:
    path = write(tmp_path / "mine", "meta-sam", "mine.safetensors")
    told: list[GetProgress] = []
    add_model(path, models, hooks=GetHooks(told.append))
    assert [one.stage for one in told] == sorted(
        (one.stage for one in told), key=["copying", "checking"].index
    )
    assert {one.stage for one in told if one.done_bytes == one.total_bytes} == {"copying", "checking"}
    for stage in ("copying", "checking"):
        at = [False]

        def on_progress(progress: GetProgress, stage: str = stage, at: list[bool] = at) -> None:
            at[0] = at[0] or progress.stage == stage

        hooks = GetHooks(on_progress, lambda at=at: at[0])
        with pytest.raises(Cancelled, match="nothing was added"):
            add_model(path, models, "other", hooks=hooks)
        assert list(installed(models)) == ["mine"]
        assert not list((models / ".getting").iterdir())
