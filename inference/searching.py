"""Runs a phrase model over the tiles of a scene and keeps what it says in the journal.

A phrase may speak of several targets ("tanks near a red building"). Each view is kept once for each target
that was looked for in it; where several are looked for at once they share one look and one image embedding.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .embeddings.sights import Shelf
from .errors import Cancelled, RasterError
from .geo.raster import SceneRaster, TilePixels
from .geo.tiling import Tile, TileGrid, Window
from .models.interface import Glance, PhraseModel, Text
from .protocol import Progress, TileCounts
from .scale.journal import Journal, Place, ViewRecord, ViewState
from .scale.local import Failure, Ready, doing_behind, load_ahead
from .seeing import MaskDrawer, SeenViews, TileReader

# Views that the model is given at once: more only cost memory.
BATCH_VIEWS = 16
# A quantized logit from which a pixel is more likely the target than not.
_LIKELY = 128

TileState = Literal["cached", "gated", "run", "failed"]
# A tile that is searched in several steps of the plan counts as the last of these that it ever was.
_WEIGHT: dict[TileState, int] = {"cached": 0, "gated": 1, "run": 2, "failed": 3}

Views = NDArray[np.bool_]
"""Says of every view of the lattice whether it is meant: bool [rows, columns]."""


Records = Sequence[ViewRecord]


@dataclass
class Search:
    """Searches parts of a scene, one after the other, without doing a view twice for a target.

    Attributes:
        scene: The raster to read.
        grid: Its views and tiles.
        model: The model to run.
        texts: What it is asked for, one for each target.
        journal: Where finished views go.
        on_progress: Told after every tile.
        is_cancelled: Asked before every batch of views.
        on_tile: Given every finished tile and its views, in a thread; all have been given when a run ends.
        seconds: Seconds per stage so far.
        followers: Where a view seems to hold a target, these others are looked for in it at once, while its
            embedding is at hand.
        shelf: Where what the model sees of views is kept for other phrases; None: nowhere.
    """

    scene: SceneRaster
    grid: TileGrid
    model: PhraseModel
    texts: tuple[Text, ...]
    journal: Journal
    on_progress: Callable[[Progress], None]
    is_cancelled: Callable[[], bool]
    on_tile: Callable[[Tile, Sequence[ViewRecord]], None] = lambda tile, views: None
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    followers: dict[int, tuple[int, ...]] = field(default_factory=dict)
    shelf: Shelf | None = None
    _done: list[dict[Place, ViewState]] = field(default_factory=list)
    _tiles: list[dict[int, TileState]] = field(default_factory=list)
    _looked: list[Views] = field(default_factory=list)
    _failures: dict[int, str] = field(default_factory=dict)
    _read: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._done = [dict(self.journal.finished(target)) for target in range(len(self.texts))]
        self._tiles = [{} for _ in self.texts]
        shape = (len(self.grid.view_row_offs), len(self.grid.view_col_offs))
        self._looked = [np.zeros(shape, dtype=bool) for _ in self.texts]
        for done, looked in zip(self._done, self._looked, strict=True):
            for col_off, row_off in done:
                looked[self._rows[row_off], self._columns[col_off]] = True

    @property
    def failures(self) -> tuple[str, ...]:
        """Returns the reason of every failed tile, in the order of the tiles."""
        return tuple(self._failures[index] for index in sorted(self._failures))

    def run(self, wanted: Mapping[int, Views]) -> None:
        """Searches the wanted views of each target.

        Raises:
            Cancelled: The person stopped the run; what was finished is kept.
        """
        union = np.logical_or.reduce(list(wanted.values()))
        total = done = skipped = 0
        for tile in self.grid.tiles_of(union):
            total += 1
            if not any(self._missing(tile, wanted).values()):
                done += 1
                for target in self._wanted_in(tile, wanted):
                    self._count(tile, target, "cached")
        self.on_progress(Progress(done, total))
        waiting = (tile for tile in self.grid.tiles_of(union) if any(self._missing(tile, wanted).values()))
        # Closing it waits for the reader, which must not outlive the raster.
        with (
            doing_behind(self.journal.keep) as keep,
            doing_behind(self._show) as show,
            closing(load_ahead(waiting, partial(self._load_unless_kept, wanted=wanted))) as loaded,
        ):
            for ready in loaded:
                self.stop_if_cancelled()
                records = self._finish(ready, wanted)
                started = time.perf_counter()
                keep(records)
                self.seconds["journal"] += time.perf_counter() - started
                show((ready.item, records))
                done += 1
                skipped += not any(record.state in ("run", "failed") for record in records)
                self.on_progress(Progress(done, total, skipped=skipped))

    def stop_if_cancelled(self) -> None:
        """Raises Cancelled where the person has stopped the run."""
        if self.is_cancelled():
            raise Cancelled("The run was stopped", "Run it again with --resume to go on")

    def counts(self, scene_window: Window, targets: Collection[int] | None = None) -> TileCounts:
        """Returns what became of the tiles of the scene when some targets, or all, were looked for."""
        total = sum(1 for _ in self.grid.tiles(scene_window))
        worst: dict[int, TileState] = {}
        for target in range(len(self.texts)) if targets is None else targets:
            for index, state in self._tiles[target].items():
                worst[index] = max(worst.get(index, "cached"), state, key=_WEIGHT.__getitem__)
        states = Counter(worst.values())
        return TileCounts(
            total=total,
            pruned=total - len(worst),
            gated=states["gated"],
            run=states["run"],
            cached=states["cached"],
            failed=states["failed"],
            reused=sum(
                1 for index, state in worst.items() if state in ("run", "gated") and index not in self._read
            ),
        )

    def looked(self, target: int) -> Views:
        """Returns the views in which a target was looked for, failed ones and those of earlier runs too."""
        return self._looked[target]

    def _position(self, view: Window) -> tuple[int, int]:
        """Returns the row and the column of a view in the lattice."""
        return self._rows[view.row_off], self._columns[view.col_off]

    @cached_property
    def _rows(self) -> dict[int, int]:
        return {row_off: row for row, row_off in enumerate(self.grid.view_row_offs)}

    @cached_property
    def _columns(self) -> dict[int, int]:
        return {col_off: column for column, col_off in enumerate(self.grid.view_col_offs)}

    def _missing(self, tile: Tile, wanted: Mapping[int, Views]) -> dict[Window, tuple[int, ...]]:
        """Returns the targets that are still to be looked for in each view of a tile."""
        return {
            view: tuple(
                target
                for target, views in wanted.items()
                if views[self._position(view)] and (view.col_off, view.row_off) not in self._done[target]
            )
            for view in tile.views
        }

    def _wanted_in(self, tile: Tile, wanted: Mapping[int, Views]) -> Iterator[int]:
        """Yields the targets that are wanted anywhere in a tile."""
        places = [self._position(view) for view in tile.views]
        return (target for target, views in wanted.items() if any(views[place] for place in places))

    def _count(self, tile: Tile, target: int, state: TileState) -> None:
        before = self._tiles[target].get(tile.index, "cached")
        self._tiles[target][tile.index] = max(before, state, key=_WEIGHT.__getitem__)

    def _load_unless_kept(self, tile: Tile, wanted: Mapping[int, Views]) -> TilePixels | None:
        """Reads a tile, unless what is to be known of it was seen before."""
        if self.shelf is not None:
            views = [view for view, targets in self._missing(tile, wanted).items() if targets]
            if all(self.shelf.get((view.col_off, view.row_off)) is not None for view in views):
                return None
        return self._load(tile)

    def _load(self, tile: Tile) -> TilePixels:
        self._read.add(tile.index)
        started = time.perf_counter()
        pixels = self.scene.read(tile.window)
        self.seconds["read"] += time.perf_counter() - started
        return pixels

    def _show(self, finished: tuple[Tile, Records]) -> None:
        self.on_tile(*finished)

    def _finish(self, ready: Ready[Tile, TilePixels | None], wanted: Mapping[int, Views]) -> Records:
        """Looks at a tile that was read, counts it, and returns what was found."""
        tile, pixels = ready.item, ready.loaded
        asked = {view: targets for view, targets in self._missing(tile, wanted).items() if targets}
        try:
            if isinstance(pixels, Failure):
                raise pixels.error
            records = self._look_at(asked, TileReader(tile, self._load, pixels))
        except RasterError as error:
            records = [
                ViewRecord((view.col_off, view.row_off), "failed", reason=str(error), target=target)
                for view, targets in asked.items()
                for target in targets
            ]
            place = f"column {tile.core.col_off}, row {tile.core.row_off}"
            self._failures.setdefault(tile.index, f"tile {tile.index} at {place}: {error}")
        for record in records:
            self._count(tile, record.target, "gated" if record.state == "blank" else record.state)
            self._done[record.target][record.place] = record.state
            col_off, row_off = record.place
            self._looked[record.target][self._rows[row_off], self._columns[col_off]] = True
        return records

    def _look_at(self, asked: Mapping[Window, tuple[int, ...]], reader: TileReader) -> list[ViewRecord]:
        """Returns a record for every view and target that was asked for, and for what follows.

        Raises:
            RasterError: The tile had to be read and cannot be.
        """
        views = list(asked)
        records: list[ViewRecord] = []
        for start in range(0, len(views), BATCH_VIEWS):
            # A tile may hold hundreds of views; nobody waits for all of them.
            self.stop_if_cancelled()
            batch = views[start : start + BATCH_VIEWS]
            started, read_s = time.perf_counter(), self.seconds["read"]
            seen = SeenViews(self.model, self.shelf, batch, reader)
            if seen.views:
                records += self._answers(seen, asked)
            seen.keep()
            read_s = 0.0 if reader.was_ahead else self.seconds["read"] - read_s
            self.seconds["model"] += time.perf_counter() - started - read_s
            records += [
                ViewRecord((view.col_off, view.row_off), "blank", target=target)
                for view in batch
                if view not in seen.views
                for target in asked[view]
            ]
        return records

    def _answers(self, seen: SeenViews, asked: Mapping[Window, tuple[int, ...]]) -> Iterator[ViewRecord]:
        """Yields what the model says of views; only relevant ones are given to the expensive encoder."""
        views, glance = seen.views, seen.glance
        targets = sorted({target for view in views for target in asked[view]})
        wanted = {target: np.array([target in asked[view] for view in views]) for target in targets}
        relevant = {target: self._relevant(glance, target) for target in targets}
        drawer = MaskDrawer(self.model, seen)
        drawer.embed_for({target: wanted[target] & relevant[target] for target in targets}, self.texts)
        # Targets are asked one by one, so that no answer depends on what else is looked for.
        for target in (waiting := list(targets)):
            logits = drawer.draw(self.texts[target], wanted[target] & relevant[target])
            for index in np.flatnonzero(wanted[target]).tolist():
                place, state = (views[index].col_off, views[index].row_off), relevant[target][index]
                yield ViewRecord(place, "run" if state else "gated", logits.get(index), target=target)
            likely = [index for index, found in logits.items() if found.max() >= _LIKELY]
            for follower in self._following(target, waiting) if likely else ():
                missing = [
                    index
                    for index in likely
                    if (views[index].col_off, views[index].row_off) not in self._done[follower]
                ]
                relevant[follower] = self._relevant(glance, follower)
                wanted[follower] = np.isin(np.arange(len(views)), missing)
                waiting.append(follower)

    def _following(self, target: int, asked: Sequence[int]) -> Iterator[int]:
        """Yields the followers of a target that are not asked for anyway."""
        return (follower for follower in self.followers.get(target, ()) if follower not in asked)

    def _relevant(self, glance: Glance, target: int) -> NDArray[np.bool_]:
        """Returns which views may hold a target, bool [views]."""
        relevance = self.model.relevance(glance, self.texts[target])
        is_relevant: NDArray[np.bool_] = relevance.max(axis=1) >= self.model.card.gate
        return is_relevant
