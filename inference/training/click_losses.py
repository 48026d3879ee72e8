"""Losses of georefer-click."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from .click_sampling import UNKNOWN

FOCUS = 2.0


def click_losses(logits: Tensor, guesses: Tensor, label: Tensor) -> dict[str, Tensor]:
    """Returns the losses by name, each the mean over objects.

    Focal losses are divided by the sum of their weights (Sofiiuk et al., "Reviving Iterative Training with
    Mask Guidance", 2021), so that an object's border goes on counting when nearly all is right; Dice gives a
    small object the weight of a large one.

    Args:
        logits: At the label's resolution, shape [N, S, S].
        guesses: The guess of the IoU, shape [N].
        label: uint8, shape [N, S, S]: 1 the object, 0 not, 255 unknown.
    """
    known = (label != UNKNOWN).to(logits)
    wanted = (label == 1).to(logits)
    probability = logits.sigmoid()
    entropy = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    weight = (probability - wanted).abs().detach() ** FOCUS * known
    total = known.sum(dim=(1, 2))
    scale = total / (weight.sum(dim=(1, 2)) + 1e-3 * total + 1)
    focal = (entropy * weight).sum(dim=(1, 2)) * scale / (total + 1)
    overlap = (probability * wanted * known).sum(dim=(1, 2))
    sizes = (probability * known).sum(dim=(1, 2)) + (wanted * known).sum(dim=(1, 2))
    dice = 1 - (2 * overlap + 1) / (sizes + 1)
    judged = (guesses - mask_iou(logits, label)) ** 2
    return {"focal": focal.mean(), "dice": dice.mean(), "judge": judged.mean()}


def mask_iou(logits: Tensor, label: Tensor) -> Tensor:
    """Returns the intersection over union of thresholded logits with labels, shape [N]."""
    known = label != UNKNOWN
    answer, wanted = (logits > 0) & known, label == 1
    union = (answer | wanted).sum(dim=(1, 2))
    return (answer & wanted).sum(dim=(1, 2)) / union.clamp(min=1)
