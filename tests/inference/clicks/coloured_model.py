"""A prompt model without weights: an object is what has the colour of its clicks."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from georefer.inference.models.interface import MaskCandidates, ModelCard, PointPrompts, TileEmbedding
from numpy.typing import NDArray

ALIKE = 24.0


class ColouredModel:
    """Takes for an object what is coloured like the clicks on it and unlike those beside it.

    Attributes:
        embedded: Shapes of the tiles that it embedded.
        refined: How often it was given a mask to refine.
    """

    def __init__(self, input_size_px: int = 64, best_gsd_m: float | None = None) -> None:
        self.card = ModelCard("coloured", "Coloured", "c" * 64, input_size_px, best_gsd_m)
        self.embedded: list[tuple[int, int]] = []
        self.refined = 0

    def embed_tile(self, tile: NDArray[np.uint8]) -> TileEmbedding:
        self.embedded.append((tile.shape[0], tile.shape[1]))
        return TileEmbedding(tile.astype(np.float32), tile.shape[0], tile.shape[1])

    def predict(
        self,
        embedding: TileEmbedding,
        points: PointPrompts | None = None,
        boxes: NDArray[np.float32] | None = None,
        masks: NDArray[np.float32] | None = None,
    ) -> MaskCandidates:
        self.refined += masks is not None
        pixels: Any = embedding.features
        near = np.full(pixels.shape[:2], 1e6)
        far = np.full(pixels.shape[:2], 1e6)
        if points is not None:
            for (x, y), sign in zip(points.xy_px[0], points.signs[0], strict=True):
                colour = _colour(pixels, float(x), float(y))
                apart = np.abs(pixels - colour).max(axis=2)
                near, far = (np.minimum(near, apart), far) if sign else (near, np.minimum(far, apart))
        if boxes is not None and (points is None or not points.signs.any()):
            left, top, right, bottom = boxes[0]
            near = np.abs(pixels - _colour(pixels, (left + right) / 2, (top + bottom) / 2)).max(axis=2)
        logits = ((ALIKE - near) / 4).clip(-8, 8)
        logits[far < near] = -8
        logits = cv2.GaussianBlur(logits.astype(np.float32), (3, 3), 0)[None, None]
        return MaskCandidates(logits, np.full((1, 1), 0.9, np.float32), logits[:, :, ::2, ::2])


def _colour(pixels: Any, x: float, y: float) -> Any:
    row = min(max(0, int(y)), pixels.shape[0] - 1)
    return pixels[row, min(max(0, int(x)), pixels.shape[1] - 1)]
