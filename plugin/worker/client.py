"""Speaks with the engine's process. Nothing here waits: what the engine tells arrives as signals."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from qgis.PyQt.QtCore import QObject, QProcess, QTimer, pyqtSignal

from ...inference.messages import (
    MIDWAY,
    BrokenLineError,
    CancelRequest,
    Done,
    Explained,
    ExplainRequest,
    Failed,
    Found,
    Hello,
    Ready,
    ShutdownRequest,
    Stopped,
    Words,
    WordsRequest,
    from_line,
    spoken_version,
    to_line,
)
from ...inference.model_messages import Models, ModelsRequest
from ...inference.protocol import PROTOCOL_VERSION, Progress, SegmentRequest, SelectRequest
from . import failures
from .engine import Command, installed_worker
from .environment import engine_environment
from .job import Job
from .output import ProcessOutput

HELLO_MS = 60_000
# A worker that does not obey within this time is ended; the finished tiles are on disk.
CANCEL_MS = 5_000
SHUTDOWN_MS = 3_000


class WorkerClient(QObject):
    """Starts the worker when it is needed, hands it jobs, and tells what becomes of them.

    Every job ends with exactly one of `explained`, `models_listed`, `words_listed`, `done`, `answered`,
    `failed` and `cancelled`. A worker that has died is started anew by the next job; to go on with a run, ask
    again with `resume`.

    Args:
        command: Returns what starts the worker, or None where there is no engine.
        parent: Owner in the sense of Qt.
    """

    said_hello = pyqtSignal(object)
    """Hello: the process runs."""
    ready = pyqtSignal(object)
    """Ready: the heavy parts are loaded."""
    progressed = pyqtSignal(str, object)
    """Job and Progress."""
    found = pyqtSignal(str, object)
    """Job and Found."""
    explained = pyqtSignal(str, object)
    """Job and Explained."""
    models_listed = pyqtSignal(str, object)
    """Job and Models."""
    words_listed = pyqtSignal(str, object)
    """Job and Words."""
    done = pyqtSignal(str, object)
    """Job and Done."""
    told = pyqtSignal(str, object)
    """Job and what comes in the middle of it, of kinds that have no signal of their own."""
    answered = pyqtSignal(str, object)
    """Job and what ends it, of kinds that have no signal of their own."""
    failed = pyqtSignal(str, object)
    """Job and Failed; job "" where the worker itself has failed while nothing was asked."""
    cancelled = pyqtSignal(str)
    """Job."""
    ended = pyqtSignal()
    """The process has ended, for whatever reason."""

    def __init__(
        self, command: Callable[[], Command | None] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._command = command or installed_worker
        self._numbers = itertools.count(1)
        self._jobs: dict[str, Job] = {}
        self._is_greeted = False
        self._reason: Failed | None = None
        self._process = self._new_process()
        self._output = ProcessOutput(self._process, self._take, self)
        self._hello_timer = self._timer(HELLO_MS, self._on_silence)
        self._kill_timer = self._timer(SHUTDOWN_MS, self._process.kill)

    @property
    def is_running(self) -> bool:
        """Says whether there is a process."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    @property
    def process_id(self) -> int:
        """Returns the id of the process, 0 where there is none."""
        return int(self._process.processId())

    @property
    def noise(self) -> str:
        """Returns the last of what the worker and its libraries wrote to their standard error."""
        return self._output.noise

    def ask(self, request: object) -> str:
        """Asks anything and returns the name of the job."""
        job = str(next(self._numbers))
        self._jobs[job] = Job(request)
        # Later, so that the caller knows the job before anything can be said of it.
        QTimer.singleShot(0, self._start)
        return job

    def segment(self, request: SegmentRequest) -> str:
        """Asks for polygons and returns the name of the job."""
        return self.ask(request)

    def select(self, request: SelectRequest) -> str:
        """Asks which polygons of a file a phrase means and returns the name of the job."""
        return self.ask(request)

    def explain(self, phrase: str, off: tuple[int, ...] = (), flip_count: bool = False) -> str:
        """Asks how a phrase is read, some of its parts switched off, and returns the name of the job."""
        return self.ask(ExplainRequest(phrase, off, flip_count))

    def list_models(self, folders: tuple[str, ...] = ()) -> str:
        """Asks which models there are, in folders too, and returns the name of the job."""
        return self.ask(ModelsRequest(folders))

    def list_words(self, model: str = SegmentRequest.model) -> str:
        """Asks which words may be offered for a model and returns the name of the job."""
        return self.ask(WordsRequest(model))

    def cancel(self, job: str) -> None:
        """Stops a job; `cancelled` follows, unless it has ended meanwhile."""
        known = self._jobs.get(job)
        if known is None:
            return
        known.is_cancelled = True
        if known.is_sent:
            self._process.write(to_line(CancelRequest(), job))
            QTimer.singleShot(CANCEL_MS, lambda: self._end_disobedient(job))
        else:
            self._end(job, Stopped())

    def shutdown(self) -> None:
        """Asks the worker to end, and ends it where it does not."""
        if self.is_running:
            self._process.write(to_line(ShutdownRequest()))
            self._process.closeWriteChannel()
            self._kill_timer.start()

    def close(self) -> None:
        """Ends the process now, without a signal; for the plugin's unloading, when the owner goes away."""
        self.blockSignals(True)
        self._jobs.clear()
        self._hello_timer.stop()
        self._kill_timer.stop()
        if self.is_running:
            self._process.kill()
            # A killed process is gone within milliseconds; Qt would wait in the destructor anyhow.
            self._process.waitForFinished(2_000)

    def _new_process(self) -> QProcess:
        process = QProcess(self)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        return process

    def _timer(self, milliseconds: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _start(self) -> None:
        """Starts the worker where there is none and something is asked."""
        if self._is_greeted:
            self._send_waiting()
        if self.is_running or not self._jobs:
            return
        command = self._command()
        if command is None:
            self._fail_all(failures.no_engine())
            return
        self._reason = None
        self._output.forget()
        self._process.setProcessEnvironment(engine_environment())
        self._hello_timer.start()
        self._process.start(command.program, list(command.arguments))

    def _send_waiting(self) -> None:
        for job, known in self._jobs.items():
            if not known.is_sent:
                known.is_sent = True
                self._process.write(to_line(known.request, job))

    def _take(self, line: bytes) -> None:
        if self._reason is not None:
            return
        if not self._is_greeted:
            self._greet(line)
            return
        try:
            event, job = from_line(line)
        except BrokenLineError as error:
            self._give_up(failures.garbled(f"{error}\n{line[:2000]!r}"))
            return
        if job in self._jobs:
            self._jobs[job].was_heard = True
        if isinstance(event, Progress):
            self.progressed.emit(job, event)
        elif isinstance(event, Found):
            self.found.emit(job, event)
        elif isinstance(event, Ready):
            self.ready.emit(event)
        elif isinstance(event, MIDWAY):
            self.told.emit(job, event)
        else:
            self._end(job, event)

    def _greet(self, line: bytes) -> None:
        version = spoken_version(line)
        if version is None:
            self._give_up(failures.silent(repr(line[:2000])))
            return
        if version != PROTOCOL_VERSION:
            self._give_up(failures.other_version(version))
            return
        hello, _ = from_line(line)
        self._hello_timer.stop()
        self._is_greeted = True
        if isinstance(hello, Hello):
            self.said_hello.emit(hello)
        self._send_waiting()

    def _end(self, job: str, event: object) -> None:
        """Forgets a job and tells how it ended."""
        if self._jobs.pop(job, None) is None and job:
            return
        if isinstance(event, Stopped):
            self.cancelled.emit(job)
            return
        ends = {Done: self.done, Failed: self.failed, Explained: self.explained}
        ends.update({Models: self.models_listed, Words: self.words_listed})
        ends.get(type(event), self.answered).emit(job, event)

    def _fail_all(self, failure: Failed) -> None:
        for job, known in list(self._jobs.items()):
            self._end(job, Stopped() if known.is_cancelled else failure)

    def _give_up(self, failure: Failed) -> None:
        """Ends a process that cannot be spoken with; its jobs fail when it has ended."""
        self._reason = failure
        self._process.kill()

    def _end_disobedient(self, job: str) -> None:
        if job in self._jobs and self.is_running:
            self._process.kill()

    def _on_silence(self) -> None:
        self._give_up(failures.silent(self.noise))

    def _on_error(self, error: QProcess.ProcessError) -> None:
        # A program that cannot be started gives this and nothing else; all other errors end in `finished`.
        if error == QProcess.ProcessError.FailedToStart:
            self._hello_timer.stop()
            self._fail_all(failures.not_started(self._process.program(), self._process.errorString()))
            self.ended.emit()

    def _on_finished(self, exit_code: int, status: QProcess.ExitStatus) -> None:
        self._output.read_rest()
        self._hello_timer.stop()
        self._kill_timer.stop()
        was_greeted, self._is_greeted = self._is_greeted, False
        is_clean = was_greeted and exit_code == 0 and status == QProcess.ExitStatus.NormalExit
        if self._reason is None and is_clean:
            self._try_again()
        else:
            unheard = failures.died if was_greeted else lambda code, noise: failures.silent(noise)
            self._fail_all(self._reason or unheard(exit_code, self.noise))
        self.ended.emit()

    def _try_again(self) -> None:
        """Starts anew for jobs that an idle worker, on its way out, has not seen any more."""
        for job, known in list(self._jobs.items()):
            if known.was_heard or known.is_second_try or known.is_cancelled:
                self._end(job, Stopped() if known.is_cancelled else failures.died(0, self.noise))
            known.is_second_try, known.is_sent = True, False
        QTimer.singleShot(0, self._start)
