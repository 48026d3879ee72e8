"""Estimates how long a run will still take."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

# The last moments tell more than the whole: tiles without anything in them are done much faster.
REMEMBERED_S = 30.0
LEAST_S = 1.0


class Pace:
    """Watches how fast tiles are done.

    Args:
        clock: Returns seconds; they only ever grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def remaining_s(self, done: int, total: int) -> float | None:
        """Takes how many tiles are done and returns the seconds that the rest will take; None: too early."""
        now_s = self._clock()
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now_s, done))
        while len(self._seen) > 2 and now_s - self._seen[0][0] > REMEMBERED_S:
            self._seen.popleft()
        first_s, first = self._seen[0]
        if now_s - first_s < LEAST_S or done <= first:
            return None
        return (total - done) * (now_s - first_s) / (done - first)
