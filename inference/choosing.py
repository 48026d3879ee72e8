"""Use case: a phrase and polygons that exist already in, those it refers to out. No model, no raster."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from .errors import Cancelled, ExtentError, InputError
from .expression.frame import Scene
from .expression.matching import Meaning, is_meant, meaning_of, means_anything, nouns_of, states_colour
from .expression.model import Expression
from .expression.selecting.resolving import Resolved, check_layer_names, resolve
from .expression.sentence import to_sentence
from .geo.existing import ExistingObjects, fields_there, read_objects, write_selected
from .geo.geopackage_tables import RunRecord
from .geo.layers import split_source
from .geo.measuring import Measure
from .phrasing import read_layers, read_phrase
from .protocol import Bounds, SelectReport, SelectRequest
from .rulers import ground_measuring
from .runtime import package_versions
from .writing import check_output_file

LAYER = "objects"
_SHOWN_VALUES = 8


@dataclass(frozen=True)
class _Row:
    """Is one polygon that the phrase may mean.

    Attributes:
        geometry: In the objects' CRS.
        score: How sure an earlier run was, or 1.
        row: Its row in the file.
    """

    geometry: BaseGeometry
    score: float
    row: int


@dataclass(frozen=True)
class Chosen:
    """Tells what was chosen.

    Attributes:
        report: Everything about the run.
        crs_wkt: CRS of the polygons, or None.
    """

    report: SelectReport
    crs_wkt: str | None


def choose(request: SelectRequest) -> SelectReport:
    """Does what `choose_objects` does, and returns the report alone."""
    return choose_objects(request, lambda: False).report


def choose_objects(request: SelectRequest, is_cancelled: Callable[[], bool]) -> Chosen:
    """Writes the polygons that a phrase refers to, with all their columns.

    Args:
        request: What is asked.
        is_cancelled: Asked between reading, choosing and writing.

    Raises:
        Cancelled: The person stopped the run; nothing is written.
        PhraseError: The phrase cannot be answered, or speaks of a layer that is not there.
        InputError: The objects, the field or a layer cannot be used.
        ExtentError: None of the objects lies in the extent.
        OutputError: The GeoPackage cannot be written; what was there before is there still.
    """
    started = time.perf_counter()
    expression = _read(request)
    objects = read_objects(request.objects)
    kinds = _Kinds(request, objects, expression)
    layers = read_layers(expression, request.layers, objects.crs_wkt)
    loaded = time.perf_counter()
    _stop_if(is_cancelled())
    scene = Scene.of_bounds(_bounds(request.extent, kinds.shapes), request.rotation_deg or 0.0)
    measuring = ground_measuring(Measure(objects.crs_wkt), scene)
    resolved = resolve(expression, kinds.find, layers, scene, measuring)
    chosen = np.array([resolved.objects[index].row for index in resolved.selection.indexes], np.int64)
    _stop_if(is_cancelled())
    seconds = {"read": loaded - started, "select": time.perf_counter() - loaded}
    report = _report(request, expression, kinds, resolved, seconds)
    run = RunRecord(
        report.run_id, datetime.fromisoformat(report.created), request.phrase, asdict(report), LAYER
    )
    write_selected(Path(request.output), objects, chosen, run)
    return Chosen(report, objects.crs_wkt)


def _read(request: SelectRequest) -> Expression:
    """Returns what the phrase means; raises for what is wrong in a request before anything is read."""
    expression = read_phrase(request.phrase, may_name_nothing=True)
    check_layer_names(expression, [name for name, _ in request.layers])
    inputs = {f"the layer [{name}]": split_source(file)[0] for name, file in request.layers}
    check_output_file(request.output, {"the file of the objects": split_source(request.objects)[0], **inputs})
    return expression


def _stop_if(is_cancelled: bool) -> None:
    if is_cancelled:
        raise Cancelled("The selection was stopped", "Nothing was written")


def _report(
    request: SelectRequest,
    expression: Expression,
    kinds: _Kinds,
    resolved: Resolved[_Row],
    seconds: dict[str, float],
) -> SelectReport:
    """Returns the report of a run whose output is not written yet."""
    return SelectReport(
        run_id=uuid.uuid4().hex,
        phrase=request.phrase,
        reading=to_sentence(expression, expression.language),
        selected=len(resolved.selection.indexes),
        candidates=len(resolved.objects),
        polygons=len(kinds.shapes),
        notes=(*kinds.notes(), *(note.text for note in resolved.selection.notes)),
        unread=tuple(dict.fromkeys(part.text for one in expression.phrases for part in one.unread)),
        seconds={stage: round(value, 3) for stage, value in seconds.items()},
        output=request.output,
        source=request.objects,
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        parameters={key: value for key, value in asdict(request).items() if key != "phrase"},
        versions=package_versions(),
    )


class _Kinds:
    """Finds the polygons that are what an expression names."""

    def __init__(self, request: SelectRequest, objects: ExistingObjects, expression: Expression) -> None:
        if request.target_field is None:
            remedy = f"Give it as --target-field. {fields_there(objects.fields)}"
            raise InputError("No field says what each polygon is", remedy)
        inside = _inside(objects.shapes, request.extent)
        self.shapes = objects.shapes[inside]
        self._rows = objects.rows[inside]
        self._scores = _scores(objects)[inside]
        self._expression = expression
        self._field = request.target_field
        values = np.array(objects.values(request.target_field), object)[inside].tolist()
        colours: list[object] = [None] * len(values)
        if request.colour_field is not None:
            colours = np.array(objects.values(request.colour_field), object)[inside].tolist()
        self._codes, meanings = _meanings(values, colours, self._field)
        self._meanings = meanings
        self._values = list(dict.fromkeys(str(value) for value in values if value is not None))
        self._nouns = nouns_of(meanings)
        self._found: dict[Expression, int] = {}

    def find(self, expression: Expression) -> list[_Row]:
        """Returns every polygon of an expression's target; every polygon where the phrase names none."""
        target = expression.target
        if means_anything(target) and (target.heads or expression == self._expression):
            marks = np.ones(len(self._codes), bool)
        else:
            meant = np.array([is_meant(target, one, self._nouns) for one in self._meanings], bool)
            marks = meant[self._codes] if len(meant) else np.zeros(len(self._codes), bool)
        self._found[expression] = int(marks.sum())
        at = np.flatnonzero(marks)
        columns = (self.shapes[at].tolist(), self._scores[at].tolist(), self._rows[at].tolist())
        return [_Row(*row) for row in zip(*columns, strict=True)]

    def notes(self) -> tuple[str, ...]:
        """Returns why something that the phrase names was not found in the field."""
        notes = []
        for expression, number in self._found.items():
            target = expression.target
            asks_colour = any(head.colours for head in target.heads)
            if number or not self._values:
                continue
            if asks_colour and not states_colour(self._meanings):
                notes.append(f'"{self._field}" states no colours; a colour field can be given')
            else:
                more = ", ..." if len(self._values) > _SHOWN_VALUES else ""
                shown = ", ".join(self._values[:_SHOWN_VALUES])
                notes.append(f'No "{self._field}" means "{target.wording}"; there are: {shown}{more}')
        return tuple(dict.fromkeys(notes))


def _meanings(
    values: list[object], colours: list[object], field: str
) -> tuple[npt.NDArray[np.int64], list[Meaning]]:
    """Returns what each different value means, and which of them each polygon has."""
    codes: dict[tuple[str, str], int] = {}
    meanings: list[Meaning] = []
    numbers = []
    for value, colour in zip(values, colours, strict=True):
        key = (str(value), str(colour))
        if key not in codes:
            codes[key] = len(meanings)
            meanings.append(meaning_of(value, field, colour))
        numbers.append(codes[key])
    return np.array(numbers, np.int64), meanings


def _scores(objects: ExistingObjects) -> npt.NDArray[np.float64]:
    """Returns the scores that an earlier run left, or 1."""
    ones = np.ones(len(objects.rows))
    if "score" not in objects.fields or objects.table["score"].dtype.kind != "f":
        return ones
    scores = np.asarray(objects.values("score"), np.float64)
    return np.where((scores >= 0) & (scores <= 1), scores, 1.0)


def _inside(shapes: npt.NDArray[np.object_], extent: Bounds | None) -> npt.NDArray[np.bool_]:
    """Returns which polygons have their centre in the extent, bool [n]."""
    if extent is None or not len(shapes):
        return np.ones(len(shapes), bool)
    left, bottom, right, top = shapely.total_bounds(shapes)
    if left > extent[2] or right < extent[0] or bottom > extent[3] or top < extent[1]:
        covered = f"{left:.9g},{bottom:.9g},{right:.9g},{top:.9g}"
        raise ExtentError("None of the objects lies in the extent", f"They cover {covered}")
    centers = shapely.centroid(shapes)
    x, y = shapely.get_x(centers), shapely.get_y(centers)
    inside: npt.NDArray[np.bool_] = (x >= extent[0]) & (x <= extent[2]) & (y >= extent[1]) & (y <= extent[3])
    return inside


def _bounds(extent: Bounds | None, shapes: npt.NDArray[np.object_]) -> Bounds:
    """Returns the extent, or what the objects cover; anything where there are none."""
    if extent is not None or not len(shapes):
        return extent or (0.0, 0.0, 1.0, 1.0)
    left, bottom, right, top = shapely.total_bounds(shapes).tolist()
    return left, bottom, right, top
