"""Matches answered objects with true ones and counts hits, misses and inventions.

Answers and truth are label maps of equal shape: 0 nothing, else the number of an object. Pairs are matched
greedily, best IoU first, each object at most once.

Touching objects. A phrase model without instances answers one area where two roofs touch, and a person who
drew the scene might do the same. So every connected area of true objects is judged in two readings: each
object on its own, and all of them as one. `Judged.touching` takes for each area the reading with the better
F1, `Judged.each` always the first. An answer that joins some objects of an area and leaves others is wrong
in both.

What is not judged. True objects that are not in `judged` (too small to be answered, or of unknown colour)
are neither hits nor misses, and an unmatched answer that lies at least half on them, or on pixels whose
truth is unknown, is no invention.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int32]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Counts:
    """Counts objects.

    Attributes:
        matched: True objects that were found.
        missed: True objects that were not.
        invented: Answered objects that are nothing.
    """

    matched: int = 0
    missed: int = 0
    invented: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.matched + other.matched, self.missed + other.missed, self.invented + other.invented
        )

    @property
    def f1(self) -> float:
        """Returns the F1 score, not a number where there is nothing at all."""
        total = 2 * self.matched + self.missed + self.invented
        return 2 * self.matched / total if total else math.nan


@dataclass(frozen=True)
class Judged:
    """Holds the counts of both readings.

    Attributes:
        each: Every true object on its own.
        touching: Touching true objects may be answered as one.
    """

    each: Counts
    touching: Counts


def greedy_pairs(ious: Iterable[tuple[float, int, int]], least_iou: float) -> list[Pair]:
    """Returns pairs (answer, truth), best IoU first, each object at most once.

    Args:
        ious: (IoU, answer, truth).
        least_iou: Pairs of less are none.
    """
    answers: set[int] = set()
    truths: set[int] = set()
    pairs = []
    ranked = sorted((one for one in ious if one[0] >= least_iou), key=lambda one: (-one[0], one[1], one[2]))
    for _, answer, truth in ranked:
        if answer not in answers and truth not in truths:
            pairs.append((answer, truth))
            answers.add(answer)
            truths.add(truth)
    return pairs


def overlaps(answers: Labels, truths: Labels) -> list[tuple[float, int, int]]:
    """Returns (IoU, answer, truth) of every pair that shares a pixel."""
    both = (answers > 0) & (truths > 0)
    width = int(truths.max(initial=0)) + 1
    codes, shared = np.unique(answers[both].astype(np.int64) * width + truths[both], return_counts=True)
    answer_px, truth_px = np.bincount(answers.ravel()), np.bincount(truths.ravel())
    rows = []
    for code, intersection in zip(codes.tolist(), shared.tolist(), strict=True):
        answer, truth = divmod(code, width)
        union = int(answer_px[answer]) + int(truth_px[truth]) - intersection
        rows.append((intersection / union, answer, truth))
    return rows


def judge_objects(
    answers: Labels,
    truths: Labels,
    judged: Collection[int],
    unknown: NDArray[np.bool_] | None = None,
    least_iou: float = 0.5,
) -> Judged:
    """Counts found, missed and invented objects.

    Args:
        answers: Answered objects, H x W.
        truths: True objects, H x W: those that are judged, and those that may be answered or not.
        judged: Numbers of the true objects that are judged.
        unknown: bool, H x W: pixels whose truth is not known; None: it is known everywhere.
        least_iou: Least IoU of a hit, at least 0.5.
    """
    hidden = np.zeros(truths.shape, bool) if unknown is None else unknown
    is_wanted = np.isin(truths, list(judged)) & ~hidden
    free = hidden | ((truths > 0) & ~is_wanted)
    wanted = np.where(is_wanted, truths, 0).astype(np.int32)
    excused = _mostly_on(answers, free)
    answers = np.where(hidden, 0, answers).astype(np.int32)
    areas = _areas(wanted)
    found = {truth: answer for answer, truth in greedy_pairs(overlaps(answers, wanted), least_iou)}
    whole = {area: answer for answer, area in greedy_pairs(overlaps(answers, areas), least_iou)}
    excused -= {*found.values(), *whole.values()}
    visitors = _visitors(answers, areas, excused)
    each = touching = Counts()
    for area, members in _members(wanted, areas).items():
        hits, answered = len(members & found.keys()), visitors[area]
        single = Counts(hits, len(members) - hits, answered - hits)
        as_one = Counts(1, 0, answered - 1) if area in whole else Counts(0, 1, answered)
        each += single
        touching += as_one if len(members) > 1 and as_one.f1 > single.f1 else single
    nowhere = Counts(invented=visitors[0])
    return Judged(each + nowhere, touching + nowhere)


def _mostly_on(answers: Labels, free: NDArray[np.bool_]) -> set[int]:
    """Returns the answers of which at least half lies where nothing is judged."""
    total = np.bincount(answers.ravel())
    on_free = np.bincount(answers[free].ravel(), minlength=len(total))
    return {int(answer) for answer in np.flatnonzero((total > 0) & (2 * on_free >= total)) if answer}


def _areas(wanted: Labels) -> Labels:
    """Returns the number of the connected area of every pixel; the parts of one object are one area."""
    _, labels = cv2.connectedComponents((wanted > 0).astype(np.uint8), connectivity=8)
    parts = np.asarray(labels, dtype=np.int32)
    leader = list(range(int(parts.max(initial=0)) + 1))

    def lead(part: int) -> int:
        while leader[part] != part:
            part = leader[part]
        return part

    first: dict[int, int] = {}
    for part, truth in _shared(parts, wanted):
        leader[lead(part)] = lead(first.setdefault(truth, part))
    return np.array([lead(part) for part in range(len(leader))], dtype=np.int32)[parts]


def _shared(first: Labels, second: Labels) -> list[Pair]:
    """Returns the pairs of numbers that share a pixel."""
    both = (first > 0) & (second > 0)
    width = int(second.max(initial=0)) + 1
    codes = np.unique(first[both].astype(np.int64) * width + second[both])
    return [divmod(code, width) for code in codes.tolist()]


def _members(wanted: Labels, areas: Labels) -> dict[int, set[int]]:
    """Returns the true objects of every area."""
    members: dict[int, set[int]] = defaultdict(set)
    for area, truth in _shared(areas, wanted):
        members[area].add(truth)
    return members


def _visitors(answers: Labels, areas: Labels, excused: set[int]) -> Counter[int]:
    """Returns how many answers lie mostly on every area; area 0 stands for none."""
    home = {int(answer): (0.0, 0) for answer in np.unique(answers) if answer and answer not in excused}
    both = (answers > 0) & (areas > 0)
    width = int(areas.max(initial=0)) + 1
    codes, shared = np.unique(answers[both].astype(np.int64) * width + areas[both], return_counts=True)
    for code, pixels in zip(codes.tolist(), shared.tolist(), strict=True):
        answer, area = divmod(code, width)
        if answer in home:
            home[answer] = max(home[answer], (pixels, area))
    return Counter(area for _, area in home.values())


def mask_iou(answer: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """Returns the IoU of two masks, not a number where both are empty."""
    union = int((answer | truth).sum())
    return int((answer & truth).sum()) / union if union else math.nan
