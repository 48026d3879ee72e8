"""Training of georefer-click: samples, prompts, losses, and a fit that learns."""

from __future__ import annotations

from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
import torch
from georefer.inference.models.click_net import ClickNet, ClickNetConfig
from georefer.inference.models.conv_encoders import ConvSamConfig
from georefer.inference.training.click_evaluation import clicks, judge
from georefer.inference.training.click_feeding import ClickBatch
from georefer.inference.training.click_fitting import ClickFitter
from georefer.inference.training.click_losses import click_losses, mask_iou
from georefer.inference.training.click_prompts import MOST_POINTS, ClickRound
from georefer.inference.training.click_sampling import (
    UNKNOWN,
    ClickSample,
    ClickSampler,
    inner_point,
    wanted_objects,
)
from georefer.inference.training.fitting import Schedule
from georefer.inference.training.scene import CATEGORIES, Scene, SceneObject
from numpy.random import PCG64, Generator

CPU = torch.device("cpu")


def squares_scene(ignored: bool = False) -> Scene:
    """Returns grey ground with a red building, a white car and a blue road that cannot be clicked."""
    image = np.full((128, 128, 3), 110, np.uint8)
    instances = np.zeros((128, 128), np.uint16)
    for number, (top, left, height, width, colour) in enumerate(
        [(10, 12, 40, 30, (200, 40, 40)), (80, 90, 6, 12, (240, 240, 240)), (60, 0, 8, 128, (40, 40, 200))], 1
    ):
        image[top : top + height, left : left + width] = colour
        instances[top : top + height, left : left + width] = number
    ignore = np.zeros((128, 128), bool)
    ignore[100:] = True
    things = (SceneObject(1, "building"), SceneObject(2, "car"), SceneObject(3, "road"))
    return Scene(image, instances, things, 0.3, frozenset(CATEGORIES), ignore if ignored else None)


def small_net() -> ClickNet:
    encoder = ConvSamConfig(widths=(8, 8, 16, 16, 16), depths=(1, 1, 1, 1), output_channels=16)
    return ClickNet(ClickNetConfig(encoder, widths=(8, 8, 16, 16, 16), likeness=8, image_size_px=64))


def batch(count: int = 4) -> ClickBatch:
    random = Generator(PCG64(1))
    samples = [ClickSampler(64).sample(squares_scene(), random) for _ in range(count)]
    kept = [sample for sample in samples if sample is not None]
    return ClickBatch(np.stack([s.image for s in kept]), np.stack([s.masks for s in kept]))


def test_only_single_things_are_clicked() -> None:
    wanted = wanted_objects(squares_scene())

    assert [(one.thing.category, one.box) for one in wanted] == [
        ("building", (12, 10, 42, 50)),
        ("car", (90, 80, 102, 86)),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_a_sample_shows_whole_objects_and_says_what_is_unknown(seed: int) -> None:
    sample = ClickSampler(64, 3).sample(squares_scene(ignored=True), Generator(PCG64(seed)))

    assert isinstance(sample, ClickSample)
    assert sample.image.shape == (64, 64, 3)
    assert sample.masks.shape == (3, 64, 64)
    assert set(np.unique(sample.masks)) <= {0, 1, UNKNOWN}
    assert (sample.masks == 1).any(axis=(1, 2)).all()


def test_the_inner_point_is_inside_of_shapes_that_do_not_hold_their_centre() -> None:
    ring = np.ones((30, 30), bool)
    ring[8:22, 8:22] = False
    places = [inner_point(ring), *(inner_point(ring, Generator(PCG64(seed))) for seed in range(20))]

    assert all(ring[int(y), int(x)] for x, y in places)


def test_corrections_go_where_the_answer_is_wrong() -> None:
    mask = np.zeros((1, 32, 32), np.uint8)
    mask[0, 4:20, 4:20] = 1
    round_ = ClickRound.begin(mask, Generator(PCG64(0)))
    before = int((round_.signs >= 0).sum())
    surplus = mask == 1
    surplus[0, 24:30, 2:30] = True
    round_.mend(mask, surplus, Generator(PCG64(0)))
    x, y = round_.xy_px[0, before]

    assert round_.signs[0, before] == 0
    assert 24 <= y <= 30
    assert 2 <= x <= 30


def test_a_right_answer_gets_no_correction_and_points_run_out() -> None:
    mask = np.zeros((1, 32, 32), np.uint8)
    mask[0, 4:20, 4:20] = 1
    round_ = clicks(mask)
    round_.mend(mask, mask == 1, Generator(PCG64(0)))
    assert (round_.signs >= 0).sum() == 1
    for _ in range(MOST_POINTS + 2):
        round_.mend(mask, mask == 0, Generator(PCG64(0)))
    assert (round_.signs >= 0).sum() == MOST_POINTS


def test_losses_fall_as_answers_get_better_and_pass_over_what_is_unknown() -> None:
    label = torch.zeros(1, 16, 16, dtype=torch.uint8)
    label[0, 4:12, 4:12] = 1
    sure = torch.where(label == 1, 6.0, -6.0)
    good = click_losses(sure, torch.ones(1), label)
    bad = click_losses(-sure, torch.ones(1), label)
    assert all(good[name] < bad[name] for name in ("focal", "dice", "judge"))

    hidden = label.clone()
    hidden[0, 14:] = UNKNOWN
    wrong_there = sure.clone()
    wrong_there[0, 14:] = 6.0
    assert float(mask_iou(wrong_there, hidden)) == 1.0


def test_a_small_network_learns_a_small_world() -> None:
    torch.manual_seed(0)
    fitter = ClickFitter(small_net(), Schedule(60, warmup_steps=5, decay_steps=10, learning_rate=4e-3), CPU)
    samples = [
        ClickSample(image, masks[:1]) for image, masks in zip(batch().images, batch().masks, strict=True)
    ]
    before = judge(fitter.averaged, samples, CPU)["iou"]
    fitter.fit(repeat(batch()), 60)

    assert judge(fitter.averaged, samples, CPU)["iou"] > before + 0.2


def test_a_resumed_fit_goes_on_where_it_was(tmp_path: Path) -> None:
    def fitter() -> ClickFitter:
        torch.manual_seed(0)
        return ClickFitter(small_net(), Schedule(6, warmup_steps=2, decay_steps=2), CPU)

    undisturbed, stopped, resumed = fitter(), fitter(), fitter()
    undisturbed.fit(repeat(batch()), 4)
    stopped.fit(repeat(batch()), 2)
    stopped.save(tmp_path / "checkpoint.pt")
    resumed.resume(tmp_path / "checkpoint.pt")
    resumed.fit(repeat(batch()), 4)

    assert resumed.step == 4
    for name, kept in resumed.model.state_dict().items():
        assert torch.allclose(kept, undisturbed.model.state_dict()[name], atol=1e-5), name
