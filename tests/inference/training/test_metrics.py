from __future__ import annotations

import math

import numpy as np
import pytest
from georefer.inference.training.metrics import (
    PairCounts,
    boundary_iou,
    count_pair,
    lavt_scores,
    rsrefseg_scores,
)
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

masks = arrays(np.bool_, (6, 7))
EMPTY = PairCounts(0, 0, 100, 100)
HALF = PairCounts(5, 10, 90, 95)


@given(masks, arrays(np.uint8, (6, 7), elements=st.sampled_from([0, 1, 255])))
def test_counts_add_up(prediction: np.ndarray, label: np.ndarray) -> None:
    counts = count_pair(prediction, label)
    known = int((label != 255).sum())
    assert counts.union + counts.background_intersection == known
    assert counts.intersection + counts.background_union == known


@given(masks, masks)
def test_counts_do_not_care_which_mask_is_the_truth(first: np.ndarray, second: np.ndarray) -> None:
    assert count_pair(first, second) == count_pair(second, first)


def test_conventions_differ_at_the_threshold() -> None:
    assert rsrefseg_scores([HALF])["seg_acc_0.5_1"] == 0
    assert lavt_scores([HALF])["Pr@0.5"] == 100


def test_conventions_differ_where_both_masks_are_empty() -> None:
    pairs = [HALF, EMPTY]
    assert math.isnan(rsrefseg_scores(pairs)["gIoU_1"])
    assert rsrefseg_scores(pairs, empty_iou=1.0)["gIoU_1"] == pytest.approx(75)
    assert lavt_scores(pairs)["mIoU"] == pytest.approx(25)
    assert math.isnan(rsrefseg_scores([EMPTY])["cIoU_1"])
    assert lavt_scores([EMPTY])["oIoU"] == 0


def test_no_pairs_have_no_score() -> None:
    with pytest.raises(ValueError, match="no pairs"):
        rsrefseg_scores([])
    with pytest.raises(ValueError, match="no pairs"):
        lavt_scores([])


def test_boundary_iou_of_equal_and_of_shifted_masks() -> None:
    mask = np.zeros((60, 80), dtype=bool)
    mask[10:40, 20:60] = True
    assert boundary_iou(mask, mask) == 1
    shifted = np.roll(mask, 3, axis=1)
    assert boundary_iou(mask, shifted) < count_pair(mask, shifted).iou
    assert math.isnan(boundary_iou(~mask & mask, ~mask & mask))


def test_boundary_runs_along_the_border_of_the_picture() -> None:
    full = np.ones((50, 50), dtype=bool)
    inner = full.copy()
    inner[:1] = False
    # The diagonal of 71 px gives a band of 1 px: rings of 196 and 194 px that share 146.
    assert boundary_iou(full, inner) == pytest.approx(146 / 244)
