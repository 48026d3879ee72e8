"""The command line of `georefer select`: its options, and its report for people."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict

from . import options
from .protocol import SelectReport, SelectRequest


def add_select_options(command: argparse.ArgumentParser) -> None:
    """Adds what `georefer select` takes."""
    command.add_argument("objects", help="polygons that exist already: any vector file that GDAL reads")
    command.add_argument("phrase", help='such as "the largest red building within 200 m of [Railway]"')
    command.add_argument("-o", "--output", required=True, help="GeoPackage to write")
    command.add_argument("--target-field", metavar="NAME", help="field that says what each polygon is")
    command.add_argument("--colour-field", metavar="NAME", help="field that says its colour")
    options.add_extent_and_layers(command, "the objects'")
    command.add_argument("--json", action="store_true", help="print the report as JSON")


def select_request(settings: argparse.Namespace) -> SelectRequest:
    """Returns what the options ask for."""
    return SelectRequest(
        objects=settings.objects,
        phrase=settings.phrase,
        output=settings.output,
        target_field=settings.target_field,
        colour_field=settings.colour_field,
        extent=settings.extent,
        layers=tuple(settings.layer),
        rotation_deg=settings.rotation_deg,
    )


def run_select(settings: argparse.Namespace, say: Callable[[str], None]) -> int:
    """Chooses among the polygons, says what came of it, and returns the exit code.

    Raises:
        GeoReferError: It cannot be done.
    """
    # Reading the options must not wait for the libraries of the map.
    from .choosing import choose

    report = choose(select_request(settings))
    say(json.dumps(asdict(report), ensure_ascii=False) if settings.json else select_text(report))
    return 0


def select_text(report: SelectReport) -> str:
    """Returns the report for people."""
    number = "Nothing was found" if report.selected == 0 else f"{report.selected} object(s)"
    lines = [
        f"{number}: {report.reading}  [{report.output}]",
        f"  objects  {report.candidates} of {report.polygons} polygons are what the phrase names",
        "  seconds  " + ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in report.seconds.items()),
    ]
    lines += [f"  unread   not understood: {', '.join(report.unread)}"] * bool(report.unread)
    lines += [f"  note     {note}" for note in report.notes]
    return "\n".join(lines)
