"""The use case of clicks: a raster, and points and boxes on things in it, to polygons in a GeoPackage."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .click_messages import ClickObjectsRequest, PromptedObject
from .clicks.embeddings import EmbeddingCache
from .clicks.outliner import Outliner
from .clicks.pointing import Answer
from .clicks.pyramid import Pyramid
from .clicks.zooming import zoom_for
from .errors import Cancelled, InputError, RasterError
from .geo.geopackage_tables import ObjectRecord, RunRecord
from .geo.vectorize import FoundPolygon
from .models.interface import PromptModel
from .protocol import Progress
from .runtime import package_versions, peak_memory_mb
from .writing import check_output_file

METHOD = "click"
"""What the field `target` says of objects that were pointed at."""


@dataclass(frozen=True)
class ClickReport:
    """Says everything about a finished run.

    Attributes:
        run_id: Random id, also in every row.
        polygons: Number of objects written.
        asked: Number of objects that were pointed at.
        scores: Score of each written object by its number: the IoU that the model expects.
        missed: Why objects were not written, by their number.
        notes: What else the person should know.
        model: Id of the model.
        weights: SHA-256 of its weights.
        seconds: Seconds per stage.
        peak_memory_mb: Largest resident memory of the process, in MiB.
        output: The GeoPackage.
        source: The raster.
        crs_wkt: CRS of the polygons, None where they have none.
        parameters: What was asked for.
        versions: Versions of what computed it.
        created: UTC time, ISO 8601.
        method: How the objects came about.
    """

    run_id: str
    polygons: int
    asked: int
    scores: dict[int, float]
    missed: dict[int, str]
    notes: tuple[str, ...]
    model: str
    weights: str
    seconds: dict[str, float]
    peak_memory_mb: float
    output: str
    source: str
    crs_wkt: str | None
    parameters: dict[str, Any]
    versions: dict[str, str]
    created: str
    method: str = METHOD


def click_objects(
    request: ClickObjectsRequest,
    model: PromptModel,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ClickReport:
    """Outlines what was pointed at and writes it; an object that cannot be outlined is named.

    Args:
        request: What is asked.
        model: Makes masks from clicks and boxes.
        on_progress: Told after every object.
        is_cancelled: Asked before every object.

    Raises:
        GeoReferError: No object can be outlined, the output cannot be written, or the person stopped.
    """
    started = time.perf_counter()
    if not request.objects:
        raise InputError("Nothing points at an object", "Give points or boxes")
    check_output_file(request.output, {"the raster": request.raster})
    with closing(Pyramid(request.raster, request.bands)) as pyramid:
        zoom = zoom_for(model.card, pyramid.scene.gsd_m, request.gsd_m)
        outliner = Outliner(pyramid, model, EmbeddingCache(), zoom)
        outlined = _Outlined()
        for number, one in enumerate(request.objects):
            if is_cancelled():
                raise Cancelled("The run was stopped", "Run it again")
            on_progress(Progress(number, len(request.objects), "objects"))
            outlined.take(one, outliner, request.simplify_px)
        crs_wkt = pyramid.scene.crs_wkt
    on_progress(Progress(len(request.objects), len(request.objects), "objects"))
    if not outlined.found:
        reasons = "; ".join(list(outlined.missed.values())[:3])
        raise InputError(f"Nothing can be outlined: {reasons}", "Click on things inside the raster")
    report = _report(request, model, outlined, crs_wkt, time.perf_counter() - started)
    _write(request, report, outlined.found)
    return report


@dataclass
class _Outlined:
    """Collects what became of each object, by its number."""

    found: dict[int, FoundPolygon] = field(default_factory=dict)
    missed: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def take(self, one: PromptedObject, outliner: Outliner, simplify_px: float) -> None:
        """Outlines one object, or keeps why it cannot be."""
        try:
            answer, self.found[one.object_id] = _seen(one, outliner, simplify_px)
        except (InputError, RasterError) as error:
            self.missed[one.object_id] = error.message
            return
        if answer.is_cut:
            self.notes.append(
                f"object {one.object_id} goes on beyond what was looked at; draw a box around it"
            )


def _seen(one: PromptedObject, outliner: Outliner, simplify_px: float) -> tuple[Answer, FoundPolygon]:
    """Returns what the prompts of an object point at."""
    answer, outline = outliner.answer(one.points, one.box, simplify_px)
    if outline is None:
        raise InputError("The model sees no object there", "Click on it, or draw a box around it")
    return answer, outline


def _report(
    request: ClickObjectsRequest,
    model: PromptModel,
    outlined: _Outlined,
    crs_wkt: str | None,
    seconds: float,
) -> ClickReport:
    return ClickReport(
        run_id=uuid.uuid4().hex,
        polygons=len(outlined.found),
        asked=len(request.objects),
        scores={number: round(one.score, 4) for number, one in outlined.found.items()},
        missed=outlined.missed,
        notes=tuple(outlined.notes),
        model=model.card.id,
        weights=model.card.weights_hash,
        seconds={"outlines": round(seconds, 3)},
        peak_memory_mb=round(peak_memory_mb(), 1),
        output=request.output,
        source=request.raster,
        crs_wkt=crs_wkt,
        parameters=asdict(request),
        versions=package_versions(),
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
    )


def _write(request: ClickObjectsRequest, report: ClickReport, found: dict[int, FoundPolygon]) -> None:
    """Writes objects and run.

    Raises:
        OutputError: They cannot be written; what was there before is untouched.
    """
    # Brings pandas, which nobody should wait for before the first outline.
    from .geo.geopackage import write_objects

    records = [
        ObjectRecord(
            object_id=number,
            geometry=one.geometry,
            phrase="",
            target=METHOD,
            score=one.score,
            area_m2=one.area_m2,
            perimeter_m=one.perimeter_m,
            model=report.model,
            weights=report.weights,
            source=request.raster,
        )
        for number, one in found.items()
    ]
    run = RunRecord(report.run_id, datetime.fromisoformat(report.created), "", asdict(report))
    write_objects(Path(request.output), records, report.crs_wkt, run, append=request.append)
