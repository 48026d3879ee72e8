"""What is told of models before one is got: state, size, parts, machine; and never a token."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from georefer.inference import machine
from georefer.inference.model_messages import Catalog, ModelDetails
from georefer.inference.models.adding import add_model
from georefer.inference.models.catalog import DEFAULT_MODEL
from georefer.inference.models.catalog_entries import find_entry, whole_catalog
from georefer.inference.models.shelf import browse, parts_to_get, token_from
from georefer.tests.inference.models.layout_factory import write, write_tokenizer


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GEOREFER_MODELS", str(tmp_path / "store"))
    return tmp_path / "store"


def told(model_id: str, catalog: Catalog | None = None) -> ModelDetails:
    return {one.model_id: one for one in (catalog or browse()).models}[model_id]


def test_the_whole_catalog_is_told_with_what_the_machine_has(tmp_path: Path) -> None:
    catalog = browse(gpu_bytes=7)
    assert {one.model_id for one in catalog.models} == {entry.id for entry in whole_catalog()}
    assert [one.use for one in catalog.models] == sorted(
        (one.use for one in catalog.models), key=["phrases", "prompts", "part"].index
    )
    assert catalog.folder == str(tmp_path / "store")
    assert catalog.free_bytes > 0
    assert 2**28 < catalog.memory_bytes < 2**50
    assert catalog.gpu_bytes == 7
    bundled = told(DEFAULT_MODEL, catalog)
    assert (bundled.state, bundled.is_ready, bundled.is_kept) == ("bundled", True, False)
    assert bundled.size_bytes > 1_000_000
    for one in catalog.models:
        assert one.gpu_gb == find_entry(one.model_id).gpu_gb
        assert bool(one.sources) == bool(find_entry(one.model_id).sources)


def test_the_catalog_speaks_chinese_where_asked() -> None:
    assert told("sam-vit-b", browse(language="zh")).hardware.startswith("任何")
    assert told("sam-vit-b", browse()).hardware.startswith("Any")


def test_the_memory_of_a_container_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit, none = tmp_path / "memory.max", tmp_path / "other"
    limit.write_text("123456789\n", encoding="ascii")
    none.write_text("max\n", encoding="ascii")
    monkeypatch.setattr(machine, "_LIMITS", (limit, none, tmp_path / "missing"))
    assert machine.memory_bytes() == 123456789
    monkeypatch.setattr(machine, "_LIMITS", (none,))
    assert machine.memory_bytes() == os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def test_a_model_of_parts_is_got_by_its_parts_and_ready_with_them(tmp_path: Path) -> None:
    before = told("clip-sam")
    assert (before.state, before.is_ready, before.sources) == ("download", False, ())
    assert before.parts == (("clip", "siglip2-so400m"), ("sam", "sam-vit-b"))
    assert [part.id for part in parts_to_get(find_entry("clip-sam"))] == ["siglip2-so400m", "sam-vit-b"]
    assert before.size_bytes > 375042383

    add_model(write(tmp_path / "a", "meta-sam", "sam.safetensors"), model_id="sam-vit-b")
    assert not told("clip-sam").is_ready
    assert told("sam-vit-b").is_ready
    assert told("clip-sam").size_bytes == before.size_bytes - find_entry("sam-vit-b").sources[0].size_bytes
    siglip = tmp_path / "store" / "siglip2-so400m"
    write(siglip, "open-clip", "siglip.safetensors")
    write_tokenizer(siglip)
    assert told("clip-sam").is_ready, told("clip-sam").reason


def test_what_cannot_be_got_is_to_be_brought() -> None:
    brought = told("rsrefseg-b")
    assert (brought.state, brought.is_ready) == ("bring", False)
    assert ("sam", "sam-vit-b") in brought.parts
    assert parts_to_get(find_entry("rsrefseg-b")) == (find_entry("rsrefseg-b"),)


def test_added_models_are_told_with_their_use(tmp_path: Path) -> None:
    add_model(write(tmp_path / "mine", "sam-hq", "mine.safetensors"))
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere, "rsrefseg", "epoch.safetensors")
    catalog = browse([str(elsewhere)])
    mine = told("mine", catalog)
    assert (mine.state, mine.use, mine.is_ready, mine.is_kept) == ("added", "prompts", True, True)
    there = told(str(elsewhere), catalog)
    assert (there.is_ready, there.is_kept) == (False, False)
    assert "tokenizer" in there.reason


def test_a_half_got_and_a_damaged_model_are_told(store: Path, tmp_path: Path) -> None:
    half = store / ".getting" / "sam-vit-l"
    half.mkdir(parents=True)
    (half / "sam_vit_l_0b3195.pth.part").write_bytes(bytes(1000))
    assert told("sam-vit-l").kept_bytes == 1000
    (store / "sam-vit-h").mkdir()
    damaged = told("sam-vit-h")
    assert (damaged.is_kept, damaged.is_ready) == (True, False)
    assert damaged.reason


def test_the_place_of_a_token_is_told_and_never_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    file = tmp_path / "token"
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(file))
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    assert token_from() == ""
    file.write_text("hf_verysecret", encoding="utf-8")
    assert token_from() == str(file)
    monkeypatch.setenv("HF_TOKEN", "hf_alsosecret")
    catalog = browse()
    assert catalog.token_from == "HF_TOKEN"
    assert "secret" not in repr(catalog)
