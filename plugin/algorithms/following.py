"""Follows one job to its end, in the thread of a Processing algorithm.

Processing wants a function that returns; the client never waits. Between them stands an event loop of this
thread alone, so that the window of QGIS goes on where the algorithm runs in the background.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from qgis.core import QgsProcessingException, QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, QTimer

from ...inference.messages import Done, Explained, Failed, Ready, Stopped
from ...inference.protocol import Progress, SegmentRequest, SelectRequest
from ..wording.engine_text import in_dock, line_of
from ..worker.client import WorkerClient
from ..worker.failures import WORKER

translate = QCoreApplication.translate

CANCEL_CHECK_MS = 50
# A worker that dies twice on the same run would die a third time.
TRIES = 2
# From where to where the bar goes while objects are outlined, and while they are tracked.
STAGES = {"objects": (0, 100), "registration": (0, 40), "following": (40, 99), "writing": (99, 100)}


def segment(request: SegmentRequest, feedback: QgsProcessingFeedback) -> Done | None:
    """Runs a request in a worker of its own; goes on with the finished tiles where the worker dies.

    Args:
        request: What is asked.
        feedback: Told of progress; asked whether to stop.

    Returns:
        What the run ended with; None where the person stopped it.

    Raises:
        QgsProcessingException: Something is wrong.
    """
    for attempt in range(1, TRIES + 1):
        end = _follow(lambda client, request=request: client.segment(request), feedback)
        if isinstance(end, Done):
            return end
        if isinstance(end, Stopped):
            return None
        if end.code != WORKER or attempt == TRIES:
            break
        feedback.pushWarning(_line(end))
        feedback.pushWarning(translate("GeoRefer", "Going on from the finished tiles"))
        request = replace(request, resume=True)
    _tell(end, feedback)
    raise QgsProcessingException(_line(end))


def select(request: SelectRequest, feedback: QgsProcessingFeedback) -> Done | None:
    """Chooses among polygons that exist already; None where the person stopped it.

    Raises:
        QgsProcessingException: Something is wrong.
    """
    end = _follow(lambda client: client.select(request), feedback)
    if isinstance(end, Failed):
        _tell(end, feedback)
        raise QgsProcessingException(_line(end))
    return end if isinstance(end, Done) else None


def run_job(request: object, feedback: QgsProcessingFeedback) -> Done | None:
    """Runs any request that ends with a report; None where the person stopped it.

    Raises:
        QgsProcessingException: Something is wrong.
    """
    end = _follow(lambda client: client.ask(request), feedback)
    if isinstance(end, Failed):
        _tell(end, feedback)
        raise QgsProcessingException(_line(end))
    return end if isinstance(end, Done) else None


def explain(phrase: str, feedback: QgsProcessingFeedback) -> Explained | None:
    """Returns how a phrase is read; None where the person did not want to wait.

    Raises:
        QgsProcessingException: Something is wrong.
    """
    end = _follow(lambda client: client.explain(phrase), feedback)
    if isinstance(end, Failed):
        _tell(end, feedback)
        raise QgsProcessingException(_line(end))
    return end if isinstance(end, Explained) else None


def _follow(
    ask: Callable[[WorkerClient], str], feedback: QgsProcessingFeedback
) -> Done | Explained | Failed | Stopped:
    """Starts a worker, asks it for one job, and returns how that ended."""
    client, loop = WorkerClient(), QEventLoop()
    ends: list[Done | Explained | Failed | Stopped] = []

    def end(event: Done | Explained | Failed | Stopped) -> None:
        ends.append(event)
        loop.quit()

    client.ready.connect(lambda ready: _tell_device(ready, feedback))
    client.progressed.connect(lambda job, progress: _tell_progress(progress, feedback))
    client.done.connect(lambda job, event: end(event))
    client.explained.connect(lambda job, event: end(event))
    # Without a job it is the engine's own trouble, which the job's failure will tell again.
    client.failed.connect(lambda job, event: end(event) if job else None)
    client.cancelled.connect(lambda job: end(Stopped()))
    timer = QTimer()
    timer.timeout.connect(lambda: client.cancel(job) if feedback.isCanceled() else None)
    timer.start(CANCEL_CHECK_MS)
    try:
        job = ask(client)
        loop.exec()
    finally:
        timer.stop()
        client.close()
    return ends[0] if ends else Stopped()


def _tell_device(ready: Ready, feedback: QgsProcessingFeedback) -> None:
    feedback.pushInfo(
        translate("GeoRefer", "Computing on {device}: {reason}").format(
            device=ready.device, reason=in_dock(ready.reason)
        )
    )


def _tell_progress(progress: Progress, feedback: QgsProcessingFeedback) -> None:
    if progress.stage in STAGES and progress.total:
        first, last = STAGES[progress.stage]
        feedback.setProgress(first + (last - first) * progress.done / progress.total)
    if progress.stage == "tiles" and progress.total:
        feedback.setProgress(100 * progress.done / progress.total)
        feedback.setProgressText(
            translate("GeoRefer", "{done} of {total} tiles").format(done=progress.done, total=progress.total)
        )


def _tell(failure: Failed, feedback: QgsProcessingFeedback) -> None:
    """Puts into the log what the one line for the person does not hold."""
    if failure.detail:
        feedback.pushDebugInfo(failure.detail)


def _line(failure: Failed) -> str:
    return line_of(failure.message, failure.remedy)
