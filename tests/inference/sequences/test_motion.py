"""Motion and assignment: the arithmetic under following."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from georefer.inference.sequences.assignment import assign
from georefer.inference.sequences.motion import GATE, first_motion


@pytest.mark.parametrize("steps", [1.0, -1.0, 2.5])
def test_a_steady_object_is_predicted_where_it_goes(steps: float) -> None:
    motion = first_motion(np.array([0.0, 0.0]), 10.0)
    for number in range(1, 8):
        position = np.array([4.0, -3.0]) * number * steps
        motion = motion.after(steps).seen_at(position)
    predicted = motion.after(steps)
    assert np.allclose(predicted.position, np.array([4.0, -3.0]) * 8 * steps, atol=0.5)
    assert np.allclose(motion.velocity, [4.0, -3.0], atol=0.3)
    assert predicted.distance2(predicted.position) == 0


def test_what_is_not_seen_may_be_further_away_but_not_anywhere() -> None:
    motion = first_motion(np.zeros(2), 10.0, np.array([5.0, 0.0]))
    reaches = [motion.after(steps).reach for steps in (1.0, 2.0, 4.0)]
    assert reaches == sorted(reaches)
    assert motion.after(1.0).distance2(np.array([5.0, 60.0])) > GATE


def test_units_do_not_matter() -> None:
    small = first_motion(np.zeros(2), 1.0).after(1.0)
    large = first_motion(np.zeros(2), 100.0).after(1.0)
    assert large.reach == pytest.approx(100 * small.reach)


@pytest.mark.parametrize("seed", range(20))
def test_pairs_cost_the_least_in_all(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows, columns = (int(value) for value in random.integers(1, 6, 2))
    costs = random.random((rows, columns))
    pairs = assign(costs, most=10.0)
    assert len(pairs) == min(rows, columns)
    total = sum(costs[pair] for pair in pairs)
    wide = costs if rows <= columns else costs.T
    best = min(
        sum(wide[row, column] for row, column in enumerate(chosen))
        for chosen in permutations(range(wide.shape[1]), wide.shape[0])
    )
    assert total == pytest.approx(best)


def test_what_is_too_dear_stays_alone() -> None:
    costs = np.array([[0.2, np.inf], [0.3, 0.9], [np.inf, np.inf]])
    assert assign(costs, most=0.8) == [(0, 0)]
    assert assign(np.zeros((0, 3)), most=1.0) == []
