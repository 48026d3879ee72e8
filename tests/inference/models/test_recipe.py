"""A recipe names the models another one is made of, and says in one sentence what is wrong with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from georefer.inference.errors import ModelError
from georefer.inference.models.adding import add_model
from georefer.inference.models.catalog import load_model
from georefer.inference.models.listing import list_models
from georefer.inference.models.recipe import read_recipe
from georefer.inference.models.recognising import recognise
from georefer.tests.inference.models.layout_factory import write
from georefer.tests.inference.models.layout_factory import write_tokenizer as write_marks
from georefer.tests.inference.models.small_clip import write_recipe


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """Writes an open_clip checkpoint with a tokenizer and a SAM."""
    write(tmp_path / "remote", "open-clip")
    write_marks(tmp_path / "remote" / "tokenizer")
    write(tmp_path / "sam-b", "meta-sam")
    return tmp_path


def test_a_recipe_is_known_by_its_parts(parts: Path) -> None:
    found = recognise(write_recipe(parts / "mine", "clip_sam", {}, clip="remote", sam="sam-b"))
    assert (found.layout.architecture, found.layout.use, found.missing) == ("clip_sam", "phrases", ())
    assert "CLIP in the layout of open_clip and SAM in the layout of segment-anything" in found.name
    assert found.files == (Path("recipe.json"),)


def test_parts_inside_need_no_recipe_and_belong_to_it(parts: Path) -> None:
    (parts / "whole").mkdir()
    (parts / "remote").rename(parts / "whole" / "clip")
    (parts / "sam-b").rename(parts / "whole" / "sam")
    found = recognise(parts / "whole")
    assert found.layout.architecture == "clip_sam"
    assert {file.as_posix() for file in found.files} == {
        "clip/model.safetensors",
        "clip/tokenizer/tokenizer.json",
        "clip/tokenizer/tokenizer_config.json",
        "sam/model.safetensors",
    }
    added = add_model(parts / "whole", parts / "kept")
    assert (added.folder / "clip" / "model.safetensors").is_file()
    assert recognise(added.folder).missing == ()


def test_ids_of_models_that_were_got_are_parts(parts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOREFER_MODELS", str(parts))
    folder = write_recipe(parts / "far" / "away" / "mine", "clip_sam", {}, clip="remote", sam="sam-b")
    assert recognise(folder).missing == ()


def test_what_a_recipe_lacks_is_named(parts: Path) -> None:
    folder = write_recipe(parts / "mine", "clip_sam", {}, clip="remote", sam="sam-vit-l")
    assert recognise(folder).missing == ("its SAM (georefer models get sam-vit-l)",)
    recipe = read_recipe(folder)
    assert recipe is not None
    with pytest.raises(ModelError, match="needs its SAM, sam-vit-l"):
        recipe.part("sam")


def test_a_clip_without_tokenizer_lacks_one_unless_one_is_named(parts: Path) -> None:
    (parts / "remote" / "tokenizer").rename(parts / "words")
    folder = write_recipe(parts / "mine", "clip_sam", {}, clip="remote", sam="sam-b")
    assert recognise(folder).missing == ("its tokenizer",)
    write_recipe(parts / "mine", "clip_sam", {}, clip="remote", sam="sam-b", tokenizer="words")
    assert recognise(folder).missing == ()


def test_parts_of_the_wrong_kind_are_refused(parts: Path) -> None:
    folder = write_recipe(parts / "mine", "clip_sam", {}, clip="sam-b", sam="sam-b")
    with pytest.raises(ModelError, match="Its clip cannot be SAM in the layout"):
        recognise(folder)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"architecture": "other", "parts": {}}',
        '{"architecture": "clip_sam", "parts": {"clip": 1}}',
    ],
)
def test_damaged_recipes_are_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "recipe.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="is no recipe of a model"):
        recognise(tmp_path)


def test_recipes_are_listed_as_models(parts: Path) -> None:
    write_recipe(parts / "all" / "mine", "clip_sam", {}, clip="../remote", sam="../sam-b")
    write_recipe(parts / "all" / "broken", "clip_sam", {}, clip="../remote")
    (parts / "all" / "damaged").mkdir()
    (parts / "all" / "damaged" / "recipe.json").write_text("{", encoding="utf-8")
    listed = {one.name: one for one in list_models([str(parts / "all")]) if str(parts) in one.model_id}
    assert listed["mine"].is_ready
    assert "its SAM" in listed["broken"].reason
    assert "no recipe of a model" in listed["damaged"].reason


def test_unknown_settings_are_refused(parts: Path) -> None:
    folder = write_recipe(parts / "mine", "clip_sam", {"presense": 0.4}, clip="remote", sam="sam-b")
    with pytest.raises(ModelError, match=r"settings in recipe\.json of mine cannot be used"):
        load_model(str(folder))


def test_recipes_are_read_without_torch() -> None:
    code = "import sys; from georefer.inference.models import recipe; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_recipe_of_the_catalog_is_ready_when_its_parts_are(
    parts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEOREFER_MODELS", str(parts))
    listed = {one.model_id: one for one in list_models()}["clip-sam"]
    assert not listed.is_ready
    assert "georefer models get siglip2-so400m" in listed.reason
    assert "georefer models get sam-vit-b" in listed.reason
    (parts / "remote").rename(parts / "siglip2-so400m")
    (parts / "sam-b").rename(parts / "sam-vit-b")
    listed = {one.model_id: one for one in list_models()}["clip-sam"]
    assert (listed.is_ready, listed.reason) == (True, "")
