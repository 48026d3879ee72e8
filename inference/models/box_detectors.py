"""Detectors that find boxes by words: Grounding DINO and OWLv2, from transformers, on our own pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from .clip_towers import CLIP_MEAN, CLIP_STD
from .interface import Tokenizer

_IMAGENET_MEAN = (0.485, 0.456, 0.406)
_IMAGENET_STD = (0.229, 0.224, 0.225)
# Grounding DINO saw pictures whose shorter side has this many pixels; tiles are square.
_DINO_SIDE_PX = 800


@dataclass(frozen=True)
class Boxes:
    """Holds the boxes found for one phrase.

    Attributes:
        corners: Left, top, right and bottom as shares of the picture, shape [N, 4].
        scores: 0..1, shape [N].
    """

    corners: Tensor
    scores: Tensor

    def best(self, least_score: float, most: int) -> Boxes:
        """Returns those with at least a score, the best first."""
        scores, order = self.scores.sort(descending=True, stable=True)
        chosen = order[scores >= least_score][:most]
        return Boxes(self.corners[chosen], self.scores[chosen])


class BoxDetector(Protocol):
    """Finds boxes: a slow verb once per picture, a fast one once per phrase where the model has one."""

    network: nn.Module

    def see(self, picture: Tensor) -> Any:  # noqa: ANN401
        """Returns what does not depend on phrases, of RGB in 0..1, shape [1, 3, S, S]."""
        ...

    def read(self, phrase: str) -> Tensor:
        """Returns a phrase as `find` takes it."""
        ...

    def find(self, seen: Any, asked: Tensor) -> Boxes:  # noqa: ANN401
        """Returns all boxes for a phrase in a picture."""
        ...


class GroundingDino:
    """Runs Grounding DINO; words enter its picture encoder, so every phrase costs a whole pass.

    Args:
        network: transformers' GroundingDinoForObjectDetection.
        tokenizer: That of BERT.
        side_px: Side of the square that it sees.
    """

    def __init__(self, network: Any, tokenizer: Tokenizer, side_px: int = _DINO_SIDE_PX) -> None:  # noqa: ANN401
        self.network: Any = network
        self._tokenizer, self._side_px = tokenizer, side_px

    def see(self, picture: Tensor) -> Tensor:
        """Returns the pixels as the model wants them."""
        return _normalised(picture, self._side_px, _IMAGENET_MEAN, _IMAGENET_STD)

    def read(self, phrase: str) -> Tensor:
        """Returns token ids, shape [1, L]; the model expects a full stop behind every phrase."""
        return torch.from_numpy(self._tokenizer.encode([phrase.lower().rstrip(". ") + "."]))

    def find(self, seen: Tensor, asked: Tensor) -> Boxes:
        """Returns the boxes of all queries; the score is that of the word that fits best."""
        ids = asked.to(seen.device)
        found = self.network(pixel_values=seen, input_ids=ids, attention_mask=torch.ones_like(ids))
        scores = found.logits[0].float().sigmoid().nan_to_num(0.0).amax(dim=-1)
        return Boxes(_corners(found.pred_boxes[0].float()), scores)


class Owlv2:
    """Runs OWLv2; the picture is seen once for all phrases.

    Args:
        network: transformers' Owlv2ForObjectDetection.
        tokenizer: That of CLIP.
    """

    def __init__(self, network: Any, tokenizer: Tokenizer) -> None:  # noqa: ANN401
        self.network: Any = network
        self._tokenizer = tokenizer
        self._side_px = int(network.config.vision_config.image_size)

    def see(self, picture: Tensor) -> Tensor:
        """Returns the features of all patches, shape [1, k, k, C]."""
        pixels = _normalised(picture, self._side_px, CLIP_MEAN, CLIP_STD)
        features: Tensor = self.network.image_embedder(pixel_values=pixels)[0]
        return features

    def read(self, phrase: str) -> Tensor:
        """Returns the vector of a phrase, shape [1, 1, D]."""
        device = next(self.network.parameters()).device
        ids = torch.from_numpy(self._tokenizer.encode([phrase.lower()])).to(device)
        pooled = self.network.owlv2.get_text_features(input_ids=ids).pooler_output
        return functional.normalize(pooled, dim=-1).unsqueeze(0)

    def find(self, seen: Tensor, asked: Tensor) -> Boxes:
        """Returns the box of every patch."""
        patches = seen.flatten(1, 2)
        logits, _ = self.network.class_predictor(patches, asked.to(patches))
        boxes = self.network.box_predictor(patches, seen)
        return Boxes(_corners(boxes[0].float()), logits[0, :, 0].float().sigmoid())


def _normalised(picture: Tensor, side_px: int, mean: tuple[float, ...], std: tuple[float, ...]) -> Tensor:
    """Returns a picture, RGB in 0..1, at the size and with the colours that a model was trained with."""
    if picture.shape[-2:] != (side_px, side_px):
        picture = functional.interpolate(
            picture, (side_px, side_px), mode="bilinear", align_corners=False, antialias=True
        )
    return (picture - picture.new_tensor(mean).view(1, 3, 1, 1)) / picture.new_tensor(std).view(1, 3, 1, 1)


def _corners(boxes: Tensor) -> Tensor:
    """Returns left, top, right and bottom of boxes given by centre and size, cut at the picture's rim."""
    centres, halves = boxes[:, :2], boxes[:, 2:] / 2
    return torch.cat([centres - halves, centres + halves], dim=1).clamp(0, 1)
