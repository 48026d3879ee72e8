"""Offers RSRefSeg as a phrase model: numpy in, numpy out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .autocasting import fastest
from .conv_encoders import SamFeatures
from .interface import Embedding, Glance, ModelCard, Text, Tokenizer
from .rsrefseg import PhraseFeatures, RSRefSeg

# Pictures of up to this many pixels are computed four at a time, larger ones one by one.
_SMALL_PICTURE_PX = 256 * 256


class RSRefSegPhraseModel:
    """Runs an RSRefSeg on one device, always in batches of one size.

    A batch of another size is summed in another order, and in half precision that moves logits by hundredths.
    With one size, filled up where needed, the numbers of a tile never depend on its company.

    Args:
        model: In evaluation mode; moved to the device.
        tokenizer: Belongs to the model.
        card: Describes the model.
        device: Such as "cpu" or "cuda:0".
        autocast_dtype: Half-precision type to compute in, or None for float32.
    """

    def __init__(
        self,
        model: RSRefSeg,
        tokenizer: Tokenizer,
        card: ModelCard,
        device: str = "cpu",
        autocast_dtype: torch.dtype | None = None,
    ) -> None:
        self._model = model.eval().to(torch.device(device))
        # nn.Module.to knows memory formats at run time only; its types do not.
        self._model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._tokenizer = tokenizer
        self._card = card
        self._device = torch.device(device)
        self._autocast_dtype = autocast_dtype
        self._read: dict[str, PhraseFeatures] = {}
        self._batch_size = 4 if card.input_size_px**2 <= _SMALL_PICTURE_PX else 1

    @property
    def card(self) -> ModelCard:
        """Returns the description of the model."""
        return self._card

    def unknown_words(self, phrase: str) -> tuple[str, ...]:
        """Returns the words of a phrase that the model never learned, in order, once each."""
        return self._tokenizer.unknown_words(phrase)

    @torch.inference_mode()
    def embed_text(self, phrases: Sequence[str]) -> Text:
        """Returns phrases as the model understands them; each is read alone and kept for next time."""
        for phrase in phrases:
            if phrase not in self._read:
                ids = torch.from_numpy(self._tokenizer.encode([phrase])).to(self._device)
                # The text tower is small and its numbers scale everything after it: full precision.
                self._read[phrase] = self._model.read(ids)
        return Text(tuple(phrases), tuple(self._read[phrase] for phrase in phrases))

    @torch.inference_mode()
    def look(self, tiles: NDArray[np.uint8]) -> Glance:
        """Returns the cheap look at tiles, uint8 RGB, shape [B, S, S, 3]."""
        pixels = self._pixels(tiles)
        with self._precision():
            parts = [self._model.look(pixels[batch]) for batch in self._batches(len(tiles))]
        return Glance(torch.cat(parts)[: len(tiles)])

    @torch.inference_mode()
    def relevance(self, glance: Glance, text: Text) -> NDArray[np.float32]:
        """Returns the best agreement of any location with each phrase, 0..1, float32, shape [B, P]."""
        if not len(text):
            return np.empty((len(glance), 0), dtype=np.float32)
        pooled = torch.cat([features.pooled for features in text.features])
        logits = self._model.global_logits(glance.features, pooled)
        best: NDArray[np.float32] = logits.flatten(2).amax(dim=2).sigmoid().cpu().numpy()
        return best

    @torch.inference_mode()
    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        """Returns the embedding of tiles, uint8 RGB, shape [B, S, S, 3], and of the look at them."""
        if len(glance) != len(tiles):
            raise ValueError(f"a glance at {len(glance)} tiles cannot belong to {len(tiles)} tiles")
        pixels = self._pixels(tiles)
        with self._precision():
            parts = [self._model.embed(pixels[batch]) for batch in self._batches(len(tiles))]
        features = SamFeatures.join(parts).take(range(len(tiles)))
        return Embedding(glance, features, tiles.shape[1], tiles.shape[2])

    @torch.inference_mode()
    def mask_logits(self, embedding: Embedding, text: Text) -> NDArray[np.float32]:
        """Returns mask logits at the tiles' resolution, float32, shape [B, P, S, S]."""
        size = (embedding.height_px, embedding.width_px)
        masks = np.empty((len(embedding), len(text), *size), dtype=np.float32)
        for columns in _same_length(text):
            phrases = [text.features[column] for column in columns]
            with self._precision():
                logits = self._predict(embedding, phrases)
            resized = torch.nn.functional.interpolate(
                logits.float(), size=size, mode="bilinear", align_corners=False
            )
            masks[:, columns] = resized.cpu().numpy()
        return masks

    def _predict(self, embedding: Embedding, phrases: list[PhraseFeatures]) -> Tensor:
        """Returns low-resolution logits, shape [B, P, 4h, 4w]."""
        asked = PhraseFeatures(
            words=torch.cat([phrase.words for phrase in phrases]).repeat(self._batch_size, 1, 1),
            pooled=torch.cat([phrase.pooled for phrase in phrases]).repeat(self._batch_size, 1),
        )
        parts = []
        for batch in self._batches(len(embedding)):
            vision, features = embedding.glance.features[batch], embedding.features.take(batch)
            logits, _ = self._model.predict(vision, features, asked, len(phrases))
            parts.append(logits.reshape(len(batch), len(phrases), *logits.shape[-2:]))
        return torch.cat(parts)[: len(embedding)]

    def _batches(self, count: int) -> list[list[int]]:
        """Returns the indices of all batches; the last index fills up the last batch."""
        size = self._batch_size
        starts = range(0, count, size)
        return [[min(index, count - 1) for index in range(start, start + size)] for start in starts]

    def _pixels(self, tiles: NDArray[np.uint8]) -> Tensor:
        """Returns RGB in 0..1 on the device, shape [B, 3, S, S], channels last in memory."""
        side = self._card.input_size_px
        if tiles.ndim != 4 or tiles.shape[1:] != (side, side, 3) or tiles.dtype != np.uint8:
            raise ValueError(f"tiles must be uint8 [B, {side}, {side}, 3], not {tiles.dtype} {tiles.shape}")
        pixels = torch.from_numpy(np.ascontiguousarray(tiles)).to(self._device)
        # A transposed view of [B, H, W, C] is channels last without a copy.
        return pixels.permute(0, 3, 1, 2).float().div_(255)

    def _precision(self) -> AbstractContextManager[object]:
        return fastest(self._device, self._autocast_dtype)


def _same_length(text: Text) -> list[list[int]]:
    """Groups the indices of phrases with equally many tokens: padding would change their numbers."""
    groups: dict[int, list[int]] = {}
    for index, features in enumerate(text.features):
        groups.setdefault(features.words.shape[1], []).append(index)
    return list(groups.values())
