"""A detector that knows words finds boxes, and SAM draws what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..device import Device
from .box_detectors import BoxDetector, Boxes, GroundingDino, Owlv2
from .clip_loading import hash_of
from .clip_sam_loading import card_of, recipe_in
from .hub_folders import load_hub_folder
from .instance_model import InstanceModel
from .instances import Instance, half_precision, without_doubles
from .interface import Embedding, Glance, ModelCard, PromptModel, Text, Tokenizer
from .recipe import settings_of
from .recognising import recognise
from .sam_loading import load_sam
from .single_tile import UngatedModel, check_glance
from .subword_tokenizer import SubwordTokenizer

_BOXES_AT_ONCE = 16
_LONGEST_PHRASE = {"grounding_dino": 256, "owlv2": 16}


@dataclass(frozen=True)
class GroundedSamSettings:
    """States what can be set in a recipe.

    Attributes:
        least_score: Boxes below are dropped; it becomes the probability of one half.
        most_objects: Largest number of boxes in a tile.
        largest_area: Boxes that cover more of a tile than this share are dropped: they mean the scene.
    """

    least_score: float = 0.25
    most_objects: int = 100
    largest_area: float = 0.9


class GroundedSamPhraseModel(InstanceModel, UngatedModel):
    """Runs a detector and SAM on tiles of SAM's size; there is no cheap look, so no tile is gated."""

    def __init__(
        self,
        detector: BoxDetector,
        tokenizer: Tokenizer,
        sam: PromptModel,
        card: ModelCard,
        device: Device,
        settings: GroundedSamSettings | None = None,
    ) -> None:
        super().__init__(detector.network, tokenizer, card, device)
        self._detector, self._sam = detector, sam
        self.settings = settings or GroundedSamSettings()
        self.least_score = self.settings.least_score
        self._read: dict[str, Tensor] = {}

    @torch.inference_mode()
    def embed_text(self, phrases: Sequence[str]) -> Text:
        """Returns phrases as the detector takes them; each is read alone and kept for next time."""
        for phrase in phrases:
            if phrase not in self._read:
                self._read[phrase] = self._detector.read(phrase)
        return Text(tuple(phrases), tuple(self._read[phrase] for phrase in phrases))

    @torch.inference_mode()
    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        """Returns what detector and SAM make of tiles, uint8 RGB, shape [B, S, S, 3]."""
        check_glance(glance, tiles)
        features = []
        for tile, pixels in zip(tiles, self.checked(tiles), strict=True):
            with self.precision():
                seen = self._detector.see(self.pixels(pixels))
            features.append((seen, self._sam.embed_tile(tile)))
        return Embedding(glance, tuple(features), tiles.shape[1], tiles.shape[2])

    def _objects(self, embedding: Embedding, row: int, asked: Tensor) -> list[Instance]:
        seen, sam = embedding.features[row]
        with self.precision():
            found = self._detector.find(seen, asked)
        boxes = self._sensible(found).best(self.settings.least_score, self.settings.most_objects)
        frame = np.array([embedding.width_px, embedding.height_px] * 2, dtype=np.float32)
        corners = boxes.corners.cpu().numpy() * frame
        drawn: list[Instance] = []
        for start in range(0, len(corners), _BOXES_AT_ONCE):
            batch = slice(start, start + _BOXES_AT_ONCE)
            masks = self._sam.predict(sam, boxes=corners[batch])
            # The answer for a box is the first candidate; the others are parts and wholes of it.
            drawn += [
                Instance(half_precision(logits), score)
                for logits, score in zip(masks.logits[:, 0], boxes.scores[batch].tolist(), strict=True)
            ]
        return without_doubles(drawn)

    def _sensible(self, boxes: Boxes) -> Boxes:
        sides = boxes.corners[:, 2:] - boxes.corners[:, :2]
        areas = sides.prod(dim=1)
        chosen = (areas > 0) & (areas <= self.settings.largest_area)
        return Boxes(boxes.corners[chosen], boxes.scores[chosen])


def load_grounded_sam(folder: Path, device: Device) -> GroundedSamPhraseModel:
    """Loads what the recipe in a folder names.

    Raises:
        ModelError: A part is missing, damaged or does not fit.
    """
    recipe = recipe_in(folder)
    settings: GroundedSamSettings = settings_of(recipe, GroundedSamSettings)
    found = recognise(recipe.part("detector"))
    architecture = found.layout.architecture
    inner = found.root / "tokenizer"
    words = SubwordTokenizer(inner if inner.is_dir() else found.root, _LONGEST_PHRASE[architecture])
    detector = _detector(architecture, found.root, words)
    sam = load_sam(recipe.part("sam"), device)
    facts = (hash_of(found.weights), sam.card.weights_hash, repr(settings))
    card = card_of(recipe, facts, sam.card.input_size_px)
    return GroundedSamPhraseModel(detector, words, sam, card, device, settings)


def _detector(architecture: str, folder: Path, words: Tokenizer) -> BoxDetector:
    """Returns the detector in a folder; only its own part of transformers is imported."""
    if architecture == "owlv2":
        from transformers.models.owlv2.modeling_owlv2 import Owlv2ForObjectDetection

        return Owlv2(load_hub_folder(Owlv2ForObjectDetection, folder), words)
    from transformers.models.grounding_dino.modeling_grounding_dino import GroundingDinoForObjectDetection

    return GroundingDino(load_hub_folder(GroundingDinoForObjectDetection, folder), words)
