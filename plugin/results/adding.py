"""Adds objects to a layer that a person edits, as one step of editing that one click takes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsFeatureRequest,
    QgsField,
    QgsGeometry,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerUtils,
    QgsWkbTypes,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from . import failures
from .failures import ResultsError
from .run_layer import PHRASE_PROPERTY
from .slices import SlicedWork

translate = QCoreApplication.translate


@dataclass(frozen=True)
class _Step:
    """Is what was added at once.

    Attributes:
        text: Name of the step in the layer's history.
        index: Place in that history behind the step.
        ids: Ids of the features in the edit buffer.
    """

    text: str
    index: int
    ids: tuple[int, ...]


class LayerAdder(QObject):
    """Adds kept objects to a polygon layer's edit buffer, and takes them back, the latest first.

    Args:
        project: For the ways between CRSs.
        parent: Owner in the sense of Qt.
    """

    added = pyqtSignal(object, int)
    """The layer, and the number of objects that are in its edit buffer now."""
    failed = pyqtSignal(object)
    """Failed; the layer is as it was."""

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._work = SlicedWork(self)
        self._steps: dict[str, list[_Step]] = {}

    @property
    def is_busy(self) -> bool:
        """Says whether objects are being added."""
        return self._work.is_busy

    def add(self, objects: QgsVectorLayer, expression: str, layer: QgsVectorLayer) -> None:
        """Adds objects; `added` or `failed` follows, at once where nothing can be done.

        Args:
            objects: The layer of a run.
            expression: True of the objects to add; "": all of them (see ObjectFilter).
            layer: A polygon layer; it is opened for editing where it is not. Fields are matched by name.
        """
        is_polygon = layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
        if not is_polygon or not (layer.isEditable() or layer.startEditing()):
            self.failed.emit(failures.not_editable(layer.name()))
            return
        self._work.start(self._add(objects, expression, layer))

    def stop(self) -> None:
        """Drops what is under way; for the unloading of the plugin."""
        self._work.stop()

    def can_undo(self, layer: QgsVectorLayer | None) -> bool:
        """Says whether what was added last can be taken back: it is in the edit buffer still."""
        return layer is not None and not sip.isdeleted(layer) and bool(self._present(layer)[0])

    def undo(self, layer: QgsVectorLayer) -> bool:
        """Takes back what was added last, and nothing else; says whether there was anything.

        Where the person has edited since, those edits stay, and taking back is a step of its own.
        """
        ids, step = self._present(layer)
        if step is None:
            return False
        self._steps[layer.id()].remove(step)
        stack = layer.undoStack()
        if stack.index() == step.index and stack.undoText() == step.text:
            stack.undo()
        else:
            layer.beginEditCommand(translate("GeoRefer", "Take back: {step}").format(step=step.text))
            layer.deleteFeatures(list(ids))
            layer.endEditCommand()
        layer.triggerRepaint()
        return True

    def _present(self, layer: QgsVectorLayer) -> tuple[tuple[int, ...], _Step | None]:
        """Returns the last step of which features are in the edit buffer still, unsaved, and these."""
        buffer = layer.editBuffer()
        there = buffer.addedFeatures() if buffer is not None else {}
        for step in reversed(self._steps.get(layer.id(), [])):
            ids = tuple(one for one in step.ids if one in there)
            if ids:
                return ids, step
        return (), None

    def _add(self, objects: QgsVectorLayer, expression: str, layer: QgsVectorLayer) -> Iterator[None]:
        try:
            yield from self._add_or_raise(objects, expression, layer)
        except ResultsError as error:
            self.failed.emit(error.failure)

    def _add_or_raise(
        self, objects: QgsVectorLayer, expression: str, layer: QgsVectorLayer
    ) -> Iterator[None]:
        name, phrase = layer.name(), str(objects.customProperty(PHRASE_PROPERTY, "") or objects.name())
        prepared: list[QgsFeature] = []
        fitting = _Fitting(objects, layer, self._project)
        request = QgsFeatureRequest()
        if expression:
            request.setFilterExpression(expression)
        for found in objects.getFeatures(request):
            prepared += fitting.features(found)
            yield
            _require_open(layer, name)
        text = translate("GeoRefer", "GeoRefer: {phrase}").format(phrase=phrase)
        ids: list[int] = []
        layer.beginEditCommand(text)
        for feature in prepared:
            if not layer.addFeature(feature):
                layer.destroyEditCommand()
                raise ResultsError(failures.not_editable(name))
            ids.append(feature.id())
            yield
            _require_open(layer, name)
        layer.endEditCommand()
        step = _Step(text, layer.undoStack().index(), tuple(ids))
        self._steps.setdefault(layer.id(), []).append(step)
        layer.triggerRepaint()
        self.added.emit(layer, len(ids))


class _Fitting:
    """Makes features of one layer fit into another: CRS, kind of geometry, fields by name."""

    def __init__(self, objects: QgsVectorLayer, layer: QgsVectorLayer, project: QgsProject) -> None:
        self._layer = layer
        own, wanted = objects.crs(), layer.crs()
        if own.isValid() != wanted.isValid():
            raise ResultsError(failures.no_common_crs(layer.name()))
        self._onwards = QgsCoordinateTransform(own, wanted, project)
        ours = {field.name().lower(): place for place, field in enumerate(objects.fields())}
        keys = set(layer.primaryKeyAttributes())
        self._places = [
            (index, field, ours[field.name().lower()])
            for index, field in enumerate(layer.fields())
            if field.name().lower() in ours and index not in keys
        ]

    def features(self, found: QgsFeature) -> list[QgsFeature]:
        """Returns what one object becomes: several features where the layer takes single polygons only."""
        shape = QgsGeometry(found.geometry())
        try:
            shape.transform(self._onwards)
        except QgsCsException as error:
            raise ResultsError(failures.no_common_crs(self._layer.name())) from error
        values = {}
        for index, field, place in self._places:
            value = _converted(field, found.attribute(place))
            if value is not None:
                values[index] = value
        # Defaults and unique columns are filled in as if the person had drawn the object.
        return [
            QgsVectorLayerUtils.createFeature(self._layer, part, values)
            for part in shape.coerceToType(self._layer.wkbType())
        ]


def _converted(field: QgsField, value: object) -> object:
    """Returns a value as a field takes it; None where it cannot."""
    if isinstance(value, str) and 0 < field.length() < len(value):
        value = value[: field.length()]
    try:
        return field.convertCompatible(value)
    except ValueError:
        return None


def _require_open(layer: QgsVectorLayer, name: str) -> None:
    """Raises where the layer was closed meanwhile."""
    if sip.isdeleted(layer) or not layer.isEditable():
        raise ResultsError(failures.editing_stopped(name))
