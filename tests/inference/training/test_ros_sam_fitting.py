"""A tiny ROS-SAM learns, goes on as if nothing had happened, and is kept in the published files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from georefer.inference.errors import GeoReferError, ModelError
from georefer.inference.models.recognising import recognise
from georefer.inference.models.ros_sam import MaskSource, RosSam
from georefer.inference.models.ros_sam_checkpoints import load_ros_sam
from georefer.inference.training.point_losses import PointChoice
from georefer.inference.training.ros_sam import judge, main, parse, train
from georefer.inference.training.ros_sam_augmenting import Augmentation, sample_of
from georefer.inference.training.ros_sam_fitting import (
    RosSamFitter,
    RosSamRecipe,
    newest_checkpoint,
    trainable_model,
)
from georefer.inference.training.ros_sam_frames import Frame
from georefer.inference.training.ros_sam_turns import RosSamTraining
from georefer.tests.inference.models.small_clip import write_sam
from georefer.tests.inference.training.moving_frames import drawn_frame, write_frames
from safetensors import safe_open

RECIPE = RosSamRecipe(
    RosSamTraining(encoder_rate=3e-3, decoder_rate=1e-2, decoder_step_epochs=50),
    Augmentation(ratio_range=(0.6, 1.0)),
    PointChoice(points=200),
)

GENTLE = Augmentation(ratio_range=(0.9, 1.0), saturation=(1.0, 1.0), hue_deg=0.0)


@pytest.fixture
def start(tmp_path: Path) -> Path:
    return write_sam(tmp_path / "sam")


@pytest.fixture
def frames() -> list[Frame]:
    return [drawn_frame(seed) for seed in range(3)]


def fitter(start: Path, frames: list[Frame], recipe: RosSamRecipe = RECIPE) -> RosSamFitter:
    return RosSamFitter(trainable_model(start, rank=4), frames, recipe)


def answers(model: RosSam) -> torch.Tensor:
    pixels = model.preprocess(torch.from_numpy(drawn_frame(9).image[:64, :64]).permute(2, 0, 1).float())
    boxes = torch.tensor([[4.0, 6, 30, 28]])
    with torch.inference_mode():
        return model.answer_of(model.decode(model.encode(pixels), model.prompt(boxes=boxes)))[:, 0]


def test_new_lora_changes_nothing_at_first(start: Path) -> None:
    plain = load_ros_sam(start)
    taught = trainable_model(start, rank=4)
    assert taught.mask_source is MaskSource.HQ
    pixels = plain.preprocess(torch.rand(3, 64, 64) * 255)
    with torch.inference_mode():
        torch.testing.assert_close(taught.encode(pixels).embedding, plain.encode(pixels).embedding)


def mean_loss(learner: RosSamFitter, frames: list[Frame]) -> float:
    """Returns the loss on samples that are always the same, at points that are."""
    torch.manual_seed(0)
    random = np.random.default_rng(0)
    samples = [sample_of(frame, 64, random, GENTLE) for frame in frames * 4]
    with torch.inference_mode():
        return float(np.mean([float(learner.loss_of(one).total) for one in samples if len(one.boxes)]))


def test_the_loss_falls_and_objects_are_found(start: Path, frames: list[Frame]) -> None:
    learner = fitter(start, frames, replace(RECIPE, augmentation=GENTLE))
    learner.model.eval()
    loss, found = mean_loss(learner, frames), judge(learner.model, frames)
    learner.fit(250)
    assert mean_loss(learner, frames) < 0.8 * loss
    assert judge(learner.model, frames)["iou"] > found["iou"] + 0.2
    assert [row["step"] for row in learner.history] == [50, 100, 150, 200, 250]


def test_a_resumed_training_is_an_undisturbed_one(start: Path, frames: list[Frame], tmp_path: Path) -> None:
    whole = fitter(start, frames)
    whole.fit(8)
    first = fitter(start, frames)
    first.fit(5)
    first.save(tmp_path / "run")
    found = newest_checkpoint(tmp_path / "run")
    assert found is not None
    second = fitter(found, frames)
    second.resume(found)
    assert second.step == 5
    second.fit(8)
    for name, value in whole.model.state_dict().items():
        torch.testing.assert_close(second.model.state_dict()[name], value, atol=1e-6, rtol=0, msg=name)
    assert second.turns.decoder_rate == whole.turns.decoder_rate


def test_checkpoints_are_the_published_files(start: Path, frames: list[Frame], tmp_path: Path) -> None:
    learner = fitter(start, frames)
    learner.fit(3)
    folder = learner.save(tmp_path / "run", "")
    assert folder.name == "checkpoint_0"
    with safe_open(folder / "model.safetensors", "pt") as file:
        assert {"hf_token.weight", "transformer.norm_final_attn.weight"} <= set(file.keys())
    with safe_open(folder / "model_1.safetensors", "pt") as file:
        keys = set(file.keys())
        assert "image_encoder.blocks.2.attn.qkv.linear_b_v.weight" in keys
        assert "image_encoder.blocks.2.attn.qkv.qkv.weight" in keys
        assert "mask_decoder.iou_token.weight" in keys
    found = recognise(folder)
    assert (found.layout.architecture, found.missing) == ("ros_sam", ())
    kept = load_ros_sam(folder)
    assert kept.mask_source is MaskSource.HQ
    # LoRA is folded in on loading, which rounds otherwise.
    torch.testing.assert_close(answers(kept), answers(learner.model), atol=1e-3, rtol=1e-3)
    assert (answers(kept) - answers(load_ros_sam(start))).abs().max() > 0.01


def test_a_frame_without_objects_leaves_the_model_as_it_is(start: Path) -> None:
    empty = replace(drawn_frame(0), boxes=np.zeros((0, 4)), masks=np.zeros((0, 96, 96), np.bool_))
    learner = fitter(start, [empty])
    before = {name: value.clone() for name, value in learner.model.state_dict().items()}
    learner.fit(2)
    assert learner.step == 2
    assert learner.epoch == 2
    assert all(torch.equal(value, before[name]) for name, value in learner.model.state_dict().items())


def test_the_training_of_another_recipe_is_not_continued(
    start: Path, frames: list[Frame], tmp_path: Path
) -> None:
    learner = fitter(start, frames)
    learner.fit(2)
    folder = learner.save(tmp_path / "run")
    coded = replace(RECIPE, training=RosSamTraining(as_coded=True))
    with pytest.raises(ModelError, match="cannot be continued"):
        fitter(folder, frames, coded).resume(folder)
    (folder / "optimizer.pt").write_bytes(b"torn")
    with pytest.raises(ModelError, match="cannot be continued"):
        fitter(folder, frames).resume(folder)


def test_the_command_trains_goes_on_and_judges(start: Path, tmp_path: Path) -> None:
    data, run = write_frames(tmp_path / "data", train=3), tmp_path / "run"
    words = [str(data), "--start", str(start), "--run", str(run), "--rank", "4", "--device", "cpu"]
    assert train(parse([*words, "--epochs", "1", "--save-every", "2"])).name == "checkpoint_0"
    # Once begun, the run's own weights are what it goes on from.
    words[2] = str(tmp_path / "gone")
    assert train(parse([*words, "--epochs", "2"])).name == "checkpoint_1"
    scores = [json.loads(line) for line in (run / "validation.jsonl").read_text().splitlines()]
    assert [score["epoch"] for score in scores] == [1, 2]
    assert all(0 <= score["iou"] <= 1 and score["frames"] == 2 for score in scores)
    assert load_ros_sam(run / "checkpoint_1").sizes.image_size_px == 64


def test_nothing_to_begin_with_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_frames(tmp_path / "data", train=1, held=1)
    with pytest.raises(GeoReferError, match="no model to begin with"):
        train(parse([str(data), "--run", str(tmp_path / "run")]))
    monkeypatch.setattr("sys.argv", ["ros_sam", str(tmp_path / "nowhere")])
    assert main() == 1
    assert "no frames in train/img" in capsys.readouterr().err
