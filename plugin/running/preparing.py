"""Turns a wish into a request: what is no file is written to one first, beside the window of QGIS."""

from __future__ import annotations

import uuid

from qgis.core import QgsApplication, QgsProject, QgsTask
from qgis.PyQt.QtCore import QCoreApplication, QObject, QTimer, pyqtSignal

from ...inference.messages import Failed
from ...inference.protocol import SegmentRequest
from ..imagery.estimate import estimate
from ..imagery.export import Exported, ExportTask
from ..imagery.failures import EXPORT, ExportError
from ..imagery.named_layers import NamedLayersTask, find_layers
from ..imagery.source import file_name, shown_bands
from .places import EMBEDDINGS, EXPORTS, RUNS, folder, made_folder
from .wish import Wish

translate = QCoreApplication.translate


class Preparation(QObject):
    """Makes ready what the engine needs, and ends with exactly one of `ready`, `failed` and `stopped`.

    Args:
        wish: What the person wants.
        parent: Owner in the sense of Qt.
    """

    progressed = pyqtSignal(str, float)
    """What is being done, for people, and its share, 0..1."""
    ready = pyqtSignal(object)
    """SegmentRequest."""
    failed = pyqtSignal(object)
    """Failed."""
    stopped = pyqtSignal()
    """The person has stopped it."""

    def __init__(self, wish: Wish, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wish = wish
        self._task: QgsTask | None = None
        self._is_stopped = False
        self._raster = self._embeddings = ""
        # Now, for the layer may be gone before the request is made.
        self._name = file_name(wish.layer)
        self._bands = wish.settings.bands or shown_bands(wish.layer)
        self.missing = 0
        """Pictures of a service that did not come."""

    def start(self) -> None:
        """Begins; the end comes later, also where there is nothing to do."""
        try:
            made_folder(RUNS)
            self._embeddings = str(made_folder(EMBEDDINGS)) if self._wish.embeddings_limit_gb else ""
            task = None if self._name is not None else self._exporting()
        except ExportError as error:
            self._fail_later(error.failure)
        except OSError as error:
            self._fail_later(_no_cache(str(error)))
        else:
            if task is None:
                QTimer.singleShot(0, lambda: self._on_raster(str(self._name)))
            else:
                self._begin(task)

    def stop(self) -> None:
        """Stops; `stopped` follows."""
        self._is_stopped = True
        if self._task is not None:
            self._task.cancel()

    def _exporting(self) -> ExportTask:
        """Returns what writes a layer that is no file to one."""
        planned = estimate(self._wish.layer, self._wish.place.extent)
        task = ExportTask(self._wish.layer, planned, str(made_folder(EXPORTS)))
        task.exported.connect(self._on_exported)
        task.failed.connect(self.failed)
        task.stopped.connect(self.stopped)
        title = translate("GeoRefer", "Fetching imagery, about {megabytes} MB").format(
            megabytes=max(1, round(planned.size_bytes / 1e6))
        )
        task.progressChanged.connect(lambda percent: self.progressed.emit(title, percent / 100))
        return task

    def _fail_later(self, failure: Failed) -> None:
        QTimer.singleShot(0, lambda: self.failed.emit(failure))

    def _begin(self, task: QgsTask) -> None:
        # Kept here: the task manager does not keep Python's part of a task.
        self._task = task
        QgsApplication.taskManager().addTask(task)

    def _on_exported(self, exported: Exported) -> None:
        self.missing = exported.missing
        self._on_raster(exported.path)

    def _on_raster(self, name: str) -> None:
        self._raster, self._task = name, None
        if self._is_stopped:
            self.stopped.emit()
            return
        if not self._wish.named_layers:
            self._finish(())
            return
        # Its folder was made when the preparation began.
        task = NamedLayersTask(find_layers(self._wish.named_layers, QgsProject.instance()), str(folder(RUNS)))
        task.written.connect(self._finish)
        task.failed.connect(self.failed)
        task.stopped.connect(self.stopped)
        self._begin(task)

    def _finish(self, layers: tuple[tuple[str, str], ...]) -> None:
        if self._is_stopped:
            self.stopped.emit()
            return
        wish = self._wish
        self.ready.emit(
            SegmentRequest(
                raster=self._raster,
                phrase=wish.phrase,
                # The engine writes a file of its own; what the person gets is written by QGIS.
                output=str(folder(RUNS) / f"{uuid.uuid4().hex}.gpkg"),
                model=wish.model_id,
                extent=wish.place.extent,
                area=wish.place.area_wkb,
                rotation_deg=wish.place.rotation_deg,
                bands=self._bands if self._raster == self._name else None,
                tile_size_px=wish.settings.tile_size_px,
                overlap_px=wish.settings.overlap_px,
                threshold=wish.settings.threshold,
                min_score=wish.least_score,
                min_area_m2=wish.settings.min_area_m2,
                right_angles=wish.settings.right_angles,
                prune=wish.settings.prune,
                device=wish.device,
                layers=tuple(layers),
                more_phrases=wish.more_phrases,
                embeddings=self._embeddings,
                embeddings_limit_gb=wish.embeddings_limit_gb,
            )
        )


def _no_cache(reason: str) -> Failed:
    return Failed(
        EXPORT,
        translate("GeoRefer", "The cache folder cannot be written"),
        translate("GeoRefer", "Choose another one in the options, or free some disk"),
        reason,
    )
