"""CLIP with SAM, without any training: CLIP says where, SAM draws, CLIP judges what was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..device import Device
from .clip_sam_masks import draw_objects
from .clip_sam_prompts import object_prompts
from .clip_towers import ClipTowers
from .clip_windows import Look, WindowedClip
from .clip_words import BACKGROUND, TEMPLATES, AskedPhrase, PhraseReader
from .instance_model import InstanceModel
from .instances import Instance, without_doubles
from .interface import Embedding, Glance, ModelCard, PromptModel, Text, TileEmbedding, Tokenizer
from .single_tile import check_glance

_CROPS_AT_ONCE = 8


@dataclass(frozen=True)
class ClipSamSettings:
    """States what can be set in a recipe.

    Attributes:
        presence: Least relevance of a cell that prompts SAM; where no cell reaches it, nothing is there.
        least_score: Objects below are dropped; it becomes the probability of one half.
        most_objects: Largest number of prompts in a tile.
        judges: Whether CLIP looks at every drawn object once more.
        scales: Windows that span a tile, from coarse to fine; empty: as many as SAM needs.
        global_share: How much of what a window is about is taken from each of its cells.
        background: Words for what else there is.
        templates: Sentences that a phrase is read in, with `{}` for it.
        activation: "gelu" or "quick_gelu" of weights in the layout of open_clip; "": as they say.
    """

    presence: float = 0.5
    least_score: float = 0.3
    most_objects: int = 48
    judges: bool = True
    scales: tuple[int, ...] = ()
    global_share: float = 0.3
    background: tuple[str, ...] = BACKGROUND
    templates: tuple[str, ...] = TEMPLATES
    activation: str = ""


@dataclass(frozen=True)
class TileFeatures:
    """Holds what masks are drawn from: SAM's embedding, and the tile for CLIP's second look."""

    sam: TileEmbedding
    tile: NDArray[np.uint8]


class ClipSamPhraseModel(InstanceModel):
    """Runs CLIP and SAM on tiles of SAM's size.

    Args:
        towers: CLIP or SigLIP.
        tokenizer: Belongs to CLIP.
        sam: Any prompt model.
        card: Describes both; its input size is the side of the tiles.
        device: Where CLIP runs; SAM has been put there before.
        settings: How to choose.
    """

    def __init__(
        self,
        towers: ClipTowers,
        tokenizer: Tokenizer,
        sam: PromptModel,
        card: ModelCard,
        device: Device,
        settings: ClipSamSettings | None = None,
    ) -> None:
        super().__init__(towers, tokenizer, card, device)
        self._towers, self._sam = towers, sam
        self.settings = settings or ClipSamSettings()
        self.least_score = self.settings.least_score
        chosen = self.settings
        self._windows = WindowedClip(towers, card.input_size_px, chosen.scales, chosen.global_share)
        self._reader = PhraseReader(self._sentence, chosen.background, chosen.templates)
        self._asked: dict[str, AskedPhrase] = {}

    def _sentence(self, sentence: str) -> Tensor:
        return self._towers.read(self.token_ids(sentence))[0]

    @torch.inference_mode()
    def embed_text(self, phrases: Sequence[str]) -> Text:
        """Returns phrases with what each is told apart from; each is read alone and kept for next time."""
        for phrase in phrases:
            if phrase not in self._asked:
                self._asked[phrase] = self._reader.ask(phrase)
        return Text(tuple(phrases), tuple(self._asked[phrase] for phrase in phrases))

    @torch.inference_mode()
    def look(self, tiles: NDArray[np.uint8]) -> Glance:
        """Returns CLIP's look at tiles through all windows, uint8 RGB, shape [B, S, S, 3]."""
        with self.precision():
            looks = [self._windows.look(self.pixels(tile)).pack() for tile in self.checked(tiles)]
        return Glance(torch.stack(looks))

    @torch.inference_mode()
    def relevance(self, glance: Glance, text: Text) -> NDArray[np.float32]:
        """Returns the best agreement of any cell or window with each phrase, 0..1, float32, shape [B, P]."""
        best = np.empty((len(glance), len(text)), dtype=np.float32)
        for row in range(len(glance)):
            for column, asked in enumerate(text.features):
                best[row, column] = float(asked.share(glance.features[row], self._towers.scale).max())
        return best

    def relevance_map(self, glance: Glance, row: int, asked: AskedPhrase) -> NDArray[np.float32]:
        """Returns the agreement of every cell of one tile with a phrase, 0..1, shape [k, k]."""
        cells = Look.unpack(glance.features[row], self._windows.grid).cells
        shares: NDArray[np.float32] = asked.share(cells, self._towers.scale).float().cpu().numpy()
        return shares

    @torch.inference_mode()
    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        """Returns SAM's embedding of tiles, uint8 RGB, shape [B, S, S, 3], and of the look at them."""
        check_glance(glance, tiles)
        features = tuple(TileFeatures(self._sam.embed_tile(tile), tile) for tile in tiles)
        return Embedding(glance, features, tiles.shape[1], tiles.shape[2])

    def _objects(self, embedding: Embedding, row: int, asked: AskedPhrase) -> list[Instance]:
        """Returns the objects of one tile."""
        relevance = self.relevance_map(embedding.glance, row, asked)
        chosen, features = self.settings, embedding.features[row]
        prompts = object_prompts(relevance, embedding.height_px, chosen.presence, chosen.most_objects)
        if not prompts:
            return []
        drawn = without_doubles(draw_objects(self._sam, features.sam, prompts, relevance))
        if chosen.judges:
            drawn = self._judged(drawn, features.tile, asked)
        kept = [instance for instance in drawn if instance.score >= chosen.least_score]
        return sorted(kept, key=lambda instance: -instance.score)

    def _judged(
        self, drawn: Sequence[Instance], tile: NDArray[np.uint8], asked: AskedPhrase
    ) -> list[Instance]:
        """Returns instances with scores that also say what CLIP makes of each alone."""
        judged: list[Instance] = []
        side = self._towers.input_size_px
        for start in range(0, len(drawn), _CROPS_AT_ONCE):
            batch = drawn[start : start + _CROPS_AT_ONCE]
            crops = np.stack([cut_out(tile, instance.mask, side) for instance in batch])
            pictures = torch.from_numpy(crops).permute(0, 3, 1, 2).to(self.device).float().div_(255)
            with self.precision():
                seen = self._windows.see_whole(pictures)
            shares = asked.share(seen, self._towers.scale).tolist()
            # A geometric mean: where one of the judges says no, it is no.
            judged += [
                instance.scored((instance.score**2 * share) ** (1 / 3))
                for instance, share in zip(batch, shares, strict=True)
            ]
        return judged


def cut_out(tile: NDArray[np.uint8], mask: NDArray[np.bool_], side_px: int) -> NDArray[np.uint8]:
    """Returns the square around a mask, uint8 [side, side, 3]; what is not the object is half faded to grey.

    Some surroundings stay: a roof without any ground is hard to know from above.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    height, width = mask.shape
    reach = max(4.0, 0.65 * max(rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1))
    middle_y, middle_x = (rows[0] + rows[-1] + 1) / 2, (columns[0] + columns[-1] + 1) / 2
    top, bottom = max(0, int(middle_y - reach)), min(height, int(np.ceil(middle_y + reach)))
    left, right = max(0, int(middle_x - reach)), min(width, int(np.ceil(middle_x + reach)))
    crop = tile[top:bottom, left:right].astype(np.float32)
    inside = mask[top:bottom, left:right, None]
    faded = np.where(inside, crop, (crop + 127.5) / 2)
    square = np.full((max(faded.shape[:2]),) * 2 + (3,), 127.5, dtype=np.float32)
    square[: faded.shape[0], : faded.shape[1]] = faded
    resized = cv2.resize(square, (side_px, side_px), interpolation=cv2.INTER_AREA)
    return np.asarray(np.clip(np.rint(resized), 0, 255), dtype=np.uint8)
