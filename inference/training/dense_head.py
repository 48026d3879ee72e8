"""A head for training only: names the category and colour of every pixel.

It gives the image towers a signal at every pixel of every sample, far more than a few phrases do; the
shipped model does not contain it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .losses import IGNORE
from .sampling import UNLABELLED
from .scene import CATEGORIES, COLOURS

# Nothing, then the categories: small and rare things weigh more than the ground they stand on.
_COMMON = frozenset({"building", "tree", "road", "water", "field"})
_WEIGHTS = [0.6] + [1.0 if category in _COMMON else 2.0 for category in CATEGORIES]


class DenseHead(nn.Module):
    """Predicts categories and colours on twice the grid of its input features."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.classes = len(CATEGORIES) + 1
        self.project = nn.Conv2d(channels, 4 * (self.classes + len(COLOURS)), 1)
        self.register_buffer("weights", torch.tensor(_WEIGHTS), persistent=False)

    def loss(self, features: Tensor, categories: Tensor, colours: Tensor) -> Tensor:
        """Returns the summed cross entropy of categories and colours.

        Args:
            features: Shape [B, C, h, w].
            categories: uint8, shape [B, H, W], as in `sampling.Sample`.
            colours: uint8, shape [B, H, W].
        """
        logits = functional.pixel_shuffle(self.project(features), 2).float()
        step = categories.shape[-1] // logits.shape[-1]
        kind = categories[:, step // 2 :: step, step // 2 :: step].long()
        colour = colours[:, step // 2 :: step, step // 2 :: step].long()
        weights = self.weights
        assert isinstance(weights, Tensor)
        # In a scene that labels only some categories, the rest has no known name.
        kind[kind == UNLABELLED] = IGNORE
        loss = functional.cross_entropy(
            logits[:, : self.classes], kind, weight=weights, ignore_index=IGNORE, reduction="sum"
        ) / (kind != IGNORE).sum().clamp(min=1)
        coloured = functional.cross_entropy(
            logits[:, self.classes :], colour, ignore_index=IGNORE, reduction="sum"
        ) / (colour != IGNORE).sum().clamp(min=1)
        return loss + 0.5 * coloured
