"""Losses of referring segmentation."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

IGNORE = 255


def published_loss(logits: Tensor, label: Tensor) -> Tensor:
    """Returns the loss of RSRefSeg: five times the mean binary cross entropy.

    Args:
        logits: Shape [B, H, W].
        label: uint8, shape [B, H, W]; 255 weighs nothing but stays in the denominator.
    """
    known = label != IGNORE
    losses = functional.binary_cross_entropy_with_logits(logits, (label == 1).to(logits), reduction="none")
    return 5 * (losses * known).mean()


def mask_loss(logits: Tensor, label: Tensor) -> Tensor:
    """Returns cross entropy plus Dice, the mean over phrases.

    Dice gives a small object the weight of a large one, which plain cross entropy does not.

    Args:
        logits: Shape [N, H, W].
        label: uint8, shape [N, H, W]; 255 is left out.
    """
    known = (label != IGNORE).to(logits)
    wanted = (label == 1).to(logits)
    entropy = functional.binary_cross_entropy_with_logits(logits, wanted, weight=known)
    probability = logits.sigmoid() * known
    overlap = (probability * wanted).sum(dim=(1, 2))
    total = probability.sum(dim=(1, 2)) + wanted.sum(dim=(1, 2))
    dice = 1 - (2 * overlap + 1) / (total + 1)
    return 4 * entropy + dice.mean()
