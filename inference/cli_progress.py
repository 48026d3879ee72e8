"""Shows on a terminal how far a command is."""

from __future__ import annotations

import sys

from .protocol import Progress


class ProgressBar:
    """Shows what is done, the rate and the remaining time; is silent in a pipe.

    Args:
        unit: What is counted, in one word.
        stage: The stage that is counted; others are only named. None counts each of them.
    """

    def __init__(self, unit: str = "tile", stage: str | None = "tiles") -> None:
        from tqdm import tqdm

        self._bar = tqdm(unit=unit, disable=not sys.stderr.isatty(), leave=False, file=sys.stderr)
        self._stage = stage
        self._shown = ""

    def __enter__(self) -> ProgressBar:
        """Returns itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Takes the bar away."""
        self._bar.close()

    def show(self, progress: Progress) -> None:
        """Shows how far the run is."""
        if self._stage is None and progress.stage != self._shown:
            self._bar.set_description(progress.stage)
            self._bar.reset(progress.total or None)
        elif self._stage not in (None, progress.stage):
            self._bar.set_description(progress.stage)
            return
        self._shown = progress.stage
        if self._bar.total != progress.total:
            self._bar.reset(progress.total)
            self._bar.initial = progress.done
        self._bar.update(progress.done - self._bar.n)
