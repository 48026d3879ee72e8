"""Has the temporal controller of QGIS play frames and tracks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from qgis.core import (
    NULL,
    QgsDateTimeRange,
    QgsFeatureRequest,
    QgsInterval,
    QgsProject,
    QgsRasterLayer,
    QgsTemporalNavigationObject,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QDateTime

from .frames import Frame, set_time

# As the engine does in the styles of tracks: without times each frame is a second, from 2000 on (UTC).
FIRST_MS, FRAME_MS = 946_684_800_000, 1000
FRAMES_PER_SECOND = 4.0


@dataclass(frozen=True)
class Timetable:
    """Says when each frame is shown.

    Attributes:
        begins: Begin of each frame, in milliseconds since 1970, in the order in which frames were given.
        step_ms: Time from frame to frame.
    """

    begins: tuple[int, ...]
    step_ms: int

    @property
    def whole(self) -> QgsDateTimeRange:
        """Returns the time from the first frame to the end of the last one."""
        return QgsDateTimeRange(_moment(min(self.begins)), _moment(max(self.begins) + self.step_ms))


def timetable(frames: Sequence[Frame], objects: QgsVectorLayer) -> Timetable:
    """Returns when frames are shown: as their layers say, else as the outlines do, else one a second.

    Args:
        frames: In the order in which the engine was given them.
        objects: Outlines with the fields `frame` and `time`.
    """
    known = _times(objects)
    for number, frame in enumerate(frames):
        if frame.begin is not None:
            known[number] = frame.begin.toMSecsSinceEpoch()
    if len(known) < 2:
        return Timetable(tuple(FIRST_MS + FRAME_MS * number for number in range(len(frames))), FRAME_MS)
    moments = sorted(set(known.values()))
    gaps = [later - sooner for sooner, later in zip(moments, moments[1:])]
    step_ms = max(1, round(median(gaps))) if gaps else FRAME_MS
    return Timetable(tuple(_filled(known, number, step_ms) for number in range(len(frames))), step_ms)


def set_times(project: QgsProject, frames: Sequence[Frame], table: Timetable) -> None:
    """Has each frame shown in its time only while time is played; layers that have a time keep it."""
    order = sorted(set(table.begins))
    later = dict(zip(order, order[1:]))
    for frame, begin in zip(frames, table.begins):
        layer = project.mapLayer(frame.layer_id)
        if isinstance(layer, QgsRasterLayer) and not frame.has_own_time:
            set_time(layer, _moment(begin), _moment(later.get(begin, begin + table.step_ms)))
    project.timeSettings().setTemporalRange(table.whole)


def play(canvas: QgsMapCanvas, table: Timetable) -> bool:
    """Plays from the first frame; says whether the map has a temporal controller."""
    controller = canvas.temporalController()
    if not isinstance(controller, QgsTemporalNavigationObject):
        return False
    controller.setNavigationMode(QgsTemporalNavigationObject.NavigationMode.Animated)
    controller.setTemporalExtents(table.whole)
    controller.setFrameDuration(_interval(table.step_ms))
    controller.setFramesPerSecond(FRAMES_PER_SECOND)
    controller.rewindToStart()
    controller.playForward()
    return True


def _times(objects: QgsVectorLayer) -> dict[int, int]:
    """Returns the times of frames, by their numbers, as far as outlines tell them."""
    names = [field.name() for field in objects.fields()]
    if "time" not in names or "frame" not in names:
        return {}
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes(["frame", "time"], objects.fields())
    times: dict[int, int] = {}
    for row in objects.getFeatures(request):
        time = row["time"]
        if isinstance(time, QDateTime) and time != NULL and time.isValid():
            times[int(row["frame"])] = time.toMSecsSinceEpoch()
    return times


def _filled(known: dict[int, int], number: int, step_ms: int) -> int:
    """Returns the time of a frame, counted on from the nearest that has one."""
    nearest = min(known, key=lambda one: (abs(one - number), one))
    return known[nearest] + step_ms * (number - nearest)


def _moment(since_epoch_ms: int) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(since_epoch_ms).toUTC()


def _interval(milliseconds: int) -> QgsInterval:
    """Returns a time in the largest unit in which it is a whole number, for people to read."""
    units = QgsUnitTypes.TemporalUnit
    for unit, length_ms in (
        (units.TemporalDays, 86_400_000),
        (units.TemporalHours, 3_600_000),
        (units.TemporalMinutes, 60_000),
        (units.TemporalSeconds, 1000),
    ):
        if milliseconds % length_ms == 0:
            return QgsInterval(milliseconds // length_ms, unit)
    return QgsInterval(milliseconds, units.TemporalMilliseconds)
