"""Joins the dock with the engine, the map and the files: what stands behind the dock once it is open."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsTask
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, QTimer

from ..inference.messages import Failed
from ..inference.protocol import SegmentRequest
from ..ui.dock import GeoReferDock
from ..ui.values import Notice
from .click_desk import ClickDesk
from .controllers.engine_controller import EngineController
from .controllers.models_controller import ModelsController
from .controllers.reading_controller import ReadingController
from .controllers.results_controller import ResultsController
from .controllers.run_controller import RunController
from .controllers.scene_controller import SceneController
from .diagnostics import Circumstances, report
from .imagery.failures import ImageryError
from .notices import COPY_REPORT, GO_ON, INSTALL, KEEP, OPTIONS, TAKE_UP, of_failure, of_stop, of_unfinished
from .options import cache, history, schema
from .options.page import PAGE_NAME
from .results.failures import taken_up
from .results.unfinished import FindUnfinishedTask, RemoveUnfinishedTask, UnfinishedRun
from .running.consent import FETCH, FetchConsent
from .running.places import TRIMMED, UNFINISHED, folder
from .running.wish import Wish
from .worker.client import WorkerClient

translate = QCoreApplication.translate

LETTING_GO_MS = 250


class Desk(QObject):
    """Owns the dock, the engine's process and the controllers between them.

    Args:
        iface: The interface of QGIS.
        client: The engine's process; None: a new one.
    """

    def __init__(self, iface: QgisInterface, client: WorkerClient | None = None) -> None:
        super().__init__()
        self.iface = iface
        self.dock = GeoReferDock(iface.mainWindow())
        self.client = client or WorkerClient(parent=self)
        self.page = self.dock.page
        self.engine = EngineController(self.page, self.client, parent=self)
        self.reading = ReadingController(self.page, self.client, self)
        self.scene = SceneController(self.page, iface, self)
        self.results = ResultsController(self.page, iface, self)
        self.run = RunController(self.page, self.client, iface.mapCanvas(), self)
        self.clicks = ClickDesk(self.dock, self.client, iface, self)
        self.models = ModelsController(self.page, self.client, self)
        self.consent = FetchConsent()
        self.failure: Failed | None = None
        self._unfinished: UnfinishedRun | None = None
        self._runs_when_read = False
        self._options = schema.of_worker()
        self._tasks: list[QgsTask] = []
        self._connect()
        iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        # Once the dock is on the screen: what is told then is seen.
        QTimer.singleShot(0, self._begin)

    def close(self) -> None:
        """Ends everything; what was found and not saved is kept for the next time."""
        QgsProject.instance().cleared.disconnect(self._leave_project)
        self.run.close()
        self.clicks.close()
        self.models.close()
        self.engine.close()
        self.client.close()
        self.results.close()
        self.scene.close()
        self.iface.removeDockWidget(self.dock)
        self.dock.deleteLater()
        self.deleteLater()

    def on_options(self) -> None:
        """Takes other options: the engine is started anew, after what it is doing."""
        self.engine.look_at_build()
        if self.run.is_running or self.models.is_busy or schema.of_worker() == self._options:
            return
        self._options = schema.of_worker()
        if self.client.is_running:
            self.client.ended.connect(self._look_again)
            self.client.shutdown()
        else:
            self.engine.look()

    def report(self) -> str:
        """Returns the diagnostics report."""
        said = (self.page.phrase(), *history.phrases())
        return report(
            Circumstances(self.engine.hello, self.engine.device, self.failure, self.client.noise, said)
        )

    def run_phrase(self) -> None:
        """Runs what the dock shows; says what is missing where that cannot be."""
        self.page.show_notice(None)
        self._runs_when_read = self.reading.is_pending
        if self._runs_when_read or not self.reading.phrases:
            # The reading says which layers are meant, what a score may leave out, and whether any part is on.
            return
        try:
            wish = self._wish()
        except ImageryError as error:
            self._show_failure(error.failure)
            return
        question = self.consent.question(wish)
        if question is not None:
            self.page.show_notice(question)
            return
        for phrase in filter(None, (*self.page.further.phrases(), self.page.phrase())):
            history.remember(phrase)
        self.page.set_history(history.phrases())
        self.results.clear()
        self.run.begin(wish)

    def _connect(self) -> None:
        page = self.page
        page.run_requested.connect(self.run_phrase)
        page.add_to_layer_requested.connect(lambda: self.results.add_to(self.scene.polygons))
        page.options_requested.connect(self._show_options)
        page.diagnostics_requested.connect(self._copy_report)
        page.notice_clicked.connect(self._help)
        page.add_model_requested.connect(lambda: self.models.show())
        self.models.changed.connect(self.engine.ask_models)
        self.models.changed.connect(self.clicks.models.ask)
        self.models.settled.connect(self.on_options)
        self.models.noticed.connect(page.show_notice)
        self.models.help_requested.connect(self._help)
        self.engine.failed.connect(self._show_failure)
        self.reading.changed.connect(self._check)
        self.reading.settled.connect(self._on_read)
        self.scene.layers_changed.connect(self._on_layers)
        self.run.finished.connect(self.results.show)
        self.run.failed.connect(self._show_failure)
        self.run.pictures_missed.connect(self._tell_missing)
        self.run.finished.connect(lambda done, objects: self.on_options())
        self.run.stopped.connect(lambda: page.show_notice(of_stop()))
        self.run.keeping_failed.connect(self._show_failure)
        self.results.kept.connect(self._forget)
        self.results.failed.connect(self._show_failure)
        self.results.noticed.connect(page.show_notice)
        self.clicks.failed.connect(self._note_failure)
        self.clicks.page.notice_clicked.connect(self._help_clicking)
        QgsProject.instance().cleared.connect(self._leave_project)

    def _begin(self) -> None:
        self.page.set_history(history.phrases())
        self._check()
        self.engine.look()
        finding = FindUnfinishedTask(folder(UNFINISHED))
        finding.succeeded.connect(self._offer_unfinished)
        self._do(finding)
        self._do(cache.TrimTask(schema.read(), TRIMMED))

    def _do(self, task: QgsTask) -> None:
        # Kept here: the task manager does not keep Python's part of a task.
        self._tasks.append(task)
        for end in (task.taskCompleted, task.taskTerminated):
            end.connect(lambda ended=task: self._tasks.remove(ended))
        QgsApplication.taskManager().addTask(task)

    def _on_read(self) -> None:
        if self._runs_when_read:
            self.run_phrase()

    def _leave_project(self) -> None:
        """Stops what was begun in a project that is closed; what was found is kept."""
        self.run.stop()
        self.run.live.clear()
        self.results.leave_project()
        self.clicks.leave_project()
        self.scene.forget_drawn()

    def _forget(self, output: str) -> None:
        """Removes what was kept of a run, now that its objects lie elsewhere."""
        self.run.forget(output)
        self._do(RemoveUnfinishedTask(folder(UNFINISHED), output))

    def _check(self) -> None:
        """Says whether a run can be begun, and if not, what is missing."""
        if self.scene.layer is None:
            self.page.set_can_run(False, translate("GeoRefer", "Open a raster layer first"))
        elif not self.reading.phrases:
            self.page.set_can_run(False, translate("GeoRefer", "Type what to find"))
        else:
            self.page.set_can_run(True)

    def _on_layers(self) -> None:
        self.reading.set_layer_names(self.scene.layer_names)
        self._check()

    def _wish(self) -> Wish:
        place, settings, layer = self.scene.place(), self.page.settings(), self.scene.layer
        least = settings.threshold if self.reading.is_by_score else SegmentRequest.min_score
        options, phrases = schema.read(), self.reading.phrases
        return Wish(
            layer=layer,
            place=place,
            phrase=phrases[0],
            more_phrases=phrases[1:],
            named_layers=self.reading.named_layers,
            model_id=self.page.model_id() or SegmentRequest.model,
            settings=settings,
            least_score=least,
            device=options.device,
            embeddings_limit_gb=options.embeddings_limit_gb,
        )

    def _offer_unfinished(self, runs: list[UnfinishedRun]) -> None:
        worthy = [run for run in runs if run.polygons]
        if worthy and not self.run.is_running:
            self._unfinished = worthy[0]
            self.page.show_notice(of_unfinished(worthy[0]))

    def _take_up(self) -> None:
        run, self._unfinished = self._unfinished, None
        if run is not None and not run.path.exists():
            self._show_failure(taken_up())
        elif run is not None:
            self.page.show_notice(None)
            # In their order, so that the same wish is known again.
            *further, typed = run.request.phrases
            self.page.further.set_phrases(tuple(further))
            self.page.set_phrase(typed)
            self.reading.read(typed)
            crs = QgsCoordinateReferenceSystem.fromWkt(run.crs_wkt) if run.crs_wkt else None
            self.results.clear()
            self.run.resume(run.request, crs or QgsCoordinateReferenceSystem())

    def _keep_broken(self, tries: int = 40) -> None:
        """Makes a layer of what the run that was stopped has found, once its file is let go."""
        finding = FindUnfinishedTask(folder(UNFINISHED))
        finding.succeeded.connect(lambda runs: self._on_broken(runs, tries))
        self._do(finding)

    def _on_broken(self, runs: list[UnfinishedRun], tries: int) -> None:
        broken = self.run.broken
        mine = [run for run in runs if broken is not None and run.request.output == broken.output]
        if mine:
            self.results.keep(mine[0])
        elif tries and broken is not None:
            QTimer.singleShot(LETTING_GO_MS, lambda: self._keep_broken(tries - 1))

    def _help(self, action: str) -> None:
        """Does what the button of a notice promises."""
        doing = {
            INSTALL: self.engine.install,
            OPTIONS: self._show_options,
            COPY_REPORT: self._copy_report,
            GO_ON: self.run.go_on,
            TAKE_UP: self._take_up,
            KEEP: self._keep_broken,
            FETCH: self._fetch,
        }
        self.page.show_notice(None)
        if action in doing:
            doing[action]()

    def _fetch(self) -> None:
        self.consent.agree()
        self.run_phrase()

    def _help_clicking(self, action: str) -> None:
        self.clicks.page.show_notice(None)
        self._help(action)

    def _note_failure(self, failure: Failed) -> None:
        self.failure = failure

    def _show_failure(self, failure: Failed, can_go_on: bool = False) -> None:
        self.failure = failure
        self.page.show_notice(of_failure(failure, can_go_on))

    def _tell_missing(self, count: int) -> None:
        text = translate(
            "GeoRefer", "{count} picture(s) of the map service did not come; nothing can be found there"
        ).format(count=count)
        self.page.show_notice(Notice(text, "warning"))

    def _show_options(self) -> None:
        self.iface.showOptionsDialog(self.iface.mainWindow(), PAGE_NAME)

    def _copy_report(self) -> None:
        QgsApplication.clipboard().setText(self.report())
        self.page.show_notice(Notice(translate("GeoRefer", "The diagnostics report is on the clipboard")))

    def _look_again(self) -> None:
        self.client.ended.disconnect(self._look_again)
        self.engine.look()
