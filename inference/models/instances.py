"""Holds single objects that models find, drops doubles, and draws them as one picture of logits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

# Quiet background: as a probability it is nothing, and it still fits half precision.
_NOTHING = -12.0
_MOST_SURE = 0.98


@dataclass(frozen=True)
class Instance:
    """Holds one object in a tile.

    Attributes:
        logits: Of its mask, at the tile's resolution, float16, shape [H, W].
        score: How sure the model is of it, 0..1.
    """

    logits: NDArray[np.float16]
    score: float

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Returns its pixels, shape [H, W]."""
        inside: NDArray[np.bool_] = self.logits > 0
        return inside

    def scored(self, score: float) -> Instance:
        """Returns it with another score."""
        return replace(self, score=score)


def half_precision(logits: NDArray[np.float32]) -> NDArray[np.float16]:
    """Returns logits in half the memory; a mask of hundreds of objects would fill it."""
    return np.clip(logits, -30, 30).astype(np.float16)


def without_doubles(
    instances: Iterable[Instance], largest_iou: float = 0.5, largest_share: float = 0.8
) -> list[Instance]:
    """Returns instances, the best first, without those that a better one covers.

    Args:
        instances: In any order; the order changes nothing.
        largest_iou: Two that overlap more are one.
        largest_share: One whose smaller half of a pair lies within the other by more is a part or a heap.
    """
    ranked = sorted(
        ((instance, instance.mask) for instance in instances),
        key=lambda pair: (-pair[0].score, -int(pair[1].sum()), int(pair[1].argmax())),
    )
    kept: list[tuple[Instance, NDArray[np.bool_], int]] = []
    for instance, mask in ranked:
        area = int(mask.sum())
        if area and not any(
            _covers(mask, area, other, size, largest_iou, largest_share) for _, other, size in kept
        ):
            kept.append((instance, mask, area))
    return [instance for instance, _, _ in kept]


def _covers(
    mask: NDArray[np.bool_],
    area: int,
    other: NDArray[np.bool_],
    size: int,
    largest_iou: float,
    largest_share: float,
) -> bool:
    common = int(np.count_nonzero(mask & other))
    return common > largest_iou * (area + size - common) or common > largest_share * min(area, size)


def draw_logits(
    instances: Sequence[Instance], height_px: int, width_px: int, least_score: float
) -> NDArray[np.float32]:
    """Returns one picture of logits, float32, shape [H, W]; neighbours are parted by a line.

    Args:
        instances: Objects, the best first.
        height_px: Height of the tile.
        width_px: Width of the tile.
        least_score: The score that becomes a probability of one half; higher ones come nearer to one.
    """
    canvas = np.full((height_px, width_px), _NOTHING, dtype=np.float32)
    owners = np.zeros((height_px, width_px), dtype=np.int32)
    for number, instance in enumerate(instances, start=1):
        drawn = np.minimum(instance.logits.astype(np.float32), _sureness(instance.score, least_score))
        better = drawn > canvas
        canvas[better] = drawn[better]
        owners[better & (drawn > 0)] = number
    for here, there in (
        ((slice(None, -1),), (slice(1, None),)),
        ((..., slice(None, -1)), (..., slice(1, None))),
    ):
        # One pixel between two objects keeps their polygons apart.
        touching = (owners[here] > 0) & (owners[there] > 0) & (owners[here] != owners[there])
        canvas[here][touching] = np.minimum(canvas[here][touching], -1.0)
    return canvas


def _sureness(score: float, least_score: float) -> float:
    """Returns the logit of a score: that of one half at the least score, growing to nearly one."""
    room = max(1e-6, 1 - least_score)
    share = 0.5 + 0.5 * min(1.0, max(0.02, (score - least_score) / room))
    share = min(share, _MOST_SURE)
    return math.log(share / (1 - share))
