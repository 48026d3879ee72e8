"""Finds what prompts point at: chooses the view, asks the model, refines with every further click."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..models.interface import MaskCandidates, PromptModel, TileEmbedding
from .embeddings import EmbeddingCache, Seen, signature_of
from .masks import is_cut, length_px, object_at
from .prompts import Prompts
from .pyramid import Pyramid, View
from .zooming import coarser, finer, on_ladder

_SMALL_SHARE, _WANTED_SHARE = 0.15, 0.3
"""Shares of a view's side: a smaller object is looked at closer, until it is about so large."""

_MOST_WIDENED = 6
_BOX_SHARE = 0.5
_MARGIN_SHARE = 0.08
_MUCH_WORSE = 0.15
_KEPT_ANSWERS = 64


@dataclass(frozen=True)
class Answer:
    """Is what the model sees where prompts point.

    Args:
        view: Where it looked.
        probability: 0..255 by pixel of the view, 0 outside of the object; uint8 [H, W].
        refinable: What the model takes to refine this answer, float32 [h, w].
        score: The model's own guess of the IoU, 0..1; 0 where there is nothing.
        is_cut: Whether the object goes on beyond the view.
        was_there: Whether every view was embedded before.
    """

    view: View
    probability: NDArray[np.uint8]
    refinable: NDArray[np.float32]
    score: float
    is_cut: bool
    was_there: bool

    @property
    def is_empty(self) -> bool:
        """Says whether there is nothing."""
        return not (self.probability > 127).any()


class Pointer:
    """Answers prompts on one raster with one model; what came before changes no answer.

    Args:
        pyramid: The raster.
        model: The model.
        embeddings: Where the model's view of things is kept.
        zoom: At which a first click looks; it is put on the ladder.
    """

    def __init__(
        self, pyramid: Pyramid, model: PromptModel, embeddings: EmbeddingCache, zoom: float = 1.0
    ) -> None:
        self.signature = signature_of(pyramid.scene, model)
        self._pyramid = pyramid
        self._model = model
        self._embeddings = embeddings
        self._side = model.card.input_size_px
        self.zoom = on_ladder(zoom)
        self._answers: OrderedDict[Prompts, Answer] = OrderedDict()

    def answer(self, prompts: Prompts) -> Answer:
        """Returns what prompts point at, refined click by click.

        Raises:
            RasterError: The raster cannot be read there.
        """
        if prompts in self._answers:
            self._answers.move_to_end(prompts)
            return replace(self._answers[prompts], was_there=True)
        former = prompts.former
        answer = self._first(prompts) if former is None else self._refined(prompts, self.answer(former))
        self._answers[prompts] = answer
        while len(self._answers) > _KEPT_ANSWERS:
            self._answers.popitem(last=False)
        return answer

    def first_view(self, place: tuple[float, float]) -> View:
        """Returns where a first click would look."""
        return self._pyramid.view_around(place, self.zoom, self._side)

    def embed(self, view: View) -> bool:
        """Makes the embedding of a view ready; says whether it was not.

        Raises:
            RasterError: The raster cannot be read there.
        """
        if self._embeddings.has(self.signature, view):
            return False
        self._seen(view)
        return True

    def _first(self, prompts: Prompts) -> Answer:
        """Returns the answer from a view as large as the object wants: closer, or wider."""
        answer = self._asked(prompts, self._view_of(prompts))
        if prompts.box is None:
            answer = self._wide_enough(prompts, answer)
            answer = self._close_enough(prompts, answer)
        return answer

    def _refined(self, prompts: Prompts, former: Answer) -> Answer:
        """Returns the answer to one click more."""
        if not self._holds(former.view, prompts):
            return self._first(prompts)
        answer = self._asked(prompts, former.view, former)
        return self._wide_enough(prompts, answer) if answer.is_cut and not former.is_cut else answer

    def _wide_enough(self, prompts: Prompts, answer: Answer) -> Answer:
        """Returns the answer from the first wider view that the object does not leave."""
        for _ in range(_MOST_WIDENED):
            if not answer.is_cut:
                break
            centre = _centre(answer, self._pyramid) or prompts.centre
            view = self._pyramid.view_around(centre, coarser(answer.view.zoom), self._side)
            if not self._holds(view, prompts):
                view = self._pyramid.view_around(prompts.centre, view.zoom, self._side)
            wider = self._asked(prompts, view)
            if wider.is_empty or wider.score < answer.score - _MUCH_WORSE:
                break
            answer = replace(wider, was_there=wider.was_there and answer.was_there)
        return answer

    def _close_enough(self, prompts: Prompts, answer: Answer) -> Answer:
        """Returns the answer from a closer view where the object is small in this one."""
        length = length_px(answer.probability)
        zoom: float | None = answer.view.zoom
        wanted = answer.view.zoom
        while length and length < _SMALL_SHARE * self._side:
            zoom = finer(wanted)
            if zoom is None or length * zoom / wanted > 2 * _WANTED_SHARE * self._side:
                break
            length *= zoom / wanted
            wanted = zoom
        if wanted == answer.view.zoom:
            return answer
        view = self._pyramid.view_around(prompts.centre, wanted, self._side)
        if not self._holds(view, prompts):
            return answer
        closer = self._asked(prompts, view)
        was_there = closer.was_there and answer.was_there
        if closer.is_empty or closer.is_cut or closer.score < answer.score - _MUCH_WORSE:
            return replace(answer, was_there=was_there)
        return replace(closer, was_there=was_there)

    def _view_of(self, prompts: Prompts) -> View:
        """Returns the view in which prompts are looked at first."""
        left, top, right, bottom = prompts.bounds
        span = max(right - left, bottom - top)
        if prompts.box is not None:
            zoom = on_ladder(_BOX_SHARE * self._side / max(span, 1e-6))
        else:
            zoom = min(self.zoom, on_ladder(_BOX_SHARE * self._side / max(span, 1e-6)))
        for _ in range(_MOST_WIDENED):
            view = self._pyramid.view_around(((left + right) / 2, (top + bottom) / 2), zoom, self._side)
            if self._holds(view, prompts):
                break
            zoom = coarser(zoom)
        return view

    def _holds(self, view: View, prompts: Prompts) -> bool:
        """Says whether prompts lie well inside of a view, as far as the raster allows."""
        left, top, right, bottom = self._pyramid.box_of(view)
        margin = _MARGIN_SHARE * max(right - left, bottom - top)
        ends = self._pyramid.reaches_border(view)
        x_min, y_min, x_max, y_max = prompts.bounds
        gaps = (x_min - left, y_min - top, right - x_max, bottom - y_max)
        return all(gap >= (0 if is_end else margin) for gap, is_end in zip(gaps, ends, strict=True))

    def _seen(self, view: View) -> Seen:
        def make() -> Seen:
            pixels = self._pyramid.read(view)
            return Seen(self._model.embed_tile(pixels.rgb), pixels.valid)

        return self._embeddings.get(self.signature, view, make)

    def _asked(self, prompts: Prompts, view: View, former: Answer | None = None) -> Answer:
        """Returns what the model sees in one view."""
        was_there = self._embeddings.has(self.signature, view)
        seen = self._seen(view)
        corner = (float(view.window.col_off), float(view.window.row_off))
        local = prompts.moved(self._pyramid.scale(view.zoom), corner)
        found = self._predicted(seen.embedding, local, former)
        ends = self._pyramid.reaches_border(view)
        best: Answer | None = None
        for number in range(found.logits.shape[1]):
            inside = object_at(found.logits[0, number], seen.valid, local)
            score = float(np.clip(found.scores[0, number], 0.0, 1.0)) if (inside > 127).any() else 0.0
            answer = Answer(view, inside, found.refinable[0, number], score, is_cut(inside, ends), was_there)
            # The first one is the model's answer; the others are asked only where it is nothing.
            if best is None or best.is_empty:
                best = answer
        if best is None:
            raise ValueError("the model gave no mask")
        return best

    def _predicted(self, embedding: TileEmbedding, local: Prompts, former: Answer | None) -> MaskCandidates:
        points, boxes = local.for_model()
        masks = None if former is None or former.is_empty else former.refinable[None]
        return self._model.predict(embedding, points, boxes, masks)


def _centre(answer: Answer, pyramid: Pyramid) -> tuple[float, float] | None:
    """Returns the middle of an object in pixels of the raster."""
    rows, columns = np.nonzero(answer.probability > 127)
    if not len(rows):
        return None
    across, down = pyramid.scale(answer.view.zoom)
    column = (columns.min() + columns.max() + 1) / 2 + answer.view.window.col_off
    row = (rows.min() + rows.max() + 1) / 2 + answer.view.window.row_off
    return float(column / across), float(row / down)
