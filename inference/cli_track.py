"""The command line of `georefer track`: its options, and its report for people."""

from __future__ import annotations

import argparse
import json
import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from typing import TYPE_CHECKING

from . import options
from .cli_progress import ProgressBar
from .click_messages import (
    BACKWARD,
    BOTH,
    CLICK_MODEL,
    FORWARD,
    FrameFacts,
    TrackClick,
    TrackRequest,
)

if TYPE_CHECKING:
    from .models.interface import PromptModel
    from .track_reporting import TrackReport

_CLICK = re.compile(r"([^,@#]+),([^,@#]+)(?:,([+-]))?(?:@(\d+))?(?:#([1-9]\d*))?")


@dataclass(frozen=True)
class ClickOption:
    """Is one --click: place, 1 on the object or -1 beside it, frame, and number of the object or None."""

    x: float
    y: float
    sign: int
    frame: int
    object_id: int | None


def add_track_options(command: argparse.ArgumentParser) -> None:
    """Adds what `georefer track` takes."""
    command.add_argument("frames", nargs="+", help="rasters of one place, a folder, or one file with several")
    command.add_argument("-o", "--output", required=True, help="GeoPackage to write")
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--click",
        type=click,
        action="append",
        default=[],
        metavar="X,Y[,-][@FRAME][#OBJECT]",
        help="object to follow, in the CRS of its frame (from 0); clicks with one #OBJECT correct each other",
    )
    what.add_argument("--find-movers", action="store_true", help="find everything that moves")
    command.add_argument("--pixel", action="store_true", help="clicks are column,row")
    command.add_argument(
        "--fps", type=options.size, metavar="N", help="frames per second, if they have no time"
    )
    command.add_argument("--bands-as-frames", action="store_true", help="each band is a frame")
    command.add_argument("--extent", type=options.bounds, metavar="L,B,R,T", help="part of the first frame")
    command.add_argument("--min-area-m2", type=options.size, metavar="M2", help="smallest mover")
    command.add_argument("--direction", choices=(FORWARD, BACKWARD, BOTH), default=BOTH)
    command.add_argument("--model", default=CLICK_MODEL, help="georefer-click, or id or folder of a SAM")
    command.add_argument("--no-model", action="store_true", help="take differences between frames alone")
    command.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    command.add_argument("--json", action="store_true", help="print the report as JSON")


def click(text: str) -> ClickOption:
    """Reads X,Y, X,Y,- and either with @FRAME and #OBJECT."""
    found = _CLICK.fullmatch(text.strip())
    if found is None:
        raise ArgumentTypeError("give X,Y or X,Y@FRAME")
    x, y, sign, frame, number = found.groups()
    try:
        where = float(x), float(y)
    except ValueError as error:
        raise ArgumentTypeError("give X,Y or X,Y@FRAME with numbers") from error
    return ClickOption(*where, -1 if sign == "-" else 1, int(frame or 0), int(number) if number else None)


def clicks_of(given: Sequence[ClickOption]) -> tuple[TrackClick, ...]:
    """Returns what points at each object in each frame; a click without a number is an object of its own."""
    named = {one.object_id for one in given}
    free = (number for number in count(1) if number not in named)
    points: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
    for one in given:
        number = next(free) if one.object_id is None else one.object_id
        points.setdefault((number, one.frame), []).append((one.x, one.y, one.sign))
    return tuple(TrackClick(number, frame, tuple(those)) for (number, frame), those in points.items())


def run_track(settings: argparse.Namespace, say: Callable[[str], None]) -> int:
    """Follows objects, says what came of it, and returns the exit code.

    Raises:
        GeoReferError: Nothing can be followed, or the output cannot be written.
    """
    from .tracking import TrackHooks, track

    request = TrackRequest(
        frames=tuple(FrameFacts(frame) for frame in settings.frames),
        output=settings.output,
        clicks=clicks_of(settings.click),
        find_movers=settings.find_movers,
        direction=settings.direction,
        model="" if settings.no_model else settings.model,
        bands_as_frames=settings.bands_as_frames,
        fps=settings.fps,
        extent=settings.extent,
        min_area_m2=settings.min_area_m2,
        device=settings.device,
    )
    with ProgressBar("frame", None) as bar:
        report = track(request, _model(request), TrackHooks(bar.show), is_pixel=settings.pixel)
    say(json.dumps(asdict(report), ensure_ascii=False) if settings.json else track_text(report))
    return 3 if report.left_out else 0


def _model(request: TrackRequest) -> PromptModel | None:
    """Returns the model that is asked for; movers need none."""
    if not request.model or request.find_movers:
        return None
    from .device import choose_device
    from .models.catalog import load_prompt_model

    return load_prompt_model(request.model, choose_device(request.device))


def track_text(report: TrackReport) -> str:
    """Returns the report for people."""
    number = "Nothing that moves was found" if report.tracks == 0 else f"{report.tracks} object(s)"
    unknown = sum(not shift["is_known"] for shift in report.shifts)
    most = max(max(abs(shift["columns_px"]), abs(shift["rows_px"])) for shift in report.shifts)
    lines = [
        f"{number} in {report.frames} frames  [{report.output}]",
        f"  order    {report.order}; speeds in {report.speed_unit}",
        f"  shift    up to {most:.1f} px removed, {unknown} frame(s) unknown",
        "  outlines " + ", ".join(f"{count} {state}" for state, count in report.states.items()),
        "  method   " + ", ".join(f"{count} by {method}" for method, count in report.methods.items()),
        "  seconds  " + ", ".join(f"{stage} {value:.1f}" for stage, value in report.seconds.items()),
    ]
    lines += [f"  model    {report.model}"] * bool(report.model)
    lines += [f"  ended    object {number} is not seen after {name}" for number, name in report.ended.items()]
    return "\n".join(lines + [f"  note     {note}" for note in report.notes])
