"""Shows the models in a window of their own, and has the engine get, add, verify and remove them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from ...inference.messages import Failed
from ...inference.model_messages import (
    AddModelRequest,
    Catalog,
    CatalogRequest,
    GetModelRequest,
    ModelChanged,
    ModelProgress,
    RemoveModelRequest,
    VerifyModelRequest,
)
from ...ui.model_dialog import ModelDialog
from ...ui.model_values import Addition, Transfer
from ...ui.phrase_page import PhrasePage
from ...ui.values import Notice
from ..models.items import items_of, place_text, reference_of, taken_names
from ..models.notices import AGAIN, REMOVE, of_change, of_model_failure, of_removal, of_stop, title_of
from ..models.words import progress_text
from ..options import model_folders
from ..running.pace import Pace
from ..running.task_bar import TaskBar
from ..worker.client import WorkerClient

translate = QCoreApplication.translate


@dataclass(frozen=True)
class ModelJob:
    """Is something that the engine does with a model.

    Attributes:
        request: What was asked.
        model_id: The model; "" for one that is added.
        name: Name for people.
    """

    request: object
    model_id: str
    name: str


class ModelsController(QObject):
    """Keeps the window of the models true; downloads go on when it is closed.

    Args:
        page: The dock's page, on which a model is chosen.
        client: The engine's process.
        parent: Owner in the sense of Qt.
    """

    changed = pyqtSignal()
    """Which models there are has changed."""
    settled = pyqtSignal()
    """Nothing is done with models any more."""
    noticed = pyqtSignal(object)
    """Notice for the person, who does not see the window."""
    help_requested = pyqtSignal(str)
    """The action of a notice that is not about models."""

    def __init__(self, page: PhrasePage, client: WorkerClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._client = client
        self.dialog: ModelDialog | None = None
        self._catalog: Catalog | None = None
        self._asking, self._wanted = "", ""
        self._jobs: dict[str, ModelJob] = {}
        self._last: ModelJob | None = None
        self._pace = Pace()
        self._bar = TaskBar(self)
        self._bar.cancelled.connect(self._stop)
        client.told.connect(self._on_progress)
        client.answered.connect(self._on_answer)
        client.failed.connect(self._on_failed)
        client.cancelled.connect(self._on_cancelled)
        client.ready.connect(lambda ready: self._refresh())

    @property
    def is_busy(self) -> bool:
        """Says whether something is done with models."""
        return bool(self._jobs)

    def show(self, parent: QWidget | None = None) -> None:
        """Opens the window, or brings it to the front.

        Args:
            parent: The window above which it stands; None: that of the dock.
        """
        if self.dialog is None:
            self.dialog = self._made(parent or self._page.window())
            self._show_models()
            self._show_transfer(None)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self._refresh()

    def close(self) -> None:
        """Closes the window; for the plugin's unloading."""
        self._bar.end()
        if self.dialog is not None:
            self.dialog.close()

    def _made(self, parent: QWidget) -> ModelDialog:
        dialog = ModelDialog(parent)
        dialog.get_requested.connect(self._get)
        dialog.use_requested.connect(self._use)
        dialog.verify_requested.connect(lambda one: self._begin(VerifyModelRequest(one), one))
        dialog.remove_requested.connect(self._ask_removal)
        dialog.add_requested.connect(self._add)
        dialog.stop_requested.connect(self._stop)
        dialog.notice_clicked.connect(self._help)
        dialog.finished.connect(self._forget_dialog)
        # The window below may go, and take this one along.
        dialog.destroyed.connect(partial(self._on_destroyed, id(dialog)))
        return dialog

    def _on_destroyed(self, which: int) -> None:
        if self.dialog is not None and id(self.dialog) == which:
            self.dialog = None

    def _forget_dialog(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _refresh(self) -> None:
        """Asks what there is, for a window that is open."""
        if self.dialog is not None:
            is_chinese = str(QgsApplication.instance().translation()).lower().startswith("zh")
            language = "zh" if is_chinese else "en"
            self._asking = self._client.ask(CatalogRequest(model_folders.read(), language))

    def _get(self, model_id: str, source: str) -> None:
        self._begin(GetModelRequest(model_id, source), model_id)

    def _add(self, addition: Addition) -> None:
        if not addition.is_copied:
            model_folders.add(addition.path)
            self._end_adding(addition.path)
            return
        beside = (addition.beside,) if addition.beside else ()
        request = AddModelRequest(addition.path, addition.name, beside, addition.replaces)
        self._begin(request, "", addition.name)

    def _ask_removal(self, model_id: str) -> None:
        folder = reference_of(model_id, model_folders.read())
        if folder:
            # Its files stay where they are.
            model_folders.remove(folder)
            self._refresh()
            self.changed.emit()
        else:
            self._tell(of_removal(model_id, self._name(model_id)))

    def _use(self, model_id: str) -> None:
        self._page.set_model_id(model_id)
        self._page.model_chosen.emit(model_id)
        text = translate("GeoRefer", "{model} is chosen in the dock").format(model=self._name(model_id))
        self._tell(Notice(text))

    def _begin(self, request: object, model_id: str, name: str = "") -> None:
        self._tell(None)
        job = ModelJob(request, model_id, name or self._name(model_id))
        self._jobs[self._client.ask(request)] = job
        if len(self._jobs) == 1:
            self._begin_showing()

    def _begin_showing(self) -> None:
        """Shows the first of the jobs, which is the one at hand."""
        job = next(iter(self._jobs.values()), None)
        if job is None:
            self._bar.end()
            self._show_transfer(None)
            self.settled.emit()
            return
        self._pace = Pace()
        self._bar.begin(job.name)
        self._show_transfer(Transfer(title_of(job.request, job.name)))

    def _stop(self) -> None:
        """Stops what is at hand; what waits behind it begins."""
        if self._jobs:
            self._client.cancel(next(iter(self._jobs)))

    def _on_progress(self, job: str, progress: object) -> None:
        if job not in self._jobs or not isinstance(progress, ModelProgress):
            return
        known = self._jobs[job]
        share = progress.done_bytes / progress.total_bytes if progress.total_bytes else None
        remaining_s = None
        if progress.stage == "downloading":
            remaining_s = self._pace.remaining_s(progress.done_bytes, progress.total_bytes)
        self._bar.show(share or 0.0)
        text = progress_text(progress, remaining_s)
        self._show_transfer(Transfer(title_of(known.request, known.name), text, share))
        is_getting = isinstance(known.request, GetModelRequest) and progress.stage == "downloading"
        if self.dialog is not None and share is not None and is_getting:
            percent = translate("GeoRefer", "{percent} % there").format(percent=int(100 * share))
            self.dialog.list.set_state_text(known.model_id, percent)

    def _on_answer(self, job: str, answer: object) -> None:
        if isinstance(answer, Catalog) and job == self._asking:
            self._catalog = answer
            self._show_models()
        elif isinstance(answer, ModelChanged) and job in self._jobs:
            known = self._jobs[job]
            if answer.action == "add":
                self._end_adding(answer.model)
            self._end(job, of_change(answer, known.name))
            if answer.action != "verify":
                self.changed.emit()

    def _on_failed(self, job: str, failure: Failed) -> None:
        if job in self._jobs:
            self._last = self._jobs[job]
            self._end(job, of_model_failure(failure, self._last.request))
        elif job and job == self._asking and self.dialog is not None:
            self._tell(of_model_failure(failure, None))

    def _on_cancelled(self, job: str) -> None:
        if job in self._jobs:
            self._end(job, of_stop(self._jobs[job].request))

    def _end(self, job: str, notice: Notice) -> None:
        self._jobs.pop(job)
        if self.dialog is None:
            self.noticed.emit(notice)
        self._tell(notice)
        self._begin_showing()
        self._refresh()

    def _end_adding(self, model_id: str) -> None:
        if self.dialog is not None:
            self.dialog.end_adding()
        self._wanted = model_id
        self._refresh()
        self.changed.emit()

    def _help(self, action: str) -> None:
        """Does what the button of a notice promises."""
        self._tell(None)
        if action == AGAIN and self._last is not None:
            self._begin(self._last.request, self._last.model_id, self._last.name)
        elif action.startswith(REMOVE):
            model_id = action[len(REMOVE) :]
            self._begin(RemoveModelRequest(model_id), model_id)
        else:
            self.help_requested.emit(action)

    def _tell(self, notice: Notice | None) -> None:
        if self.dialog is not None:
            self.dialog.show_notice(notice)

    def _show_models(self) -> None:
        if self.dialog is None or self._catalog is None:
            return
        self.dialog.show_models(items_of(self._catalog, model_folders.read()), taken_names(self._catalog))
        self.dialog.show_place(place_text(self._catalog))
        if self._wanted:
            self.dialog.choose(self._wanted)
            self._wanted = ""

    def _show_transfer(self, transfer: Transfer | None) -> None:
        if self.dialog is None:
            return
        if transfer is None and self._jobs:
            job = next(iter(self._jobs.values()))
            transfer = Transfer(title_of(job.request, job.name))
        self.dialog.show_transfer(transfer, frozenset(job.model_id for job in self._jobs.values()))

    def _name(self, model_id: str) -> str:
        models = self._catalog.models if self._catalog is not None else ()
        return next((model.name for model in models if model.model_id == model_id), model_id)
