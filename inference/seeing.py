"""Shows views to a model; what was seen of one before is not computed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .embeddings.features import join, take
from .embeddings.shelf import Shelf, ViewSight
from .geo.raster import TilePixels
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


def _place(view: Window) -> Place:
    return view.col_off, view.row_off
