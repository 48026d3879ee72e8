"""The command line of `georefer click`: its options, and its report for people."""

from __future__ import annotations

import argparse
import json
import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from . import options
from .cli_progress import ProgressBar
from .click_messages import ClickObjectsRequest, PromptedObject
from .errors import InputError
from .protocol import Bounds

if TYPE_CHECKING:
    from affine import Affine

    from .clicking import ClickReport

_NUMBER = r"[^,#@]+"
_POINT = re.compile(rf"({_NUMBER}),({_NUMBER})(?:,([+-]))?(?:#([1-9]\d*))?")
_BOX = re.compile(rf"({_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER})(?:#([1-9]\d*))?")


@dataclass(frozen=True)
class PointOption:
    """Is one --point: a place, 1 on the object or -1 beside it, and the number of the object."""

    x: float
    y: float
    sign: int
    object_id: int


@dataclass(frozen=True)
class BoxOption:
    """Is one --box with the number of its object."""

    box: Bounds
    object_id: int


def add_click_options(command: argparse.ArgumentParser) -> None:
    """Adds what `georefer click` takes."""
    usual = ClickObjectsRequest("", "", ())
    command.add_argument("raster", help="any raster that GDAL reads")
    command.add_argument(
        "--point",
        type=point,
        action="append",
        default=[],
        metavar="X,Y[,-][#OBJECT]",
        help="place on the object, or with ,- beside it; all mean one object, or each its #OBJECT",
    )
    command.add_argument(
        "--box",
        type=box,
        action="append",
        default=[],
        metavar="L,B,R,T[#OBJECT]",
        help="box around an object",
    )
    command.add_argument("-o", "--output", required=True, help="GeoPackage to write")
    command.add_argument("--pixel", action="store_true", help="coordinates are column,row; rows downwards")
    command.add_argument(
        "--bands", type=options.band_numbers, metavar="R,G,B", help="one or three bands, from 1"
    )
    command.add_argument("--gsd-m", type=options.size, metavar="M", help="ground sample distance to look at")
    command.add_argument("--append", action="store_true", help="add to the objects in the output")
    command.add_argument("--model", default=usual.model, help="georefer-click, or id or folder of a SAM")
    command.add_argument("--device", default=usual.device, help="auto, cpu, cuda or mps")
    command.add_argument("--json", action="store_true", help="print the report as JSON")


def point(text: str) -> PointOption:
    """Reads X,Y, X,Y,- and either with #OBJECT."""
    found = _POINT.fullmatch(text.strip())
    if found is None:
        raise ArgumentTypeError("give X,Y on the object or X,Y,- beside it")
    x, y, sign, number = found.groups()
    try:
        return PointOption(float(x), float(y), -1 if sign == "-" else 1, int(number or 1))
    except ValueError as error:
        raise ArgumentTypeError("give X,Y or X,Y,- with numbers") from error


def box(text: str) -> BoxOption:
    """Reads L,B,R,T or L,B,R,T#OBJECT; opposite corners may come in any order."""
    found = _BOX.fullmatch(text.strip())
    if found is None:
        raise ArgumentTypeError("give four numbers: left,bottom,right,top")
    try:
        left, bottom, right, top = (float(part) for part in found[1].split(","))
    except ValueError as error:
        raise ArgumentTypeError("give four numbers: left,bottom,right,top") from error
    corners = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
    return BoxOption(options.bounds(",".join(map(repr, corners))), int(found[2] or 1))


def run_click(settings: argparse.Namespace, say: Callable[[str], None]) -> int:
    """Outlines what is pointed at, says what came of it, and returns the exit code.

    Raises:
        GeoReferError: Nothing can be outlined, or the output cannot be written.
    """
    objects = _objects(settings)
    from .clicking import click_objects
    from .device import choose_device
    from .models.catalog import load_prompt_model

    request = ClickObjectsRequest(
        raster=settings.raster,
        output=settings.output,
        objects=_on_map(objects, settings.raster) if settings.pixel else objects,
        bands=settings.bands,
        model=settings.model,
        gsd_m=settings.gsd_m,
        append=settings.append,
        device=settings.device,
    )
    model = load_prompt_model(settings.model, choose_device(settings.device))
    with ProgressBar("object", "objects") as bar:
        report = click_objects(request, model, bar.show)
    say(json.dumps(asdict(report), ensure_ascii=False) if settings.json else click_text(report))
    return 3 if report.missed else 0


def _objects(settings: argparse.Namespace) -> tuple[PromptedObject, ...]:
    """Returns what points at each object, in the order of their numbers."""
    boxes: dict[int, Bounds] = {}
    for one in settings.box:
        if one.object_id in boxes:
            remedy = "Number the objects: --box L,B,R,T#1 --box L,B,R,T#2"
            raise InputError(f"There are two boxes around object {one.object_id}", remedy)
        boxes[one.object_id] = one.box
    numbers = sorted({*boxes, *(one.object_id for one in settings.point)})
    if not numbers:
        raise InputError("Nothing points at an object", "Give --point X,Y or --box L,B,R,T")
    return tuple(
        PromptedObject(
            number,
            tuple((one.x, one.y, one.sign) for one in settings.point if one.object_id == number),
            boxes.get(number),
        )
        for number in numbers
    )


def _on_map(objects: tuple[PromptedObject, ...], raster: str) -> tuple[PromptedObject, ...]:
    """Returns objects given in columns and rows in the raster's CRS."""
    from .geo.opening import open_raster

    with closing(open_raster(raster)) as opened:
        return tuple(_placed(one, opened.transform) for one in objects)


def _placed(one: PromptedObject, transform: Affine) -> PromptedObject:
    from .geo.georeference import pixel_to_map

    points = tuple((*pixel_to_map(transform, x, y), sign) for x, y, sign in one.points)
    if one.box is None:
        return PromptedObject(one.object_id, points)
    left, top, right, bottom = one.box
    corners = [pixel_to_map(transform, column, row) for column in (left, right) for row in (top, bottom)]
    xs, ys = zip(*corners, strict=True)
    return PromptedObject(one.object_id, points, (min(xs), min(ys), max(xs), max(ys)))


def click_text(report: ClickReport) -> str:
    """Returns the report for people."""
    scores = ", ".join(f"{number}: {score:.2f}" for number, score in list(report.scores.items())[:12])
    lines = [
        f"{report.polygons} of {report.asked} object(s) outlined  [{report.output}]",
        f"  scores   {scores}{' ...' * (len(report.scores) > 12)}",
        "  seconds  " + ", ".join(f"{stage} {value:.1f}" for stage, value in report.seconds.items()),
        f"  model    {report.model} ({report.weights[:12]})",
    ]
    lines += [f"  missed   object {number}: {reason}" for number, reason in report.missed.items()]
    return "\n".join(lines + [f"  note     {note}" for note in report.notes])
