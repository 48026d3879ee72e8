"""What adapters share that compute one tile after the other, so that no tile depends on its company."""

from __future__ import annotations

from contextlib import AbstractContextManager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..device import Device
from .autocasting import fastest
from .interface import Glance, ModelCard, Text, Tokenizer


class SingleTileModel:
    """Holds a model on its device.

    Args:
        model: In evaluation mode; moved to the device.
        tokenizer: Belongs to the model.
        card: Describes the model.
        device: From `choose_device`.
    """

    def __init__(self, model: nn.Module, tokenizer: Tokenizer, card: ModelCard, device: Device) -> None:
        self.device = torch.device(device.name)
        self._network = model.eval().to(self.device)
        self._tokenizer = tokenizer
        self._card = card
        self._autocast_dtype = device.autocast_dtype

    @property
    def card(self) -> ModelCard:
        """Returns the description of the model."""
        return self._card

    def unknown_words(self, phrase: str) -> tuple[str, ...]:
        """Returns the words of a phrase that the model never learned, in order, once each."""
        return self._tokenizer.unknown_words(phrase)

    def token_ids(self, phrase: str) -> Tensor:
        """Returns the tokens of one phrase, on the device, shape [1, L]."""
        return torch.from_numpy(self._tokenizer.encode([phrase])).to(self.device)

    def checked(self, tiles: NDArray[np.uint8]) -> Tensor:
        """Returns tiles, uint8 RGB [B, S, S, 3], as a tensor [B, 3, S, S] in the main memory.

        Raises:
            ValueError: They are of another size or type.
        """
        side = self._card.input_size_px
        if tiles.ndim != 4 or tiles.shape[1:] != (side, side, 3) or tiles.dtype != np.uint8:
            raise ValueError(f"tiles must be uint8 [B, {side}, {side}, 3], not {tiles.dtype} {tiles.shape}")
        return torch.from_numpy(np.ascontiguousarray(tiles)).permute(0, 3, 1, 2)

    def pixels(self, tile: Tensor) -> Tensor:
        """Returns one tile, uint8 [3, S, S], as RGB in 0..1 on the device, shape [1, 3, S, S]."""
        return tile.to(self.device).unsqueeze(0).float().div_(255)

    def precision(self) -> AbstractContextManager[object]:
        """Returns a context in which the model computes as fast as its device allows."""
        return fastest(self.device, self._autocast_dtype)


class UngatedModel(SingleTileModel):
    """Has no cheap look at tiles, so that none is gated."""

    def look(self, tiles: NDArray[np.uint8]) -> Glance:
        """Returns tiles, uint8 RGB, shape [B, S, S, 3], as they are."""
        return Glance(self.checked(tiles))

    def relevance(self, glance: Glance, text: Text) -> NDArray[np.float32]:
        """Returns 1 for every tile and phrase, float32, shape [B, P]: nothing cheap is known."""
        return np.ones((len(glance), len(text)), dtype=np.float32)


def check_glance(glance: Glance, tiles: NDArray[np.uint8]) -> None:
    """Checks that a glance may belong to tiles.

    Raises:
        ValueError: It is at another number of tiles.
    """
    if len(glance) != len(tiles):
        raise ValueError(f"a glance at {len(glance)} tiles cannot belong to {len(tiles)} tiles")


def at_size(logits: Tensor, height_px: int, width_px: int) -> NDArray[np.float32]:
    """Returns logits [1, 1, h, w] enlarged to a size, float32, shape [H, W]."""
    enlarged = nn.functional.interpolate(
        logits.float(), size=(height_px, width_px), mode="bilinear", align_corners=False
    )
    masks: NDArray[np.float32] = enlarged[0, 0].cpu().numpy()
    return masks
