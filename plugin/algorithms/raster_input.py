"""Takes the raster of an algorithm: a file as it is, anything else fetched into a file first."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    QgsApplication,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, pyqtSignal, pyqtSlot

from ...inference.messages import Failed
from ...inference.protocol import Bounds
from ..imagery.estimate import ExportEstimate, estimate
from ..imagery.export import Exported, ExportTask
from ..imagery.failures import ExportError
from ..imagery.picture import ShownLayer, shown_layer
from ..imagery.source import file_name, shown_bands

translate = QCoreApplication.translate

LOOK_MS = 50


@dataclass(frozen=True)
class RasterInput:
    """Is what was learned of a raster layer in the thread that it belongs to.

    Attributes:
        file: What the engine opens, "" where the layer has to be fetched first.
        bands: Band numbers that the layer shows, None for the raster's own colours.
        shown: What is to be fetched, None where the layer is a file.
        planned: How large that becomes, None where the layer is a file.
    """

    file: str
    bands: tuple[int, ...] | None = None
    shown: ShownLayer | None = None
    planned: ExportEstimate | None = None

    @property
    def is_file(self) -> bool:
        """Says whether there is nothing to fetch."""
        return bool(self.file)


def look_at(layer: QgsRasterLayer, extent: Bounds | None, pixel_size: float | None) -> RasterInput:
    """Returns what is known of a layer; fetches nothing.

    Args:
        layer: The layer.
        extent: (left, bottom, right, top) in its CRS; None: all of it.
        pixel_size: Wished size of a fetched pixel in the layer's map units; None: a usual one.

    Raises:
        QgsProcessingException: The layer has to be fetched, and cannot be.
    """
    file = file_name(layer)
    if file is not None:
        return RasterInput(file, shown_bands(layer))
    try:
        planned = estimate(layer, extent, pixel_size)
        return RasterInput("", None, shown_layer(layer, planned.pixel_width), planned)
    except ExportError as error:
        raise QgsProcessingException(str(error)) from error


def fetch(raster: RasterInput, feedback: QgsProcessingFeedback) -> str | None:
    """Returns the file that a layer was fetched into, None where the person has stopped it.

    Args:
        raster: What `look_at` said.
        feedback: Told of progress; asked whether to stop.

    Raises:
        QgsProcessingException: The layer cannot be fetched.
    """
    feedback.setProgressText(
        translate("GeoRefer", "Fetching {width} x {height} pixels of the layer").format(
            width=raster.planned.width_px, height=raster.planned.height_px
        )
    )
    loop, timer, fetching = QEventLoop(), QTimer(), _Fetching(raster)

    def look() -> None:
        feedback.setProgress(fetching.percent)
        if fetching.has_ended:
            loop.quit()
        elif feedback.isCanceled():
            fetching.cancel_wished.emit()

    timer.timeout.connect(look)
    timer.start(LOOK_MS)
    try:
        fetching.wished.emit()
        loop.exec()
    finally:
        timer.stop()
        fetching.deleteLater()
    return _path(fetching.end, feedback)


class _Fetching(QObject):
    """Fetches in the thread of the window, whatever thread the algorithm runs in.

    Only there does QGIS start tasks and tell of what comes from the network. The thread of the algorithm
    looks at the attributes from time to time; nothing is sent to it.

    Attributes:
        percent: How far it is.
        has_ended: Whether `end` says how it ended.
        end: Exported, Failed, or None where the person has stopped it.
    """

    wished = pyqtSignal()
    cancel_wished = pyqtSignal()

    def __init__(self, raster: RasterInput) -> None:
        super().__init__()
        self.percent = 0.0
        self.has_ended = False
        self.end: Exported | Failed | None = None
        self._raster = raster
        self._task: ExportTask | None = None
        self.moveToThread(QCoreApplication.instance().thread())
        self.wished.connect(self._begin)
        self.cancel_wished.connect(self._cancel)

    @pyqtSlot()
    def _begin(self) -> None:
        try:
            folder = QgsProcessingUtils.tempFolder()
            # Kept here: the task manager does not keep Python's part of it.
            self._task = ExportTask(self._raster.shown, self._raster.planned, folder)
        except ExportError as error:
            self._finish(error.failure)
            return
        self._task.exported.connect(self._finish)
        self._task.failed.connect(self._finish)
        self._task.stopped.connect(self._on_stopped)
        self._task.progressChanged.connect(self._note_progress)
        QgsApplication.taskManager().addTask(self._task)

    @pyqtSlot()
    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    @pyqtSlot(float)
    def _note_progress(self, percent: float) -> None:
        self.percent = percent

    @pyqtSlot()
    def _on_stopped(self) -> None:
        self._finish(None)

    @pyqtSlot(object)
    def _finish(self, end: Exported | Failed | None) -> None:
        self._task = None
        self.end = end
        self.has_ended = True


def _path(end: Exported | Failed | None, feedback: QgsProcessingFeedback) -> str | None:
    if end is None:
        return None
    if isinstance(end, Failed):
        if end.detail:
            feedback.pushDebugInfo(end.detail)
        raise QgsProcessingException(str(ExportError(end)))
    if end.missing:
        feedback.pushWarning(
            translate("GeoRefer", "{count} picture(s) of the layer did not come: {reason}").format(
                count=end.missing, reason=end.reason
            )
        )
    return end.path
