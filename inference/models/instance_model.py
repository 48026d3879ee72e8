"""What models share that find single objects: their masks are drawn together, and never touch."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from .instances import Instance, draw_logits
from .interface import Embedding, Text
from .single_tile import SingleTileModel


class InstanceModel(SingleTileModel):
    """Finds objects tile by tile and phrase by phrase.

    Attributes:
        least_score: Objects below are dropped; it becomes the probability of one half.
    """

    least_score: float

    @abstractmethod
    def _objects(self, embedding: Embedding, row: int, asked: Any) -> list[Instance]:  # noqa: ANN401
        """Returns the objects of one tile for one of the text's features, the best first."""

    @torch.inference_mode()
    def instances(self, embedding: Embedding, text: Text) -> list[list[list[Instance]]]:
        """Returns the objects in every tile for every phrase, the best first."""
        return [
            [self._objects(embedding, row, asked) for asked in text.features] for row in range(len(embedding))
        ]

    @torch.inference_mode()
    def mask_logits(self, embedding: Embedding, text: Text) -> NDArray[np.float32]:
        """Returns mask logits at the tiles' resolution, float32, shape [B, P, S, S]; objects never touch."""
        size = (embedding.height_px, embedding.width_px)
        masks = np.empty((len(embedding), len(text), *size), dtype=np.float32)
        for row in range(len(embedding)):
            for column, asked in enumerate(text.features):
                masks[row, column] = draw_logits(
                    self._objects(embedding, row, asked), *size, self.least_score
                )
        return masks
