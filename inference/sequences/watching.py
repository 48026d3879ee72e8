"""Tells how far a run over frames is, and ends it where the person has stopped it."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import Cancelled
from ..protocol import Progress


class Watch:
    """Is told of every frame.

    Args:
        on_progress: Told how far the run is.
        is_cancelled: Asked at every frame.
    """

    def __init__(
        self,
        on_progress: Callable[[Progress], None] = lambda progress: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._on_progress = on_progress
        self._is_cancelled = is_cancelled
        self._stage, self._done, self._total = "", 0, 0

    def begin(self, stage: str, total: int) -> None:
        """Begins a stage of so many frames.

        Raises:
            Cancelled: The person has stopped the run.
        """
        self._stage, self._done, self._total = stage, -1, total
        self.step()

    def step(self) -> None:
        """Counts a frame.

        Raises:
            Cancelled: The person has stopped the run.
        """
        if self._is_cancelled():
            raise Cancelled("The run was stopped", "Run it again")
        self._done = min(self._done + 1, self._total)
        self._on_progress(Progress(self._done, self._total, self._stage))
