"""Tells how far reading or copying files is, and ends it when the person stops it."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..errors import Cancelled
from .downloading.hooks import GetHooks, GetProgress

PROGRESS_S = 0.1


class Pace:
    """Counts the bytes of one stage after the other.

    Args:
        hooks: Whom to tell and to ask.
        stopped: Returns what to raise when the person stops it.
    """

    def __init__(self, hooks: GetHooks, stopped: Callable[[], Cancelled]) -> None:
        self._hooks = hooks
        self._stopped = stopped
        self._stage, self._file = "", ""
        self._done_bytes, self._total_bytes = 0, 0
        self._told_s = 0.0

    def begin(self, stage: str, total_bytes: int) -> None:
        """Begins a stage that goes through so many bytes."""
        self._stage, self._total_bytes, self._done_bytes = stage, total_bytes, 0
        self._told_s = 0.0
        self.go_on(0)

    def turn_to(self, file: str) -> None:
        """Says which file is at hand."""
        self._file = file

    def go_on(self, count: int) -> None:
        """Counts bytes.

        Raises:
            Cancelled: The person stopped it.
        """
        if self._hooks.is_cancelled():
            raise self._stopped()
        self._done_bytes += count
        now_s = time.monotonic()
        if now_s - self._told_s >= PROGRESS_S or self._done_bytes >= self._total_bytes:
            self._told_s = now_s
            progress = GetProgress(self._stage, self._file, self._done_bytes, self._total_bytes)
            self._hooks.on_progress(progress)
