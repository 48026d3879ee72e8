"""The catalog states what a person must know before a download, and pins what can be pinned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from georefer.inference.errors import ModelError
from georefer.inference.models import catalog
from georefer.inference.models.catalog_entries import (
    CatalogEntry,
    catalog_in_chinese,
    find_entry,
    read_catalog,
    whole_catalog,
)
from georefer.inference.models.layouts import UNKEYED, layouts
from georefer.inference.models.recipe import read_recipe

# Its page shows no whole commit; the digest that the hub states is kept.
UNPINNED = {"KyanChen/RSRefSeg2"}


@pytest.fixture(params=whole_catalog(), ids=lambda entry: entry.id)
def entry(request: pytest.FixtureRequest) -> CatalogEntry:
    return request.param


def test_ids_are_told_apart() -> None:
    entries = whole_catalog()
    assert len({entry.id for entry in entries}) == len(entries)
    assert next(entry.id for entry in read_catalog()) == catalog.DEFAULT_MODEL
    assert {entry.use for entry in entries} == {"phrases", "prompts", "part"}


def test_an_entry_says_what_a_person_must_know(entry: CatalogEntry) -> None:
    assert entry.summary.endswith(".")
    assert entry.good_at
    assert entry.hardware
    assert entry.gpu_gb or entry.cpu_gb
    for figure in (entry.gpu_gb, entry.cpu_gb):
        # What is compared with a machine must not differ from what is read; "any CPU" has 2 GB.
        assert figure in (None, 2) or f"{figure:g} GB" in entry.hardware or "two CPU cores" in entry.hardware
    assert entry.licence or entry.state == "bring"
    assert entry.languages or entry.use == "prompts"
    assert entry.architecture in {layout.architecture for layout in (*UNKEYED, *layouts())}


def test_what_an_entry_says_is_said_in_chinese_too(entry: CatalogEntry) -> None:
    texts = catalog_in_chinese()
    for sentence in (entry.summary, entry.good_at, entry.hardware):
        assert re.search(r"[\u4e00-\u9fff]", texts.get(sentence, "")), f"catalog_zh.json lacks {sentence!r}"
        # Numbers say the same in both.
        assert sorted(re.findall(r"\d+\.\d+|\d+", sentence)) == sorted(
            re.findall(r"\d+\.\d+|\d+", texts[sentence])
        )


def test_an_entry_can_be_had(entry: CatalogEntry) -> None:
    assert {
        "bundled": entry.folder is not None,
        "download": bool(entry.sources),
        "bring": bool(entry.files),
    }[entry.state]
    assert all(find_entry(base.model) for base in entry.files if base.model)


def test_downloads_are_pinned(entry: CatalogEntry) -> None:
    for source in entry.sources:
        assert len({download.path for download in source.downloads}) == len(source.downloads)
        for download in source.downloads:
            place = download.place
            assert not Path(download.path).is_absolute()
            assert ".." not in Path(download.path).parts
            assert re.fullmatch(r"([0-9a-f]{64})?", download.sha256)
            if source.kind == "web":
                assert place.url.startswith("https://")
                assert download.sha256
                assert download.size_bytes
            elif source.kind == "hub":
                is_pinned = re.fullmatch(r"[0-9a-f]{40}", place.revision) is not None
                assert is_pinned or (place.repository in UNPINNED and not place.revision)
            else:
                assert place.repository


def test_the_size_is_known_before_a_download(entry: CatalogEntry) -> None:
    assert not entry.sources or entry.sources[0].size_bytes > 1_000_000


@pytest.mark.parametrize("entry_id", ["remoteclip-vit-b-32", "georsclip-vit-l-14"])
def test_weights_of_open_clip_come_with_their_tokenizer(entry_id: str) -> None:
    paths = {download.path for download in find_entry(entry_id).sources[0].downloads}
    assert {"tokenizer/tokenizer.json", "tokenizer/tokenizer_config.json"} <= paths


@pytest.mark.parametrize("entry_id", ["clip-sam", "grounded-sam"])
def test_what_is_put_together_names_what_can_be_got(entry_id: str) -> None:
    entry = find_entry(entry_id)
    recipe = read_recipe(catalog.model_folder(entry_id))
    assert recipe is not None
    assert recipe.architecture == entry.architecture
    assert dict(recipe.parts) == {base.role: base.model for base in entry.files}
    assert all(find_entry(part).sources for part in recipe.parts.values())


def test_a_model_to_get_says_how() -> None:
    with pytest.raises(ModelError, match="georefer models get rsrefseg2-rrsisd"):
        catalog.model_folder("rsrefseg2-rrsisd")


def test_what_was_got_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOREFER_MODELS", str(tmp_path))
    (tmp_path / "sam-vit-b").mkdir()
    assert catalog.model_folder("sam-vit-b") == tmp_path / "sam-vit-b"
