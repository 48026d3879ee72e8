"""Keeps accepted objects in a layer that is being edited, each as one step that can be taken back."""

from __future__ import annotations

import uuid
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QDateTime, QObject, QTimer, pyqtSignal

from ...inference.click_messages import Clicked
from ..results.adding import LayerAdder
from ..results.disk import check_place
from ..results.dressing import dress, store_style
from ..results.failures import not_written
from ..results.geopackage import mark_without_crs, open_table, write_rows
from ..results.reference_systems import adopt, crs_from, wkt_of
from ..results.run_file import loaded
from ..results.schema import OBJECTS, objects_table
from ..results.shapes import shape_of
from ..results.tasks import FileTask
from ..results.whole_file import whole_file
from ..running.places import RESULTS, folder, made_folder

translate = QCoreApplication.translate

CLICKED_PROPERTY = "georefer/clicked"
TARGET = "click"
SPARE_BYTES = 1_000_000


@dataclass(frozen=True)
class AcceptedObject:
    """Is an object that the person wants to keep.

    Attributes:
        answer: What the engine gave.
        source: The raster.
        crs: CRS of the outline; an invalid one for none.
    """

    answer: Clicked
    source: str
    crs: QgsCoordinateReferenceSystem


class ClickedLayer(QObject):
    """Takes accepted objects into the polygon layer that was chosen, or into one of its own.

    Its own is made with the first object, and lies in the cache beside the results of runs.

    Args:
        project: Where the layers are.
        parent: Owner in the sense of Qt.
    """

    added = pyqtSignal(object)
    """The layer whose edit buffer has one object more."""
    failed = pyqtSignal(object)
    """Failed; the object is not kept."""

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._chosen_id = ""
        self._last_id = ""
        self._waiting: deque[AcceptedObject] = deque()
        self._making: MakeClickedTask | None = None
        self._adder = LayerAdder(project, self)
        self._adder.added.connect(self._on_added)
        self._adder.failed.connect(self._on_failed)

    @property
    def last(self) -> QgsVectorLayer | None:
        """Returns the layer that the last object went into; None where there is none any more."""
        return self._project.mapLayer(self._last_id)

    @property
    def is_busy(self) -> bool:
        """Says whether an object is on its way."""
        return self._making is not None or self._adder.is_busy or bool(self._waiting)

    def choose(self, layer: QgsVectorLayer | None) -> None:
        """Takes a polygon layer for what comes; None: its own."""
        self._chosen_id = layer.id() if layer is not None else ""

    def add(self, accepted: AcceptedObject) -> None:
        """Keeps an object; `added` or `failed` follows."""
        self._waiting.append(accepted)
        self._go_on()

    def can_undo(self) -> bool:
        """Says whether the last object can be taken back."""
        return self._adder.can_undo(self.last)

    def undo(self) -> bool:
        """Takes the last object back and says whether there was one."""
        return self.can_undo() and self._adder.undo(self.last)

    def close(self) -> None:
        """Lets go; what is on its way is dropped."""
        self._waiting.clear()
        self._adder.stop()
        self._making = None

    def _go_on(self) -> None:
        """Adds the next one that waits, where nothing else is under way."""
        if not self._waiting or self._making is not None or self._adder.is_busy:
            return
        target = self._project.mapLayer(self._chosen_id) or self._own(self._waiting[0].crs)
        if target is None:
            self._make(self._waiting[0].crs)
            return
        accepted = self._waiting.popleft()
        self._adder.add(_as_layer(accepted, int(target.featureCount()) + 1), "", target)

    def _own(self, crs: QgsCoordinateReferenceSystem) -> QgsVectorLayer | None:
        """Returns a layer of its own into which objects of a CRS fit."""
        for layer in self._project.mapLayers().values():
            is_own = isinstance(layer, QgsVectorLayer) and layer.customProperty(CLICKED_PROPERTY)
            if is_own and layer.isValid() and layer.crs().isValid() == crs.isValid():
                return layer
        return None

    def _make(self, crs: QgsCoordinateReferenceSystem) -> None:
        try:
            path = made_folder(RESULTS) / f"clicked-{uuid.uuid4().hex[:12]}.gpkg"
        except OSError as error:
            self._on_failed(not_written(folder(RESULTS), str(error)))
            return
        # Kept here: the task manager does not keep Python's part of a task.
        task = self._making = MakeClickedTask(path, wkt_of(crs))
        task.succeeded.connect(lambda layer: self._on_made(task, layer))
        task.failed.connect(self._on_failed)
        task.stopped.connect(self._on_stopped)
        QgsApplication.taskManager().addTask(task)

    def _on_made(self, task: MakeClickedTask, layer: QgsVectorLayer) -> None:
        if self._making is not task:
            return
        self._making = None
        adopt(layer)
        layer.setName(translate("GeoRefer", "Clicked objects"))
        layer.setCustomProperty(CLICKED_PROPERTY, True)
        self._project.addMapLayer(layer, False)
        self._project.layerTreeRoot().insertLayer(0, layer)
        self._go_on()

    def _on_added(self, layer: QgsVectorLayer, count: int) -> None:
        self._last_id = layer.id()
        self.added.emit(layer)
        # Later: what has added this one is not at its end yet.
        QTimer.singleShot(0, self._go_on)

    def _on_failed(self, failure: object) -> None:
        self._making = None
        if self._waiting and not self._adder.is_busy:
            self._waiting.clear()
        self.failed.emit(failure)

    def _on_stopped(self) -> None:
        self._making = None
        self._waiting.clear()


class MakeClickedTask(FileTask):
    """Makes an empty GeoPackage for clicked objects; gives its layer.

    Args:
        path: The GeoPackage; it appears when it is whole.
        crs_wkt: CRS of the objects; "" for none.
    """

    def __init__(self, path: Path, crs_wkt: str) -> None:
        super().__init__(translate("GeoRefer", "Making a layer for clicked objects"))
        self._path = path
        self._crs_wkt = crs_wkt

    def work(self) -> QgsVectorLayer:
        """Does the work; called in another thread."""
        check_place(self._path, SPARE_BYTES)
        crs = crs_from(self._crs_wkt) if self._crs_wkt else None
        with whole_file(self._path) as temporary:
            write_rows(temporary, objects_table(), [], crs, is_new_file=True)
            if crs is None:
                mark_without_crs(temporary)
            layer = open_table(temporary, OBJECTS)
            dress(layer)
            store_style(layer)
        return loaded(self._path)


def _as_layer(accepted: AcceptedObject, number: int) -> QgsVectorLayer:
    """Returns a layer that holds one object, with the columns of objects."""
    answer = accepted.answer
    layer = QgsVectorLayer("MultiPolygon", translate("GeoRefer", "clicked object"), "memory")
    layer.setCrs(accepted.crs)
    provider = layer.dataProvider()
    provider.addAttributes(objects_table().fields.toList())
    layer.updateFields()
    row = QgsFeature(layer.fields())
    row.setGeometry(shape_of(answer.wkb))
    described = [number, None, TARGET, answer.score, answer.area_m2, answer.perimeter_m]
    traced = [answer.model, answer.weights, accepted.source, None, QDateTime.currentDateTimeUtc()]
    row.setAttributes(described + traced)
    provider.addFeatures([row])
    return layer
