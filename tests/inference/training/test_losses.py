from __future__ import annotations

import math

import torch
from georefer.inference.training.losses import mask_loss, published_loss


def test_the_published_loss_keeps_ignored_pixels_in_the_denominator() -> None:
    logits = torch.zeros(1, 2, 2)
    label = torch.tensor([[[1, 0], [255, 255]]], dtype=torch.uint8)
    assert math.isclose(published_loss(logits, label).item(), 5 * 2 * math.log(2) / 4, rel_tol=1e-6)


def test_the_right_answer_costs_less_than_a_wrong_one() -> None:
    label = torch.zeros(2, 32, 32, dtype=torch.uint8)
    label[0, 4:8, 4:8] = 1
    right = torch.where(label == 1, 6.0, -6.0)
    assert mask_loss(right, label) < 0.5, "Dice still asks for more certainty where nothing is wanted"
    assert mask_loss(-right, label) > 10
    assert mask_loss(torch.full_like(right, -6.0), label) > mask_loss(right, label) + 0.4, (
        "missing a small object is dear"
    )


def test_ignored_pixels_do_not_matter() -> None:
    label = torch.zeros(1, 32, 32, dtype=torch.uint8)
    label[0, :16] = 255
    logits = torch.full((1, 32, 32), -6.0)
    other = logits.clone()
    other[0, :16] = 6.0
    assert torch.allclose(mask_loss(logits, label), mask_loss(other, label), atol=1e-6)
