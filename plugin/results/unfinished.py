"""Finds what broken runs have left, and makes objects of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsDistanceArea,
    QgsFeature,
    QgsGeometry,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QDateTime, Qt

from ...inference.protocol import SegmentRequest
from .autosave_place import ENDING, LOOKING_MS, claim_of, is_held, lock_of, remove_autosave
from .disk import check_place
from .failures import ResultsError
from .geopackage import mark_without_crs, open_table, write_rows
from .reference_systems import crs_from
from .run_file import RunFile, finish_file, loaded
from .schema import RUNS, found_table, objects_table, runs_table
from .tasks import FileTask
from .whole_file import whole_file

translate = QCoreApplication.translate


@dataclass(frozen=True)
class UnfinishedRun:
    """Is a run that was broken off, and what it had found.

    Attributes:
        path: The file that was kept; it is locked by nobody.
        run_id: Names it.
        phrase: The person's words.
        raster: What was searched.
        created: When it began, UTC, ISO 8601.
        polygons: Number of provisional polygons that were kept.
        request: To take it up again with `resume`, or to see its settings.
        crs_wkt: CRS of the raster; "" for none.
    """

    path: Path
    run_id: str
    phrase: str
    raster: str
    created: str
    polygons: int
    request: SegmentRequest
    crs_wkt: str


def unfinished_runs(folder: Path) -> list[UnfinishedRun]:
    """Returns what broken runs have left in a folder, the newest first; leaves alone what is under way.

    A run that was gone on with several times is one run: of its files that with most polygons stands for it.
    It reads files: call it from a task (see FindUnfinishedTask).
    """
    fullest: dict[SegmentRequest, UnfinishedRun] = {}
    for run in _left_runs(folder):
        wish = replace(run.request, resume=False)
        if wish not in fullest or run.polygons > fullest[wish].polygons:
            fullest[wish] = run
    return [run for run in fullest.values() if not is_held(claim_of(folder, run.request.output))]


def remove_run(run: UnfinishedRun) -> None:
    """Removes what a broken run has left, unless somebody has taken it up meanwhile."""
    lock = lock_of(run.path)
    if lock.tryLock(LOOKING_MS):
        remove_autosave(run.path)
        lock.unlock()


class FindUnfinishedTask(FileTask):
    """Looks for what broken runs have left; gives a list of UnfinishedRun.

    Args:
        folder: Where to look.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(translate("GeoRefer", "Looking for unfinished runs"))
        self._folder = Path(folder)

    def work(self) -> list[UnfinishedRun]:
        """Does the work; called in another thread."""
        return unfinished_runs(self._folder)


class RemoveUnfinishedTask(FileTask):
    """Removes what earlier tries of a run have left: its objects are kept elsewhere by now.

    Args:
        folder: Where to look.
        output: The engine's output, which names the run.
    """

    def __init__(self, folder: Path, output: str) -> None:
        super().__init__(translate("GeoRefer", "Removing what is kept elsewhere"))
        self._folder = Path(folder)
        self._output = output

    def work(self) -> int:
        """Does the work; called in another thread; returns how many were removed."""
        runs = [one for one in _left_runs(self._folder) if one.request.output == self._output]
        for run in runs:
            remove_run(run)
        return len(runs)


class KeepUnfinishedTask(FileTask):
    """Makes a file of objects from what a broken run had found; gives a RunFile.

    The objects are provisional: cut at the borders of tiles, and not yet chosen among by place, size or rank.

    Args:
        run: What is left of it.
        path: The GeoPackage to write; it appears when it is whole.
    """

    def __init__(self, run: UnfinishedRun, path: Path) -> None:
        super().__init__(translate("GeoRefer", 'Keeping what "{phrase}" had found').format(phrase=run.phrase))
        self._run = run
        self._path = Path(path)

    def work(self) -> RunFile:
        """Does the work; called in another thread."""
        run = self._run
        crs = crs_from(run.crs_wkt) if run.crs_wkt else None
        check_place(self._path, 2 * run.path.stat().st_size)
        with whole_file(self._path) as temporary:
            count = write_rows(temporary, objects_table(), self._objects(crs), crs, is_new_file=True)
            report = self._report(count)
            row = QgsFeature(runs_table().fields)
            parameters = json.dumps(report, ensure_ascii=False)
            row.setAttributes([run.run_id, _moment(run.created), run.phrase, parameters])
            write_rows(temporary, runs_table(), [row])
            if crs is None:
                mark_without_crs(temporary)
            finish_file(temporary, report)
        return RunFile(self._path, report, loaded(self._path))

    def _objects(self, crs: QgsCoordinateReferenceSystem | None) -> Iterator[QgsFeature]:
        run, measure = self._run, _measure(crs)
        for number, found in enumerate(_latest(open_table(run.path, found_table().name)), start=1):
            shape = found.geometry()
            area_m2, perimeter_m = measure(shape)
            row = QgsFeature(objects_table().fields)
            row.setGeometry(shape)
            described = [number, _phrase_of(found) or run.phrase, "", found["score"], area_m2, perimeter_m]
            traced = [run.request.model, "", run.raster, run.run_id, _moment(run.created)]
            row.setAttributes(described + traced)
            yield row

    def _report(self, count: int) -> dict[str, object]:
        run = self._run
        note = translate(
            "GeoRefer",
            "The run was broken off: these are the objects of its finished tiles, cut at tile borders and "
            "not chosen among by place, size or rank",
        )
        return {
            "run_id": run.run_id,
            "phrase": ", ".join(run.request.phrases),
            "polygons": count,
            "model": run.request.model,
            "device": run.request.device,
            "source": run.raster,
            "created": run.created,
            "output": str(self._path),
            "notes": [note],
            "parameters": {one.name: getattr(run.request, one.name) for one in fields(run.request)},
        }


def _left_runs(folder: Path) -> Iterator[UnfinishedRun]:
    """Yields what each file holds that nobody writes to, the newest first."""
    for path in sorted(Path(folder).glob(f"*{ENDING}"), reverse=True):
        # What begins with a dot is a file whose making was broken off; it holds nothing.
        if path.name.startswith(".") or is_held(lock_of(path)):
            continue
        try:
            yield _read(path)
        except (ResultsError, StopIteration, TypeError, ValueError, KeyError):
            continue


def _read(path: Path) -> UnfinishedRun:
    row = next(open_table(path, RUNS).getFeatures())
    facts = json.loads(row["parameters"])
    request = _request(facts["request"])
    count = sum(1 for _ in _latest(open_table(path, found_table().name)))
    return UnfinishedRun(
        path,
        str(row["run_id"]),
        request.phrase,
        request.raster,
        str(facts["created"]),
        count,
        request,
        str(facts["crs"]),
    )


def _request(values: dict[str, object]) -> SegmentRequest:
    """Returns a request as it was stored; what this version does not know is left out."""
    known = {one.name for one in fields(SegmentRequest)}
    return SegmentRequest(**{name: _tuples(value) for name, value in values.items() if name in known})


def _tuples(value: object) -> object:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value


def _latest(found: QgsVectorLayer) -> Iterator[QgsFeature]:
    """Yields the polygons of each tile as they were told last."""
    last: dict[str, int] = {}
    for row in found.getFeatures():
        last[row["tile"]] = max(row["round"], last.get(row["tile"], 0))
    for row in found.getFeatures():
        # A tile that has lost its polygons has a row with an empty shape.
        if row["round"] == last[row["tile"]] and not row.geometry().isEmpty():
            yield row


def _phrase_of(found: QgsFeature) -> str:
    """Returns the phrase of a polygon; "" where the file was made before there were several."""
    place = found.fieldNameIndex("phrase")
    return str(found[place] or "") if place >= 0 else ""


def _measure(crs: QgsCoordinateReferenceSystem | None) -> Callable[[QgsGeometry], tuple[float, float]]:
    """Returns what measures a shape in m² and m: on the ellipsoid where there is a CRS, else as drawn."""
    if crs is None:
        return lambda shape: (shape.area(), shape.length())
    ruler = QgsDistanceArea()
    ruler.setSourceCrs(crs, QgsCoordinateTransformContext())
    ruler.setEllipsoid(crs.ellipsoidAcronym() or "EPSG:7030")
    square_metres = QgsUnitTypes.decodeAreaUnit("m2")[0]
    metres = QgsUnitTypes.decodeDistanceUnit("meters")[0]

    def measure(shape: QgsGeometry) -> tuple[float, float]:
        area = ruler.convertAreaMeasurement(ruler.measureArea(shape), square_metres)
        return area, ruler.convertLengthMeasurement(ruler.measurePerimeter(shape), metres)

    return measure


def _moment(created: str) -> QDateTime:
    return QDateTime.fromString(created, Qt.DateFormat.ISODate)
