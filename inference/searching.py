"""Runs a phrase model over the tiles of a scene and keeps what it says in the journal."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .errors import Cancelled
from .geo.raster import SceneRaster, TilePixels
from .geo.stitching import quantize_logits
from .geo.tiling import Tile, TileGrid, Window
from .models.interface import PhraseModel, Text
from .protocol import Progress, TileCounts
from .scale.journal import Journal, Place, ViewRecord, ViewState
from .scale.local import Failure, Ready, load_ahead

# Views that the model is given at once: more only cost memory.
BATCH_VIEWS = 16

TileState = Literal["cached", "gated", "run", "failed"]
# A tile that is searched in several steps of the plan counts as the last of these that it ever was.
_WEIGHT: dict[TileState, int] = {"cached": 0, "gated": 1, "run": 2, "failed": 3}


@dataclass
class Search:
    """Searches regions of a scene, one after the other, without doing a view twice.

    Attributes:
        scene: The raster to read.
        grid: Its views and tiles.
        model: The model to run.
        text: What it is asked for.
        journal: Where finished views go.
        on_progress: Told after every tile.
        is_cancelled: Asked before every tile.
        seconds: Seconds per stage so far.
    """

    scene: SceneRaster
    grid: TileGrid
    model: PhraseModel
    text: Text
    journal: Journal
    on_progress: Callable[[Progress], None]
    is_cancelled: Callable[[], bool]
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _done: dict[Place, ViewState] = field(default_factory=dict)
    _tiles: dict[int, TileState] = field(default_factory=dict)
    _failures: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._done = dict(self.journal.finished())

    @property
    def failures(self) -> tuple[str, ...]:
        """Returns the reason of every failed tile, in the order of the tiles."""
        return tuple(self._failures[index] for index in sorted(self._failures))

    def run(self, region: Window) -> None:
        """Searches the tiles that touch a region.

        Raises:
            Cancelled: The person stopped the run; what was finished is kept.
        """
        total = done = 0
        for tile in self.grid.tiles(region):
            total += 1
            if not self._missing(tile):
                done += 1
                self._count(tile, "cached")
        self.on_progress(Progress(done, total))
        waiting = (tile for tile in self.grid.tiles(region) if self._missing(tile))
        # Closing it waits for the reader, which must not outlive the raster.
        with closing(load_ahead(waiting, self._load)) as loaded:
            for ready in loaded:
                self.stop_if_cancelled()
                self._finish(ready)
                done += 1
                self.on_progress(Progress(done, total))

    def stop_if_cancelled(self) -> None:
        """Raises Cancelled where the person has stopped the run."""
        if self.is_cancelled():
            raise Cancelled("The run was stopped", "Run it again with --resume to go on")

    def counts(self, scene_window: Window) -> TileCounts:
        """Returns what became of the tiles of the scene."""
        total = sum(1 for _ in self.grid.tiles(scene_window))
        states = Counter(self._tiles.values())
        return TileCounts(
            total=total,
            pruned=total - len(self._tiles),
            gated=states["gated"],
            run=states["run"],
            cached=states["cached"],
            failed=states["failed"],
        )

    def _missing(self, tile: Tile) -> list[Window]:
        return [view for view in tile.views if (view.col_off, view.row_off) not in self._done]

    def _count(self, tile: Tile, state: TileState) -> None:
        before = self._tiles.get(tile.index, "cached")
        self._tiles[tile.index] = max(before, state, key=_WEIGHT.__getitem__)

    def _load(self, tile: Tile) -> TilePixels:
        started = time.perf_counter()
        pixels = self.scene.read(tile.window)
        self.seconds["read"] += time.perf_counter() - started
        return pixels

    def _finish(self, ready: Ready[Tile, TilePixels]) -> None:
        """Looks at a tile that was read, keeps what was found, and counts it."""
        tile, pixels = ready.item, ready.loaded
        views = self._missing(tile)
        state: TileState
        if isinstance(pixels, Failure):
            state, reason = "failed", str(pixels.error)
            records = [ViewRecord((v.col_off, v.row_off), "failed", reason=reason) for v in views]
            place = f"column {tile.core.col_off}, row {tile.core.row_off}"
            self._failures.setdefault(tile.index, f"tile {tile.index} at {place}: {reason}")
        else:
            records = [
                record
                for start in range(0, len(views), BATCH_VIEWS)
                for record in self._look(tile, views[start : start + BATCH_VIEWS], pixels)
            ]
            state = "run" if any(record.state == "run" for record in records) else "gated"
        started = time.perf_counter()
        self.journal.keep(records)
        self.seconds["journal"] += time.perf_counter() - started
        self._done.update({record.place: record.state for record in records})
        self._count(tile, state)

    def _look(self, tile: Tile, views: Sequence[Window], pixels: TilePixels) -> Iterator[ViewRecord]:
        """Yields a record for every view; only relevant ones are given to the expensive encoder."""
        cuts = [_cut(tile, view, pixels) for view in views]
        filled = [index for index, cut in enumerate(cuts) if cut.valid.any()]
        states: list[ViewState] = ["blank"] * len(views)
        logits: dict[int, NDArray[np.uint8]] = {}
        if filled:
            started = time.perf_counter()
            images = np.stack([cuts[index].rgb for index in filled])
            glance = self.model.look(images)
            relevant = np.flatnonzero(
                self.model.relevance(glance, self.text).max(axis=1) >= self.model.card.gate
            )
            for index in filled:
                states[index] = "gated"
            if len(relevant):
                embedding = self.model.embed_tiles(images[relevant], glance.take(relevant.tolist()))
                answers = self.model.mask_logits(embedding, self.text).max(axis=1)
                for position, answer in zip(relevant, answers, strict=True):
                    index = filled[position]
                    states[index] = "run"
                    logits[index] = quantize_logits(answer) * cuts[index].valid
            self.seconds["model"] += time.perf_counter() - started
        for index, view in enumerate(views):
            yield ViewRecord((view.col_off, view.row_off), states[index], logits.get(index))


def _cut(tile: Tile, view: Window, pixels: TilePixels) -> TilePixels:
    """Returns the pixels of one view out of those of its tile."""
    top, left = view.row_off - tile.window.row_off, view.col_off - tile.window.col_off
    area = (slice(top, top + view.height), slice(left, left + view.width))
    return TilePixels(pixels.rgb[area], pixels.valid[area])
