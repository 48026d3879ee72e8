"""A CLIP that knows colours and a SAM that fills areas of one colour: what the two make is then known."""

from __future__ import annotations

import numpy as np
import torch
from georefer.inference.models.clip_towers import ClipTowers, Seen
from georefer.inference.models.interface import MaskCandidates, ModelCard, PointPrompts, TileEmbedding
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import adaptive_avg_pool2d, normalize

COLOURS = {"red": (220, 40, 40), "blue": (40, 40, 220), "green": (40, 200, 40), "grey": (128, 128, 128)}
BACKGROUND = ("grey", "green")
GRID, CLIP_SIDE, SIDE = 8, 32, 128


def vector(rgb: Tensor) -> Tensor:
    """Returns colours [..., 3] in 0..1 as vectors of length one that differ where colours do."""
    return normalize(
        torch.cat([rgb - rgb.mean(dim=-1, keepdim=True), torch.full_like(rgb[..., :1], 0.2)], -1), dim=-1
    )


class ColourTokenizer:
    """Reads the colour in a sentence."""

    def encode(self, phrases: list[str]) -> NDArray[np.int64]:
        names = list(COLOURS)
        found = [
            next((names.index(word) for word in phrase.split() if word in names), 0) for phrase in phrases
        ]
        return np.array([found], dtype=np.int64).T

    def unknown_words(self, phrase: str) -> tuple[str, ...]:
        del phrase
        return ()


class ColourClip(ClipTowers):
    """Sees the mean colour of every patch."""

    def __init__(self) -> None:
        nn.Module.__init__(self)
        self.grid, self.input_size_px = GRID, CLIP_SIDE

    @property
    def scale(self) -> Tensor:
        return torch.tensor(20.0)

    def read(self, input_ids: Tensor) -> Tensor:
        table = torch.tensor(list(COLOURS.values())) / 255
        return vector(table[input_ids[:, 0]])

    def see(self, pictures: Tensor) -> Seen:
        cells = adaptive_avg_pool2d(pictures, GRID).permute(0, 2, 3, 1)
        return Seen(vector(cells), vector(pictures.mean(dim=(2, 3))))


class FillingSam:
    """Fills the area of one colour around a point, or all of the commonest colour but grey in a box."""

    def __init__(self) -> None:
        self.card = ModelCard("filling", "Filling", "1", SIDE)
        self.calls = 0

    def embed_tile(self, tile: NDArray[np.uint8]) -> TileEmbedding:
        return TileEmbedding(tile.astype(int), *tile.shape[:2])

    def predict(
        self,
        embedding: TileEmbedding,
        points: PointPrompts | None = None,
        boxes: NDArray[np.float32] | None = None,
        masks: NDArray[np.float32] | None = None,
    ) -> MaskCandidates:
        self.calls += 1
        if points is not None:
            found = [self._fill(embedding, *xy[0]) for xy in points.xy_px]
        else:
            assert boxes is not None
            found = [self._fill(embedding, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in boxes]
        assert masks is None or masks.shape == (len(found), 32, 32)
        logits = np.stack([np.where(mask, 8.0, -8.0) for mask in found])[:, None].astype(np.float32)
        everything = np.full_like(logits, 8.0)
        logits = np.concatenate([everything, logits], axis=1)
        scores = np.tile(np.array([0.9, 0.95], dtype=np.float32), (len(found), 1))
        return MaskCandidates(logits, scores, logits[..., ::4, ::4])

    @staticmethod
    def _fill(embedding: TileEmbedding, x: float, y: float) -> NDArray[np.bool_]:
        import cv2

        tile = embedding.features
        row, column = min(int(y), tile.shape[0] - 1), min(int(x), tile.shape[1] - 1)
        alike = np.abs(tile - tile[row, column]).sum(axis=2) < 30
        labels = cv2.connectedComponents(alike.astype(np.uint8), connectivity=4)[1]
        filled: NDArray[np.bool_] = labels == labels[row, column]
        return filled


def paint(*objects: tuple[str, int, int, int, int], side: int = SIDE) -> NDArray[np.uint8]:
    """Returns a grey tile with rectangles: colour, left, top, width, height."""
    tile = np.full((side, side, 3), COLOURS["grey"], dtype=np.uint8)
    for colour, left, top, width, height in objects:
        tile[top : top + height, left : left + width] = COLOURS[colour]
    return tile
