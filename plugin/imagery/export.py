"""Writes what a raster layer shows into a tiled GeoTIFF, for an engine that knows files only."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from qgis.core import (
    QgsProject,
    QgsRasterFileWriter,
    QgsRasterFileWriterTask,
    QgsRasterLayer,
    QgsRectangle,
    QgsTask,
)
from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal

from ...inference.messages import Failed
from ..task_flags import QUIET
from .estimate import ExportEstimate
from .failures import EXPORT, ExportError
from .fetching import FetchWatch
from .picture import ShownLayer, shown_layer, shows_something

translate = QCoreApplication.translate

# Services refuse larger pictures; a smaller one is also sooner stopped.
WINDOW_PX = 1024
OPTIONS = ("TILED=YES", "BIGTIFF=IF_SAFER")
# Left free beside the file, so that neither the system nor the result chokes.
SPARE_BYTES = 256 * 2**20
# A service of which so many pictures are missing is out of order; it is not asked for the rest.
MOST_MISSING = 16
MOST_MISSING_SHARE = 0.1


@dataclass(frozen=True)
class Exported:
    """Is a layer that was written.

    Attributes:
        path: The GeoTIFF, in the layer's CRS.
        missing: Pictures of the service that did not come; where they belong, nothing can be found.
        reason: Why the first of them did not come, "" where all came.
    """

    path: str
    missing: int = 0
    reason: str = ""


class ExportTask(QgsTask):
    """Writes a layer to a file beside the window of QGIS, and ends with one of three signals.

    Make it in the thread of the window and hand it to the task manager. The pictures are fetched and written
    by a part of QGIS itself, below this task: a thread that waited in Python would hold up the window.

    Args:
        layer: Any raster layer, or what `shown_layer` has taken apart from one; values of a raster service
            are written as they are.
        planned: What `estimate` said.
        folder: Where the file goes; it is made where it is missing.

    Raises:
        ExportError: The disk is too full, or the folder cannot be written.
    """

    exported = pyqtSignal(object)
    """Exported: the file is whole."""
    failed = pyqtSignal(object)
    """Failed: there is no file."""
    stopped = pyqtSignal()
    """The person has stopped it; there is no file."""

    def __init__(self, layer: QgsRasterLayer | ShownLayer, planned: ExportEstimate, folder: str) -> None:
        shown = layer if isinstance(layer, ShownLayer) else shown_layer(layer, planned.pixel_width)
        title = translate("GeoRefer", 'Fetching "{layer}"').format(layer=shown.name)
        super().__init__(title, QUIET)
        self._name = shown.name
        self._planned = planned
        self._folder = _new_folder(folder, planned)
        stem = re.sub(r"[^\w-]+", "_", self._name).strip("_")[:60] or "layer"
        self._path = self._folder / f"{stem}.tif"
        self._unfinished = self._folder / f"{stem}.part.tif"
        self._is_picture = shown.is_picture
        self._failure: Failed | None = None
        self._was_stopped = False
        self._watch = FetchWatch()
        self._watch.missed.connect(self._give_up_if_hopeless)
        self._watch.start()
        self._writing = self._new_writing(shown)
        self.addSubTask(self._writing, [], QgsTask.SubTaskDependency.ParentDependsOnSubTask)

    @property
    def path(self) -> str:
        """Returns where the file will be."""
        return str(self._path)

    def cancel(self) -> None:
        """Stops it at the next opportunity; called by QGIS, too."""
        if self._failure is None and not self._has_writing_failed():
            self._was_stopped = True
        super().cancel()

    def run(self) -> bool:
        """Looks at the written file and gives it its name; called by QGIS in another thread."""
        self._failure = self._failure or self._why_unusable()
        if self._failure is not None or self.isCanceled():
            return False
        try:
            os.replace(self._unfinished, self._path)
        except OSError as error:
            self._failure = _not_written(str(error))
        return self._failure is None

    def finished(self, result: bool) -> None:
        """Tells how it ended; called by QGIS in the thread of the window."""
        self._watch.stop()
        missing, reason = self._watch.missing, self._watch.reason
        if result and self._is_hopeless():
            self._failure, result = self._not_fetched(), False
        if result:
            self.exported.emit(Exported(str(self._path), missing, reason))
            return
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._was_stopped and self._failure is None:
            self.stopped.emit()
        else:
            self.failed.emit(self._failure or _not_written(""))

    def _new_writing(self, shown: ShownLayer) -> QgsRasterFileWriterTask:
        writer = QgsRasterFileWriter(str(self._unfinished))
        writer.setOutputFormat("GTiff")
        writer.setMaxTileWidth(WINDOW_PX)
        writer.setMaxTileHeight(WINDOW_PX)
        # The older name is gone in QGIS 4.
        set_options = getattr(writer, "setCreationOptions", None) or writer.setCreateOptions
        set_options(list(OPTIONS))
        planned = self._planned
        size, extent = (planned.width_px, planned.height_px), QgsRectangle(*planned.extent)
        context = QgsProject.instance().transformContext()
        writing = QgsRasterFileWriterTask(writer, shown.pipe, *size, extent, shown.crs, context)
        writing.errorOccurred.connect(self._note_error)
        # It may notice only after this task that it was stopped, and leave half a file.
        writing.taskTerminated.connect(partial(shutil.rmtree, str(self._folder), ignore_errors=True))
        return writing

    def _note_error(self, code: int, message: str = "") -> None:
        if not self._was_stopped and self._failure is None:
            self._failure = _not_written(f"{message} ({code})")

    def _has_writing_failed(self) -> bool:
        """Says whether it is the part below that has ended this task."""
        is_over = self._writing.status() == QgsTask.TaskStatus.Terminated
        return is_over and not self._writing.isCanceled()

    def _is_hopeless(self) -> bool:
        missing, came = self._watch.missing, self._watch.came
        return missing > 0 and missing >= MOST_MISSING_SHARE * (missing + came)

    def _give_up_if_hopeless(self, missing: int) -> None:
        if missing >= MOST_MISSING and self._is_hopeless() and self._failure is None:
            self._failure = self._not_fetched()
            self.cancel()

    def _not_fetched(self) -> Failed:
        return Failed(
            EXPORT,
            translate("GeoRefer", 'The service of the layer "{layer}" does not give its pictures').format(
                layer=self._name
            ),
            translate("GeoRefer", "Try again later, or choose a smaller extent"),
            self._watch.reason,
        )

    def _why_unusable(self) -> Failed | None:
        """Returns what is wrong with the written file, None where nothing is."""
        try:
            size_bytes = self._unfinished.stat().st_size
        except OSError as error:
            return _not_written(str(error))
        if self._is_picture and size_bytes < self._planned.size_bytes:
            return _not_written(f"{size_bytes} of {self._planned.size_bytes} bytes")
        if self._is_picture and not shows_something(str(self._unfinished)):
            if self._watch.missing:
                return self._not_fetched()
            return Failed(
                EXPORT,
                translate("GeoRefer", 'The layer "{layer}" shows nothing there').format(layer=self._name),
                translate("GeoRefer", "Choose a place and a scale at which the layer shows something"),
            )
        return None


def _new_folder(parent: str, planned: ExportEstimate) -> Path:
    """Returns a folder of its own for the file, after a look at the disk."""
    try:
        Path(parent).mkdir(parents=True, exist_ok=True)
        free_bytes = shutil.disk_usage(parent).free
        if free_bytes >= planned.size_bytes + SPARE_BYTES:
            return Path(tempfile.mkdtemp(prefix="export-", dir=parent))
    except OSError as error:
        raise ExportError(_not_written(str(error))) from error
    message = translate(
        "GeoRefer", "The disk has {free} MB left, and the picture of the layer needs {needed} MB"
    )
    message = message.format(free=free_bytes // 2**20, needed=planned.size_bytes // 2**20)
    remedy = translate("GeoRefer", "Make room, choose a smaller extent, or another cache folder")
    raise ExportError(Failed(EXPORT, message, remedy))


def _not_written(reason: str) -> Failed:
    return Failed(
        EXPORT,
        translate("GeoRefer", "The picture of the layer cannot be written"),
        translate("GeoRefer", "Check that the cache folder can be written and that the disk has room"),
        reason,
    )
