"""The use case of moving objects: frames and clicks in, tracks in a GeoPackage out."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import Transformer

from .errors import InputError, RasterError
from .geo.geopackage_tables import RunRecord
from .geo.georeference import map_to_pixel, pixel_to_map
from .geo.measuring import Measure
from .models.interface import PromptModel
from .protocol import Bounds
from .sequences.clicked import follow_seeds
from .sequences.differencing import Differences
from .sequences.following import Seed
from .sequences.frames import FrameStack, open_frames
from .sequences.mover_tracks import complete_movers
from .sequences.movers import LEAST_FRAMES
from .sequences.prompting import PromptedMasks
from .sequences.proposals import DifferenceProposals, Proposer, TemplateProposals
from .sequences.registration import SteadyFrames, register
from .sequences.seeds import Point, seed_at
from .sequences.track_layers import write_tracks
from .sequences.track_measures import speed_unit
from .sequences.tracks import LOST, Clock, Track, clock_of

Progress = Callable[[str], None]
_FRAME_DAY = datetime(2000, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Click:
    """Points at an object.

    Args:
        x: In the CRS of the frame, or a column.
        y: In the CRS of the frame, or a row counted downwards.
        frame: Number of the frame in the order given, from 0.
        object_id: Clicks with one number mean one object; None makes an object of its own.
    """

    x: float
    y: float
    frame: int = 0
    object_id: int | None = None


@dataclass(frozen=True)
class TrackRequest:
    """Says what is followed where.

    Args:
        frames: Files, folders or names that GDAL opens.
        output: GeoPackage to write.
        clicks: Objects to follow.
        find_movers: Whether everything that moves is found instead.
        pixel: Whether clicks are columns and rows.
        fps: Frames per second, where the frames carry no time; None knows nothing of it.
        bands_as_frames: Whether each band is a frame.
        extent: Part that counts, in the CRS of the first frame.
        min_area_m2: Area of the smallest mover; None leaves out what is much smaller than most of them.
    """

    frames: tuple[str, ...]
    output: str
    clicks: tuple[Click, ...] = ()
    find_movers: bool = False
    pixel: bool = False
    fps: float | None = None
    bands_as_frames: bool = False
    extent: Bounds | None = None
    min_area_m2: float | None = None


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


def track(
    request: TrackRequest, model: PromptModel | None = None, on_progress: Progress = lambda stage: None
) -> TrackReport:
    """Follows what was clicked, or finds what moves, and writes it.

    Args:
        request: What is asked.
        model: Makes masks from clicks and boxes; None takes differences between frames instead.
        on_progress: Is told each stage.

    Raises:
        GeoReferError: Nothing can be followed, or the output cannot be written.
    """
    if request.find_movers == bool(request.clicks):
        raise InputError("It is not said what to follow", "Give clicks, or ask for movers, one of both")
    started = time.perf_counter()
    on_progress("frames")
    stack = _with_rate(open_frames(request.frames, request.bands_as_frames, request.extent), request.fps)
    notes = list(stack.notes)
    on_progress("registration")
    steady = register(stack)
    notes += _shift_notes(steady)
    registered = time.perf_counter()
    on_progress("following")
    tracks = (
        _movers(request, steady, notes) if request.find_movers else _clicked(request, steady, model, notes)
    )
    followed = time.perf_counter()
    on_progress("writing")
    seconds = {"frames": registered - started, "following": followed - registered}
    report = _report(request, steady, tracks, notes, seconds)
    report = replace(report, model=model.card.id if model is not None and request.clicks else "")
    run = RunRecord(report.run_id, datetime.now(timezone.utc), _asked(request), asdict(report))
    write_tracks(Path(request.output), tracks, steady, run)
    return report


def _with_rate(stack: FrameStack, fps: float | None) -> FrameStack:
    """Returns frames with times by their rate; real times are kept."""
    if fps is None or all(file.time is not None for file in stack.files):
        return stack
    stack.files = tuple(
        replace(file, time=_FRAME_DAY + timedelta(seconds=number / fps))
        for number, file in enumerate(stack.files)
    )
    return stack


def _shift_notes(steady: SteadyFrames) -> list[str]:
    unknown = [
        file.name
        for file, residual in zip(steady.stack.files, steady.residuals, strict=True)
        if not residual.is_known
    ]
    shown = ", ".join(unknown[:3]) + (f" and {len(unknown) - 3} more" if len(unknown) > 3 else "")
    return [f"the shift of {shown} is not known; taken as the georeference says"] * bool(unknown)


def _movers(request: TrackRequest, steady: SteadyFrames, notes: list[str]) -> list[Track]:
    if len(steady) < LEAST_FRAMES:
        raise InputError("Movers are found in three frames or more", "Give more frames, or click the object")
    least_px = None
    if request.min_area_m2 is not None:
        least_px = request.min_area_m2 / steady.stack.grid.unit_per_px**2
    tracks = complete_movers(steady, Differences(steady), clock_of(steady), least_px)
    if tracks and least_px is None:
        notes.append("movers much smaller than most were left out; --min-area-m2 sets the limit")
    return tracks


def _clicked(
    request: TrackRequest, steady: SteadyFrames, model: PromptModel | None, notes: list[str]
) -> list[Track]:
    """Returns the tracks of the clicks; a click that hits nothing is named, the others go on."""
    differences, clock = Differences(steady), clock_of(steady)
    unit = steady.stack.grid.unit_per_px
    prompted = None if model is None else PromptedMasks(model, unit)
    seeds: list[Seed] = []
    for number, click in enumerate(request.clicks, start=1):
        where = f"the click at {click.x:g},{click.y:g} in frame {click.frame}"
        try:
            position = steady.stack.position_of(click.frame)
            point = _steady_point(click, position, steady, request.pixel)
            sighting = seed_at(steady, differences, position, point, prompted)
        except (InputError, RasterError) as error:
            notes.append(f"{where}: {error.message}")
            continue
        if sighting is None:
            notes.append(f"{where} lies outside the frame or on nodata")
            continue
        seeds.append(Seed(click.object_id or number, sighting))
    if not seeds:
        remedy = "Click inside a frame, in its CRS, or give --pixel for columns and rows"
        raise InputError("No click hits a frame: " + "; ".join(notes[-3:]), remedy)
    if model is None:
        notes.append("no prompt model was given: masks come from differences between frames")
    proposers: list[Proposer] = [DifferenceProposals(differences, unit), TemplateProposals(differences, unit)]
    tracks = follow_seeds(steady, clock, [*([prompted] if prompted else []), *proposers], seeds)
    return [_without_loss(one, steady, clock, notes) for one in tracks]


def _without_loss(one: Track, steady: SteadyFrames, clock: Clock, notes: list[str]) -> Track:
    """Returns a track as it is; names the frames in which its object was lost."""
    for sighting in one.sightings:
        if sighting.state == LOST:
            name = steady.stack.files[sighting.position].name
            notes.append(f"object {one.number} is lost at {name}; click it again there")
    return one


def _steady_point(click: Click, position: int, steady: SteadyFrames, is_pixel: bool) -> Point:
    place, grid = steady.stack.places[position], steady.stack.grid
    x, y = pixel_to_map(place.transform, click.x, click.y) if is_pixel else (click.x, click.y)
    if place.crs_wkt and grid.crs_wkt and place.crs_wkt != grid.crs_wkt:
        x, y = Transformer.from_crs(place.crs_wkt, grid.crs_wkt, always_xy=True).transform(x, y)
    pixel = np.array([map_to_pixel(grid.transform, x, y)], np.float64)
    if not np.isfinite(pixel).all():
        raise InputError("The click lies outside what the CRS can express", "Click inside a frame")
    return np.asarray(steady.residuals[position].to_steady(pixel)[0])


def _asked(request: TrackRequest) -> str:
    return "movers" if request.find_movers else f"{len(request.clicks)} click(s)"


def _count(values: Sequence[str]) -> dict[str, int]:
    return {value: values.count(value) for value in dict.fromkeys(values)}


def _report(
    request: TrackRequest,
    steady: SteadyFrames,
    tracks: list[Track],
    notes: list[str],
    seconds: dict[str, float],
) -> TrackReport:
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
        frames=len(steady),
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
    )
