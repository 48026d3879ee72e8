"""States what the engine asks of a model that segments what a phrase refers to, or what a click points at.

Arrays at this border are numpy; what a model keeps between two calls is its own business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ModelCard:
    """Describes a loaded model.

    Attributes:
        id: Id in the catalog, or the name of the folder it came from.
        name: Name for people.
        weights_hash: SHA-256 of the weights file, hexadecimal; part of every cache signature.
        input_size_px: Side of the square tiles that the model sees.
        best_gsd_m: Ground sample distance at which it works best, or None where it was never measured.
        target_gsd_m: Better distances for single targets, such as `{"car": 0.2}`.
        gsd_range_m: Finest and coarsest distance it was trained at, or None where unknown.
        max_upsample: How far coarser pixels are enlarged to come nearer to the best distance; 1: never.
        vocabulary: Every word it has learned, or None where any text is understood to some degree.
        licence: SPDX identifier of the weights' licence, or "".
        gate: Relevance below which a view is taken not to hold the target, 0..1.
        split_targets: Kinds of things whose touching objects are cut apart where the model is less sure.
    """

    id: str
    name: str
    weights_hash: str
    input_size_px: int
    best_gsd_m: float | None = None
    target_gsd_m: Mapping[str, float] = field(default_factory=dict)
    gsd_range_m: tuple[float, float] | None = None
    max_upsample: float = 1.0
    vocabulary: frozenset[str] | None = None
    licence: str = ""
    gate: float = 0.05
    split_targets: frozenset[str] = frozenset()

    def splits(self, targets: Collection[str | None]) -> bool:
        """Says whether touching objects of these kinds are cut apart."""
        return bool(targets) and self.split_targets.issuperset(targets)

    def gsd_for(self, targets: Iterable[str]) -> float | None:
        """Returns the finest distance that any of the targets asks for, in metres, None where unknown."""
        wanted = [self.target_gsd_m.get(target, self.best_gsd_m) for target in targets]
        known = [gsd_m for gsd_m in wanted if gsd_m is not None]
        return min(known) if known else self.best_gsd_m


@dataclass(frozen=True)
class Text:
    """Holds phrases as the model understands them.

    Attributes:
        phrases: P phrases.
        features: What the model keeps of them.
    """

    phrases: tuple[str, ...]
    features: Any = None

    def __len__(self) -> int:
        return len(self.phrases)


@dataclass(frozen=True)
class Glance:
    """Holds the cheap first look at tiles.

    Attributes:
        features: Array or tensor whose first axis is B, the tiles.
    """

    features: Any

    def __len__(self) -> int:
        return int(self.features.shape[0])

    def take(self, indices: Sequence[int]) -> Glance:
        """Returns the glance at some of the tiles, so that the others are never embedded."""
        return Glance(self.features[list(indices)])


@dataclass(frozen=True)
class Embedding:
    """Holds everything about tiles that no phrase changes.

    Attributes:
        glance: The cheap look at the same tiles.
        features: What the expensive encoder made of them.
        height_px: Height of the tiles.
        width_px: Width of the tiles.
    """

    glance: Glance
    features: Any
    height_px: int
    width_px: int

    def __len__(self) -> int:
        return len(self.glance)


class Tokenizer(Protocol):
    """Turns phrases into token ids."""

    def encode(self, phrases: Sequence[str]) -> NDArray[np.int64]:
        """Returns token ids, shape [P, L], int64."""
        ...

    def unknown_words(self, phrase: str) -> tuple[str, ...]:
        """Returns the words of a phrase that were never learned, in order, once each."""
        ...


class PhraseModel(Protocol):
    """Segments what phrases refer to: slow verbs once per tile, fast ones once per phrase."""

    @property
    def card(self) -> ModelCard:
        """Returns the description of the model."""
        ...

    def embed_text(self, phrases: Sequence[str]) -> Text:
        """Returns phrases as the model understands them; never depends on their company or order."""
        ...

    def look(self, tiles: NDArray[np.uint8]) -> Glance:
        """Returns the cheap look at tiles, uint8 RGB, shape [B, S, S, 3], S the card's input size."""
        ...

    def relevance(self, glance: Glance, text: Text) -> NDArray[np.float32]:
        """Returns how likely each tile holds each phrase's target, 0..1, float32, shape [B, P]."""
        ...

    def embed_tiles(self, tiles: NDArray[np.uint8], glance: Glance) -> Embedding:
        """Returns the embedding of tiles; the expensive verb.

        Args:
            tiles: uint8 RGB, shape [B, S, S, 3].
            glance: The look at the same tiles, in the same order.
        """
        ...

    def mask_logits(self, embedding: Embedding, text: Text) -> NDArray[np.float32]:
        """Returns mask logits at the tiles' resolution, float32, shape [B, P, S, S]."""
        ...

    def unknown_words(self, phrase: str) -> tuple[str, ...]:
        """Returns the words of a phrase that the model never learned, in order, once each."""
        ...


@dataclass(frozen=True)
class PointPrompts:
    """Holds the points of N objects, n each.

    Attributes:
        xy_px: x to the right and y downwards in pixels of the tile, whose upper-left corner is (0, 0) and
            whose first pixel has its centre at (0.5, 0.5); float32, shape [N, n, 2].
        signs: 1 is the object, 0 is not the object, -1 fills up; int64, shape [N, n].
    """

    xy_px: NDArray[np.float32]
    signs: NDArray[np.int64]


@dataclass(frozen=True)
class TileEmbedding:
    """Holds everything about one tile that no prompt changes.

    Attributes:
        features: What the encoder made of it.
        height_px: Height of the tile.
        width_px: Width of the tile.
    """

    features: Any
    height_px: int
    width_px: int


@dataclass(frozen=True)
class MaskCandidates:
    """Holds the masks of N objects, K candidates each: the model's answer first, then alternatives.

    Attributes:
        logits: At the tile's resolution, float32, shape [N, K, H, W].
        scores: The model's own guess of their IoU, float32, shape [N, K].
        refinable: What `predict` takes as masks to refine, float32, shape [N, K, h, w].
    """

    logits: NDArray[np.float32]
    scores: NDArray[np.float32]
    refinable: NDArray[np.float32]


class PromptModel(Protocol):
    """Segments what points, boxes and masks point at: a slow verb once per tile, a fast one per click."""

    @property
    def card(self) -> ModelCard:
        """Returns the description of the model; its input size is the tile side that costs no resampling."""
        ...

    def embed_tile(self, tile: NDArray[np.uint8]) -> TileEmbedding:
        """Returns the embedding of a tile of any size, uint8 RGB, shape [H, W, 3]; the expensive verb."""
        ...

    def predict(
        self,
        embedding: TileEmbedding,
        points: PointPrompts | None = None,
        boxes: NDArray[np.float32] | None = None,
        masks: NDArray[np.float32] | None = None,
    ) -> MaskCandidates:
        """Returns the masks of N objects; every prompt that is given has N entries.

        Args:
            embedding: From `embed_tile`.
            points: Points of each object.
            boxes: Left, top, right and bottom of each object, measured as points are, shape [N, 4].
            masks: One of the refinable logits of an earlier answer for each object, shape [N, h, w].
        """
        ...
