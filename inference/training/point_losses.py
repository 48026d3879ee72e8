"""Losses of ROS-SAM: a mask is judged at points, most of them where the model is unsure.

Source: ROS-SAM (Shan et al., 2025) as coded, after PointRend (Kirillov et al., 2020).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

_DICE_SMOOTH = 1.0


@dataclass(frozen=True)
class PointChoice:
    """Says at how many points a mask is judged, and how they are chosen.

    Attributes:
        points: Number of points.
        oversample_ratio: How many times more are drawn to find the unsure ones.
        importance_ratio: Share of points that are chosen for being unsure; the others are random.
    """

    points: int = 12544
    oversample_ratio: float = 3.0
    importance_ratio: float = 0.75

    @property
    def drawn(self) -> int:
        """Returns how many points are drawn to find the unsure ones."""
        return int(self.points * self.oversample_ratio)

    @property
    def unsure(self) -> int:
        """Returns how many points are chosen for being unsure."""
        return int(self.points * self.importance_ratio)


@dataclass(frozen=True)
class MaskLoss:
    """Holds the loss of masks and its two parts, each the mean over masks."""

    entropy: Tensor
    dice: Tensor

    @property
    def total(self) -> Tensor:
        """Returns what training minimises."""
        return self.entropy + self.dice


def read_at(values: Tensor, points: Tensor) -> Tensor:
    """Returns values at points, bilinear, shape [N, P].

    Args:
        values: Shape [N, 1, H, W].
        points: x and y in 0..1 of the picture, shape [N, P, 2].
    """
    grid = 2 * points.unsqueeze(2) - 1
    return functional.grid_sample(values, grid, align_corners=False)[:, 0, :, 0]


def choose_points(logits: Tensor, drawn: Tensor, extra: Tensor, choice: PointChoice) -> Tensor:
    """Returns the points at which masks are judged, x and y in 0..1, shape [N, P, 2].

    Args:
        logits: Shape [N, 1, h, w].
        drawn: Random points, of which the unsure ones are kept, shape [N, choice.drawn, 2].
        extra: Random points that are all kept, shape [N, choice.points - choice.unsure, 2].
        choice: How many of each.
    """
    doubt = -read_at(logits.detach(), drawn).abs()
    best = doubt.topk(choice.unsure, dim=1).indices
    unsure = drawn.gather(1, best.unsqueeze(2).expand(-1, -1, 2))
    return torch.cat([unsure, extra], dim=1)


def random_points(count: int, masks: Tensor) -> Tensor:
    """Returns random points, x and y in 0..1, shape [N, count, 2], where N masks are."""
    return torch.rand(len(masks), count, 2, device=masks.device)


def ros_sam_loss(
    logits: Tensor,
    wanted: Tensor,
    choice: PointChoice | None = None,
    foreground_weight: float = 10.0,
    points: Tensor | None = None,
) -> MaskLoss:
    """Returns point-sampled weighted cross entropy and Dice, the mean over masks.

    Args:
        logits: Shape [N, 1, h, w]; N is at least 1.
        wanted: Share of the object in 0..1, shape [N, 1, H, W], at any resolution.
        choice: How points are chosen; as published when None.
        foreground_weight: Weight of the object; the background weighs 1.
        points: From `choose_points`; chosen at random when None.
    """
    chosen = choice or PointChoice()
    if points is None:
        drawn = random_points(chosen.drawn, logits)
        points = choose_points(logits, drawn, random_points(chosen.points - chosen.unsure, logits), chosen)
    with torch.no_grad():
        truth = read_at(wanted.to(logits.dtype), points)
    predicted = read_at(logits, points)
    weight = foreground_weight * truth + (1 - truth)
    entropy = functional.binary_cross_entropy_with_logits(predicted, truth, weight=weight, reduction="none")
    probability = predicted.sigmoid()
    overlap = (probability * truth).sum(dim=1)
    total = probability.sum(dim=1) + truth.sum(dim=1)
    dice = 1 - (2 * overlap + _DICE_SMOOTH) / (total + _DICE_SMOOTH)
    return MaskLoss(entropy.mean(dim=1).mean(), dice.mean())
