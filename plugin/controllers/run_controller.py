"""Carries one run from the person's wish to its end; what was found on the way is never lost."""

from __future__ import annotations

from dataclasses import replace

from qgis.core import QgsCoordinateReferenceSystem, QgsProject
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ...inference.messages import Done, Failed, Found, FoundObject
from ...inference.protocol import Progress, SegmentRequest
from ...ui.phrase_page import PhrasePage
from ..results.autosave import Autosave
from ..results.live import LiveObjects
from ..running.pace import Pace
from ..running.places import UNFINISHED, folder
from ..running.preparing import Preparation
from ..running.task_bar import TaskBar
from ..running.wish import Wish
from ..worker.client import WorkerClient
from ..worker.failures import WORKER

translate = QCoreApplication.translate


class RunController(QObject):
    """Runs what the person wishes, one run at a time.

    Args:
        page: The dock's page.
        client: The engine's process.
        canvas: The map on which polygons are shown while they are found.
        parent: Owner in the sense of Qt.
    """

    finished = pyqtSignal(object, object)
    """Done, and the final polygons: a list of FoundObject."""
    failed = pyqtSignal(object, bool)
    """Failed, and whether the run can go on from its finished tiles."""
    stopped = pyqtSignal()
    """The person has stopped the run."""
    pictures_missed = pyqtSignal(int)
    """Number of pictures of a map service that did not come; the run goes on without them."""

    def __init__(
        self, page: PhrasePage, client: WorkerClient, canvas: QgsMapCanvas, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._client = client
        self.live = LiveObjects(canvas, self)
        self.unfinished_folder = folder(UNFINISHED)
        self.autosave = Autosave(self.unfinished_folder, parent=self)
        self._bar = TaskBar(self)
        self._pace = Pace()
        self._preparation: Preparation | None = None
        self._request: SegmentRequest | None = None
        self._crs = QgsCoordinateReferenceSystem()
        self._job = ""
        self._objects: list[FoundObject] = []
        self._is_second_try = False
        page.stop_requested.connect(self.stop)
        self._bar.cancelled.connect(self.stop)
        client.progressed.connect(self._on_progress)
        client.found.connect(self._on_found)
        client.done.connect(self._on_done)
        client.failed.connect(self._on_failed)
        client.cancelled.connect(self._on_cancelled)
        QgsProject.instance().cleared.connect(self.stop)

    @property
    def is_running(self) -> bool:
        """Says whether a run is under way."""
        return self._preparation is not None or bool(self._job)

    def begin(self, wish: Wish) -> None:
        """Begins a run: first imagery and layers are brought to files where they are none."""
        if self.is_running:
            return
        self._begin_showing(wish.phrase)
        self._crs = wish.layer.crs()
        preparation = Preparation(wish, self)
        self._preparation = preparation
        preparation.progressed.connect(self._on_prepared_share)
        preparation.ready.connect(self._on_ready)
        preparation.failed.connect(self._on_unprepared)
        preparation.stopped.connect(self._end)
        preparation.start()

    def resume(self, request: SegmentRequest, crs: QgsCoordinateReferenceSystem) -> None:
        """Takes up a run that was broken off, from its finished tiles."""
        if self.is_running:
            return
        self._begin_showing(request.phrase)
        self._crs = crs
        self._ask(replace(request, resume=True))

    def go_on(self) -> None:
        """Takes up the last run where it failed."""
        if self._request is not None:
            self.resume(self._request, self._crs)

    def stop(self) -> None:
        """Stops the run; what is finished is kept."""
        if self._preparation is not None:
            self._preparation.stop()
        elif self._job:
            self._client.cancel(self._job)

    def close(self) -> None:
        """Lets go of the run without waiting for the engine; its polygons are kept for the next time."""
        QgsProject.instance().cleared.disconnect(self.stop)
        if self._preparation is not None:
            self._preparation.stop()
        self.autosave.close()
        self.live.close()
        self._bar.end()

    def _begin_showing(self, phrase: str) -> None:
        self._is_second_try = False
        self._pace = Pace()
        self._page.set_running(True)
        self._bar.begin(phrase)

    def _ask(self, request: SegmentRequest) -> None:
        self._request = request
        self._objects = []
        self.live.begin(self._crs)
        self.autosave.begin(request, self._crs)
        self._job = self._client.segment(request)

    def _on_prepared_share(self, stage: str, share: float) -> None:
        self._page.show_progress(round(100 * share), 100, 0, None, stage)
        self._bar.show(share)

    def _on_ready(self, request: SegmentRequest) -> None:
        preparation, self._preparation = self._preparation, None
        if preparation is not None and preparation.missing:
            self.pictures_missed.emit(preparation.missing)
        self._ask(request)

    def _on_unprepared(self, failure: Failed) -> None:
        self._end()
        self.failed.emit(failure, False)

    def _on_progress(self, job: str, progress: Progress) -> None:
        if job != self._job:
            return
        left_s = self._pace.remaining_s(progress.done, progress.total) if progress.stage == "tiles" else None
        self._page.show_progress(progress.done, progress.total, progress.skipped, left_s, progress.stage)
        if progress.total:
            self._bar.show(progress.done / progress.total)

    def _on_found(self, job: str, found: Found) -> None:
        if job != self._job:
            return
        self.live.add(found)
        if found.is_provisional:
            self.autosave.add(found)
        else:
            self._objects.extend(found.objects)

    def _on_done(self, job: str, done: Done) -> None:
        if job == self._job:
            objects = self._objects
            self._end()
            self.finished.emit(done, objects)

    def _on_failed(self, job: str, failure: Failed) -> None:
        if not self._job or job != self._job or self._request is None:
            return
        if failure.code == WORKER and not self._is_second_try:
            # A worker can be killed for many reasons; one that dies twice on the same run would die again.
            self._is_second_try = True
            self._objects = []
            self._job = self._client.segment(replace(self._request, resume=True))
            return
        self.autosave.close()
        self._end()
        self.failed.emit(failure, True)

    def _on_cancelled(self, job: str) -> None:
        if job == self._job:
            self.autosave.close()
            self._end()
            self.stopped.emit()

    def _end(self) -> None:
        self._preparation, self._job = None, ""
        self._page.set_running(False)
        self._bar.end()

    def forget(self) -> None:
        """Takes the provisional polygons away: the final ones are kept elsewhere by now."""
        self.autosave.discard()
        self.live.clear()
