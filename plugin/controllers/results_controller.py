"""Keeps the results: in a layer, in the dock's list, and where the person wants them saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsFeatureRequest, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtBoundSignal, pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog

from ...inference.messages import Done, Failed, FoundObject
from ...ui.phrase_page import PhrasePage
from ...ui.values import Notice, ResultRow
from ..results import recent
from ..results.adding import LayerAdder
from ..results.failures import OUTPUT, ResultsError, not_written
from ..results.filtering import ObjectFilter
from ..results.measures import area_text
from ..results.run_file import RunFile, WriteRunTask, loaded
from ..results.run_layer import add_run_layer, show_project_units
from ..results.run_phrases import phrases_by_object, phrases_of
from ..results.saving import SaveTask, layers_showing
from ..results.tasks import FileTask
from ..results.unfinished import KeepUnfinishedTask, UnfinishedRun
from ..running.places import RESULTS, folder, made_folder
from ..running.summary import report_window, summary

translate = QCoreApplication.translate

SHOWN_BY_DEFAULT = 0.6


class ResultsController(QObject):
    """Shows what a run has found and takes it where the person wants it.

    Args:
        page: The dock's page.
        iface: The interface of QGIS.
        parent: Owner in the sense of Qt.
    """

    noticed = pyqtSignal(object)
    """Notice."""
    failed = pyqtSignal(object)
    """Failed."""
    kept = pyqtSignal(str)
    """The engine's output of a run whose objects lie in a file of their own now."""

    def __init__(self, page: PhrasePage, iface: QgisInterface, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._iface = iface
        self.report: dict[str, object] = {}
        self._objects: tuple[FoundObject, ...] = ()
        self._layer: QgsVectorLayer | None = None
        self._tasks: set[FileTask] = set()
        self._is_closed = False
        # Counts the projects: what was begun in one does not come out in another.
        self._project_number = self._run_project = 0
        self._added_to: QgsVectorLayer | None = None
        self.filter = ObjectFilter(self)
        self._adder = LayerAdder(QgsProject.instance(), self)
        self._adder.added.connect(self._on_added)
        self._adder.failed.connect(self.failed)
        page.set_least_score(SHOWN_BY_DEFAULT)
        page.set_recent(recent.recent_outputs())
        page.score_changed.connect(self.filter.set_least_score)
        page.object_kept.connect(lambda number, is_kept: self.filter.set_kept([number], is_kept))
        page.object_zoomed.connect(self._zoom)
        page.save_requested.connect(self._choose_file)
        page.undo_requested.connect(self.undo)
        page.recent_requested.connect(self._open)
        page.report_requested.connect(self._show_report)
        project = QgsProject.instance()
        project.layersRemoved.connect(self._on_layers_removed)
        for changed in _unit_signals(project):
            changed.connect(self._show_units)

    @property
    def layer(self) -> QgsVectorLayer | None:
        """Returns the layer of the last run, None where there is none or it was removed."""
        return None if self._layer is None or sip.isdeleted(self._layer) else self._layer

    def clear(self) -> None:
        """Empties the list; the layer of the last run stays in the project."""
        self._run_project = self._project_number
        self._page.show_summary("")
        self._show((), {})

    def leave_project(self) -> None:
        """Forgets a project that was closed; a run that ends later is offered among the recent outputs."""
        self._project_number += 1
        self._added_to = None
        self._page.set_can_undo(False)
        self._show((), {})
        self._page.show_summary("")

    def keep(self, run: UnfinishedRun) -> None:
        """Makes a layer of what a broken run has found."""
        try:
            file = made_folder(RESULTS) / f"{run.run_id}.gpkg"
        except OSError as error:
            self.failed.emit(not_written(folder(RESULTS), str(error)))
            return
        self._begin(KeepUnfinishedTask(run, file), lambda kept: self._add_kept(kept, run))

    def show(self, done: Done, objects: Sequence[FoundObject]) -> None:
        """Lists the objects of a run and puts them into the project."""
        output = str(done.report["output"])
        if self._run_project == self._project_number:
            self._show(tuple(objects), done.report)
            self._page.show_summary(summary(done.report))
        try:
            file = made_folder(RESULTS) / f"{done.report['run_id']}.gpkg"
        except OSError as error:
            self.failed.emit(not_written(folder(RESULTS), str(error)))
            return
        number = self._run_project
        self._begin(WriteRunTask(done.report, file), lambda run: self._add_layer(run, number, output))

    def save(self, path: str) -> None:
        """Saves the kept objects to a file; a GeoPackage that is there is added to."""
        layer = self.layer
        if layer is None:
            return
        file = Path(path if path.lower().endswith(".gpkg") else f"{path}.gpkg")
        task = SaveTask(layer, self.filter.expression(), file, True, QgsProject.instance())
        self._begin(task, lambda count: self._on_saved(file, count))

    def add_to(self, target: QgsVectorLayer | None) -> None:
        """Adds the kept objects to a polygon layer's edit buffer, as one step that can be taken back."""
        layer = self.layer
        if layer is None:
            return
        if target is None or target == layer:
            self.failed.emit(_no_target())
            return
        if self._adder.is_busy:
            return
        self._adder.add(layer, self.filter.expression(), target)

    def undo(self) -> None:
        """Takes back what was added to a layer last."""
        if self._adder.can_undo(self._added_to):
            self._adder.undo(self._added_to)
        self._page.set_can_undo(self._adder.can_undo(self._added_to))

    def close(self) -> None:
        """Stops looking at the project."""
        self._is_closed = True
        self._adder.stop()
        project = QgsProject.instance()
        project.layersRemoved.disconnect(self._on_layers_removed)
        for changed in _unit_signals(project):
            changed.disconnect(self._show_units)

    def _begin(self, task: FileTask, then: Callable[[Any], None]) -> None:
        # Kept here: the task manager does not keep Python's part of a task.
        self._tasks.add(task)
        # A task may outlive the plugin.
        task.succeeded.connect(lambda outcome: None if self._is_closed else then(outcome))
        task.failed.connect(self.failed)
        for end in (task.taskCompleted, task.taskTerminated):
            end.connect(lambda ended=task: self._tasks.discard(ended))
        QgsApplication.taskManager().addTask(task)

    def _show(self, objects: tuple[FoundObject, ...], report: dict[str, object]) -> None:
        self._objects, self.report, self._layer = objects, report, None
        self.filter.set_layer(None)
        self._page.set_can_save(False)
        self._list()

    def _list(self) -> None:
        project = QgsProject.instance()
        # One phrase needs not to be told from others.
        named = phrases_by_object(self.report) if len(phrases_of(self.report)) > 1 else ()
        rows = [
            ResultRow(
                one.object_id,
                one.score,
                "",
                not self.filter.is_dropped(one.object_id),
                one.area_m2 or 0.0,
                named[one.object_id] if one.object_id < len(named) else "",
            )
            for one in self._objects
        ]
        # Words for ten thousand areas would hold the window up; those that are seen are worded.
        self._page.set_results(rows, lambda area_m2: area_text(area_m2 or None, project))

    def _add_layer(self, run: RunFile, project_number: int, output: str) -> None:
        if project_number != self._project_number:
            recent.remember_output(str(run.path))
            self._page.set_recent(recent.recent_outputs())
        elif run.report.get("run_id") != self.report.get("run_id"):
            add_run_layer(QgsProject.instance(), run)
        else:
            dropped = self.filter.dropped
            self._layer = add_run_layer(QgsProject.instance(), run)
            self.filter.set_layer(self._layer)
            self.filter.set_least_score(self._page.least_score())
            self.filter.set_kept(dropped, False)
            self._page.set_can_save(bool(self._objects))
        self.kept.emit(output)

    def _add_kept(self, kept: RunFile, run: UnfinishedRun) -> None:
        add_run_layer(QgsProject.instance(), kept)
        self.kept.emit(run.request.output)

    def _zoom(self, object_id: int) -> None:
        layer = self.layer
        if layer is None:
            return
        request = QgsFeatureRequest().setFilterExpression(f'"object_id" = {int(object_id)}').setLimit(1)
        canvas = self._iface.mapCanvas()
        for feature in layer.getFeatures(request):
            canvas.zoomToFeatureIds(layer, [feature.id()])
            canvas.flashFeatureIds(layer, [feature.id()])

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self._page.window(),
            translate("GeoRefer", "Save to a GeoPackage, or add to one"),
            str(Path(next(iter(recent.recent_outputs()), "")).parent / "objects.gpkg"),
            translate("GeoRefer", "GeoPackage (*.gpkg)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.save(chosen)

    def _on_saved(self, file: Path, count: int) -> None:
        recent.remember_output(str(file))
        self._page.set_recent(recent.recent_outputs())
        for shown in layers_showing(QgsProject.instance(), file):
            shown.reload()
            shown.updateExtents()
            shown.triggerRepaint()
        text = translate("GeoRefer", "{count} object(s) saved to {file}").format(count=count, file=file.name)
        self.noticed.emit(Notice(text, "info"))

    def _on_added(self, layer: QgsVectorLayer, count: int) -> None:
        self._added_to = layer
        self._page.set_can_undo(self._adder.can_undo(layer))
        text = translate("GeoRefer", "{count} object(s) added to {layer}; not saved there yet").format(
            count=count, layer=layer.name()
        )
        self.noticed.emit(Notice(text, "info"))

    def _open(self, path: str) -> None:
        file = Path(path)
        showing = layers_showing(QgsProject.instance(), file)
        try:
            layer = showing[0] if showing else loaded(file)
        except ResultsError as error:
            recent.forget_output(path)
            self._page.set_recent(recent.recent_outputs())
            self.failed.emit(error.failure)
            return
        if not showing:
            layer.setName(file.stem)
            QgsProject.instance().addMapLayer(layer)
        self._iface.setActiveLayer(layer)
        self._iface.zoomToActiveLayer()

    def _show_report(self) -> None:
        if self.report:
            report_window(self.report).showMessage(False)

    def _show_units(self) -> None:
        if self.layer is not None:
            show_project_units(self.layer, QgsProject.instance())
        self._list()

    def _on_layers_removed(self, ids: Sequence[str]) -> None:
        if self._layer is not None and self.layer is None:
            self._layer = None
            self.filter.set_layer(None)
            self._page.set_can_save(False)


def _unit_signals(project: QgsProject) -> list[pyqtBoundSignal]:
    """Returns what tells that the project's units are others; older versions of QGIS tell nothing."""
    names = ("areaUnitsChanged", "distanceUnitsChanged")
    return [getattr(project, name) for name in names if hasattr(project, name)]


def _no_target() -> Failed:
    return Failed(
        OUTPUT,
        translate("GeoRefer", "There is no polygon layer to add to"),
        translate("GeoRefer", "Make one active in the layer tree, then add again"),
    )
