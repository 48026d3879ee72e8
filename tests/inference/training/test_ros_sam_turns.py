from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from georefer.inference.models.ros_sam import RosSam
from georefer.inference.training.point_losses import (
    MaskLoss,
    PointChoice,
    choose_points,
    random_points,
    read_at,
    ros_sam_loss,
)
from georefer.inference.training.ros_sam_turns import RosSamTraining, TakingTurns, unfreeze
from georefer.tests.inference.models.small_sam import SIZES, picture, ros_sam
from torch import Tensor

CHOICE = PointChoice(points=400)


@pytest.fixture
def wanted() -> Tensor:
    torch.manual_seed(0)
    mask = torch.zeros(2, 1, 64, 64)
    mask[0, 0, 20:30, 20:44] = 1
    mask[1, 0, 40:60, 5:25] = 1
    return mask


def logits_for(mask: Tensor, strength: float) -> Tensor:
    small = torch.nn.functional.interpolate(mask, size=(16, 16), mode="bilinear")
    return (2 * small - 1) * strength


def test_a_right_mask_costs_less(wanted: Tensor) -> None:
    right, wrong = (ros_sam_loss(logits_for(wanted, strength), wanted, CHOICE) for strength in (4.0, -4.0))
    assert right.entropy < wrong.entropy
    assert right.dice < wrong.dice
    assert float(right.total) == pytest.approx(float(right.entropy + right.dice))


def test_a_missed_object_costs_ten_times_a_false_alarm(wanted: Tensor) -> None:
    # Within half a pixel of the border sampling sees zeros from outside, as published.
    points = 0.05 + 0.9 * random_points(3000, wanted)
    flat = torch.zeros(2, 1, 16, 16)

    def entropy(mask: Tensor, weight: float) -> float:
        return float(ros_sam_loss(flat, mask, CHOICE, weight, points).entropy)

    everywhere, nowhere = torch.ones_like(wanted), torch.zeros_like(wanted)
    assert entropy(everywhere, 10.0) == pytest.approx(10 * entropy(nowhere, 10.0))
    assert entropy(everywhere, 1.0) == pytest.approx(entropy(nowhere, 1.0))


def test_unsure_points_are_chosen() -> None:
    torch.manual_seed(1)
    ramp = torch.linspace(-8, 8, 32).view(1, 1, 1, 32).expand(1, 1, 32, 32)
    drawn = random_points(CHOICE.drawn, ramp)
    extra = random_points(CHOICE.points - CHOICE.unsure, ramp)
    points = choose_points(ramp, drawn, extra, CHOICE)
    assert points.shape == (1, 400, 2)
    assert torch.equal(points[:, CHOICE.unsure :], extra)
    doubt = read_at(ramp, points).abs()[0]
    assert doubt[: CHOICE.unsure].max() < 2.5
    assert doubt[CHOICE.unsure :].max() > 6


def test_published_numbers_of_points() -> None:
    published = PointChoice()
    assert (published.drawn, published.unsure, published.points - published.unsure) == (37632, 9408, 3136)


@pytest.mark.parametrize(
    ("training", "depth", "block", "prompts"),
    [
        (RosSamTraining(), 3, 2, False),
        (RosSamTraining(as_coded=True), 3, None, True),
        (RosSamTraining(as_coded=True), 24, 23, True),
        (RosSamTraining(as_coded=True), 26, 23, True),
        (RosSamTraining(), 26, 25, False),
    ],
    ids=["repaired", "coded: ViT-B", "coded: ViT-L", "coded: ViT-H", "repaired: ViT-H"],
)
def test_what_is_trained(training: RosSamTraining, depth: int, block: int | None, prompts: bool) -> None:
    model = RosSam(replace(SIZES, depth=depth), lora_rank=2)
    parts = unfreeze(model, training)
    trained = {name for name, value in model.named_parameters() if value.requires_grad}
    own = {id(value) for value in (*parts.encoder, *parts.decoder)}
    assert own == {id(value) for name, value in model.named_parameters() if name in trained}
    assert {name for name in trained if ".linear_" in name} == {
        name for name, _ in model.named_parameters() if ".linear_" in name
    }
    blocks = {
        int(name.split(".")[2])
        for name in trained
        if name.startswith("image_encoder.blocks.") and ".linear_" not in name
    }
    assert blocks == (set() if block is None else {block})
    assert any(name.startswith("prompt_encoder.") for name in trained) is prompts
    assert "image_encoder.pos_embed" not in trained
    assert "hq_decoder.hf_token.weight" in trained
    assert "hq_decoder.mask_tokens.weight" not in trained


def test_sams_decoder_can_be_trained_as_the_paper_says() -> None:
    model = ros_sam(rank=2)
    unfreeze(model, RosSamTraining(trains_sam_decoder=True))
    assert all(value.requires_grad for value in model.hq_decoder.parameters())


def learn(model: RosSam, turns: TakingTurns, wanted: Tensor) -> MaskLoss:
    pixels = model.preprocess(torch.from_numpy(picture()).permute(2, 0, 1).float())
    boxes = torch.tensor([[20.0, 20, 44, 30], [5, 40, 25, 60]])
    decoded = model.decode(model.encode(pixels), model.prompt(boxes=boxes))
    assert decoded.hq is not None
    loss = ros_sam_loss(decoded.hq, wanted, CHOICE)
    turns.step(loss.total)
    return loss


def test_encoder_and_decoder_take_turns(wanted: Tensor) -> None:
    model = ros_sam(rank=2)
    training = RosSamTraining(encoder_rate=1e-2, decoder_rate=1e-2)
    parts = unfreeze(model, training)
    turns = TakingTurns(parts, training)
    for turn in range(4):
        before = {name: value.clone() for name, value in model.state_dict().items()}
        learn(model, turns, wanted)
        changed = {name for name, value in model.state_dict().items() if not torch.equal(value, before[name])}
        expected = "hq_decoder." if turn % 2 else "image_encoder."
        assert changed
        assert all(name.startswith(expected) for name in changed)


def test_training_lowers_the_loss(wanted: Tensor) -> None:
    model = ros_sam(rank=2)
    training = RosSamTraining(encoder_rate=3e-3, decoder_rate=1e-2)
    turns = TakingTurns(unfreeze(model, training), training)
    losses = [float(learn(model, turns, wanted).total.detach()) for _ in range(60)]
    assert sum(losses[-5:]) < 0.5 * sum(losses[:5])


def test_the_decoders_rate_falls_every_few_epochs() -> None:
    model, training = ros_sam(rank=2), RosSamTraining()
    turns = TakingTurns(unfreeze(model, training), training)
    rates = []
    for _ in range(8):
        rates.append(turns.decoder_rate)
        for _ in range(2):
            turns.step(sum((value.sum() for value in model.parameters()), torch.zeros(())))
        turns.end_epoch()
    assert rates == pytest.approx([1e-3] * 4 + [1e-4] * 4)
