"""Asks SAM for the objects that prompts point at, and picks the mask that the relevance speaks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from .clip_sam_prompts import ObjectPrompt
from .instances import Instance, half_precision
from .interface import MaskCandidates, PointPrompts, PromptModel, TileEmbedding

# Masks of this many prompts are held at a time; at 1024 px one takes four megabytes.
_PROMPTS_AT_ONCE = 8
# A mask prompt says no more than this: it is a guess, and SAM may contradict it.
_SUREST_LOGIT = 6.0


def draw_objects(
    sam: PromptModel,
    embedding: TileEmbedding,
    prompts: Sequence[ObjectPrompt],
    relevance: NDArray[np.float32],
) -> list[Instance]:
    """Returns the best mask of every prompt, scored by SAM's own guess and by the relevance within.

    Args:
        sam: Draws.
        embedding: Of the tile.
        prompts: From `object_prompts`.
        relevance: The map that they come from, shape [k, k].
    """
    drawn: list[Instance] = []
    for with_box in (True, False):
        alike = [prompt for prompt in prompts if (prompt.box_px is not None) is with_box]
        for start in range(0, len(alike), _PROMPTS_AT_ONCE):
            batch = alike[start : start + _PROMPTS_AT_ONCE]
            answers = list(_answers(sam, embedding, batch, relevance))
            found = (_best(answers, index, prompt, relevance) for index, prompt in enumerate(batch))
            drawn += [instance for instance in found if instance is not None]
    return drawn


def _answers(
    sam: PromptModel,
    embedding: TileEmbedding,
    prompts: Sequence[ObjectPrompt],
    relevance: NDArray[np.float32],
) -> Iterator[MaskCandidates]:
    """Yields what SAM says of points and boxes, then of boxes with the relevance as a mask prompt."""
    points = PointPrompts(
        np.array([[prompt.xy_px] for prompt in prompts], dtype=np.float32),
        np.ones((len(prompts), 1), dtype=np.int64),
    )
    boxes = [prompt.box_px for prompt in prompts if prompt.box_px is not None]
    if not boxes:
        yield sam.predict(embedding, points)
        return
    corners = np.array(boxes, dtype=np.float32)
    first = sam.predict(embedding, points, corners)
    yield first
    yield sam.predict(embedding, None, corners, _mask_prompts(prompts, relevance, first.refinable.shape))


def _mask_prompts(
    prompts: Sequence[ObjectPrompt], relevance: NDArray[np.float32], shape: tuple[int, ...]
) -> NDArray[np.float32]:
    """Returns the relevance around each object as logits, shape [N, h, w]."""
    height, width = shape[-2:]
    clipped = np.clip(relevance, 1e-3, 1 - 1e-3)
    logits = np.clip(np.log(clipped / (1 - clipped)), -_SUREST_LOGIT, _SUREST_LOGIT)
    masks = []
    for prompt in prompts:
        own = np.where(prompt.support, logits, -_SUREST_LOGIT).astype(np.float32)
        masks.append(cv2.resize(own, (width, height), interpolation=cv2.INTER_LINEAR))
    return np.stack(masks).astype(np.float32)


def _best(
    answers: Sequence[MaskCandidates], index: int, prompt: ObjectPrompt, relevance: NDArray[np.float32]
) -> Instance | None:
    """Returns the candidate that SAM trusts and that covers what is relevant, None where all are empty."""
    best: tuple[float, Instance] | None = None
    for answer in answers:
        for logits, guess in zip(answer.logits[index], answer.scores[index], strict=True):
            inside = _cell_shares(logits > 0, len(relevance))
            area = float(inside.sum())
            if not area:
                continue
            within = float((inside * relevance).sum()) / area
            support = prompt.support * relevance
            covered = float((inside * support).sum()) / max(1e-6, float(support.sum()))
            trust = float(np.clip(guess, 0.0, 1.0))
            # How much of it is relevant, and how much of what is relevant it holds.
            rank = trust * 2 * within * covered / max(1e-6, within + covered)
            if best is None or rank > best[0]:
                best = (rank, Instance(half_precision(logits), (trust * within) ** 0.5))
    return None if best is None else best[1]


def _cell_shares(mask: NDArray[np.bool_], cells: int) -> NDArray[np.float32]:
    """Returns how much of every cell a mask covers, shape [k, k]."""
    shares = cv2.resize(mask.astype(np.float32), (cells, cells), interpolation=cv2.INTER_AREA)
    return np.asarray(shares, dtype=np.float32)
