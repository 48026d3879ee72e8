"""The command line of `georefer track`: its options, and its report for people."""

from __future__ import annotations

import argparse
import json
import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from . import options

if TYPE_CHECKING:
    from .models.interface import PromptModel
    from .tracking import Click, TrackReport

_CLICK = re.compile(r"([^,@#]+),([^,@#]+)(?:@(\d+))?(?:#([1-9]\d*))?")


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
        metavar="X,Y[@FRAME][#OBJECT]",
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
    command.add_argument("--model", type=Path, metavar="FOLDER", help="SAM, SAM-HQ or ROS-SAM, for clicks")
    command.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    command.add_argument("--json", action="store_true", help="print the report as JSON")


def click(text: str) -> Click:
    """Reads X,Y, X,Y@FRAME or X,Y@FRAME#OBJECT."""
    from .tracking import Click

    found = _CLICK.fullmatch(text.strip())
    if found is None:
        raise ArgumentTypeError("give X,Y or X,Y@FRAME")
    x, y, frame, number = found.groups()
    try:
        return Click(float(x), float(y), int(frame or 0), int(number) if number else None)
    except ValueError as error:
        raise ArgumentTypeError("give X,Y or X,Y@FRAME with numbers") from error


def run_track(settings: argparse.Namespace, say: Callable[[str], None]) -> int:
    """Follows objects, says what came of it, and returns the exit code.

    Raises:
        GeoReferError: Nothing can be followed, or the output cannot be written.
    """
    from .tracking import TrackRequest, track

    request = TrackRequest(
        frames=tuple(settings.frames),
        output=settings.output,
        clicks=tuple(settings.click),
        find_movers=settings.find_movers,
        pixel=settings.pixel,
        fps=settings.fps,
        bands_as_frames=settings.bands_as_frames,
        extent=settings.extent,
        min_area_m2=settings.min_area_m2,
    )
    report = track(request, _model(settings))
    say(json.dumps(asdict(report), ensure_ascii=False) if settings.json else track_text(report))
    return 3 if report.left_out else 0


def _model(settings: argparse.Namespace) -> PromptModel | None:
    """Returns the model that is asked for; movers need none."""
    if settings.model is None or settings.find_movers:
        return None
    from .device import choose_device
    from .models.ros_sam_prompting import load_prompt_model

    return load_prompt_model(settings.model, choose_device(settings.device).name)


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
    return "\n".join(lines + [f"  note     {note}" for note in report.notes])
