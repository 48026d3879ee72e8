"""Writes the objects of a finished run into a GeoPackage of QGIS's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QThread

from . import failures
from .disk import check_place
from .dressing import dress, store_metadata, store_style
from .failures import ResultsError
from .geopackage import copy_whole, open_table
from .run_phrases import phrases_of
from .schema import OBJECTS
from .tasks import FileTask
from .whole_file import whole_file

translate = QCoreApplication.translate


@dataclass(frozen=True)
class RunFile:
    """Is a run whose objects lie in a file.

    Attributes:
        path: The GeoPackage.
        report: The run report as JSON values.
        layer: Its objects; it belongs to the thread of the window, and to nobody yet.
    """

    path: Path
    report: Mapping[str, object]
    layer: QgsVectorLayer


class WriteRunTask(FileTask):
    """Copies what the engine has written, with style, names of columns and metadata; gives a RunFile.

    Args:
        report: The report of a run that is done.
        path: The GeoPackage to write; it appears when it is whole.
    """

    def __init__(self, report: Mapping[str, object], path: Path) -> None:
        phrases = ", ".join(phrases_of(report))
        super().__init__(translate("GeoRefer", 'Keeping the objects of "{phrase}"').format(phrase=phrases))
        self._report = report
        self._path = Path(path)

    def work(self) -> RunFile:
        """Does the work; called in another thread."""
        written = Path(str(self._report["output"]))
        if not written.exists():
            raise ResultsError(failures.not_readable(written))
        check_place(self._path, 2 * written.stat().st_size)
        with whole_file(self._path) as temporary:
            copy_whole(written, temporary)
            finish_file(temporary, self._report)
        return RunFile(self._path, self._report, loaded(self._path))


def finish_file(path: Path, report: Mapping[str, object]) -> None:
    """Gives a file of objects its style and the story of its run."""
    layer = open_table(path, OBJECTS)
    dress(layer, phrases_of(report))
    store_style(layer)
    store_metadata(layer, report)


def loaded(path: Path) -> QgsVectorLayer:
    """Returns the layer of objects in a file, with the style in it, for the thread of the window."""
    options = QgsVectorLayer.LayerOptions()
    # Where objects have no CRS, nobody shall be asked for one.
    options.skipCrsValidation = True
    layer = QgsVectorLayer(f"{path}|layername={OBJECTS}", OBJECTS, "ogr", options)
    if not layer.isValid():
        raise ResultsError(failures.not_readable(path))
    if QThread.currentThread() != QCoreApplication.instance().thread():
        layer.moveToThread(QCoreApplication.instance().thread())
    return layer
