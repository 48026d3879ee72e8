"""The loss of ReferSAM: masks are compared at points, most of them where the prediction is unsure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

Draw = Callable[[tuple[int, ...]], Tensor]


@dataclass(frozen=True)
class PointChoice:
    """States how many points are compared, and how they are chosen.

    Attributes:
        count: Points for each mask.
        oversample_ratio: How many points are looked at for each that is chosen.
        importance_ratio: Share that is chosen for being unsure; the others are random.
    """

    count: int = 12544
    oversample_ratio: float = 3.0
    importance_ratio: float = 0.75


def sample(masks: Tensor, points: Tensor) -> Tensor:
    """Returns the bilinear values of masks [N, H, W] at points [N, k, 2], x and y in 0..1; shape [N, k]."""
    values = functional.grid_sample(
        masks.unsqueeze(1), 2 * points.unsqueeze(2) - 1, mode="bilinear", align_corners=False
    )
    return values[:, 0, :, 0]


@torch.no_grad()
def choose_points(logits: Tensor, choice: PointChoice, draw: Draw | None = None) -> Tensor:
    """Returns points, the unsure ones first, x and y in 0..1, shape [N, count, 2].

    Args:
        logits: Shape [N, H, W].
        choice: How many, and how.
        draw: Returns uniform random numbers of a shape; torch's when None. Asked for the points that are
            looked at, and then for the random ones.
    """
    number = draw or (lambda shape: torch.rand(shape, device=logits.device, dtype=logits.dtype))
    masks = len(logits)
    candidates = number((masks, int(choice.count * choice.oversample_ratio), 2))
    unsure = int(choice.importance_ratio * choice.count)
    best = sample(logits, candidates).abs().topk(unsure, dim=1, largest=False).indices
    chosen = candidates.gather(1, best.unsqueeze(-1).expand(-1, -1, 2))
    if unsure == choice.count:
        return chosen
    return torch.cat([chosen, number((masks, choice.count - unsure, 2))], dim=1)


def point_losses(logits: Tensor, target: Tensor, points: Tensor) -> tuple[Tensor, Tensor]:
    """Returns cross entropy and Dice at points, each the mean over masks.

    Args:
        logits: Shape [N, H, W].
        target: 0 or 1, float, shape [N, h, w]; of any size, since points are relative.
        points: Shape [N, k, 2].
    """
    predicted, wanted = sample(logits, points), sample(target, points)
    entropy = functional.binary_cross_entropy_with_logits(predicted, wanted)
    probability = predicted.sigmoid()
    overlap = (probability * wanted).sum(dim=1)
    total = probability.sum(dim=1) + wanted.sum(dim=1)
    return entropy, (1 - (2 * overlap + 1) / (total + 1)).mean()


def refersam_loss(
    logits: Tensor, coarse_logits: Tensor, target: Tensor, choice: PointChoice | None = None
) -> Tensor:
    """Returns the loss as published: cross entropy and Dice of the mask and of the coarse mask, summed.

    Args:
        logits: Shape [N, H, W].
        coarse_logits: Shape [N, h, w].
        target: 0 or 1, float, shape [N, H, W].
        choice: Of the points; as published when None.
    """
    total = logits.new_zeros(())
    for predicted in (logits, coarse_logits):
        points = choose_points(predicted, choice or PointChoice())
        entropy, dice = point_losses(predicted, target, points)
        total = total + entropy + dice
    return total
