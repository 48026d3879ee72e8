"""The use case of moving objects: frames and clicks in, tracks in a GeoPackage out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import shapely

from .click_messages import BACKWARD, BOTH, FORWARD, Sighted, TrackRequest
from .errors import InputError
from .geo.geopackage_tables import RunRecord
from .models.interface import PromptModel
from .protocol import Progress
from .sequences.clicked import ClickFollower, Ways
from .sequences.differencing import Differences
from .sequences.evidence import Evident
from .sequences.frames import FrameStack, open_frames
from .sequences.mover_tracks import complete_movers
from .sequences.movers import LEAST_FRAMES
from .sequences.prompting import PromptedMasks
from .sequences.proposals import DifferenceProposals, Proposer, TemplateProposals
from .sequences.registration import SteadyFrames, register
from .sequences.rigid_shapes import keep_shape
from .sequences.second_looks import SecondLooks
from .sequences.seeding import Seeding
from .sequences.track_layers import write_tracks
from .sequences.track_measures import outline
from .sequences.tracks import LOST, Sighting, Track, clock_of
from .sequences.watching import Watch
from .track_reporting import TrackReport, report_of
from .writing import check_output_file

_FRAME_DAY = datetime(2000, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class TrackHooks:
    """Lets the caller watch and stop a run.

    Attributes:
        on_progress: Told of every frame.
        is_cancelled: Asked at every frame.
        on_sighted: Told of outlines while objects are followed.
    """

    on_progress: Callable[[Progress], None] = lambda progress: None
    is_cancelled: Callable[[], bool] = lambda: False
    on_sighted: Callable[[Sighted], None] = lambda sighted: None


def track(
    request: TrackRequest,
    model: PromptModel | None = None,
    hooks: TrackHooks | None = None,
    is_pixel: bool = False,
) -> TrackReport:
    """Follows what was clicked, or finds what moves, and writes it.

    Args:
        request: What is asked.
        model: Makes masks from clicks and boxes; None takes differences between frames instead.
        hooks: Watch and stop the run.
        is_pixel: Whether clicks are columns and rows of their frame.

    Raises:
        GeoReferError: Nothing can be followed, the output cannot be written, or the person stopped.
    """
    _check(request)
    hooks = hooks or TrackHooks()
    watch = Watch(hooks.on_progress, hooks.is_cancelled)
    started = time.perf_counter()
    stack = _with_rate(open_frames(request.frames, request.bands_as_frames, request.extent), request.fps)
    notes = list(stack.notes)
    steady = register(stack, watch)
    notes += [f"left out: {error.message}" for error in stack.failed.values()]
    notes += _shift_notes(steady)
    registered = time.perf_counter()
    if request.find_movers:
        tracks = _movers(request, steady, notes, watch)
    else:
        clicked = _Clicked(request, steady, watch, hooks)
        tracks = clicked.tracks(model, is_pixel, notes)
    followed = time.perf_counter()
    watch.begin("writing", 1)
    seconds = {"frames": registered - started, "following": followed - registered}
    report = report_of(request, steady, tracks, notes, seconds)
    report = replace(report, model=model.card.id if model is not None and request.clicks else "")
    run = RunRecord(report.run_id, datetime.now(timezone.utc), _asked(request), asdict(report))
    write_tracks(Path(request.output), tracks, steady, run)
    watch.step()
    return report


def _check(request: TrackRequest) -> None:
    if request.find_movers == bool(request.clicks):
        raise InputError("It is not said what to follow", "Give clicks, or ask for movers, one of both")
    if request.direction not in (FORWARD, BACKWARD, BOTH):
        remedy = f"Choose {FORWARD}, {BACKWARD} or {BOTH}"
        raise InputError(f"There is no direction {request.direction}", remedy)
    frames = {f"the frame {facts.name or Path(facts.raster).name}": facts.raster for facts in request.frames}
    check_output_file(request.output, frames)


def _with_rate(stack: FrameStack, fps: float | None) -> FrameStack:
    """Returns frames with times by their rate; real times are kept."""
    if fps is None or all(file.time is not None for file in stack.files):
        return stack
    stack.files = tuple(
        replace(file, time=_FRAME_DAY + timedelta(seconds=file.step / fps)) for file in stack.files
    )
    return stack


def _shift_notes(steady: SteadyFrames) -> list[str]:
    unknown = [
        file.name
        for position, file in enumerate(steady.stack.files)
        if not steady.residuals[position].is_known and position not in steady.stack.failed
    ]
    shown = ", ".join(unknown[:3]) + (f" and {len(unknown) - 3} more" if len(unknown) > 3 else "")
    return [f"the shift of {shown} is not known; taken as the georeference says"] * bool(unknown)


def _movers(request: TrackRequest, steady: SteadyFrames, notes: list[str], watch: Watch) -> list[Track]:
    if len(steady) < LEAST_FRAMES:
        raise InputError("Movers are found in three frames or more", "Give more frames, or click the object")
    least_px = None
    if request.min_area_m2 is not None:
        least_px = request.min_area_m2 / steady.stack.grid.unit_per_px**2
    tracks = complete_movers(steady, Differences(steady), clock_of(steady), least_px, watch)
    if tracks and least_px is None:
        notes.append("movers much smaller than most were left out; --min-area-m2 sets the limit")
    return tracks


@dataclass(frozen=True)
class _Clicked:
    """Follows what was clicked."""

    request: TrackRequest
    steady: SteadyFrames
    watch: Watch
    hooks: TrackHooks

    def tracks(self, model: PromptModel | None, is_pixel: bool, notes: list[str]) -> list[Track]:
        """Returns the tracks of the clicks; a click that hits nothing is named, the others go on."""
        steady = self.steady
        differences, clock, unit = Differences(steady), clock_of(steady), steady.stack.grid.unit_per_px
        others: list[Proposer] = [
            DifferenceProposals(differences, unit),
            Evident(TemplateProposals(differences, unit), differences),
        ]
        prompted = None if model is None else PromptedMasks(model, unit, others)
        before = len(notes)
        seeds = Seeding(steady, differences, prompted, is_pixel).seeds_of(self.request.clicks, notes)
        if not seeds:
            remedy = "Click inside a frame, in its CRS, or give --pixel for columns and rows"
            raise InputError("No click hits a frame: " + "; ".join(notes[before:][:3]), remedy)
        if model is None:
            notes.append("no prompt model was given: masks come from differences between frames")
        for seed in seeds:
            self._show(seed.number, seed.sighting)
        proposers = [*([Evident(prompted, differences)] if prompted else []), *others]
        direction = self.request.direction
        ways = Ways(forward=direction != BACKWARD, backward=direction != FORWARD)
        follower = ClickFollower(steady, clock, proposers, self.watch)
        again = SecondLooks(steady, differences, prompted)
        tracks = [keep_shape(again.at(one)) for one in follower.follow(seeds, ways, self._show)]
        for one in tracks:
            _note_loss(one, steady, notes)
        return tracks

    def _show(self, number: int, sighting: Sighting) -> None:
        stack = self.steady.stack
        self.hooks.on_sighted(
            Sighted(
                number,
                stack.files[sighting.position].number,
                shapely.to_wkb(outline(sighting, self.steady), hex=True) if sighting.state != LOST else "",
                round(sighting.score, 4),
                sighting.state,
                stack.grid.crs_wkt,
            )
        )


def _note_loss(one: Track, steady: SteadyFrames, notes: list[str]) -> None:
    """Names the frames in which an object was lost."""
    for sighting in one.sightings:
        if sighting.state == LOST:
            name = steady.stack.files[sighting.position].name
            notes.append(f"object {one.number} is lost at {name}; click it again there")


def _asked(request: TrackRequest) -> str:
    if request.find_movers:
        return "movers"
    return f"{len({click.object_id for click in request.clicks})} clicked object(s)"
