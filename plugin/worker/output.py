"""Reads what a process writes, a little at a time, so that QGIS has its turn in between."""

from __future__ import annotations

import time
from collections.abc import Callable

from qgis.PyQt.QtCore import QObject, QProcess, QTimer

# Reading goes on after QGIS has had its turn.
READING_S = 0.01
NOISE_BYTES = 64 * 1024


class ProcessOutput(QObject):
    """Hands over the lines of a process's standard output, and keeps the end of its standard error.

    Args:
        process: The process, which may be started again and again.
        take: Given each line.
        parent: Owner in the sense of Qt.
    """

    def __init__(self, process: QProcess, take: Callable[[bytes], None], parent: QObject) -> None:
        super().__init__(parent)
        self._process = process
        self._take_line = take
        self._is_reading = False
        self._noise = bytearray()
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._keep_noise)

    @property
    def noise(self) -> str:
        """Returns the last of what was written to the standard error."""
        return self._noise.decode("utf-8", "replace")

    def forget(self) -> None:
        """Forgets what an earlier process has written to its standard error."""
        self._noise.clear()

    def read_rest(self) -> None:
        """Hands over what is left when the process has ended."""
        while self._process.canReadLine():
            self._take_line(bytes(self._process.readLine()))
        self._keep_noise()

    def _read(self) -> None:
        """Takes lines for a moment; what is left waits until QGIS has had its turn."""
        self._is_reading = False
        until_s = time.monotonic() + READING_S
        while self._process.canReadLine():
            if time.monotonic() > until_s:
                if not self._is_reading:
                    self._is_reading = True
                    QTimer.singleShot(0, self._read)
                return
            self._take_line(bytes(self._process.readLine()))

    def _keep_noise(self) -> None:
        self._noise += bytes(self._process.readAllStandardError())
        del self._noise[:-NOISE_BYTES]
