"""Does long work in the thread of the window in slices that nobody feels."""

from __future__ import annotations

import time
from collections.abc import Iterator

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

SLICE_S = 0.01


class SlicedWork(QObject):
    """Goes through a generator, which yields where it may be interrupted, when QGIS has nothing else to do.

    Args:
        parent: Owner in the sense of Qt.
    """

    sliced = pyqtSignal()
    """A part of the work is done."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Iterator[None] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """Says whether there is work."""
        return self._work is not None

    def start(self, work: Iterator[None]) -> None:
        """Begins; what was under way is dropped."""
        self._work = work
        self._timer.start(0)

    def stop(self) -> None:
        """Drops what is under way."""
        self._work = None
        self._timer.stop()

    def _go_on(self) -> None:
        until_s = time.monotonic() + SLICE_S
        work = self._work
        while work is not None and self._work is work and time.monotonic() < until_s:
            if next(work, self) is self and self._work is work:
                self.stop()
        self.sliced.emit()
