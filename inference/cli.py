"""The command line: `georefer segment`, `select`, `click`, `track`, `explain`, `models` and `doctor`.

Exit codes: 0 done (finding nothing is a normal answer), 1 a check found faults, 2 something is wrong and
nothing was written, 3 some tiles, frames or phrases failed or the overlay could not be drawn, 130 stopped by
the person.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from . import options
from .cli_click import add_click_options, run_click
from .cli_models import add_models_options, run_models
from .cli_progress import ProgressBar
from .cli_reporting import plan_lines, report_text
from .cli_select import add_select_options, run_select
from .cli_track import add_track_options, run_track
from .errors import Cancelled, GeoReferError
from .protocol import SegmentRequest
from .starting import uncollected

if TYPE_CHECKING:
    from .estimating import Estimate

EXIT_WRONG_INPUT = 2
EXIT_INCOMPLETE = 3
EXIT_STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; every expected error becomes one line on stderr."""
    settings = _parser().parse_args(options.joined(sys.argv[1:] if arguments is None else arguments))
    # What libraries say while they work is no line for the person; it lands in the error's detail.
    logging.basicConfig(level=logging.DEBUG if settings.verbose else logging.CRITICAL, stream=sys.stderr)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    with warnings.catch_warnings():
        if not settings.verbose:
            warnings.simplefilter("ignore")
        return _answer(settings)


def _answer(settings: argparse.Namespace) -> int:
    """Runs the command and turns what can go wrong into one line and an exit code."""
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "segment": _segment,
        "select": partial(run_select, say=print),
        "click": partial(run_click, say=print),
        "track": partial(run_track, say=print),
        "explain": _explain,
        "doctor": _doctor,
        "models": partial(run_models, say=print),
    }
    try:
        code = commands[settings.command](settings)
        sys.stdout.flush()
        return code
    except Cancelled as error:
        _complain(str(error), error.detail, settings)
        return EXIT_STOPPED
    except GeoReferError as error:
        _complain(str(error), error.detail, settings)
        return EXIT_WRONG_INPUT
    except KeyboardInterrupt:
        _complain("stopped; finished tiles are kept, run again with --resume to go on", "", settings)
        return EXIT_STOPPED
    except BrokenPipeError:
        # Whoever read the output has left; Python must not try to flush into the closed pipe once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except (OSError, MemoryError) as error:
        reason = " ".join(str(error).split()) or "out of memory"
        _complain(f"The system refuses: {reason}. Check paths, disk and memory", repr(error), settings)
        return EXIT_WRONG_INPUT


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line."""

    def error(self, message: str) -> NoReturn:
        """Prints the line and exits with code 2."""
        self.exit(EXIT_WRONG_INPUT, f"georefer: {' '.join(message.split())}. See {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="georefer", description="Finds what a phrase refers to in a raster and writes polygons."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    segment = commands.add_parser("segment", help="raster and phrase in, GeoPackage out")
    segment.add_argument("raster", help="any raster that GDAL reads")
    segment.add_argument(
        "phrase", nargs="+", help='such as "red building top-left"; several share every look at the raster'
    )
    segment.add_argument("-o", "--output", required=True, help="GeoPackage to write")
    _add_scene_options(segment)
    segment.add_argument("--threshold", type=options.share, default=SegmentRequest.threshold)
    segment.add_argument("--min-score", type=options.share, default=SegmentRequest.min_score)
    segment.add_argument("--min-area-m2", type=options.size, metavar="M2")
    segment.add_argument("--right-angles", action="store_true", help="square up nearly rectangular outlines")
    segment.add_argument("--device", default=SegmentRequest.device, help="auto, cpu, cuda or mps")
    segment.add_argument("--resume", action="store_true", help="go on with an unfinished run")
    segment.add_argument("--append", action="store_true", help="add to the objects in the output")
    segment.add_argument(
        "--embeddings",
        metavar="PATH",
        default=SegmentRequest.embeddings,
        help="file, or folder of files, where what the model sees is kept for later phrases",
    )
    segment.add_argument(
        "--embeddings-limit-gb", type=options.size, metavar="GB", default=SegmentRequest.embeddings_limit_gb
    )
    segment.add_argument("--no-prune", action="store_true", help="read every tile, whatever the phrase says")
    segment.add_argument("--overlay", type=options.picture, metavar="PNG", help="picture of the result")
    segment.add_argument("--json", action="store_true", help="print the run report as JSON")
    select = commands.add_parser("select", help="polygons and phrase in, those that are meant out")
    add_select_options(select)
    click = commands.add_parser("click", help="raster and places in it, outlines of what lies there out")
    add_click_options(click)
    track = commands.add_parser("track", help="frames of one place in, moving objects and their ways out")
    add_track_options(track)
    explain = commands.add_parser("explain", help="show how a phrase is read, and what a run would search")
    explain.add_argument("phrase")
    explain.add_argument("--raster", help="raster to plan for; the other options are those of segment")
    _add_scene_options(explain)
    explain.add_argument("--json", action="store_true")
    doctor = commands.add_parser("doctor", help="check this installation")
    doctor.add_argument("--json", action="store_true")
    add_models_options(commands.add_parser("models", help="list, get, add, remove and verify models"))
    for command in (segment, select, click, track, explain, doctor):
        command.add_argument("--verbose", action="store_true", help="details on stderr")
    return parser


def _add_scene_options(command: argparse.ArgumentParser) -> None:
    """Adds what decides which tiles there are and which are searched."""
    command.add_argument("--model", default=SegmentRequest.model, help="id or folder of a model")
    options.add_extent_and_layers(command, "the raster's")
    command.add_argument(
        "--area",
        metavar="FILE",
        help="polygons to search in, any vector file; FILE|layername=NAME for a layer",
    )
    command.add_argument(
        "--bands", type=options.band_numbers, metavar="R,G,B", help="one or three bands, from 1"
    )
    command.add_argument("--tile-size-px", type=options.tile_size, default=SegmentRequest.tile_size_px)
    command.add_argument("--overlap-px", type=options.not_negative, default=SegmentRequest.overlap_px)
    command.add_argument("--gsd-m", type=options.size, metavar="M", help="ground sample distance to work at")


def _segment(settings: argparse.Namespace) -> int:
    # The engine is heavy; reading a phrase or a wrong option must not wait for it.
    with uncollected():
        from .running import run_segment

    request = replace(
        _scene_request(settings, *settings.phrase),
        output=settings.output,
        threshold=settings.threshold,
        min_score=settings.min_score,
        min_area_m2=settings.min_area_m2,
        right_angles=settings.right_angles,
        device=settings.device,
        resume=settings.resume,
        append=settings.append,
        prune=not settings.no_prune,
        embeddings=settings.embeddings,
        embeddings_limit_gb=settings.embeddings_limit_gb,
    )
    with ProgressBar() as bar:
        report = run_segment(request, settings.overlay, bar.show)
    print(json.dumps(asdict(report), ensure_ascii=False) if settings.json else report_text(report))
    for one in report.refused:
        _complain(f'"{one.phrase}" was left out: {one.message}. {one.remedy}', "", settings)
    if report.overlay_problem:
        _complain(f"{report.overlay_problem}; the GeoPackage was written", "", settings)
    return EXIT_INCOMPLETE if report.failed_tiles or report.overlay_problem or report.refused else 0


def _explain(settings: argparse.Namespace) -> int:
    from .expression.explaining import to_json, to_text
    from .expression.reading import read

    expression = read(settings.phrase)
    estimate = _estimate(settings) if settings.raster else None
    if settings.json:
        plan = {} if estimate is None else {"plan": asdict(estimate)}
        print(json.dumps({**to_json(expression), **plan}, ensure_ascii=False))
    else:
        print("\n".join([to_text(expression), *([] if estimate is None else plan_lines(estimate))]))
    return 0


def _estimate(settings: argparse.Namespace) -> Estimate:
    from .estimating import estimate
    from .models.catalog import load_model

    return estimate(_scene_request(settings, settings.phrase), load_model(settings.model).card)


def _scene_request(settings: argparse.Namespace, phrase: str, *more_phrases: str) -> SegmentRequest:
    """Returns what `_add_scene_options` asks for, without an output."""
    return SegmentRequest(
        raster=settings.raster,
        phrase=phrase,
        more_phrases=more_phrases,
        output="",
        model=settings.model,
        extent=settings.extent,
        bands=settings.bands,
        tile_size_px=settings.tile_size_px,
        overlap_px=settings.overlap_px,
        gsd_m=settings.gsd_m,
        layers=tuple(settings.layer),
        area=_area(settings) if settings.area else "",
        rotation_deg=settings.rotation_deg,
    )


def _area(settings: argparse.Namespace) -> str:
    """Returns the polygons to search in, in the raster's CRS."""
    from .geo.area import read_area
    from .geo.opening import open_raster

    with closing(open_raster(settings.raster)) as raster:
        return read_area(settings.area, raster.crs_wkt)


def _doctor(settings: argparse.Namespace) -> int:
    from .doctor import examine

    checks = examine()
    if settings.json:
        print(json.dumps([asdict(check) for check in checks], ensure_ascii=False))
    else:
        for check in checks:
            remedy = f" - {check.remedy}" if check.remedy and not check.is_well else ""
            print(f"{'ok  ' if check.is_well else 'FAIL'} {check.name}: {check.finding}{remedy}")
    return 0 if all(check.is_well for check in checks) else 1


def _complain(line: str, detail: str, settings: argparse.Namespace) -> None:
    print(f"georefer: {line}", file=sys.stderr)
    if settings.verbose and detail:
        print(detail, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
