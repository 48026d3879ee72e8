"""Brings the GeoPackage of a tracking run into the project: outlines and ways in a group of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QThread

from ..results import failures
from ..results.dressing import aliases
from ..results.failures import ResultsError
from ..results.reference_systems import adopt
from ..results.run_layer import RUN_PROPERTY
from ..results.tasks import FileTask

translate = QCoreApplication.translate

OBJECTS, TRACKS = "objects", "tracks"
TRACK_PROPERTY = "georefer/tracks"


@dataclass(frozen=True)
class TrackFile:
    """Is a tracking run whose results lie in a file.

    Attributes:
        path: The GeoPackage.
        report: The TrackReport as JSON values.
        objects: An outline for each object and frame.
        tracks: A way for each object.
    """

    path: Path
    report: Mapping[str, object]
    objects: QgsVectorLayer
    tracks: QgsVectorLayer


class LoadTracksTask(FileTask):
    """Opens what the engine has written, which nobody writes any more; gives a TrackFile.

    Args:
        report: The report of a run that is done.
    """

    def __init__(self, report: Mapping[str, object]) -> None:
        super().__init__(translate("GeoRefer", "Opening tracks"))
        self._report = report

    def work(self) -> TrackFile:
        """Does the work; called in another thread."""
        path = Path(str(self._report["output"]))
        return TrackFile(path, self._report, _loaded(path, OBJECTS), _loaded(path, TRACKS))


def add_tracks(project: QgsProject, found: TrackFile, title: str) -> QgsLayerTreeGroup:
    """Adds both layers in a group of their own, on top, and returns the group."""
    run_id = str(found.report.get("run_id", ""))
    group = project.layerTreeRoot().insertGroup(0, title)
    group.setCustomProperty(RUN_PROPERTY, run_id)
    names = {OBJECTS: translate("GeoRefer", "Outlines"), TRACKS: translate("GeoRefer", "Tracks")}
    for layer, table in ((found.objects, OBJECTS), (found.tracks, TRACKS)):
        adopt(layer)
        layer.setName(names[table])
        layer.setCustomProperty(TRACK_PROPERTY, run_id)
        project.addMapLayer(layer, False)
        # Ways above outlines: they are thinner.
        group.insertLayer(0, layer)
    return group


def _loaded(path: Path, table: str) -> QgsVectorLayer:
    """Returns a layer with the style in its file, for the thread of the window."""
    options = QgsVectorLayer.LayerOptions()
    options.skipCrsValidation = True
    layer = QgsVectorLayer(f"{path}|layername={table}", table, "ogr", options)
    if not layer.isValid():
        raise ResultsError(failures.not_readable(path, table))
    # Once more: QGIS reads the style first, and then guesses the temporal properties anew.
    layer.loadDefaultStyle()
    for name, alias in _aliases().items():
        index = layer.fields().lookupField(name)
        if index >= 0:
            layer.setFieldAlias(index, alias)
    if QThread.currentThread() != QCoreApplication.instance().thread():
        layer.moveToThread(QCoreApplication.instance().thread())
    return layer


def _aliases() -> dict[str, str]:
    """Returns what a person reads above each column."""
    known = aliases()
    return {
        "track_id": translate("GeoRefer", "Track"),
        "frame": translate("GeoRefer", "Frame (from 0)"),
        "frame_name": translate("GeoRefer", "Frame"),
        "time": translate("GeoRefer", "Time (UTC)"),
        "state": translate("GeoRefer", "State"),
        "method": translate("GeoRefer", "Method"),
        "start": translate("GeoRefer", "Start (UTC)"),
        "end": translate("GeoRefer", "End (UTC)"),
        "start_frame": translate("GeoRefer", "First frame"),
        "end_frame": translate("GeoRefer", "Last frame"),
        "frames_seen": translate("GeoRefer", "Frames it was seen in"),
        "length_m": translate("GeoRefer", "Length (m)"),
        "mean_speed_m_s": translate("GeoRefer", "Mean speed (m/s)"),
        "max_speed_m_s": translate("GeoRefer", "Greatest speed (m/s)"),
        "mean_speed_m_frame": translate("GeoRefer", "Mean speed (m per frame)"),
        "max_speed_m_frame": translate("GeoRefer", "Greatest speed (m per frame)"),
        "speed_unit": translate("GeoRefer", "Unit of the speeds"),
        "heading_deg": translate("GeoRefer", "Heading (°)"),
        **{name: known[name] for name in ("score", "area_m2", "run_id")},
    }
