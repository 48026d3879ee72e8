"""Shows views to a model; what it has seen of one, or drawn in it, is not computed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .embeddings.features import join, take
from .embeddings.sights import Shelf, ViewSight
from .geo.raster import TilePixels
from .geo.stitching import quantize_logits
from .geo.tiling import Tile, Window
from .models.interface import Embedding, Glance, PhraseModel, Text
from .scale.journal import Place


class TileReader:
    """Gives the pixels of the views of one tile, which is read when it is first needed.

    Attributes:
        was_ahead: Whether that was before it was needed.

    Args:
        tile: The tile.
        read: Reads it.
        pixels: What was read already, None where nothing was.
    """

    def __init__(self, tile: Tile, read: Callable[[Tile], TilePixels], pixels: TilePixels | None) -> None:
        self._tile, self._read, self._pixels = tile, read, pixels
        self.was_ahead = pixels is not None

    def cut(self, view: Window) -> TilePixels:
        """Returns the pixels of one view.

        Raises:
            RasterError: The tile cannot be read.
        """
        if self._pixels is None:
            self._pixels = self._read(self._tile)
        top, left = view.row_off - self._tile.window.row_off, view.col_off - self._tile.window.col_off
        area = (slice(top, top + view.height), slice(left, left + view.width))
        return TilePixels(self._pixels.rgb[area], self._pixels.valid[area])


class SeenViews:
    """Is some views of one tile as a model sees them.

    Attributes:
        views: Those that hold anything; what follows is about these, by their place in this list.
        glance: The cheap look at them.

    Args:
        model: Looks and embeds.
        shelf: Where what was seen is kept; None: nowhere.
        views: The views, empty ones too.
        reader: Gives their pixels.
    """

    def __init__(
        self, model: PhraseModel, shelf: Shelf | None, views: Sequence[Window], reader: TileReader
    ) -> None:
        self._model, self._shelf, self._reader = model, shelf, reader
        sights = {view: self._sight(view) for view in views}
        self.views = [view for view, sight in sights.items() if sight is not None]
        self._sights = [sight for sight in sights.values() if sight is not None]
        self._new: set[int] = set()
        self.glance = self._glance()

    def valid(self, index: int) -> NDArray[np.bool_] | bool:
        """Returns which pixels of a view are valid, bool [S, S], or True where all are."""
        valid = self._sights[index].valid
        return True if valid is None else valid

    def embedding(self, indexes: Sequence[int]) -> Embedding:
        """Returns the embedding of some of the views; only those that were not embedded before are now."""
        chosen = self.glance.take(indexes)
        missing = [place for place, index in enumerate(indexes) if self._sights[index].features is None]
        if missing:
            images = self._images([indexes[place] for place in missing])
            made = self._model.embed_tiles(images, chosen.take(missing))
            if self._shelf is not None:
                for row, place in enumerate(missing):
                    self._learn(indexes[place], features=take(made.features, row))
            if len(missing) == len(indexes):
                return made
        side = self._model.card.input_size_px
        return Embedding(chosen, join([self._sights[index].features for index in indexes]), side, side)

    def answer(self, index: int, text: Text) -> NDArray[np.uint8] | None:
        """Returns the quantized logits of a text that are kept of a view."""
        return self._sights[index].answers.get(text.phrases)

    def learn_answers(self, text: Text, answers: Mapping[int, NDArray[np.uint8]]) -> None:
        """Takes quantized logits of a text, by the place of their view, to be kept."""
        if self._shelf is not None:
            for index, answer in answers.items():
                self._learn(index, answers={**self._sights[index].answers, text.phrases: answer})

    def keep(self) -> None:
        """Puts what is new on the shelf."""
        if self._shelf is not None:
            for index in sorted(self._new):
                self._shelf.keep(_place(self.views[index]), self._sights[index])
            self._new.clear()

    def _sight(self, view: Window) -> ViewSight | None:
        """Returns what is known of a view, None where it is blank."""
        kept = None if self._shelf is None else self._shelf.get(_place(view))
        if kept is not None:
            return None if kept.is_blank else kept
        valid = self._reader.cut(view).valid
        if valid.any():
            return ViewSight(None if valid.all() else valid.copy())
        if self._shelf is not None:
            self._shelf.keep(_place(view), ViewSight())
        return None

    def _glance(self) -> Glance:
        missing = [index for index, sight in enumerate(self._sights) if sight.glance is None]
        if missing:
            made = self._model.look(self._images(missing))
            if self._shelf is not None:
                for row, index in enumerate(missing):
                    self._learn(index, glance=take(made.features, row))
            if len(missing) == len(self._sights):
                return made
        return Glance(join([sight.glance for sight in self._sights]) if self._sights else np.empty(0))

    def _learn(self, index: int, **features: Any) -> None:  # noqa: ANN401
        self._sights[index] = replace(self._sights[index], **features)
        self._new.add(index)

    def _images(self, indexes: Sequence[int]) -> NDArray[np.uint8]:
        return np.stack([self._reader.cut(self.views[index]).rgb for index in indexes])


def greatest_logits(model: PhraseModel, embedding: Embedding, text: Text) -> NDArray[np.float32]:
    """Returns the mask logits of any of several phrases, float32 [B, S, S]."""
    logits = model.mask_logits(embedding, text)
    greatest: NDArray[np.float32] = logits[:, 0] if logits.shape[1] == 1 else logits.max(axis=1)
    return greatest


class MaskDrawer:
    """Asks a model for the masks of texts in views that it has seen; what is kept is not asked again.

    Args:
        model: Draws.
        seen: The views.
    """

    def __init__(self, model: PhraseModel, seen: SeenViews) -> None:
        self._model, self._seen = model, seen
        self._embedded: list[int] = []
        self._embedding: Embedding | None = None

    def embed_for(self, relevant: Mapping[int, NDArray[np.bool_]], texts: Sequence[Text]) -> None:
        """Embeds at once all views that some of the texts need.

        Args:
            relevant: Number of a text -> which views it is to be drawn in, bool [views].
            texts: All texts.
        """
        self._embed({index for text, rows in relevant.items() for index in self._missing(texts[text], rows)})

    def draw(self, text: Text, relevant: NDArray[np.bool_]) -> dict[int, NDArray[np.uint8]]:
        """Returns the quantized logits of a text in each relevant view, uint8 S x S, 0 where invalid."""
        missing = self._missing(text, relevant)
        new: dict[int, NDArray[np.uint8]] = {}
        if missing:
            self._embed(missing)
            assert self._embedding is not None  # nosec B101
            answers = greatest_logits(self._model, self._embedding, text)
            for index, answer in zip(self._embedded, answers, strict=True):
                if index in missing:
                    new[index] = quantize_logits(answer) * self._seen.valid(index)
            self._seen.learn_answers(text, new)
        drawn = {index: new.get(index, self._seen.answer(index, text)) for index in _places(relevant)}
        return {index: answer for index, answer in drawn.items() if answer is not None}

    def _missing(self, text: Text, relevant: NDArray[np.bool_]) -> set[int]:
        return {index for index in _places(relevant) if self._seen.answer(index, text) is None}

    def _embed(self, indexes: Set[int]) -> None:
        if not indexes <= set(self._embedded):
            self._embedded = sorted({*self._embedded, *indexes})
            self._embedding = self._seen.embedding(self._embedded)


def _places(relevant: NDArray[np.bool_]) -> list[int]:
    places: list[int] = np.flatnonzero(relevant).tolist()
    return places


def _place(view: Window) -> Place:
    return view.col_off, view.row_off
