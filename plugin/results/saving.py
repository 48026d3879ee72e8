"""Saves the objects that are kept: into a new GeoPackage, or beside what one holds already."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsProject,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication

from . import failures
from .disk import check_place, writing_failure
from .failures import ResultsError
from .geopackage import (
    check_alone,
    copy_whole,
    count_rows,
    open_table,
    run_ids,
    squeeze,
    table_names,
    write_rows,
)
from .run_file import finish_file
from .schema import OBJECT_NAMES, OBJECTS, RUNS, Table, objects_table, runs_table
from .tasks import FileTask
from .whole_file import whole_file

translate = QCoreApplication.translate


class SaveTask(FileTask):
    """Saves the objects of a run's layer; gives the number of objects that were saved.

    A new file appears when it is whole, and what was there before is untouched until then. Appended objects
    come in one transaction, and rows that are there already are never touched.

    Args:
        layer: The layer of a run, in a GeoPackage.
        expression: True of the objects to save; "": all of them (see ObjectFilter).
        path: The GeoPackage.
        is_append: Whether to keep what the file holds; else it is replaced.
        project: Whose layers may show the file.
    """

    def __init__(
        self, layer: QgsVectorLayer, expression: str, path: Path, is_append: bool, project: QgsProject
    ) -> None:
        super().__init__(
            translate("GeoRefer", "Saving objects to {file}").format(file=Path(path).name), is_awaited=True
        )
        self._source = file_of(layer)
        self._expression = expression
        self._path = Path(path)
        self._is_append = is_append
        self._problem = _problem(layer, self._source, self._path, is_append, project)

    def work(self) -> int:
        """Does the work; called in another thread."""
        if self._problem is not None:
            raise ResultsError(self._problem)
        if not self._source.exists():
            raise ResultsError(failures.not_readable(self._source))
        is_there = self._path.exists()
        check_place(self._path, 2 * self._source.stat().st_size)
        if is_there and self._is_append:
            return self._append()
        if is_there:
            check_alone(self._path)
        return self._replace()

    def _replace(self) -> int:
        """Builds a copy without what is dropped, and moves it into place."""
        kept = open_table(self._source, OBJECTS)
        wanted = {feature.id() for feature in kept.getFeatures(_ids(self._expression))}
        going = [feature.id() for feature in kept.getFeatures(_ids("")) if feature.id() not in wanted]
        with whole_file(self._path) as temporary:
            copy_whole(self._source, temporary)
            if going:
                self._delete(temporary, going)
                squeeze(temporary)
            written = count_rows(temporary, objects_table())
            if written != len(wanted):
                raise ResultsError(writing_failure(self._path, f"{written} objects, not {len(wanted)}"))
            if self.isCanceled():
                raise ResultsError(failures.not_written(self._path, "cancelled"))
        return len(wanted)

    def _delete(self, path: Path, ids: list[int]) -> None:
        layer = open_table(path, OBJECTS)
        if not layer.dataProvider().deleteFeatures(ids):
            raise ResultsError(writing_failure(self._path, " ".join(layer.dataProvider().errors())))

    def _append(self) -> int:
        """Adds objects and run to a file that holds others."""
        kept, runs = open_table(self._source, OBJECTS), open_table(self._source, RUNS)
        is_new_table = OBJECTS not in table_names(self._path)
        if is_new_table and not kept.crs().isValid():
            # OGR before 3.9 would claim a CRS for it, and only a file of our own can be mended.
            raise ResultsError(failures.other_kind(self._path, OBJECTS))
        if not is_new_table:
            _check_same(self._path, kept)
        # A run without objects harms nobody; objects without a run could not be traced.
        write_rows(self._path, runs_table(), self._new_runs(runs))
        request = QgsFeatureRequest()
        if self._expression:
            request.setFilterExpression(self._expression)
        rows = _like(objects_table(), kept.getFeatures(request))
        count = write_rows(self._path, objects_table(), self._until_cancelled(rows), kept.crs())
        if is_new_table:
            report = {"run_id": "", "phrase": "", "polygons": count, "source": str(self._source)}
            finish_file(self._path, next(_reports(runs), report))
        return count

    def _new_runs(self, runs: QgsVectorLayer) -> Iterator[QgsFeature]:
        """Yields the runs of the source that the file does not hold yet."""
        known = run_ids(self._path)
        return _like(runs_table(), (row for row in runs.getFeatures() if row["run_id"] not in known))

    def _until_cancelled(self, rows: Iterator[QgsFeature]) -> Iterator[QgsFeature]:
        for row in rows:
            if self.isCanceled():
                raise ResultsError(failures.not_written(self._path, "cancelled"))
            yield row


def file_of(layer: QgsVectorLayer) -> Path:
    """Returns the file that a vector layer shows."""
    return Path(layer.source().split("|")[0])


def layers_showing(project: QgsProject, path: Path) -> list[QgsVectorLayer]:
    """Returns the project's layers that show a file; reload them when something was appended to it."""
    wanted = Path(path).absolute()
    return [
        layer
        for layer in project.mapLayers().values()
        if isinstance(layer, QgsVectorLayer)
        and layer.providerType() == "ogr"
        and file_of(layer).absolute() == wanted
    ]


def _problem(
    layer: QgsVectorLayer, source: Path, path: Path, is_append: bool, project: QgsProject
) -> failures.Failed | None:
    """Returns what can be seen to be wrong from the thread of the window."""
    if layer.isModified():
        return failures.unsaved_edits(layer.name())
    showing = layers_showing(project, path)
    edited = [one for one in showing if one.isModified()]
    if is_append and edited:
        return failures.unsaved_edits(edited[0].name())
    if showing and not (is_append and path.exists()):
        return failures.shown_in_project(path, showing[0].name())
    if source.absolute() == path.absolute():
        return failures.shown_in_project(path, layer.name())
    return None


def _ids(expression: str) -> QgsFeatureRequest:
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    if expression:
        request.setFilterExpression(expression)
    return request


def _like(table: Table, rows: Iterator[QgsFeature]) -> Iterator[QgsFeature]:
    """Yields rows with the columns of a table, and those alone."""
    names = [field.name() for field in table.fields]
    for row in rows:
        copy = QgsFeature(table.fields)
        if table.has_shapes:
            shape = row.geometry()
            shape.convertToMultiType()
            copy.setGeometry(shape)
        copy.setAttributes([row[name] for name in names])
        yield copy


def _reports(runs: QgsVectorLayer) -> Iterator[dict[str, object]]:
    for row in runs.getFeatures():
        report = json.loads(row["parameters"])
        if isinstance(report, dict):
            yield report


def _check_same(path: Path, kept: QgsVectorLayer) -> None:
    """Raises where the objects that a file holds are of another kind than ours."""
    theirs = open_table(path, OBJECTS)
    names = {field.name() for field in theirs.fields()}
    is_polygon = theirs.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
    if not is_polygon or not set(OBJECT_NAMES) <= names:
        raise ResultsError(failures.other_kind(path, OBJECTS))
    if theirs.crs() != kept.crs():
        raise ResultsError(failures.other_crs(path, _crs_name(theirs), _crs_name(kept)))


def _crs_name(layer: QgsVectorLayer) -> str:
    return str(layer.crs().authid() or layer.crs().description())
