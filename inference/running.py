"""Runs one request from checks to written files: what the command line and the demo share."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch

from .answers import Hooks, SegmentResult
from .device import Device, choose_device
from .embeddings.shelf import EmbeddingMemory, Embeddings, memory_for_embeddings
from .errors import GeoReferError, InputError, ModelError, OutputError, RasterError
from .geo.opening import open_raster
from .models.catalog import load_model
from .models.interface import PhraseModel
from .overlay import draw_overlay
from .phrasing import read_layers, read_phrase
from .protocol import Progress, RunReport, SegmentRequest
from .questions import Refusals
from .referring import segment
from .runtime import peak_memory_mb
from .writing import check_output, is_raster_itself, write_results


@dataclass
class RunHooks(Hooks):
    """Lets the caller also see what is found.

    Attributes:
        on_result: Given the final polygons once they are written.
    """

    on_result: Callable[[SegmentResult], None] = lambda result: None


def run_segment(
    request: SegmentRequest,
    overlay: Path | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    model: PhraseModel | None = None,
    hooks: RunHooks | None = None,
    memory: EmbeddingMemory | None = None,
) -> RunReport:
    """Segments, writes the GeoPackage and the overlay, and returns the report.

    An overlay that cannot be drawn is named in the report; the GeoPackage is written all the same.

    Args:
        request: What is asked.
        overlay: PNG to draw, or None.
        on_progress: Told after every tile.
        model: A model that is loaded already; None loads the one that is asked for.
        hooks: Watch and stop the run; `on_progress` then is that of the hooks.
        memory: Keeps what the model sees for later runs; None: for the phrases of this one.

    Raises:
        GeoReferError: Something is wrong; nothing was written.
    """
    started = time.perf_counter()
    _check(request, overlay)
    device = choose_device(request.device)
    model = model or load_model(request.model, device)
    _check_overlap(request, model)
    loaded = time.perf_counter()
    hooks = hooks or RunHooks(on_progress)
    embeddings = _embeddings(request, device, memory)
    result = _run(request, model, device, hooks, embeddings)
    hooks.on_result(result)
    problem, drawing = "", time.perf_counter()
    if overlay is not None:
        try:
            draw_overlay(request, [one for part in result.every for one in part.polygons], overlay)
        except GeoReferError as error:
            problem = str(error)
    ended = time.perf_counter()
    seconds = {"load": loaded - started, **result.report.seconds, "overlay": ended - drawing}
    spent = {stage: round(value, 3) for stage, value in {**seconds, "total": ended - started}.items()}
    report = replace(result.report, overlay_problem=problem, peak_memory_mb=round(peak_memory_mb(), 1))
    return _with_seconds(report, spent)


def _embeddings(request: SegmentRequest, device: Device, memory: EmbeddingMemory | None) -> Embeddings | None:
    """Returns where what the model sees is kept; None where nobody would ask for it again."""
    if memory is None and len(request.phrases) == 1 and not request.embeddings:
        return None
    limit_bytes = round(request.embeddings_limit_gb * 1e9)
    precision = device.autocast_dtype or torch.float32
    computed_on = f"{device.name}, {str(precision).removeprefix('torch.')}"
    return Embeddings(
        memory or EmbeddingMemory(memory_for_embeddings()), request.embeddings, limit_bytes, computed_on
    )


def _run(
    request: SegmentRequest,
    model: PhraseModel,
    device: Device,
    hooks: RunHooks,
    embeddings: Embeddings | None,
) -> SegmentResult:
    """Segments and writes the GeoPackage."""
    writing_s = 0.0

    def deliver(result: SegmentResult) -> None:
        nonlocal writing_s
        started = time.perf_counter()
        _refuse_nothing_read(result.report)
        try:
            write_results(request, [(one.polygons, one.report) for one in result.every], result.crs_wkt)
        except OutputError as error:
            again = "The finished tiles are kept: run again with --resume"
            raise OutputError(error.message, f"{error.remedy.rstrip('.')}. {again}", error.detail) from error
        writing_s = time.perf_counter() - started

    try:
        result = segment(request, model, f"{device.name}: {device.reason}", hooks, deliver, embeddings)
    except (MemoryError, torch.OutOfMemoryError) as error:
        raise ModelError(
            f"There is not enough memory to run {model.card.id} on {device.name}",
            "Close other programs, choose --device cpu or a smaller --tile-size-px, and add --resume",
            repr(error),
        ) from error
    seconds = {**result.report.seconds, "write": writing_s}
    return replace(result, report=_with_seconds(result.report, seconds))


def _with_seconds(report: RunReport, seconds: Mapping[str, float]) -> RunReport:
    """Returns a report, and those of the phrases beside it, with the seconds that all of them took."""
    others = tuple(replace(one, seconds=dict(seconds)) for one in report.others)
    return replace(report, seconds=dict(seconds), others=others)


def _check(request: SegmentRequest, overlay: Path | None) -> None:
    """Raises for what is wrong in a request, before the heavy parts are loaded."""
    refusals = Refusals()
    read = {phrase: refusals.attempt(phrase, partial(read_phrase, phrase)) for phrase in request.phrases}
    refusals.require_one_of(request.phrases)
    check_output(request)
    if request.embeddings and Path(request.embeddings).absolute() == Path(request.output).absolute():
        name = Path(request.output).name
        raise InputError(f"The embeddings {name} are the output, too", "Name another file for them")
    with closing(open_raster(request.raster)) as raster:
        for phrase, expression in read.items():
            if expression is not None:
                wanted = partial(read_layers, expression, request.layers, raster.crs_wkt)
                refusals.attempt(phrase, wanted)
    refusals.require_one_of(request.phrases)
    if overlay is None or not overlay.exists():
        return
    if is_raster_itself(overlay, request.raster):
        remedy = "Choose another overlay; the raster is never written to"
        raise OutputError(f"The overlay {overlay.name} is the raster itself", remedy)
    if is_raster_itself(overlay, request.output):
        raise OutputError(f"The overlay {overlay.name} is the output, too", "Choose another overlay")


def _check_overlap(request: SegmentRequest, model: PhraseModel) -> None:
    view_px = model.card.input_size_px
    if request.overlap_px > view_px // 2:
        raise InputError(
            f"An overlap of {request.overlap_px} px is more than half of the {view_px} px that"
            f" {model.card.id} sees at once",
            f"Choose one of at most {view_px // 2}",
        )


def _refuse_nothing_read(report: RunReport) -> None:
    every = [one.tiles for one in (report, *report.others)]
    tiles = report.tiles
    if tiles.failed and all(one.failed == one.total - one.pruned for one in every):
        raise RasterError(
            f"No tile of {Path(report.source).name} can be read",
            "The file may be damaged or incomplete; copy or download it again",
            report.failed_tiles[0],
        )
