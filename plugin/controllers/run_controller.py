"""Carries one run from the person's wish to its end; what was found on the way is never lost."""

from __future__ import annotations

from dataclasses import replace

from qgis.core import QgsCoordinateReferenceSystem
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ...inference.messages import Done, Failed, Found, FoundObject
from ...inference.protocol import Progress, SegmentRequest
from ...ui.phrase_page import PhrasePage
from ..results.autosave import Autosave
from ..results.failures import ResultsError
from ..results.live import LiveObjects
from ..running.pace import Pace
from ..running.places import UNFINISHED, folder
from ..running.preparing import Preparation
from ..running.task_bar import TaskBar
from ..running.wish import Wish
from ..worker.client import WorkerClient
from ..worker.failures import WORKER

translate = QCoreApplication.translate


# After these a run may succeed the next time, from its finished tiles.
RESUMABLE = (WORKER, "system", "output")


class RunController(QObject):
    """Runs what the person wishes, one run at a time.

    Args:
        page: The dock's page.
        client: The engine's process.
        canvas: The map on which polygons are shown while they are found.
        parent: Owner in the sense of Qt.
    """

    begun = pyqtSignal(object)
    """Wish."""
    finished = pyqtSignal(object, object)
    """Done, and the final polygons: a list of FoundObject."""
    failed = pyqtSignal(object, bool)
    """Failed, and whether the run can go on from its finished tiles."""
    stopped = pyqtSignal()
    """The person has stopped the run."""
    keeping_failed = pyqtSignal(object)
    """Failed: what is found is not kept on the disk any more; the run goes on."""
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
        self._broken: SegmentRequest | None = None
        self.autosave.failed.connect(self.keeping_failed)
        page.stop_requested.connect(self.stop)
        self._bar.cancelled.connect(self.stop)
        client.progressed.connect(self._on_progress)
        client.found.connect(self._on_found)
        client.done.connect(self._on_done)
        client.failed.connect(self._on_failed)
        client.cancelled.connect(self._on_cancelled)

    @property
    def broken(self) -> SegmentRequest | None:
        """Returns the last run if it was stopped or has failed; its finished tiles are kept."""
        return self._broken

    @property
    def is_running(self) -> bool:
        """Says whether a run is under way."""
        return self._preparation is not None or bool(self._job)

    def begin(self, wish: Wish) -> None:
        """Begins a run: first imagery and layers are brought to files where they are none."""
        if self.is_running:
            return
        self._begin_showing(", ".join((wish.phrase, *wish.more_phrases)))
        self.begun.emit(wish)
        self._crs = wish.layer.crs()
        preparation = Preparation(wish, self)
        self._preparation = preparation
        preparation.progressed.connect(self._on_prepared_share)
        preparation.ready.connect(self._on_ready)
        preparation.failed.connect(self._on_unprepared)
        preparation.stopped.connect(self._on_unbegun)
        preparation.start()

    def resume(self, request: SegmentRequest, crs: QgsCoordinateReferenceSystem) -> None:
        """Takes up a run that was broken off, from its finished tiles."""
        if self.is_running:
            return
        self._begin_showing(", ".join(request.phrases))
        self._crs = crs
        self._ask(replace(request, resume=True))

    def go_on(self) -> None:
        """Takes up the last run where it failed."""
        if self._broken is not None:
            self.resume(self._broken, self._crs)

    def stop(self) -> None:
        """Stops the run; what is finished is kept."""
        if self._preparation is not None:
            self._preparation.stop()
        elif self._job:
            self._client.cancel(self._job)

    def forget(self, output: str) -> None:
        """Takes away what was kept of a run: its final polygons lie elsewhere by now.

        Args:
            output: The engine's output, which names the run.
        """
        if not self.is_running and self._request is not None and self._request.output == output:
            self.autosave.discard()
            self.live.clear()

    def close(self) -> None:
        """Lets go of the run without waiting for the engine; its polygons are kept for the next time."""
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
        self._request, self._broken = request, None
        self._objects = []
        try:
            self.autosave.begin(request, self._crs)
        except ResultsError as error:
            self._end("failed")
            self.failed.emit(error.failure, False)
            return
        self.live.begin(self._crs)
        self._job = self._client.segment(request)

    def _on_prepared_share(self, stage: str, share: float) -> None:
        text = translate("GeoRefer", "{stage}, {percent} %").format(stage=stage, percent=round(100 * share))
        self._page.show_progress(0, 0, 0, None, text)
        self._bar.show(share)

    def _on_ready(self, request: SegmentRequest) -> None:
        preparation, self._preparation = self._preparation, None
        if preparation is not None:
            preparation.deleteLater()
            if preparation.missing:
                self.pictures_missed.emit(preparation.missing)
        broken = self._broken
        if broken is not None and replace(request, output=broken.output) == broken:
            # The same wish once more: its finished tiles are there.
            request = replace(broken, resume=True)
        self._ask(request)

    def _on_unprepared(self, failure: Failed) -> None:
        self._end("failed")
        self.failed.emit(failure, False)

    def _on_unbegun(self) -> None:
        self._end("stopped")

    def _on_progress(self, job: str, progress: Progress) -> None:
        if job != self._job:
            return
        if progress.stage != "tiles":
            self._page.show_progress(0, 0, 0, None, translate("GeoRefer", "Outlining what was found"))
            return
        left_s = self._pace.remaining_s(progress.done, progress.total)
        self._page.show_progress(progress.done, progress.total, progress.skipped, left_s, "")
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
            self._end("done")
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
        self._break_off("failed")
        self.failed.emit(failure, failure.code in RESUMABLE)

    def _on_cancelled(self, job: str) -> None:
        if job == self._job:
            self._break_off("stopped")
            self.stopped.emit()

    def _break_off(self, how: str) -> None:
        self._broken = None if self._request is None else replace(self._request, resume=False)
        self.autosave.leave()
        self._end(how)

    def _end(self, how: str) -> None:
        preparation, self._preparation = self._preparation, None
        if preparation is not None:
            preparation.deleteLater()
        self._job = ""
        self._page.set_run_ended(how)
        self._page.set_running(False)
        self._bar.end()
