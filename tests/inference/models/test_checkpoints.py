from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from georefer.inference.errors import ModelError
from georefer.inference.models.checkpoints import load_rsrefseg, load_strictly, read_state_dict
from georefer.inference.models.rsrefseg import RSRefSeg
from safetensors.torch import save_file
from torch import Tensor, nn


@pytest.fixture
def tensors() -> dict[str, Tensor]:
    return {"weight": torch.arange(6.0).view(2, 3), "bias": torch.ones(2)}


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("executed",)


def write(path: Path, tensors: dict[str, Tensor]) -> Path:
    """Writes tensors in the layout that the name of the file stands for."""
    if path.suffix == ".safetensors":
        save_file(tensors, path)
    elif path.name == "epoch_5.pth":
        path.mkdir()
        torch.save({"module": tensors, "epoch": 5}, path / "mp_rank_00_model_states.pt")
    elif path.name == "mmengine.pth":
        torch.save({"meta": {"epoch": 5}, "state_dict": tensors}, path)
    elif path.name == "old.pth":
        torch.save(tensors, path, _use_new_zipfile_serialization=False)
    else:
        torch.save(tensors, path)
    return path


@pytest.mark.parametrize("name", ["a.safetensors", "a.pth", "a.pt", "old.pth", "mmengine.pth", "epoch_5.pth"])
def test_every_layout_is_read(tmp_path: Path, tensors: dict[str, Tensor], name: str) -> None:
    read = read_state_dict(write(tmp_path / name, tensors))
    assert read.keys() == tensors.keys()
    assert all(torch.equal(read[key], tensors[key]) for key in tensors)


@pytest.mark.parametrize("name", ["a.safetensors", "a.pth"])
@pytest.mark.parametrize("kept", [0, 0.3, 0.95])
def test_truncated_files_are_refused(
    tmp_path: Path, tensors: dict[str, Tensor], name: str, kept: float
) -> None:
    path = write(tmp_path / name, tensors)
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    with pytest.raises(ModelError, match=r"damaged|no weights") as caught:
        read_state_dict(path)
    assert name in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize("name", ["a.safetensors", "a.pth", "a.pt"])
def test_files_of_something_else_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("<html>404 not found</html>" * 50, encoding="utf-8")
    with pytest.raises(ModelError, match="damaged"):
        read_state_dict(path)


def test_a_pickle_that_wants_more_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"weight": torch.ones(1), "payload": Evil()}, tmp_path / "evil.pth")
    with pytest.raises(ModelError, match="more than weights") as caught:
        read_state_dict(tmp_path / "evil.pth")
    assert "mkdir" in str(caught.value)
    assert "safetensors" in caught.value.remedy
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize("content", [{}, {"epoch": 3}, [torch.ones(1)], {"state_dict": {}}])
def test_files_without_weights_are_refused(tmp_path: Path, content: object) -> None:
    torch.save(content, tmp_path / "a.pth")
    with pytest.raises(ModelError, match="holds no weights"):
        read_state_dict(tmp_path / "a.pth")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"lost\.pth"):
        read_state_dict(tmp_path / "lost.pth")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weight": None}, ["missing", "weight"]),
        ({"extra": torch.ones(1)}, ["unexpected", "extra"]),
        ({"bias": torch.ones(5)}, ["another shape", "[5]", "[2]"]),
        ({"weight": None, "extra": torch.ones(1), "bias": torch.ones(5)}, ["missing", "unexpected", "shape"]),
        ({"bias": torch.tensor([1.0, float("nan")])}, ["not numbers", "bias"]),
        ({"weight": torch.full((2, 3), float("inf"))}, ["not numbers", "weight"]),
    ],
)
def test_misfits_are_named_in_one_sentence(
    tensors: dict[str, Tensor], change: dict[str, Tensor | None], words: list[str]
) -> None:
    changed = {key: value for key, value in {**tensors, **change}.items() if value is not None}
    model = nn.Linear(3, 2)
    before = model.weight.clone()
    with pytest.raises(ModelError) as caught:
        load_strictly(model, changed, "a.pth")
    assert all(word in caught.value.message for word in words)
    assert ". " not in caught.value.message
    assert caught.value.remedy
    assert torch.equal(model.weight, before)


def test_long_lists_of_keys_are_cut_for_people_and_kept_for_the_log() -> None:
    with pytest.raises(ModelError) as caught:
        load_strictly(nn.Linear(3, 2), {f"key{index}": torch.ones(1) for index in range(50)}, "a.pth")
    assert len(caught.value.message) < 250
    assert "key49" in caught.value.detail


def test_half_precision_weights_fill_a_single_precision_model(tensors: dict[str, Tensor]) -> None:
    model = nn.Linear(3, 2)
    load_strictly(model, {key: value.half() for key, value in tensors.items()}, "a.pth")
    assert model.weight.dtype == torch.float32
    assert torch.equal(model.weight, tensors["weight"])


def test_a_published_checkpoint_without_lora_loads(published_model: RSRefSeg) -> None:
    published = {
        key.replace("prompter.down_", "prompter_down_"): value
        for key, value in published_model.state_dict().items()
    }
    published["clip_text_encoder.model.embeddings.position_ids"] = torch.arange(8)
    other = RSRefSeg(published_model.config)
    load_rsrefseg(other, published, "epoch_5.pth")
    for key, value in published_model.state_dict().items():
        assert torch.equal(other.state_dict()[key], value)


@pytest.mark.parametrize(
    "content", [b"torn", b"\x80\x02}q\x00.", b"PK\x03\x04" + bytes(300), b"e", b"(lp0\n"]
)
def test_a_file_that_is_no_checkpoint_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.pth").write_bytes(content)
    for mapped in (True, False):
        with pytest.raises(ModelError, match=r"model\.pth (is damaged|holds no weights)"):
            read_state_dict(tmp_path / "model.pth", mapped)


@pytest.mark.parametrize("seed", range(30))
def test_a_half_overwritten_checkpoint_is_one_sentence(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "model.pth"
    torch.save(
        {"state_dict": {f"w{n}": torch.ones(4) for n in range(9)}},
        path,
        _use_new_zipfile_serialization=seed % 2 == 0,
    )
    damaged = bytearray(path.read_bytes())
    random = np.random.default_rng(seed)
    for place in random.integers(0, len(damaged), 60):
        damaged[place] = random.integers(256)
    path.write_bytes(damaged)
    said, tensors = "", {}
    try:
        tensors = read_state_dict(path)
    except ModelError as error:
        said = str(error)
    # Where it was read at all, what was hit held numbers only.
    assert "model.pth" in said or len(tensors) == 9
