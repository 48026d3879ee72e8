"""Predicts where an object comes next: a Kalman filter of constant velocity in units of the ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GATE = 9.21
"""Squared Mahalanobis distance that 99 % of true positions stay below (chi squared, two values)."""

_POSITION_SHARE = 0.12
_ACCELERATION_SHARE = 0.25
_FIRST_STEP_SHARE = 1.5

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Motion:
    """Is what is believed of one object at one moment; new beliefs are new values.

    Positions are in any length unit, times in steps of the sequence. How exactly a position is measured, and
    how much the speed may change in a step, are shares of the object's own length: a ship and a car need no
    tuning of their own, in metres or in pixels.

    Args:
        state: x, y, and their change per step.
        covariance: 4 x 4.
        length: Length of the object.
    """

    state: Vector
    covariance: NDArray[np.float64]
    length: float

    @property
    def position(self) -> Vector:
        """Returns x, y."""
        return self.state[:2]

    @property
    def velocity(self) -> Vector:
        """Returns the change of x, y in one step."""
        return self.state[2:]

    @property
    def reach(self) -> float:
        """Returns how far from the prediction the object may turn up, by the gate."""
        spread = self.covariance[:2, :2] + self._measured()
        return float(np.sqrt(GATE * np.linalg.eigvalsh(spread)[-1]))

    def after(self, steps: float) -> Motion:
        """Returns the belief some steps later; negative steps lead back in time."""
        moving = np.eye(4)
        moving[0, 2] = moving[1, 3] = steps
        duration = abs(steps)
        along = np.array([[duration**4 / 4, duration**3 / 2], [duration**3 / 2, duration**2]])
        if steps < 0:
            along[0, 1] = along[1, 0] = -along[0, 1]
        noise = np.kron(along, np.eye(2)) * (_ACCELERATION_SHARE * self.length) ** 2
        covariance = moving @ self.covariance @ moving.T + noise
        return Motion(moving @ self.state, covariance, self.length)

    def distance2(self, position: Vector) -> float:
        """Returns the squared Mahalanobis distance of a measured position."""
        difference = position - self.position
        spread = self.covariance[:2, :2] + self._measured()
        return float(difference @ np.linalg.solve(spread, difference))

    def seen_at(self, position: Vector, trust: float = 1.0) -> Motion:
        """Returns the belief after a measurement.

        Args:
            position: Where the object was seen.
            trust: How reliable that is, above 0 to 1.
        """
        observing = np.eye(4)[:2]
        spread = observing @ self.covariance @ observing.T + self._measured() / max(trust, 0.05)
        gain = self.covariance @ observing.T @ np.linalg.inv(spread)
        state = self.state + gain @ (position - self.position)
        return Motion(state, (np.eye(4) - gain @ observing) @ self.covariance, self.length)

    def _measured(self) -> NDArray[np.float64]:
        return np.asarray(np.eye(2) * (_POSITION_SHARE * self.length) ** 2)


def first_motion(position: Vector, length: float, velocity: Vector | None = None) -> Motion:
    """Returns the belief about an object that is seen for the first time.

    Args:
        position: Where it is.
        length: Its length; the speed is open within some lengths a step.
        velocity: Its change in one step, where something is known of it.
    """
    step_share = _FIRST_STEP_SHARE if velocity is None else _ACCELERATION_SHARE
    spread = np.array([_POSITION_SHARE, _POSITION_SHARE, step_share, step_share]) * length
    known = np.zeros(2) if velocity is None else velocity
    return Motion(np.concatenate([position, known]), np.diag(spread**2), length)
