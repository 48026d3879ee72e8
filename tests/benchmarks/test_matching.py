from __future__ import annotations

import numpy as np
import pytest
from georefer.benchmarks.judging.matching import Counts, Labels, greedy_pairs, judge_objects, mask_iou


def labels(*boxes: tuple[int, int, int, int], size: int = 64) -> Labels:
    """Draws boxes (left, top, right, bottom) as objects 1, 2, ..."""
    drawn = np.zeros((size, size), dtype=np.int32)
    for number, (left, top, right, bottom) in enumerate(boxes, start=1):
        drawn[top:bottom, left:right] = number
    return drawn


def test_each_object_is_matched_once_and_the_best_pair_wins() -> None:
    assert greedy_pairs([(0.6, 1, 1), (0.9, 2, 1), (0.7, 2, 2), (0.3, 1, 2)], 0.5) == [(2, 1)]


def test_equal_maps_are_all_hits() -> None:
    truth = labels((2, 2, 12, 12), (20, 20, 30, 30))
    judged = judge_objects(truth, truth, {1, 2})
    assert judged.each == judged.touching == Counts(2, 0, 0)
    assert judged.each.f1 == 1


def test_misses_and_inventions_are_counted() -> None:
    truth = labels((2, 2, 12, 12), (20, 20, 30, 30))
    answers = labels((2, 2, 12, 11), (40, 40, 50, 50))
    assert judge_objects(answers, truth, {1, 2}).each == Counts(1, 1, 1)


def test_touching_objects_may_be_answered_as_one() -> None:
    truth = labels((0, 0, 10, 10), (10, 0, 20, 10), (40, 40, 50, 50))
    answers = labels((0, 0, 20, 10), (40, 40, 50, 50))
    judged = judge_objects(answers, truth, {1, 2, 3})
    # One half of the joined area reaches an IoU of exactly 0.5 with it.
    assert judged.each == Counts(2, 1, 0)
    assert judged.touching == Counts(2, 0, 0)


def test_touching_objects_may_be_answered_one_by_one() -> None:
    truth = labels((0, 0, 10, 10), (10, 0, 20, 10))
    assert judge_objects(truth, truth, {1, 2}).touching == Counts(2, 0, 0)


def test_joining_some_of_an_area_is_wrong_in_both_readings() -> None:
    truth = labels(*((10 * i, 0, 10 * i + 10, 10) for i in range(6)))
    answers = labels((0, 0, 30, 10), (30, 0, 60, 10))
    judged = judge_objects(answers, truth, set(range(1, 7)), least_iou=0.51)
    assert judged.each == judged.touching == Counts(0, 6, 2)


def test_the_parts_of_one_object_are_one_area() -> None:
    truth = labels((0, 0, 10, 10))
    truth[20:30, 0:10] = 1
    assert judge_objects(truth, truth, {1}).each == Counts(1, 0, 0)


def test_objects_that_are_not_judged_excuse_answers() -> None:
    truth = labels((0, 0, 4, 4), (20, 20, 40, 40))
    judged = judge_objects(truth, truth, {2})
    assert judged.each == Counts(1, 0, 0)


def test_unknown_pixels_excuse_answers() -> None:
    unknown = np.zeros((64, 64), dtype=bool)
    unknown[:, 32:] = True
    answers = labels((40, 40, 60, 60), (2, 2, 12, 12))
    nothing = np.zeros((64, 64), dtype=np.int32)
    assert judge_objects(answers, nothing, set(), unknown).each == Counts(0, 0, 1)


def test_nothing_asked_and_nothing_answered_has_no_score() -> None:
    nothing = np.zeros((64, 64), dtype=np.int32)
    assert np.isnan(judge_objects(nothing, nothing, set()).each.f1)
    assert np.isnan(mask_iou(nothing > 0, nothing > 0))


def test_an_object_hidden_under_unknown_pixels_is_not_missed() -> None:
    truth = labels((40, 40, 60, 60))
    assert judge_objects(np.zeros_like(truth), truth, {1}, truth > 0).each == Counts(0, 0, 0)


@pytest.mark.parametrize("shift", [0, 3, 9])
def test_iou_falls_with_distance(shift: int) -> None:
    truth, answer = labels((0, 0, 10, 10)) > 0, labels((shift, 0, shift + 10, 10)) > 0
    assert mask_iou(answer, truth) == pytest.approx((10 - shift) / (10 + shift))
