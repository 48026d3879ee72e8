"""Takes the tracks of the last run where the person wants them."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication, QgsLayerTreeGroup, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog

from ...ui.click_page import ClickPage
from ...ui.values import Notice
from ..clicking.track_saving import TABLES, SaveTracksTask, problem_with, style_of
from ..results import recent
from ..results.saving import file_of

translate = QCoreApplication.translate


class TrackSavingController(QObject):
    """Saves outlines and tracks to a GeoPackage, one file at a time.

    Args:
        page: The dock's page of clicks.
        parent: Owner in the sense of Qt.
    """

    failed = pyqtSignal(object)
    """Failed: nothing was written."""
    saved = pyqtSignal(str)
    """The file."""

    def __init__(self, page: ClickPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page, self._project = page, QgsProject.instance()
        self._source: Path | None = None
        self._ids: dict[str, str] = {}
        self._task: SaveTracksTask | None = None
        page.tracks.save_requested.connect(self._choose_file)

    @property
    def is_busy(self) -> bool:
        """Says whether a file is being written."""
        return self._task is not None

    def take(self, group: QgsLayerTreeGroup) -> None:
        """Takes the layers of a run, as those that are saved from now on."""
        self._ids.clear()
        for node in group.findLayers():
            layer = node.layer()
            if isinstance(layer, QgsVectorLayer):
                self._source = file_of(layer)
                # Their names in the tree are for people, and theirs to change.
                self._ids[layer.source().partition("|layername=")[2]] = layer.id()

    def save(self, path: str) -> None:
        """Saves outlines and tracks to a file; one that is there is replaced."""
        if self._source is None or self.is_busy:
            return
        file = Path(path)
        layers = {name: self._project.mapLayer(self._ids.get(name, "")) for name in TABLES}
        layers = {name: layer for name, layer in layers.items() if layer is not None}
        problem = problem_with(self._project, layers.values(), file)
        if problem is not None:
            self.failed.emit(problem)
            return
        styles = {name: style_of(layer) for name, layer in layers.items()}
        # Kept here: the task manager does not keep Python's part of a task.
        task = self._task = SaveTracksTask(self._source, file, styles)
        task.succeeded.connect(lambda count: self._on_saved(task, file, count))
        task.failed.connect(lambda failure: self._on_unsaved(task, failure))
        task.stopped.connect(lambda: self._on_unsaved(task, None))
        self._page.tracks.set_saving(True)
        QgsApplication.taskManager().addTask(task)

    def close(self) -> None:
        """Lets go; a file that is being written is not told of any more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def _choose_file(self) -> None:
        folder = Path(next(iter(recent.recent_outputs()), "")).parent
        dialog = QFileDialog(
            self._page.window(),
            translate("GeoRefer", "Save tracks to a GeoPackage"),
            str(folder),
            translate("GeoRefer", "GeoPackage (*.gpkg)"),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # So that it asks before it replaces a file whose name was typed without its end.
        dialog.setDefaultSuffix("gpkg")
        dialog.selectFile("tracks.gpkg")
        dialog.fileSelected.connect(self.save)
        dialog.open()

    def _on_saved(self, task: SaveTracksTask, file: Path, count: int) -> None:
        if self._end(task):
            text = translate("GeoRefer", "{count} track(s) with their outlines saved to {file}").format(
                count=count, file=file.name
            )
            self._page.show_notice(Notice(text, "info"))
            self.saved.emit(str(file))

    def _on_unsaved(self, task: SaveTracksTask, failure: object) -> None:
        if self._end(task) and failure is not None:
            self.failed.emit(failure)

    def _end(self, task: SaveTracksTask) -> bool:
        """Frees the row and says whether the task is the one at hand."""
        is_ours = task is self._task
        if is_ours:
            self._task = None
            self._page.tracks.set_saving(False)
        return is_ours
