"""Runs one request from checks to written files: what the command line and the demo share."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from .device import choose_device
from .errors import InputError, RasterError
from .models.catalog import load_model
from .models.interface import PhraseModel
from .overlay import draw_overlay
from .protocol import Progress, RunReport, SegmentRequest
from .referring import Hooks, read_phrase, segment
from .runtime import peak_memory_mb
from .scale.journal import discard, journal_path
from .writing import check_output, write_result


def run_segment(
    request: SegmentRequest,
    overlay: Path | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    model: PhraseModel | None = None,
) -> RunReport:
    """Segments, writes the GeoPackage and the overlay, and returns the report.

    Args:
        request: What is asked.
        overlay: PNG to draw, or None.
        on_progress: Told after every tile.
        model: A model that is loaded already; None loads the one that is asked for.

    Raises:
        GeoReferError: Something is wrong; nothing was written.
    """
    started = time.perf_counter()
    read_phrase(request.phrase)
    check_output(request.output)
    device = choose_device(request.device)
    model = model or load_model(request.model, device)
    if request.overlap_px >= model.card.input_size_px:
        raise InputError(
            f"An overlap of {request.overlap_px} px is not less than the {model.card.input_size_px} px that"
            f" {model.card.id} sees at once",
            f"Choose one of at most {model.card.input_size_px // 2}",
        )
    loaded = time.perf_counter() - started
    result = segment(request, model, f"{device.name}: {device.reason}", Hooks(on_progress))
    report = result.report
    if report.failed_tiles and report.tiles.failed == report.tiles.total - report.tiles.pruned:
        raise RasterError("No tile of the raster can be read", "Check the file", report.failed_tiles[0])
    writing = time.perf_counter()
    write_result(request, result.polygons, result.crs_wkt, report)
    discard(journal_path(Path(request.output)))
    if overlay is not None:
        draw_overlay(request, result.polygons, overlay)
    seconds = {"load": round(loaded, 3), **report.seconds, "write": round(time.perf_counter() - writing, 3)}
    seconds["total"] = round(time.perf_counter() - started, 3)
    return replace(report, seconds=seconds, peak_memory_mb=round(peak_memory_mb(), 1))
