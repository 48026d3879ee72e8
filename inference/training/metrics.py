"""Scores masks by the conventions of the published models, so that numbers can be set side by side.

The conventions differ in what an empty union counts and in '>' against '>='; both are kept apart here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IGNORE = 255
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
_BOUNDARY_SHARE = 0.02


@dataclass(frozen=True)
class PairCounts:
    """Counts the pixels of one pair of masks; pixels with an unknown label are left out.

    Attributes:
        intersection: Pixels that both masks hold.
        union: Pixels that either mask holds.
        background_intersection: Pixels that neither mask holds.
        background_union: Pixels that not both masks hold.
    """

    intersection: int
    union: int
    background_intersection: int
    background_union: int

    @property
    def iou(self) -> float:
        """Returns intersection over union, not a number where both masks are empty."""
        return self.intersection / self.union if self.union else math.nan


def count_pair(prediction: NDArray[np.generic], label: NDArray[np.generic]) -> PairCounts:
    """Counts one pair of masks of equal shape.

    Args:
        prediction: bool or 0 and 1.
        label: bool or 0 and 1; 255 where the truth is unknown.
    """
    known = label != IGNORE
    predicted = (prediction != 0) & known
    wanted = (label != 0) & known
    intersection = int(np.count_nonzero(predicted & wanted))
    union = int(np.count_nonzero(predicted | wanted))
    valid = int(np.count_nonzero(known))
    return PairCounts(intersection, union, valid - union, valid - intersection)


def rsrefseg_scores(pairs: Sequence[PairCounts], empty_iou: float = math.nan) -> dict[str, float]:
    """Returns RSRefSeg's scores in percent, for class 0 (background) and 1 (object).

    `cIoU_c` is the ratio of sums, `gIoU_c` the mean ratio, `seg_acc_X_c` the share of pairs with a
    ratio above X in single precision.

    Args:
        pairs: At least one pair.
        empty_iou: IoU of a pair whose union is empty. The published code has not-a-number there,
            which spoils gIoU; 1.0 scores a rightly empty answer as right.
    """
    scores = {}
    for index, (intersections, unions) in enumerate(_both_classes(pairs)):
        ious = _ratios(intersections, unions, empty_iou).astype(np.float32)
        total = unions.sum()
        scores[f"cIoU_{index}"] = 100 * float(intersections.sum() / total) if total else math.nan
        scores[f"gIoU_{index}"] = 100 * float(ious.mean(dtype=np.float64))
        for threshold in THRESHOLDS:
            scores[f"seg_acc_{threshold}_{index}"] = 100 * float(np.mean(ious > np.float32(threshold)))
    return scores


def lavt_scores(pairs: Sequence[PairCounts]) -> dict[str, float]:
    """Returns the scores of the LAVT and RMSIN family in percent: `oIoU`, `mIoU`, `Pr@X`.

    An empty union counts 0, and a ratio of exactly X counts as reached. The family resizes label and
    prediction to 480 x 480 before it counts; that is the caller's choice.
    """
    _, (intersections, unions) = _both_classes(pairs)
    ious = _ratios(intersections, unions, 0.0)
    total = unions.sum()
    scores = {
        "mIoU": 100 * float(ious.mean()),
        "oIoU": 100 * float(intersections.sum() / total) if total else 0.0,
    }
    for threshold in THRESHOLDS:
        scores[f"Pr@{threshold}"] = 100 * float(np.mean(ious >= threshold))
    return scores


def boundary_iou(prediction: NDArray[np.bool_], label: NDArray[np.bool_]) -> float:
    """Returns the IoU of the masks' inner boundary bands, not a number where both are empty.

    A band is as deep as two hundredths of the picture's diagonal, at least one pixel; beyond the
    border of the picture there is nothing.

    Args:
        prediction: Shape [H, W].
        label: Shape [H, W].
    """
    depth_px = max(1, round(_BOUNDARY_SHARE * math.hypot(*label.shape)))
    return count_pair(_band(prediction, depth_px), _band(label, depth_px)).iou


def _band(mask: NDArray[np.bool_], depth_px: int) -> NDArray[np.bool_]:
    """Returns the pixels of a mask within a square distance of its outside."""
    inner = np.pad(mask, depth_px)
    # Eroding repeatedly by 3 x 3 equals one erosion by a square, which splits into rows and columns.
    for axis in (0, 1):
        eroded = inner.copy()
        for shift in range(1, depth_px + 1):
            eroded &= np.roll(inner, shift, axis) & np.roll(inner, -shift, axis)
        inner = eroded
    band: NDArray[np.bool_] = mask & ~inner[depth_px:-depth_px, depth_px:-depth_px]
    return band


def _both_classes(
    pairs: Sequence[PairCounts],
) -> tuple[tuple[NDArray[np.float64], NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Returns intersections and unions of the background and of the object, one entry per pair."""
    if not pairs:
        raise ValueError("there are no pairs to score")
    table = np.array(
        [(p.background_intersection, p.background_union, p.intersection, p.union) for p in pairs],
        dtype=np.float64,
    )
    return (table[:, 0], table[:, 1]), (table[:, 2], table[:, 3])


def _ratios(
    intersections: NDArray[np.float64], unions: NDArray[np.float64], empty: float
) -> NDArray[np.float64]:
    ratios = np.full(len(unions), empty)
    np.divide(intersections, unions, out=ratios, where=unions > 0)
    return ratios
