"""Makes a sequence of frames of raster layers: in the order of their time, their date, or their name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsDateTimeRange,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsSingleBandGrayRenderer,
)
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

from ...inference.click_messages import FrameFacts
from ..imagery.source import file_name, shown_bands

ENDINGS = {".tif", ".tiff", ".png", ".jpg", ".jpeg", ".jp2", ".bmp", ".vrt", ".img", ".webp", ".gif"}
_NUMBERS = re.compile(r"(\d+)")
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_:./]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])"
    r"(?:[T _-]?([01]\d|2[0-3])[-_:]?([0-5]\d)[-_:]?([0-5]\d))?(?!\d)"
)
# Marks layers whose time was set for playing.
OURS_PROPERTY = "georefer/time_for_playing"
ISO = Qt.DateFormat.ISODateWithMs


@dataclass(frozen=True)
class Frame:
    """Is one frame.

    Attributes:
        layer_id: The raster layer that shows it.
        facts: What the engine is told.
        begin: When it was taken, by the layer's temporal properties; None where these say nothing.
        has_own_time: Whether the layer has temporal properties that its person has set.
    """

    layer_id: str
    facts: FrameFacts
    begin: QDateTime | None = None

    @property
    def has_own_time(self) -> bool:
        """Says whether the layer's temporal properties say when it was taken."""
        return self.begin is not None


def frames_of(layers: Sequence[QgsRasterLayer]) -> list[Frame]:
    """Returns the frames that layers show, in order; layers that are no files are left out."""
    frames = [frame for frame in map(_frame, layers) if frame is not None]
    if all(frame.begin is not None for frame in frames):
        return sorted(frames, key=lambda frame: frame.begin.toMSecsSinceEpoch())
    if any(frame.begin is not None for frame in frames):
        # Some have times and some not: the engine must not mix them.
        frames = [replace(one, facts=replace(one.facts, time=""), begin=None) for one in frames]
    moments = [_moment_in(frame.facts.name) for frame in frames]
    if frames and all(moments):
        ordered = sorted(zip(moments, frames), key=lambda pair: (pair[0], natural_key(pair[1].facts.name)))
        return [frame for _, frame in ordered]
    return sorted(frames, key=lambda frame: natural_key(frame.facts.name))


def layers_of_folder(folder: Path) -> Iterator[QgsRasterLayer]:
    """Yields the rasters of a folder as layers, in the order of their names; what is none is left out."""
    files = [file for file in folder.iterdir() if file.suffix.lower() in ENDINGS and file.is_file()]
    for file in sorted(files, key=lambda file: natural_key(file.name)):
        layer = _new_layer(str(file), file.stem)
        if layer.isValid():
            yield layer


def layers_of_parts(layer: QgsRasterLayer) -> Iterator[QgsRasterLayer]:
    """Yields the pictures or pages inside a layer's file, or else its bands, each as a layer."""
    source = layer.source().split("|")[0]
    inside = [one for one in QgsProviderRegistry.instance().querySublayers(source) if one.uri() != source]
    pages = [one for one in inside if one.providerKey() == "gdal"]
    if len(pages) > 1:
        for number, page in enumerate(pages, start=1):
            yield _new_layer(page.uri(), f"{layer.name()} {number}")
        return
    for band in range(1, layer.bandCount() + 1):
        part = _new_layer(layer.source(), f"{layer.name()} {band}")
        part.setCrs(layer.crs())
        part.setRenderer(QgsSingleBandGrayRenderer(part.dataProvider(), band))
        part.setDefaultContrastEnhancement()
        yield part


def date_text(frame: Frame) -> str:
    """Returns when a frame was taken, in words; "" where its layer and its name say nothing."""
    if frame.begin is not None:
        return frame.begin.toUTC().toString("yyyy-MM-dd HH:mm:ss")
    moment = _moment_in(frame.facts.name)
    if not moment:
        return ""
    year, month, day, hour, minute, second = moment
    when = QDateTime(QDate(year, month, day), QTime(hour, minute, second))
    return when.toString("yyyy-MM-dd HH:mm:ss" if any(moment[3:]) else "yyyy-MM-dd")


def set_time(layer: QgsRasterLayer, begin: QDateTime, end: QDateTime) -> None:
    """Has a layer shown by the temporal controller from one moment until another, exclusive.

    The layer is marked: such a time is for playing, and nobody has said that the frame was taken then.
    """
    properties = layer.temporalProperties()
    properties.setMode(Qgis.RasterTemporalMode.FixedTemporalRange)
    # Where the end of one is the begin of another, QGIS shows both.
    properties.setFixedTemporalRange(QgsDateTimeRange(begin.addMSecs(1), end.addMSecs(-1)))
    properties.setIsActive(True)
    layer.setCustomProperty(OURS_PROPERTY, True)


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """Returns what sorts `a7` before `a12`."""
    parts = _NUMBERS.split(name.lower())
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def _frame(layer: QgsRasterLayer) -> Frame | None:
    name = file_name(layer)
    if name is None:
        return None
    begin = _begin_of(layer)
    time = begin.toUTC().toString(ISO) if begin is not None else ""
    return Frame(layer.id(), FrameFacts(name, layer.name(), time, shown_bands(layer)), begin)


def _begin_of(layer: QgsRasterLayer) -> QDateTime | None:
    properties = layer.temporalProperties()
    if layer.customProperty(OURS_PROPERTY) or not properties.isActive():
        return None
    if properties.mode() != Qgis.RasterTemporalMode.FixedTemporalRange:
        return None
    begin = properties.fixedTemporalRange().begin()
    return begin if begin.isValid() else None


def _new_layer(source: str, name: str) -> QgsRasterLayer:
    options = QgsRasterLayer.LayerOptions()
    # Where a picture has no CRS, nobody shall be asked for one.
    options.skipCrsValidation = True
    return QgsRasterLayer(source, name, "gdal", options)


def _moment_in(name: str) -> tuple[int, ...]:
    """Returns the first date in a name, with its time of day where there is one; () for none."""
    for found in _DATE.finditer(name):
        year, _, month, day, hour, minute, second = found.groups()
        if QDate(int(year), int(month), int(day)).isValid():
            return tuple(int(part or 0) for part in (year, month, day, hour, minute, second))
    return ()
