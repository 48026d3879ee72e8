"""Finds what the engine opens for a click: the layer's file, or a copy of what the map shows of a service."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsRasterLayer, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ...inference.messages import Failed
from ...inference.protocol import Bounds
from ..imagery.estimate import estimate
from ..imagery.export import Exported, ExportTask
from ..imagery.failures import EXPORT, ImageryError
from ..imagery.places import CANVAS, find_place
from ..imagery.source import file_name, shown_bands, whole_extent
from ..running.places import EXPORTS, made_folder
from .views import ViewOfLayer

translate = QCoreApplication.translate

# Of a copy that the map shows; below it the map is so close that a finer copy is worth fetching.
LEAST_SHARE = 0.1


class ClickImagery(QObject):
    """Knows the file for the layer that is clicked in.

    What is no file is fetched once for what the map shows, and again when that is elsewhere.

    Args:
        parent: Owner in the sense of Qt.
    """

    ready = pyqtSignal()
    """What `find` could not give at once is there now."""
    failed = pyqtSignal(object)
    """Failed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = ""
        """What the engine opens; "" while that is not known."""
        self.bands: tuple[int, ...] | None = None
        """Bands that are clicked in; None: the raster's own colours."""
        self._layer_id = ""
        self._fetched: Bounds | None = None
        self._task: ExportTask | None = None

    def find(self, layer: QgsRasterLayer | None, canvas: QgsMapCanvas, is_asked: bool = True) -> bool:
        """Says whether `name` is what the engine has to open for a click; else `ready` or `failed` follows.

        Args:
            layer: The layer.
            canvas: The map.
            is_asked: Whether a copy is fetched where one is needed.
        """
        if layer is None:
            return False
        if layer.id() != self._layer_id:
            self.forget()
            self._layer_id = layer.id()
        name = file_name(layer)
        if name is not None:
            self.name, self.bands = name, shown_bands(layer)
            return True
        if self.name and self._fetched is not None and _holds(self._fetched, layer, canvas):
            return True
        if is_asked and self._task is None:
            self._fetch(layer, canvas)
        return False

    def forget(self) -> None:
        """Forgets what was found; what is being fetched is dropped."""
        self.name, self.bands, self._layer_id, self._fetched = "", None, "", None
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def close(self) -> None:
        """Drops what is under way; nothing is told any more."""
        self.blockSignals(True)
        self.forget()

    def _fetch(self, layer: QgsRasterLayer, canvas: QgsMapCanvas) -> None:
        try:
            place = find_place(CANVAS, layer, canvas, None, None)
            planned = estimate(layer, place.extent, _pixel_size(layer, canvas))
            task = ExportTask(layer, planned, str(made_folder(EXPORTS)))
        except ImageryError as error:
            self.failed.emit(error.failure)
            return
        except OSError as error:
            self.failed.emit(_no_cache(str(error)))
            return
        task.exported.connect(lambda exported: self._on_exported(task, exported, planned.extent))
        task.failed.connect(lambda failure: self._on_failed(task, failure))
        # Kept here: the task manager does not keep Python's part of a task.
        self._task = task
        QgsApplication.taskManager().addTask(task)

    def _on_exported(self, task: ExportTask, exported: Exported, extent: Bounds) -> None:
        if task is self._task:
            self._task = None
            self.name, self.bands, self._fetched = exported.path, None, tuple(extent)
            self.ready.emit()

    def _on_failed(self, task: ExportTask, failure: Failed) -> None:
        if task is self._task:
            self._task = None
            self.failed.emit(failure)


def _holds(fetched: Bounds, layer: QgsRasterLayer, canvas: QgsMapCanvas) -> bool:
    """Says whether the copy holds what the map shows of the layer, about as fine."""
    seen = ViewOfLayer(canvas, layer).seen()
    if seen is None:
        return False
    copy, shown = QgsRectangle(*fetched), QgsRectangle(*seen)
    shown = shown.intersect(whole_extent(layer))
    if not copy.buffered(1e-6 * copy.width()).contains(shown):
        return False
    # Much closer than the copy, a finer one is worth fetching.
    return shown.area() > LEAST_SHARE * copy.area()


def _pixel_size(layer: QgsRasterLayer, canvas: QgsMapCanvas) -> float | None:
    """Returns the size of a pixel of the map, in the layer's units."""
    seen = ViewOfLayer(canvas, layer).seen()
    return None if seen is None or not canvas.width() else (seen[2] - seen[0]) / canvas.width()


def _no_cache(reason: str) -> Failed:
    return Failed(
        EXPORT,
        translate("GeoRefer", "The cache folder cannot be written"),
        translate("GeoRefer", "Choose another one in the options, or free some disk"),
        reason,
    )
