"""Saves what a tracking run has found to a file of the person's choice: as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtXml import QDomDocument

from ...inference.messages import Failed
from ..results.disk import check_place, writing_failure
from ..results.dressing import store_style
from ..results.failures import OUTPUT, ResultsError, not_written, shown_in_project, unsaved_edits
from ..results.geopackage import check_alone, copy_whole, open_table
from ..results.saving import layers_showing
from ..results.schema import KEY
from ..results.tasks import FileTask
from ..results.whole_file import whole_file
from .track_file import OBJECTS, TRACKS

translate = QCoreApplication.translate

TABLES = (OBJECTS, TRACKS)


class SaveTracksTask(FileTask):
    """Copies outlines and tracks with the looks they have now; gives the number of tracks.

    The file appears when it is whole, and what was there before is untouched until then.

    Args:
        source: The GeoPackage of the run.
        path: The GeoPackage to write; one that is there is replaced.
        styles: QML of the tables, by name; a table without one keeps what the run has given it.
    """

    def __init__(self, source: Path, path: Path, styles: Mapping[str, str]) -> None:
        super().__init__(
            translate("GeoRefer", "Saving tracks to {file}").format(file=path.name), is_awaited=True
        )
        self._source, self._path, self._styles = source, path, dict(styles)

    def work(self) -> int:
        """Does the work; called in another thread."""
        if not self._source.exists():
            raise ResultsError(_gone(self._source))
        check_place(self._path, 2 * self._source.stat().st_size)
        if self._path.exists():
            check_alone(self._path)
        wanted = _counts(self._source)
        with whole_file(self._path) as temporary:
            copy_whole(self._source, temporary)
            for table, qml in self._styles.items():
                self._dress(open_table(temporary, table), qml)
            written = _counts(temporary)
            if written != wanted:
                raise ResultsError(writing_failure(self._path, f"{written} rows, not {wanted}"))
            if self.isCanceled():
                raise ResultsError(not_written(self._path, "cancelled"))
        return wanted[TRACKS]

    def _dress(self, layer: QgsVectorLayer, qml: str) -> None:
        """Makes a style the default of a table, beside the one that the run has given it."""
        document = QDomDocument()
        document.setContent(qml)
        is_taken, reason = layer.importNamedStyle(document)
        if not is_taken:
            raise ResultsError(not_written(self._path, reason))
        store_style(layer, translate("GeoRefer", "Objects that were followed"))


def style_of(layer: QgsVectorLayer) -> str:
    """Returns the QML of a layer, with its temporal properties and without what it is to this project."""
    document = QDomDocument()
    layer.exportNamedStyle(document)
    root = document.documentElement()
    root.removeChild(root.firstChildElement("customproperties"))
    return str(document.toString())


def problem_with(project: QgsProject, layers: Iterable[QgsVectorLayer], path: Path) -> Failed | None:
    """Returns what keeps layers from being saved to a file, as far as the project tells."""
    edited = [layer for layer in layers if layer.isModified()]
    if edited:
        return unsaved_edits(edited[0].name())
    showing = layers_showing(project, path)
    if not showing:
        return None
    told = shown_in_project(path, showing[0].name())
    remedy = translate("GeoRefer", "Choose another file, or remove that layer first")
    return Failed(told.code, told.message, remedy, told.detail)


def _counts(path: Path) -> dict[str, int]:
    """Returns the true numbers of rows, without a connection that stays open."""
    counts = {}
    for name in TABLES:
        table = open_table(path, name)
        counts[name] = len(table.dataProvider().uniqueValues(table.fields().lookupField(KEY)))
    return counts


def _gone(source: Path) -> Failed:
    return Failed(
        OUTPUT,
        translate("GeoRefer", "The tracks are no longer in the cache folder"),
        translate("GeoRefer", "Track again, then save"),
        str(source),
    )
