"""Installs the engine: the documented virtual environment, made step by step; QGIS never waits for it.

What was begun and not finished, cancelled for example, is gone on with the next time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Generator

from qgis.PyQt.QtCore import QCoreApplication, QLockFile, QObject, QProcess, QStorageInfo, QTimer, pyqtSignal

from ...inference.messages import Failed
from . import install_failures
from .client import WorkerClient
from .engine import STAMP, Command, Engine, engine_folder, python_candidates, python_of, worker_command
from .environment import engine_environment
from .install_commands import (
    PROBE,
    InstallWishes,
    measure_command,
    measured_bytes,
    note_index,
    packages_command,
    pins,
    torch_commands,
)
from .install_size import GB, InstallSize, install_size

translate = QCoreApplication.translate

# pip names every package once while it collects them; installing takes the rest of the time.
COLLECTING_SHARE = 0.8
NOT_STARTED = 127
_COLLECTS = re.compile(r"(Collecting|Requirement already satisfied:) ")


class _InstallError(Exception):
    """Ends the course of an installation."""

    def __init__(self, failure: Failed) -> None:
        super().__init__(failure.message)
        self.failure = failure


_Course = Generator[Command, int, None]


class EngineInstaller(QObject):
    """Installs the engine; ends with exactly one of `installed`, `failed` and `cancelled`.

    Args:
        wishes: What is to be installed, and from where.
        parent: Owner in the sense of Qt.
    """

    step_begun = pyqtSignal(str)
    """A sentence for people."""
    progressed = pyqtSignal(float)
    """Share of the whole, 0..1."""
    told = pyqtSignal(str)
    """A line of the log."""
    installed = pyqtSignal(object)
    """Engine."""
    failed = pyqtSignal(object)
    """Failed."""
    cancelled = pyqtSignal()
    """What is there is kept, and gone on with the next time."""

    def __init__(self, wishes: InstallWishes | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wishes = wishes or InstallWishes()
        self._folder = self._wishes.folder or engine_folder()
        self._lock = QLockFile(str(self._folder.with_name(f"{self._folder.name}.lock")))
        self._course: _Course | None = None
        self._client: WorkerClient | None = None
        self._is_cancelled = False
        self._collected = 0
        self._log: list[str] = []
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.readyRead.connect(self._listen)
        self._process.finished.connect(lambda code, status: self._go_on(code))
        self._process.errorOccurred.connect(self._on_error)

    @property
    def is_running(self) -> bool:
        """Says whether an installation is under way."""
        return self._course is not None

    @property
    def log(self) -> str:
        """Returns what pip and the others said."""
        return "\n".join(self._log)

    def start(self) -> None:
        """Begins, or goes on with what was begun."""
        if self._course is None:
            self._is_cancelled, self._collected, self._log = False, 0, []
            self._course = self._steps()
            QTimer.singleShot(0, lambda: self._advance(None))

    def cancel(self) -> None:
        """Stops; `cancelled` follows."""
        if self._course is None:
            return
        self._is_cancelled = True
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.kill()
        else:
            self._close()
            self.cancelled.emit()

    def close(self) -> None:
        """Stops without a signal; for the plugin's unloading."""
        self.blockSignals(True)
        self._is_cancelled = True
        self._process.kill()
        self._process.waitForFinished(2_000)
        self._close()

    def _steps(self) -> _Course:
        """Yields what is to be run, and is given its exit code."""
        wishes = self._wishes
        self._check_place()
        self.step_begun.emit(translate("GeoRefer", "Looking for Python"))
        base = ""
        for candidate in wishes.pythons or python_candidates():
            if (yield Command(candidate, ("-I", "-c", PROBE))) == 0:
                base = candidate
                break
        if not base:
            raise _InstallError(install_failures.no_python())
        yield from self._check_room(base)
        self._unmark()
        self.step_begun.emit(translate("GeoRefer", "Making an environment"))
        self._expect((yield Command(base, ("-I", "-m", "venv", str(self._folder)))))
        self.progressed.emit(0.05)
        self.step_begun.emit(translate("GeoRefer", "Downloading and installing packages"))
        for command in torch_commands(wishes, self._folder):
            if (yield command) != 0:
                raise _InstallError(install_failures.torch_failed(wishes.torch_index_url, self.log))
        self._note_index()
        self._expect((yield packages_command(wishes, self._folder)))
        self.progressed.emit(0.95)

    def _no_room(self, reason: str, needed_bytes: float = 0) -> Failed:
        needed_gb = math.ceil((needed_bytes or self._size().disk_gb * GB) / GB)
        return install_failures.no_room(self._folder.parent, needed_gb, reason)

    def _size(self) -> InstallSize:
        usual, chosen = install_size(self._wishes.torch_index_url), self._wishes.needed_gb
        return usual if chosen is None else InstallSize(min(usual.download_gb, chosen), chosen)

    def _check_place(self) -> None:
        """Makes sure of the place; an engine that is there already stays as it is."""
        parent = self._folder.parent
        try:
            parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _InstallError(self._no_room(str(error))) from error
        if not self._lock.tryLock(0):
            raise _InstallError(install_failures.is_locked())

    def _check_room(self, python: str) -> _Course:
        """Makes sure that the disk takes what is not there yet."""
        there_bytes = 0
        if self._folder.exists():
            yield measure_command(python, self._folder)
            there_bytes = measured_bytes(self._log)
        needed_bytes = self._size().remaining_bytes(there_bytes)
        free_bytes = QStorageInfo(str(self._folder.parent)).bytesAvailable()
        if 0 <= free_bytes < needed_bytes:
            raise _InstallError(self._no_room(f"{free_bytes} bytes are free", needed_bytes))

    def _unmark(self) -> None:
        """Calls the environment unfinished: from here on it is changed."""
        try:
            (self._folder / STAMP).unlink(missing_ok=True)
        except OSError as error:
            raise _InstallError(self._no_room(str(error))) from error

    def _note_index(self) -> None:
        try:
            note_index(self._folder, self._wishes.torch_index_url)
        except OSError as error:
            raise _InstallError(self._no_room(str(error))) from error

    def _expect(self, exit_code: int) -> None:
        if exit_code != 0:
            raise _InstallError(install_failures.pip_failed(self.log))

    def _go_on(self, exit_code: int) -> None:
        self._listen()
        if self._is_cancelled:
            self._close()
            self.cancelled.emit()
        else:
            self._advance(exit_code)

    def _advance(self, exit_code: int | None) -> None:
        """Runs the next step."""
        if self._course is None:
            return
        try:
            command = next(self._course) if exit_code is None else self._course.send(exit_code)
        except StopIteration:
            self._try_out()
            return
        except _InstallError as error:
            self._fail(error.failure)
            return
        self._process.setProcessEnvironment(engine_environment())
        self._process.start(command.program, list(command.arguments))

    def _try_out(self) -> None:
        """Starts the worker: only what has computed something is called installed."""
        engine = Engine(str(python_of(self._folder)), "installed")
        self.step_begun.emit(translate("GeoRefer", "Trying the engine"))
        self._client = WorkerClient(lambda: self._trial(engine), self)
        self._client.ready.connect(lambda ready: self._succeed(engine))
        self._client.failed.connect(lambda job, failure: self._fail(failure))
        self._client.explain("buildings")

    def _trial(self, engine: Engine) -> Command:
        return worker_command(engine)

    def _succeed(self, engine: Engine) -> None:
        try:
            (self._folder / STAMP).write_text("\n".join(pins(self._wishes.requirements)), encoding="utf-8")
        except OSError as error:
            self._fail(self._no_room(str(error)))
            return
        self._close()
        self.progressed.emit(1.0)
        self.installed.emit(engine)

    def _fail(self, failure: Failed) -> None:
        if self._course is not None:
            self._close()
            self.failed.emit(failure)

    def _close(self) -> None:
        self._course = None
        self._lock.unlock()
        if self._client is not None:
            self._client.close()
            self._client.deleteLater()
            self._client = None

    def _on_error(self, error: QProcess.ProcessError) -> None:
        # All other errors end in `finished`.
        if error == QProcess.ProcessError.FailedToStart:
            # Later, for Qt may still be inside of `start`.
            QTimer.singleShot(0, lambda: self._go_on(NOT_STARTED))

    def _listen(self) -> None:
        while self._process.canReadLine():
            line = bytes(self._process.readLine()).decode("utf-8", "replace").rstrip()
            self._log.append(line)
            self.told.emit(line)
            if _COLLECTS.match(line):
                self._collected += 1
                share = min(1.0, self._collected / max(1, len(pins(self._wishes.requirements))))
                self.progressed.emit(0.05 + COLLECTING_SHARE * share)
