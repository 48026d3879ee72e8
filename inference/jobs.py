"""Runs the jobs of a worker and tells its plugin what they find; holds the model from one job to the next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

import shapely

from .answers import SegmentResult, TileFinds
from .device import choose_device
from .embeddings.shelf import EmbeddingMemory, memory_for_embeddings
from .errors import Cancelled
from .geo.area import area_from_hex
from .geo.vectorize import FoundPolygon
from .messages import Done, Found, FoundObject, Ready
from .models.catalog import load_model
from .models.interface import PhraseModel
from .protocol import Progress, SegmentRequest, SelectRequest
from .provisional import provisional
from .running import RunHooks, run_segment

# Lines of about this length keep the reader's window alive; one polygon is never parted.
BATCH_CHARACTERS = 100_000
# Somebody watching sees no more.
PROGRESS_S = 0.05

Send = Callable[[object], None]


class Engine:
    """Runs one job at a time."""

    def __init__(self) -> None:
        self._model: PhraseModel | None = None
        self._loaded = ("", "")
        self._memory = EmbeddingMemory(memory_for_embeddings())

    def ready(self) -> Ready:
        """Returns what is computed on unless a request names something else."""
        device = choose_device()
        return Ready(device.name, device.reason)

    def segment(self, request: SegmentRequest, send: Send, is_cancelled: Callable[[], bool]) -> Done:
        """Runs a request, tells what is found meanwhile, and returns the report.

        Args:
            request: What is asked; the polygons are also written to its output.
            send: Sends an event of this job.
            is_cancelled: Asked once the model is loaded and before every few views.

        Raises:
            GeoReferError: Something is wrong, or the person stopped the run.
        """
        started = time.perf_counter()
        telling = _Telling(request, send, is_cancelled)
        model = self._get_model(request)
        load_s = time.perf_counter() - started
        if is_cancelled():
            raise Cancelled("The run was stopped", "Run it again")
        report = asdict(run_segment(request, model=model, hooks=telling.hooks(), memory=self._memory))
        for one in (report, *report["others"]):
            for stage in ("load", "total"):
                one["seconds"][stage] = round(one["seconds"].get(stage, 0.0) + load_s, 3)
        return Done(report, telling.crs_wkt)

    def select(self, request: SelectRequest, is_cancelled: Callable[[], bool]) -> Done:
        """Chooses among polygons that exist already, and returns the report.

        Args:
            request: What is asked; the chosen ones are written to its output.
            is_cancelled: Asked between the steps.

        Raises:
            GeoReferError: Something is wrong, or the person stopped the run.
        """
        # What it needs is for it alone: tables are slow to import.
        from .choosing import choose_objects

        chosen = choose_objects(request, is_cancelled)
        return Done(asdict(chosen.report), chosen.crs_wkt)

    def _get_model(self, request: SegmentRequest) -> PhraseModel:
        """Returns the model that is asked for, which often is the one at hand."""
        wanted = (request.model, request.device)
        if self._model is None or self._loaded != wanted:
            self._model = None  # two at once may not fit into memory
            self._model = load_model(request.model, choose_device(request.device))
            self._loaded = wanted
        return self._model


class _Telling:
    """Turns what a run finds into events."""

    def __init__(self, request: SegmentRequest, send: Send, is_cancelled: Callable[[], bool]) -> None:
        self.crs_wkt: str | None = None
        self._request = request
        self._send = send
        self._is_cancelled = is_cancelled
        self._area = area_from_hex(request.area) if request.area else None
        self._told_at_s = 0.0
        self._told = Progress(0, 0, "")
        self._shown: dict[str, dict[int, list[FoundObject]]] = {}

    def hooks(self) -> RunHooks:
        return RunHooks(
            self._on_progress, self._is_cancelled, on_tile=self._on_tile, on_result=self._on_result
        )

    def _on_progress(self, progress: Progress) -> None:
        now_s = time.perf_counter()
        is_new = progress.stage != self._told.stage or progress.total != self._told.total
        if is_new or progress.done == progress.total or now_s - self._told_at_s >= PROGRESS_S:
            self._told, self._told_at_s = progress, now_s
            self._send(progress)

    def _on_tile(self, finds: TileFinds) -> None:
        found = provisional(finds, self._request.threshold, self._area)
        self._send(found if len(self._request.phrases) == 1 else self._with_others(found, finds))

    def _with_others(self, found: Found, finds: TileFinds) -> Found:
        """Returns what is found in a tile with what was found there before for other phrases."""
        tile = self._shown.setdefault(found.tile_wkb, {})
        asked = {view.target for view in finds.views}
        for phrase in (phrase for target, phrase in finds.phrases.items() if target in asked):
            tile[phrase] = [one for one in found.objects if one.phrase == phrase]
        return Found(tuple(one for objects in tile.values() for one in objects), found.tile_wkb)

    def _on_result(self, result: SegmentResult) -> None:
        self.crs_wkt = result.crs_wkt
        every = ((polygon, one.phrase_number) for one in result.every for polygon in one.polygons)
        for batch in _batches(every):
            self._send(Found(batch))


def _batches(polygons: Iterable[tuple[FoundPolygon, int]]) -> Iterator[tuple[FoundObject, ...]]:
    """Yields the final polygons in lines of a bearable length, numbered as in the output."""
    batch: list[FoundObject] = []
    length = 0
    for number, (polygon, phrase) in enumerate(polygons, start=1):
        wkb = shapely.to_wkb(polygon.geometry, hex=True)
        if batch and length + len(wkb) > BATCH_CHARACTERS:
            yield tuple(batch)
            batch, length = [], 0
        batch.append(FoundObject(wkb, polygon.score, number, polygon.area_m2, polygon.perimeter_m, phrase))
        length += len(wkb)
    if batch:
        yield tuple(batch)
