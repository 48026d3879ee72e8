"""A damaged model is one line on the command line, whatever is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from georefer.inference import cli
from georefer.inference.models.bundle import BundleFacts, save_bundle
from georefer.inference.models.bundle_config import CONFIG_NAME, WEIGHTS_NAME
from georefer.inference.models.conv_encoders import ConvClipConfig, ConvSamConfig
from georefer.inference.models.rsrefseg import RSRefSeg, RSRefSegConfig
from georefer.inference.models.word_tokenizer import WordTokenizer
from georefer.tests.inference.scenes import picture, write_raster
from safetensors.torch import load_file, save_file


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Returns the folder of a tiny model with random weights."""
    torch.manual_seed(0)
    tokenizer = WordTokenizer(words=("building", "red"), length=6)
    decoder = {"hidden_size": 16, "mlp_dim": 16, "num_attention_heads": 2}
    config = RSRefSegConfig(
        image_size_px=64,
        sam={
            "vision_config": {"num_pos_feats": 8},
            "prompt_encoder_config": {"hidden_size": 16, "mask_input_channels": 8},
            "mask_decoder_config": {**decoder, "num_multimask_outputs": 0, "iou_head_hidden_dim": 8},
        },
        text={
            "vocab_size": tokenizer.size,
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "max_position_embeddings": tokenizer.length,
        },
        down_spatial_times=1,
        phrase_tokens=True,
        conv_sam=ConvSamConfig(widths=(8, 8, 8, 8, 8), depths=(1, 1, 1, 1), output_channels=16),
        conv_clip=ConvClipConfig(widths=(8, 8, 8), depths=(1, 1), output_channels=16),
    )
    return save_bundle(tmp_path / "tiny", RSRefSeg(config), tokenizer, BundleFacts("tiny", "Tiny"))


def truncate(folder: Path) -> None:
    weights = folder / WEIGHTS_NAME
    weights.write_bytes(weights.read_bytes()[:-500])


def fill_with_text(folder: Path) -> None:
    (folder / WEIGHTS_NAME).write_text("not weights " * 100)


def empty(folder: Path) -> None:
    (folder / WEIGHTS_NAME).write_bytes(b"")


def lose(folder: Path) -> None:
    (folder / WEIGHTS_NAME).unlink()


def reshape(folder: Path) -> None:
    tensors = load_file(folder / WEIGHTS_NAME)
    name = next(key for key, value in tensors.items() if value.dim() == 2)
    save_file({**tensors, name: tensors[name][:-1].clone()}, folder / WEIGHTS_NAME)


def rename(folder: Path) -> None:
    tensors = load_file(folder / WEIGHTS_NAME)
    first = next(iter(tensors))
    save_file(
        {("x" if key == first else key): value for key, value in tensors.items()}, folder / WEIGHTS_NAME
    )


def poison(folder: Path) -> None:
    tensors = load_file(folder / WEIGHTS_NAME)
    name = next(key for key, value in tensors.items() if value.dim() == 2)
    tensors[name][0] = float("nan")
    save_file(tensors, folder / WEIGHTS_NAME)


def break_config(folder: Path) -> None:
    (folder / CONFIG_NAME).write_text('{"format": "georefer-model", ')


def forget_sizes(folder: Path) -> None:
    config = json.loads((folder / CONFIG_NAME).read_text())
    (folder / CONFIG_NAME).write_text(json.dumps({**config, "network": {}}))


def come_from_the_future(folder: Path) -> None:
    config = json.loads((folder / CONFIG_NAME).read_text())
    (folder / CONFIG_NAME).write_text(json.dumps({**config, "format_version": 99}))


DAMAGES = (truncate, fill_with_text, empty, lose, reshape, rename, poison, break_config, forget_sizes,
           come_from_the_future)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_weights_are_one_line(
    bundle: Path, tmp_path: Path, damage: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    raster = write_raster(tmp_path / "scene.tif", picture(64, []))
    damage(bundle)
    output = tmp_path / "out.gpkg"
    code = cli.main(["segment", raster, "red buildings", "-o", str(output), "--model", str(bundle)])
    assert code == cli.EXIT_WRONG_INPUT
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("georefer: ")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["scene.tif", "tiny"]


def test_the_same_model_whole_gives_a_layer(bundle: Path, tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "scene.tif", picture(100, []))
    output = tmp_path / "out.gpkg"
    arguments = ["segment", raster, "red buildings", "-o", str(output), "--model", str(bundle)]
    assert cli.main([*arguments, "--overlap-px", "16", "--device", "cpu"]) == 0
    assert output.exists()
