"""Asks a prompt model where an object is: a crop around the prediction, enlarged so that it can be seen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..clicks.prompts import Prompts
from ..models.interface import MaskCandidates, PointPrompts, PromptModel, TileEmbedding
from .blobs import Blob, Box, overlap, trimmed
from .frames import FramePixels
from .motion import Motion
from .proposals import Look, Proposal, Proposer, inside_of

LEAST_SEEN_PX = 32
"""Length that an object gets in the model's frame at least."""

SMALLEST_PX = 8
"""Shorter objects are left to differences: a model only guesses at them."""

_CONTEXT = 4.0
_INFLATED = 1.2
_DOUBT_SHARE = 0.2
_CLICK_CROP_PX = 128
_FILLING_SHARE = 0.9
_LEAST_SCORE = 0.3
_KEPT_MASKS = 256
_MOST_HINTS = 5
_STILL_WORTH = 0.25


class PromptedMasks:
    """Proposes and clicks with one prompt model.

    Args:
        model: The model.
        unit_per_px: Units of the ground per pixel.
        hints: Others who propose places; the model looks there, too.
    """

    def __init__(self, model: PromptModel, unit_per_px: float, hints: Sequence[Proposer] = ()) -> None:
        self._model = model
        self._hints = tuple(hints)
        self._unit = unit_per_px
        self._refinable: OrderedDict[int, NDArray[np.float32]] = OrderedDict()

    def propose(
        self, position: int, pixels: FramePixels, look: Look, predicted: Motion
    ) -> Sequence[Proposal]:
        """Returns what the model sees in the predicted box, with and without the last mask, and at hints."""
        length = look.blob.length_px
        if length < SMALLEST_PX:
            return []
        centre = predicted.position / self._unit
        spread = float(np.sqrt(np.linalg.eigvalsh(predicted.covariance[:2, :2])[-1])) / self._unit
        side = self._crop_side(length, spread)
        crop, origin = _crop(pixels, centre, side)
        half = np.array([look.blob.mask.shape[1], look.blob.mask.shape[0]]) / 2 * _INFLATED + min(
            spread, _DOUBT_SHARE * length
        )
        box = np.concatenate([centre - origin - half, centre - origin + half]).clip(0, side)
        embedding = self._model.embed_tile(crop)
        boxes = box[None].astype(np.float32)
        answers = [self._model.predict(embedding, boxes=boxes)]
        former = self._refinable.get(id(look.blob))
        if former is not None:
            answers.append(self._model.predict(embedding, boxes=boxes, masks=former[None]))
        expected = (*(centre - half), *(centre + half))
        proposals = [
            proposal for answer in answers for proposal in self._proposals(answer, origin, expected, pixels)
        ]
        hints = [
            hint for hint in self._hinted(position, pixels, look, predicted) if _lies_in(hint, origin, side)
        ]
        return proposals + self._pointed(embedding, hints, origin, pixels)

    def _hinted(self, position: int, pixels: FramePixels, look: Look, predicted: Motion) -> list[Blob]:
        """Returns the nearest places that others propose."""
        hints = [
            proposal.blob
            for hint in self._hints
            for proposal in hint.propose(position, pixels, look, predicted)
        ]
        hints.sort(key=lambda hint: predicted.distance2(hint.centre * self._unit))
        return hints[:_MOST_HINTS]

    def _pointed(
        self,
        embedding: TileEmbedding,
        hints: Sequence[Blob],
        origin: NDArray[np.int64],
        pixels: FramePixels,
    ) -> list[Proposal]:
        """Returns what the model sees at some places: a click on the middle of each, and its box."""
        if not hints:
            return []
        xy_px = np.array([hint.centre - origin for hint in hints], np.float32)[:, None]
        boxes = np.array([hint.box for hint in hints], np.float32) - np.tile(origin, 2).astype(np.float32)
        points = PointPrompts(xy_px, np.ones(xy_px.shape[:2], np.int64))
        answer = self._model.predict(embedding, points, boxes)
        proposals: list[Proposal] = []
        for number, candidate in np.ndindex(*answer.scores.shape):
            seen = _blob_at(answer.logits[number, candidate] > 0, xy_px[number, 0], origin)
            blob = None if seen is None else inside_of(seen, pixels)
            if blob is not None:
                proposals.append(self._proposal(blob, answer, number, candidate))
        return proposals

    def seen_at(self, pixels: FramePixels, middle: NDArray[np.float64]) -> list[Blob]:
        """Returns what the model sees at a place, whatever its size."""
        crop, origin = _crop(pixels, middle, _CLICK_CROP_PX)
        xy_px = (middle - origin).astype(np.float32)[None, None]
        points = PointPrompts(xy_px, np.ones((1, 1), np.int64))
        answer = self._model.predict(self._model.embed_tile(crop), points)
        best = int(answer.scores[0].argmax())
        seen = _blob_at(answer.logits[0, best] > 0, xy_px[0, 0], origin)
        blob = None if seen is None else inside_of(seen, pixels)
        return [] if blob is None or answer.scores[0, best] < _LEAST_SCORE else [blob]

    def at(
        self, pixels: FramePixels, prompts: Prompts, differing: Sequence[Blob]
    ) -> tuple[Blob, float] | None:
        """Returns the mask that prompts point at, from the first crop that it does not leave."""
        left, top, right, bottom = prompts.bounds
        side = round(max(_CLICK_CROP_PX, 1.5 * max(right - left, bottom - top)))
        while True:
            found = self._seen_in(side, pixels, prompts, differing)
            fits = found is None or found[0].length_px <= _FILLING_SHARE * side
            if fits or side >= max(pixels.valid.shape):
                return found
            side *= 2

    def _seen_in(
        self, side: int, pixels: FramePixels, prompts: Prompts, differing: Sequence[Blob]
    ) -> tuple[Blob, float] | None:
        """Returns the best mask in a crop: by predicted IoU, compactness, and what moves there."""
        left, top, right, bottom = prompts.bounds
        middle = np.array([(left + right) / 2, (top + bottom) / 2])
        crop, origin = _crop(pixels, middle, side)
        local = prompts.moved((1.0, 1.0), (float(origin[0]), float(origin[1])))
        embedding = self._model.embed_tile(crop)
        answer = self._refined(embedding, local)
        xy = np.array(local.centre, np.float32)
        masks = [
            (answer.logits[0, number] > 0, answer.scores[0, number])
            for number in range(answer.scores.shape[1])
        ]
        seen = [(_blob_at(mask, xy, origin), float(score)) for mask, score in masks]
        blobs = [(inside_of(blob, pixels), score) for blob, score in seen if blob is not None]
        if prompts.box is None and len(prompts.points) == 1:
            # A click may mean a part, such as a roof; what moves is the whole.
            whole = [one for one in differing if _holds(one, xy + origin) and _lies_in(one, origin, side)]
            blobs += [(one.blob, one.quality) for one in self._pointed(embedding, whole, origin, pixels)]
        best: tuple[Blob, float] | None = None
        most = 0.0
        for blob, score in blobs:
            if blob is None:
                continue
            quality = float(np.clip(score, 0.0, 1.0))
            moving = max((overlap(blob.box, other.box) for other in differing), default=0.0)
            worth = quality * _compactness(blob) * (_STILL_WORTH + moving)
            if quality >= _LEAST_SCORE and worth > most:
                best, most = (blob, quality), worth
        return best

    def _refined(self, embedding: TileEmbedding, prompts: Prompts) -> MaskCandidates:
        """Returns the answer to prompts, refined click by click."""
        former = prompts.former
        masks = None if former is None else self._refined(embedding, former).refinable[:, 0]
        points, boxes = prompts.for_model()
        return self._model.predict(embedding, points, boxes, masks)

    def _crop_side(self, length_px: float, spread_px: float) -> int:
        """Returns the side of a crop that shows the object large enough with its surroundings."""
        most = self._model.card.input_size_px * length_px / LEAST_SEEN_PX
        return max(16, round(min(max(_CONTEXT * length_px, 2 * length_px + 4 * spread_px), most)))

    def _proposals(
        self, answer: MaskCandidates, origin: NDArray[np.int64], expected: Box, pixels: FramePixels
    ) -> list[Proposal]:
        proposals: list[Proposal] = []
        for number in range(answer.logits.shape[1]):
            seen = _blob_like(answer.logits[0, number] > 0, origin, expected)
            blob = None if seen is None else inside_of(seen, pixels)
            if blob is None:
                continue
            proposals.append(self._proposal(blob, answer, 0, number))
        return proposals

    def _proposal(self, blob: Blob, answer: MaskCandidates, number: int, candidate: int) -> Proposal:
        """Returns a proposal, and keeps what the next frame begins with if it is chosen."""
        self._refinable[id(blob)] = answer.refinable[number, candidate]
        while len(self._refinable) > _KEPT_MASKS:
            self._refinable.popitem(last=False)
        return Proposal(blob, float(np.clip(answer.scores[number, candidate], 0.0, 1.0)), "model")


def _crop(
    pixels: FramePixels, centre: NDArray[np.float64], side: int
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Returns a square around a point, black where it leaves the frame, and its upper-left corner."""
    origin = np.floor(centre - side / 2).astype(np.int64)
    crop = np.zeros((side, side, 3), np.uint8)
    height, width = pixels.valid.shape
    left, top = max(0, origin[0]), max(0, origin[1])
    right, bottom = min(width, origin[0] + side), min(height, origin[1] + side)
    if left < right and top < bottom:
        there = (slice(top - origin[1], bottom - origin[1]), slice(left - origin[0], right - origin[0]))
        crop[there] = pixels.rgb[top:bottom, left:right]
    return crop, origin


def _lies_in(blob: Blob, origin: NDArray[np.int64], side: int) -> bool:
    """Says whether the middle of a blob lies in a crop."""
    return bool(((blob.centre >= origin) & (blob.centre < origin + side)).all())


def _holds(blob: Blob, point: NDArray[Any]) -> bool:
    """Says whether a blob covers a point."""
    column, row = int(np.floor(point[0])) - blob.left, int(np.floor(point[1])) - blob.top
    height, width = blob.mask.shape
    return 0 <= row < height and 0 <= column < width and bool(blob.mask[row, column])


def _pieces(mask: NDArray[np.bool_], origin: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int32], Blob]]:
    """Returns the connected parts of a mask with their labels."""
    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    found = [
        (number, labels, trimmed(labels == number, int(origin[0]), int(origin[1])))
        for number in range(1, count)
    ]
    return [(number, np.asarray(marks, np.int32), blob) for number, marks, blob in found if blob is not None]


def _blob_at(mask: NDArray[np.bool_], xy: NDArray[np.float32], origin: NDArray[np.int64]) -> Blob | None:
    """Returns the part of a mask under a point of the crop."""
    row = min(max(0, int(xy[1])), mask.shape[0] - 1)
    column = min(max(0, int(xy[0])), mask.shape[1] - 1)
    return next(
        (blob for number, labels, blob in _pieces(mask, origin) if labels[row, column] == number), None
    )


def _blob_like(mask: NDArray[np.bool_], origin: NDArray[np.int64], expected: Box) -> Blob | None:
    """Returns the part of a mask that covers the expected box best."""
    pieces = [blob for _, _, blob in _pieces(mask, origin)]
    best = max(pieces, key=lambda blob: overlap(blob.box, expected), default=None)
    return best if best is not None and overlap(best.box, expected) > 0 else None


def _compactness(blob: Blob) -> float:
    """Returns which share of its box a mask fills, between 0.5 and 1."""
    return 0.5 + 0.5 * float(blob.mask.mean())
