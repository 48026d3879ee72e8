"""Brings the vector layers that a phrase names, such as [Railway], to files that the engine reads."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
    QgsProviderRegistry,
    QgsTask,
    QgsVectorFileWriter,
    QgsVectorFileWriterTask,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal

from ...inference.messages import Failed
from ..task_flags import QUIET
from .failures import LAYERS

translate = QCoreApplication.translate

FORMATS = ("gpkg", "shp", "geojson", "fgb")
# The same in the words of the provider.
STORED_AS = ("GPKG", "ESRI Shapefile", "GeoJSON", "FlatGeobuf")
TABLE = "layer"


def find_layers(names: Sequence[str], project: QgsProject) -> tuple[tuple[str, QgsVectorLayer], ...]:
    """Returns the vector layers of a project that bear the names, each with its name.

    Capitals make no difference. Names that no layer bears are left out: the engine says what it misses. Of
    several layers of one name the topmost in the layer tree counts.
    """
    root = project.layerTreeRoot()
    ordered = [node.layer() for node in root.findLayers()]
    ordered += [one for one in project.mapLayers().values() if one not in ordered]
    found: dict[str, tuple[str, QgsVectorLayer]] = {}
    for name in names:
        for layer in ordered:
            is_meant = isinstance(layer, QgsVectorLayer) and _folded(layer.name()) == _folded(name)
            if is_meant and layer.isValid():
                found.setdefault(_folded(name), (layer.name(), layer))
    return tuple(found.values())


def vector_file_name(layer: QgsVectorLayer) -> str | None:
    """Returns what the engine opens for a vector layer, None where it shows something else than its file.

    A filter, edits that are not saved, another CRS than the file's, and layers that are no file at all have
    to be written to a file first.
    """
    provider = layer.dataProvider()
    if provider is None or provider.name() != "ogr" or provider.storageType() not in STORED_AS:
        return None
    if layer.subsetString() or layer.isModified() or layer.crs() != provider.crs():
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    path, table = str(parts.get("path") or ""), str(parts.get("layerName") or "")
    if not path or path.startswith("/vsimem/") or parts.get("authcfg") or parts.get("openOptions"):
        return None
    if table:
        return f"{path}|layername={table}"
    return path if provider.subLayerCount() < 2 else None


def direct_pairs(named: Sequence[tuple[str, QgsVectorLayer]]) -> tuple[tuple[str, str], ...] | None:
    """Returns names and files, None where a layer has to be written first."""
    pairs = [(name, vector_file_name(layer)) for name, layer in named]
    ready = tuple((name, file) for name, file in pairs if file is not None)
    return ready if len(ready) == len(pairs) else None


def ogr_name(layer: QgsVectorLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> str:
    """Returns a file with what a vector layer shows; waits, as only Processing may.

    Args:
        layer: The layer; a scratch or filtered one is written to a file first.
        context: That of the algorithm, which keeps the file.
        feedback: Told of progress.
    """
    ready = vector_file_name(layer)
    if ready is not None:
        return ready
    path, name = QgsProcessingUtils.convertToCompatibleFormatAndLayerName(
        layer, False, TABLE, list(FORMATS), "gpkg", context, feedback
    )
    return f"{path}|layername={name}" if name else str(path)


class NamedLayersTask(QgsTask):
    """Writes the shapes of layers to files beside the window of QGIS, and ends with one of three signals.

    Make it in the thread of the window and hand it to the task manager. Layers that are files already are
    not written.

    Args:
        named: Names and layers.
        folder: Where the files go; it is made where it is missing.
    """

    written = pyqtSignal(object)
    """Names and files, a tuple of pairs."""
    failed = pyqtSignal(object)
    """Failed: there are no files."""
    stopped = pyqtSignal()
    """The person has stopped it; there are no files."""

    def __init__(self, named: Sequence[tuple[str, QgsVectorLayer]], folder: str) -> None:
        super().__init__(translate("GeoRefer", "Reading the layers of the phrase"), QUIET)
        self._failure: Failed | None = None
        self._was_stopped = False
        self._folder: Path | None = None
        self._writings: dict[str, QgsVectorFileWriterTask] = {}
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix="layers-", dir=folder))
        except OSError as error:
            self._failure = _not_written(str(error))
        self._pairs = tuple((name, self._begin(name, layer)) for name, layer in named)

    def cancel(self) -> None:
        """Stops it at the next opportunity; called by QGIS, too."""
        if self._failure is None:
            self._failure = self._why_ended()
        self._was_stopped = self._failure is None
        super().cancel()

    def run(self) -> bool:
        """Has nothing left to do when the parts below it are done; called by QGIS in another thread."""
        return self._failure is None and not self.isCanceled()

    def finished(self, result: bool) -> None:
        """Tells how it ended; called by QGIS in the thread of the window."""
        if result:
            self.written.emit(self._pairs)
            return
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        if self._was_stopped:
            self.stopped.emit()
        else:
            self.failed.emit(self._failure or _not_written(""))

    def _begin(self, name: str, layer: QgsVectorLayer) -> str:
        """Returns the file of a layer, which a part below this task writes where it must."""
        ready = vector_file_name(layer)
        if ready is not None or self._folder is None:
            return ready or ""
        path = str(self._folder / f"{len(self._writings)}.gpkg")
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = "GPKG"
        options.layerName = TABLE
        options.skipAttributeCreation = True  # a phrase speaks of shapes only
        writing = QgsVectorFileWriterTask(layer, path, options)
        # It may notice only after this task that it was stopped, and leave half a file.
        writing.taskTerminated.connect(partial(shutil.rmtree, str(self._folder), ignore_errors=True))
        self._writings[name] = writing
        self.addSubTask(writing, [], QgsTask.SubTaskDependency.ParentDependsOnSubTask)
        return f"{path}|layername={TABLE}"

    def _why_ended(self) -> Failed | None:
        """Returns which part below has ended this task, None where it was a person."""
        for name, writing in self._writings.items():
            if writing.status() == QgsTask.TaskStatus.Terminated and not writing.isCanceled():
                return _not_written(name)
        return None


def _folded(name: str) -> str:
    """Returns a name as names are compared; the engine does the same."""
    return name.strip().casefold()


def _not_written(reason: str) -> Failed:
    return Failed(
        LAYERS,
        translate("GeoRefer", "A layer that the phrase names cannot be written for the engine"),
        translate("GeoRefer", "Check that the layer can be read and that the cache folder can be written"),
        reason,
    )
