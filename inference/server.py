"""Answers requests from a pipe, one job after the other: the loop of the worker.

A thread reads the pipe, so that cancelling is seen and small questions are answered while the main thread
computes. The process ends when the pipe is closed (its plugin has gone, however that happened), when it is
asked to, or when it has had nothing to do for a while. It may be killed at any moment: the journal keeps
finished tiles.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from .click_messages import ClickObjectsRequest, TrackRequest
from .click_serving import CLICK_REQUESTS, ClickServer
from .errors import Cancelled, GeoReferError
from .messages import (
    BrokenLineError,
    CancelRequest,
    Done,
    Explained,
    ExplainRequest,
    Failed,
    Hello,
    Ready,
    ShutdownRequest,
    Stopped,
    Words,
    WordsRequest,
    from_line,
    to_line,
)
from .model_messages import (
    MODEL_JOBS,
    Catalog,
    CatalogRequest,
    ModelChanged,
    Models,
    ModelsRequest,
    VerifyModelRequest,
)
from .protocol import PROTOCOL_VERSION, SegmentRequest, SelectRequest
from .runtime import package_versions
from .starting import uncollected

if TYPE_CHECKING:
    from .jobs import Engine

IDLE_S = 600.0
# How long a closing worker waits for a run to notice, so that its journal is closed in order.
GRACE_S = 2.0


def serve(requests: int, events: int, idle_s: float = IDLE_S) -> None:
    """Answers requests until there is nobody to answer; then ends the process.

    Args:
        requests: File descriptor to read from.
        events: File descriptor to write to.
        idle_s: Seconds without any request after which the worker ends.
    """
    server = Server(events, idle_s)
    server.send(Hello(PROTOCOL_VERSION, sys.prefix, package_versions()))
    threading.Thread(target=server.read, args=(requests,), daemon=True).start()
    server.work()
    # Not sys.exit: threads of libraries must not keep a worker alive that nobody can talk to.
    os._exit(0)


class Server:
    """Holds what the reading thread and the computing thread share.

    Args:
        events: File descriptor to write to.
        idle_s: Seconds without any request after which the worker ends.
    """

    def __init__(self, events: int, idle_s: float) -> None:
        self._events = os.fdopen(events, "wb", buffering=0)
        self._idle_s = idle_s
        self._writing = threading.Lock()
        self._jobs: queue.Queue[tuple[str, object]] = queue.Queue()
        self._engine: Engine | None = None
        # Downloads last; runs and questions must not wait for them.
        self._changing = ThreadPoolExecutor(1, "georefer-models")
        self._changes: set[str] = set()
        self._gpu_bytes = 0
        self._cancelled: set[str] = set()
        self._is_closing = False
        self._is_free = threading.Event()
        self._is_free.set()
        self._was_asked = False
        self._clicks = ClickServer(self._answer, lambda: not self._is_free.is_set())

    def send(self, event: object, job: str = "") -> None:
        """Writes an event; ends the process where nobody reads any more."""
        line = memoryview(to_line(event, job))
        try:
            with self._writing:
                while line:
                    line = line[self._events.write(line) :]
        except OSError:
            os._exit(0)

    def read(self, requests: int) -> None:
        """Sorts requests as they come, until there are no more; then ends the process."""
        with os.fdopen(requests, "rb") as lines:
            for line in lines:
                self._was_asked = True
                try:
                    request, job = from_line(line)
                except BrokenLineError as error:
                    self.send(Failed("unexpected", "A request was not understood", "", str(error)), error.job)
                    continue
                if isinstance(request, ShutdownRequest):
                    break
                self._sort(request, job)
        self._is_closing = True
        self._is_free.wait(GRACE_S)
        os._exit(0)

    def work(self) -> None:
        """Computes until the worker is closed, or idle."""
        self._answer("", self._load)
        self._clicks.begin()
        while True:
            try:
                job, request = self._jobs.get(timeout=self._idle_s)
            except queue.Empty:
                if not self._was_asked and not self._changes:
                    return
                self._was_asked = False
                continue
            self._is_free.clear()
            self._answer(job, partial(self._run, job, request))
            self._is_free.set()

    def _sort(self, request: object, job: str) -> None:
        if isinstance(request, ExplainRequest | ModelsRequest | WordsRequest):
            self._answer(job, partial(_ANSWERS[type(request)], request))
        elif isinstance(request, CatalogRequest):
            self._answer(job, partial(self._browse, request))
        elif isinstance(request, MODEL_JOBS):
            self._changes.add(job)
            self._changing.submit(self._answer, job, partial(self._change, job, request))
        elif isinstance(request, CancelRequest):
            self._cancelled.add(job)
            self._clicks.cancel(job)
        elif isinstance(request, CLICK_REQUESTS):
            self._clicks.ask(job, request)
        elif isinstance(request, SegmentRequest | SelectRequest | ClickObjectsRequest | TrackRequest):
            self._jobs.put((job, request))

    def _answer(self, job: str, work: Callable[[], object]) -> None:
        """Sends the event that some work ends with; whatever goes wrong is one of them."""
        try:
            event = work()
        except Cancelled:
            event = Stopped()
        except GeoReferError as error:
            event = Failed(error.code, error.message, error.remedy, error.detail)
        except ImportError as error:
            remedy = "Install the engine again"
            event = Failed("engine", "The environment of the engine is incomplete", remedy, repr(error))
        except (OSError, MemoryError) as error:
            reason = " ".join(str(error).split()) or "out of memory"
            message, remedy = f"The system refuses: {reason}", "Check paths, disk and memory"
            event = Failed("system", message, remedy, traceback.format_exc())
        except Exception as error:
            message = f"The engine met something unexpected: {type(error).__name__}"
            remedy = "Try again; if it happens again, please report it with the details"
            event = Failed("unexpected", message, remedy, traceback.format_exc())
        self.send(event, job)

    def _load(self) -> Ready:
        """Imports the heavy parts."""
        from .machine import gpu_bytes

        with uncollected():
            engine = self._get_engine()
        ready = engine.ready()
        self._gpu_bytes = gpu_bytes(ready.device)
        return ready

    def _get_engine(self) -> Engine:
        from .jobs import Engine

        # Another thread may let go of it meanwhile.
        engine = self._engine or Engine()
        self._engine = engine
        return engine

    def _browse(self, request: CatalogRequest) -> Catalog:
        from .models.shelf import browse

        return browse(request.folders, self._gpu_bytes, request.language)

    def _change(self, job: str, request: object) -> ModelChanged:
        from .model_jobs import change_models

        try:
            return change_models(request, partial(self.send, job=job), partial(self._is_cancelled, job))
        finally:
            if not isinstance(request, VerifyModelRequest):
                # What is in memory may be another model than what lies there from now on.
                self._engine = None
                self._clicks.renew()
            self._was_asked = True
            self._changes.discard(job)

    def _is_cancelled(self, job: str) -> bool:
        return self._is_closing or job in self._cancelled

    def _run(self, job: str, request: object) -> Done:
        send, is_cancelled = partial(self.send, job=job), partial(self._is_cancelled, job)
        if isinstance(request, SelectRequest):
            return self._get_engine().select(request, is_cancelled)
        if isinstance(request, SegmentRequest):
            return self._get_engine().segment(request, send, is_cancelled)
        from .click_jobs import run_click_job

        return run_click_job(request, send, is_cancelled)


# What is answered at once imports only what is light: it must not wait for torch.
def _explain(request: ExplainRequest) -> Explained:
    from .expression.explaining import to_json
    from .expression.reading import read

    return Explained(to_json(read(request.phrase), request.off, request.flip_count))


def _list_models(request: ModelsRequest) -> Models:
    from .models.listing import list_models

    return Models(list_models(request.folders))


def _offer_words(request: WordsRequest) -> Words:
    from .expression.offered_words import offered_words
    from .models.listing import vocabulary_of

    vocabulary = vocabulary_of(request.model)
    return Words(offered_words("en", vocabulary), offered_words("zh", vocabulary))


_ANSWERS: dict[type, Callable[[Any], object]] = {
    ExplainRequest: _explain,
    ModelsRequest: _list_models,
    WordsRequest: _offer_words,
}
