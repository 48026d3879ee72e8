"""A file or folder of weights is known by its keys, and what it lacks is named."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from georefer.inference.errors import ModelError
from georefer.inference.models.catalog import DEFAULT_MODEL, model_folder
from georefer.inference.models.layouts import layouts, matching_layout
from georefer.inference.models.recognising import recognise
from georefer.tests.inference.models.layout_factory import (
    KEYS,
    WIDTH_OF_VIT_B,
    tensors,
    write,
    write_tokenizer,
)
from safetensors.torch import save_file

NEEDS_TOKENIZER = {"rsrefseg", "rsrefseg2", "refersam"}


@pytest.mark.parametrize("suffix", ["safetensors", "pth"])
@pytest.mark.parametrize("layout", KEYS)
def test_published_layouts_are_told_apart(layout: str, suffix: str, tmp_path: Path) -> None:
    found = recognise(write(tmp_path, layout, f"checkpoint.{suffix}"))
    assert found.layout.id == layout
    expected = ("its tokenizer",) if layout in NEEDS_TOKENIZER else ()
    companion = found.layout.needs_companion
    assert found.missing == (expected if companion is None else (companion[1],))
    assert found.weights == (tmp_path / f"checkpoint.{suffix}",)


def small_models() -> dict[str, Callable[[], torch.nn.Module]]:
    """Returns what builds small models of transformers, by the layout that their files have."""
    import transformers as t

    text = {
        "vocab_size": 20,
        "hidden_size": 8,
        "intermediate_size": 8,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
    }
    vision = {**text, "image_size": 8, "patch_size": 4}
    vision.pop("vocab_size")

    def sam() -> Any:
        sizes = {"hidden_size": 8, "output_channels": 8, "num_hidden_layers": 2, "num_attention_heads": 2}
        return t.SamConfig(
            vision_config={**sizes, "image_size": 32, "patch_size": 16, "mlp_dim": 8, "num_pos_feats": 4},
            prompt_encoder_config={"hidden_size": 8, "image_size": 32, "mask_input_channels": 4},
            mask_decoder_config={
                "hidden_size": 8,
                "mlp_dim": 8,
                "num_attention_heads": 2,
                "iou_head_hidden_dim": 8,
            },
        )

    return {
        "hf-sam": lambda: t.SamModel(sam()),
        "hf-siglip": lambda: t.SiglipModel(t.SiglipConfig(text_config=text, vision_config=vision)),
        "hf-clip": lambda: t.CLIPModel(
            t.CLIPConfig(text_config=text, vision_config=vision, projection_dim=8)
        ),
        "hf-bert": lambda: t.BertModel(t.BertConfig(**text)),
        "hf-owlv2": lambda: t.Owlv2ForObjectDetection(
            t.Owlv2Config(text_config=text, vision_config=vision, projection_dim=8)
        ),
    }


@pytest.mark.parametrize("layout", ["hf-sam", "hf-siglip", "hf-clip", "hf-bert", "hf-owlv2"])
def test_folders_of_transformers_are_known(layout: str, tmp_path: Path) -> None:
    model = small_models()[layout]()
    model.save_pretrained(tmp_path)  # type: ignore[operator]
    write_tokenizer(tmp_path)
    found = recognise(tmp_path)
    assert (found.layout.id, found.missing) == (layout, ())
    assert Path("config.json") in found.files
    # Several files, with an index.
    (tmp_path / "model.safetensors").unlink()
    model.save_pretrained(tmp_path, max_shard_size="1KB")  # type: ignore[operator]
    assert (tmp_path / "model.safetensors.index.json").is_file()
    assert recognise(tmp_path).layout.id == layout


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("Sam2Model", "hf-sam2"),
        ("SamHQModel", "hf-sam-hq"),
        ("GroundingDinoForObjectDetection", "hf-grounding-dino"),
    ],
)
def test_keys_of_large_models_of_transformers_are_known(name: str, layout: str) -> None:
    import transformers

    kind = getattr(transformers, name)
    with torch.device("meta"):
        model = kind(kind.config_class())
    found = matching_layout({key: tuple(value.shape) for key, value in model.state_dict().items()})
    assert found is not None
    assert found.id == layout


def test_the_published_size_is_told(tmp_path: Path) -> None:
    weights = tensors("meta-sam")
    weights["image_encoder.pos_embed"] = torch.zeros(1, 2, 2, WIDTH_OF_VIT_B)
    save_file(weights, tmp_path / "a.safetensors")
    found = recognise(tmp_path / "a.safetensors")
    assert found.name == "SAM in the layout of segment-anything, ViT-B"
    assert found.missing == ("block 2, 3, 4, 5, ... of 12 in image_encoder.blocks",)


@pytest.mark.parametrize(
    ("layout", "without", "missing"),
    [
        ("meta-sam", "mask_decoder.", "its mask decoder"),
        ("sam-hq", "prompt_encoder.", "its prompt encoder"),
        ("rsrefseg", "clip_text_encoder.", "its text encoder"),
        ("refersam", "mask_embedding.", "its mask embedding"),
        ("meta-sam", "image_encoder.blocks.0.", "block 0 of 2 in image_encoder.blocks"),
    ],
)
def test_what_half_a_model_lacks_is_named(layout: str, without: str, missing: str, tmp_path: Path) -> None:
    assert missing in recognise(write(tmp_path, layout, without=without)).missing


def test_the_two_halves_of_ros_sam_are_one_model(tmp_path: Path) -> None:
    write(tmp_path, "rossam-head")
    write(tmp_path, "rossam-sam", "model_1.safetensors")
    write(tmp_path, "rossam-lora", "lora.safetensors")
    (tmp_path / "optimizer.bin").write_bytes(b"a pickle that nobody opens")
    found = recognise(tmp_path)
    assert (found.layout.architecture, found.missing) == ("ros_sam", ())
    assert {file.name for file in found.weights} == {"model.safetensors", "model_1.safetensors"}


def test_deepspeed_and_mmengine_are_opened(tmp_path: Path) -> None:
    inner = tmp_path / "epoch_5.pth"
    inner.mkdir()
    torch.save({"module": tensors("rsrefseg")}, inner / "mp_rank_00_model_states.pt")
    write_tokenizer(tmp_path / "tokenizer")
    assert recognise(tmp_path).missing == ()
    assert recognise(inner).layout.id == "rsrefseg"
    other = tmp_path / "other.pth"
    torch.save({"state_dict": tensors("rsrefseg2"), "meta": {"epoch": 3}}, other)
    assert recognise(other).layout.id == "rsrefseg2"


def test_our_own_folders_are_known() -> None:
    found = recognise(model_folder(DEFAULT_MODEL))
    assert (found.layout.id, found.missing) == ("georefer", ())


def test_weights_of_something_else_are_refused_by_name(tmp_path: Path) -> None:
    save_file({"model.layer.weight": torch.zeros(2)}, tmp_path / "yolo.safetensors")
    with pytest.raises(ModelError, match=r"yolo\.safetensors holds weights of no known model"):
        recognise(tmp_path / "yolo.safetensors")


def test_several_models_in_one_folder_are_not_guessed_between(tmp_path: Path) -> None:
    write(tmp_path, "rsrefseg2", "refsegrs.pth")
    write(tmp_path, "rsrefseg2", "rrsisd.pth")
    with pytest.raises(ModelError, match=r"several models \(refsegrs\.pth, rrsisd\.pth\)|rrsisd\.pth, refs"):
        recognise(tmp_path)


@pytest.mark.parametrize("name", ["cut.safetensors", "cut.pth"])
@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.999])
def test_half_a_copy_is_seen(name: str, share: float, tmp_path: Path) -> None:
    path = write(tmp_path, "meta-sam", name)
    os.truncate(path, int(path.stat().st_size * share))
    with pytest.raises(ModelError, match=name.replace(".", r"\.")):
        recognise(path)


def test_code_in_a_pickle_is_refused_by_name(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.system, (f"touch {tmp_path}/ran",)

    torch.save({"model": Evil()}, tmp_path / "evil.pth")
    with pytest.raises(ModelError, match=r"system"):
        recognise(tmp_path / "evil.pth")
    assert not (tmp_path / "ran").exists()


def test_a_header_that_lies_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lies.safetensors"
    header = json.dumps({"a": {"dtype": "F32", "shape": [1000], "data_offsets": [0, 4]}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    with pytest.raises(ModelError, match="damaged"):
        recognise(path)
    path.write_bytes((1 << 62).to_bytes(8, "little") + b"{}")
    with pytest.raises(ModelError, match="damaged"):
        recognise(path)


def test_an_index_cannot_lead_elsewhere(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret", "meta-sam")
    folder = tmp_path / "model"
    folder.mkdir()
    index = {"weight_map": {"a": f"../secret/{secret.name}"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(ModelError, match="no weights at"):
        recognise(folder)


@pytest.mark.parametrize(
    ("folder", "layout"),
    [
        ("rsrefseg", "rsrefseg"),
        ("rossam/model.safetensors", "rossam-head"),
        ("rossam/model_1.safetensors", "rossam-sam"),
        ("rossam/lora_only.safetensors", "rossam-lora"),
        ("refersam/bert/weights.safetensors", "refersam"),
        ("refersam/clip/weights.safetensors", "refersam"),
    ],
)
def test_weights_of_the_published_code_are_known(folder: str, layout: str, shared_parity: Path) -> None:
    assert recognise(shared_parity / folder).layout.id == layout


def test_every_layout_has_signs_of_its_own() -> None:
    assert len({layout.id for layout in layouts()}) == len(layouts())
    assert all(layout.signs for layout in layouts())
