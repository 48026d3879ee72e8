"""States what a finished run over frames tells about itself."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from typing import Any

from .click_messages import BACKWARD, TrackRequest
from .geo.measuring import Measure
from .sequences.registration import SteadyFrames
from .sequences.track_measures import speed_unit
from .sequences.tracks import LOST, Track


@dataclass(frozen=True)
class TrackReport:
    """Says everything about a finished run.

    Attributes:
        run_id: Random id, also in every row.
        tracks: Number of objects.
        frames: Number of frames that were used.
        left_out: Number of frames that were given and could not be used.
        order: What the order of the frames comes from.
        shifts: Residual shift of each frame: number, name, columns, rows, agreement, whether it is known.
        speed_unit: Unit of the speeds.
        methods: Number of outlines by how they were made.
        states: Number of outlines by state.
        model: Id of the model, or "" where masks come from differences.
        notes: What else the person should know.
        seconds: Seconds per stage.
        output: The GeoPackage.
        parameters: What was asked for.
        created: UTC time, ISO 8601.
        crs_wkt: CRS of outlines and ways, None where they have none.
        ended: Last frame of each object that is gone before the frames end and was not lost.
    """

    run_id: str
    tracks: int
    frames: int
    left_out: int
    order: str
    shifts: tuple[dict[str, Any], ...]
    speed_unit: str
    methods: dict[str, int]
    states: dict[str, int]
    model: str
    notes: tuple[str, ...]
    seconds: dict[str, float]
    output: str
    parameters: dict[str, Any]
    created: str
    crs_wkt: str | None = None
    ended: dict[int, str] = field(default_factory=dict)


def _count(values: Sequence[str]) -> dict[str, int]:
    return {value: values.count(value) for value in dict.fromkeys(values)}


def report_of(
    request: TrackRequest,
    steady: SteadyFrames,
    tracks: list[Track],
    notes: list[str],
    seconds: dict[str, float],
) -> TrackReport:
    """Returns the report of a run; the model that made its masks is filled in by whoever knows it.

    Args:
        request: What was asked.
        steady: The frames.
        tracks: What was followed.
        notes: What the person should know.
        seconds: Seconds per stage.
    """
    sightings = [one for track_ in tracks for one in track_.sightings]
    shifts = tuple(
        {
            "frame": file.number,
            "name": file.name,
            "columns_px": round(residual.shift_px[0], 2),
            "rows_px": round(residual.shift_px[1], 2),
            "agreement": round(residual.agreement, 2),
            "is_known": residual.is_known,
        }
        for file, residual in zip(steady.stack.files, steady.residuals, strict=True)
    )
    return TrackReport(
        run_id=uuid.uuid4().hex,
        tracks=len(tracks),
        frames=len(steady) - len(steady.stack.failed),
        left_out=sum(note.startswith("left out") for note in notes),
        order=steady.stack.order,
        shifts=shifts,
        speed_unit=speed_unit(steady, Measure(steady.stack.grid.crs_wkt)),
        methods=_count([one.method for one in sightings]),
        states=_count([one.state for one in sightings]),
        model="",
        notes=tuple(notes),
        seconds={stage: round(value, 2) for stage, value in seconds.items()},
        output=request.output,
        parameters=asdict(request),
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        crs_wkt=steady.stack.grid.crs_wkt,
        ended={} if request.direction == BACKWARD else _ended(tracks, steady),
    )


def _ended(tracks: Sequence[Track], steady: SteadyFrames) -> dict[int, str]:
    files = steady.stack.files
    lasts = {one.number: one.sightings[-1] for one in tracks if one.sightings}
    return {
        number: files[last.position].name
        for number, last in lasts.items()
        if last.state != LOST and last.position < len(files) - 1
    }
