"""Holds what models that take points and boxes share on their way from arrays to tensors."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from .autocasting import fastest
from .interface import ModelCard
from .rsrefseg import SAM_MEAN, SAM_STD


class PromptAdapter:
    """Keeps a model's card and its device.

    Args:
        card: Describes the model.
        device: As torch names it.
        autocast_dtype: Half-precision type that is faster there, or None for float32.
    """

    def __init__(self, card: ModelCard, device: str, autocast_dtype: torch.dtype | None) -> None:
        self._card = card
        self._device = torch.device(device)
        self._autocast_dtype = autocast_dtype

    @property
    def card(self) -> ModelCard:
        """Returns the description of the model."""
        return self._card

    def _pixels(self, tile: NDArray[np.uint8]) -> Tensor:
        """Returns a tile, uint8 RGB [H, W, 3], as float32 0..255 on the device, shape [3, H, W].

        Raises:
            ValueError: It has another shape or type.
        """
        if tile.ndim != 3 or tile.shape[2] != 3 or 0 in tile.shape or tile.dtype != np.uint8:
            raise ValueError(f"a tile must be uint8 [H, W, 3], not {tile.dtype} {tile.shape}")
        return self._tensor(tile.transpose(2, 0, 1)).float()

    @staticmethod
    def _normalised(pixels: Tensor, height_px: int, width_px: int) -> Tensor:
        """Returns pixels of a tile resized and normalised as for SAM, shape [1, 3, height_px, width_px]."""
        pixels = pixels.unsqueeze(0) / 255
        if pixels.shape[-2:] != (height_px, width_px):
            pixels = functional.interpolate(
                pixels, (height_px, width_px), mode="bilinear", align_corners=False, antialias=True
            )
        mean, std = (pixels.new_tensor(values).view(1, 3, 1, 1) for values in (SAM_MEAN, SAM_STD))
        return (pixels - mean) / std

    def _tensor(self, values: NDArray[Any]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(values)).to(self._device)

    def _precision(self) -> AbstractContextManager[object]:
        return fastest(self._device, self._autocast_dtype)
