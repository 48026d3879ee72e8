"""Has objects followed through frames, from the first click to tracks that can be played."""

from __future__ import annotations

import uuid
from pathlib import Path

from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ...inference.click_messages import CLICK_MODEL, Sighted, TrackRequest
from ...inference.messages import Done, Failed
from ...inference.protocol import Progress
from ...ui.click_page import ClickPage
from ...ui.click_values import FrameRow
from ..clicking.clicked_layer import AcceptedObject
from ..clicking.frame_set import FrameSet
from ..clicking.frames import date_text
from ..clicking.pending import Prompts
from ..clicking.playing import Timetable, play, set_times, timetable
from ..clicking.sightings import LiveSightings
from ..clicking.track_file import LoadTracksTask, TrackFile, add_tracks
from ..clicking.track_words import fates, report_window, stage_text, summary
from ..clicking.tracked import TrackedObjects
from ..options import schema
from ..results.failures import not_written
from ..running.places import RESULTS, folder, made_folder
from ..running.task_bar import TaskBar
from ..worker.client import WorkerClient
from ..worker.failures import WORKER

translate = QCoreApplication.translate


class TrackController(QObject):
    """Keeps the frames, the objects that were clicked in them, and one run at a time.

    Args:
        page: The dock's page of clicks.
        client: The engine's process.
        canvas: The map.
        parent: Owner in the sense of Qt.
    """

    frame_shown = pyqtSignal(object)
    """QgsRasterLayer: the frame that is clicked in from now on."""
    objects_changed = pyqtSignal()
    failed = pyqtSignal(object)
    """Failed."""
    hinted = pyqtSignal(str)
    """A sentence for the person."""
    played = pyqtSignal()
    """The temporal controller plays from now on."""
    tracked = pyqtSignal(object)
    """QgsLayerTreeGroup: outlines and tracks are in the project."""

    def __init__(
        self, page: ClickPage, client: WorkerClient, canvas: QgsMapCanvas, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._page, self._client, self._canvas = page, client, canvas
        self._project = QgsProject.instance()
        self.frames = FrameSet(self._project, self)
        self.objects = TrackedObjects()
        self.live = LiveSightings(canvas, self)
        self._fates: dict[int, str] = {}
        self._bar = TaskBar(self)
        self._job, self._request, self._is_second_try = "", None, False
        self._run_frames = self.frames.frames
        self._loading: LoadTracksTask | None = None
        self._table: Timetable | None = None
        self.report: dict[str, object] = {}
        self._connect()
        self._show_objects()

    @property
    def is_running(self) -> bool:
        """Says whether objects are being followed."""
        return bool(self._job) or self._loading is not None

    @property
    def has_frames(self) -> bool:
        """Says whether clicks mean objects that shall be followed."""
        return bool(self.frames.frames)

    def take_layer(self, layer: QgsRasterLayer | None) -> bool:
        """Makes a layer the frame that is clicked in; says whether it is a frame."""
        place = self.frames.place_of(layer.id()) if layer is not None else -1
        if place >= 0:
            self._page.frames.choose(place)
            self._show_frame()
        return place >= 0

    def accept(self, accepted: AcceptedObject, prompts: Prompts) -> None:
        """Keeps an outline for the object that is chosen, or for a new one."""
        place = self._page.frames.chosen()
        if 0 <= place < len(self.frames.frames):
            self.objects.accept(self._page.tracks.chosen(), place, accepted.answer.wkb, prompts)
            self._page.tracks.choose(0)
            self._show_objects()

    def undo(self) -> None:
        """Takes the last outline back."""
        if self.objects.undo():
            self._show_objects()

    def run(self, direction: str) -> None:
        """Follows the objects that were clicked."""
        if self.objects.numbers:
            self._begin(direction, find_movers=False)

    def find_movers(self) -> None:
        """Finds everything that moves."""
        self._begin("both", find_movers=True)

    def stop(self) -> None:
        """Stops the run."""
        if self._job:
            self._client.cancel(self._job)

    def play(self) -> None:
        """Plays frames and tracks by the temporal controller."""
        if self._table is None:
            return
        self.frames.show_all()
        self.played.emit()
        if not play(self._canvas, self._table):
            self.hinted.emit(translate("GeoRefer", "This map has no temporal controller"))

    def leave_project(self) -> None:
        """Forgets frames and objects: their project is closed."""
        self.stop()
        self._table = None
        self.live.clear()
        self.frames.clear()

    def close(self) -> None:
        """Lets go of everything."""
        self.frames.close()
        self._loading = None
        self.live.close()
        self._bar.end()

    def _connect(self) -> None:
        rows, frames = self._page.tracks, self._page.frames
        self.frames.changed.connect(self._on_frames)
        self.frames.failed.connect(self.failed)
        frames.frame_chosen.connect(lambda place: self._show_frame())
        frames.clear_requested.connect(self.frames.clear)
        rows.object_removed.connect(self._remove)
        rows.track_requested.connect(self.run)
        rows.movers_requested.connect(self.find_movers)
        rows.stop_requested.connect(self.stop)
        rows.play_requested.connect(self.play)
        rows.report_requested.connect(self._show_report)
        self._bar.cancelled.connect(self.stop)
        self._client.progressed.connect(self._on_progress)
        self._client.told.connect(self._on_told)
        self._client.done.connect(self._on_done)
        self._client.failed.connect(self._on_failed)
        self._client.cancelled.connect(self._on_cancelled)

    def _begin(self, direction: str, find_movers: bool) -> None:
        if self.is_running or not self.has_frames:
            return
        try:
            output = made_folder(RESULTS) / f"tracks-{uuid.uuid4().hex[:12]}.gpkg"
        except OSError as error:
            self.failed.emit(not_written(folder(RESULTS), str(error)))
            return
        self._run_frames = self.frames.frames
        self._fates.clear()
        self._is_second_try = False
        self._request = TrackRequest(
            frames=tuple(frame.facts for frame in self._run_frames),
            output=str(output),
            clicks=() if find_movers else self.objects.clicks(),
            find_movers=find_movers,
            direction=direction,
            model=self._page.model_id() or CLICK_MODEL,
            fps=self._page.tracks.frames_per_second(),
            min_area_m2=self._page.tracks.min_area_m2() if find_movers else None,
            device=schema.read().device,
        )
        self._bar.begin(translate("GeoRefer", "moving objects"))
        self._page.tracks.set_running(True)
        seen = self.frames.layer(self._page.frames.chosen())
        self.live.begin([one.layer_id for one in self._run_frames], seen.id() if seen is not None else "")
        self._job = self._client.ask(self._request)

    def _on_progress(self, job: str, progress: Progress) -> None:
        if job == self._job:
            self._page.tracks.show_progress(progress.done, progress.total, stage_text(progress.stage))
            if progress.total:
                self._bar.show(progress.done / progress.total)

    def _on_told(self, job: str, event: object) -> None:
        if job == self._job and isinstance(event, Sighted):
            self.live.add(event)

    def _on_done(self, job: str, done: Done) -> None:
        if job != self._job:
            return
        self._job = ""
        self.report = dict(done.report)
        # Kept here: the task manager does not keep Python's part of a task.
        task = self._loading = LoadTracksTask(done.report)
        task.succeeded.connect(lambda found: self._on_loaded(task, found))
        task.failed.connect(lambda failure: self._on_unloaded(task, failure))
        task.stopped.connect(lambda: self._on_unloaded(task, None))
        QgsApplication.taskManager().addTask(task)

    def _on_loaded(self, task: LoadTracksTask, found: TrackFile) -> None:
        if task is not self._loading:
            return
        self._loading = None
        first = self._run_frames[0].facts.name if self._run_frames else ""
        group = add_tracks(
            self._project, found, translate("GeoRefer", "Tracks from {frame}").format(frame=first)
        )
        self._table = timetable(self._run_frames, found.objects)
        set_times(self._project, self._run_frames, self._table)
        self._fates = fates(found.objects)
        self._end()
        self._page.tracks.summary.show_summary(summary(self.report))
        self._page.tracks.set_has_tracks(True)
        self._show_objects()
        self.tracked.emit(group)

    def _on_unloaded(self, task: LoadTracksTask, failure: Failed | None) -> None:
        if task is self._loading:
            self._loading = None
            self._end()
            if failure is not None:
                self.failed.emit(failure)

    def _on_failed(self, job: str, failure: Failed) -> None:
        if not self._job or job != self._job:
            return
        if failure.code == WORKER and not self._is_second_try:
            # Everything is in the request: another worker can answer it.
            self._is_second_try = True
            self._job = self._client.ask(self._request)
            return
        self._end()
        self.failed.emit(failure)

    def _on_cancelled(self, job: str) -> None:
        if self._job and job == self._job:
            self._end()
            self.hinted.emit(translate("GeoRefer", "Stopped; the objects that were clicked are kept"))

    def _end(self) -> None:
        self._job = ""
        self._bar.end()
        self._page.tracks.set_running(False)
        self.live.clear()

    def _remove(self, object_id: int) -> None:
        self.objects.remove(object_id)
        self._show_objects()

    def _on_frames(self) -> None:
        """Shows other frames; the objects of the former ones mean nothing in them."""
        self.objects.clear()
        self._fates.clear()
        rows = [
            FrameRow(one.facts.name, date_text(one), Path(one.facts.raster).name)
            for one in self.frames.frames
        ]
        self._page.frames.set_frames(rows)
        self._page.show_frames(self.has_frames)
        has_times = self.has_frames and all(date_text(one) for one in self.frames.frames)
        self._page.tracks.set_has_times(has_times)
        self._page.tracks.set_has_tracks(False)
        if self.has_frames:
            self._page.frames.choose(0)
            self._show_frame()
        self._show_objects()

    def _show_frame(self) -> None:
        place = self._page.frames.chosen()
        layer = self.frames.layer(place)
        if layer is not None:
            self.frames.show(place)
            self.live.show(layer.id())
            self.frame_shown.emit(layer)

    def _show_objects(self) -> None:
        self._page.tracks.set_objects(self.objects.rows(self._fates))
        self.objects_changed.emit()

    def _show_report(self) -> None:
        if self.report:
            report_window(self.report).showMessage(False)
