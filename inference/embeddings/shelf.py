"""Keeps what a model has seen of the views of a scene: in memory for the next runs, and in a file if wished.

Everything that the numbers depend on is in a signature. What was kept under another one is never used.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ..machine import memory_bytes
from ..scale.journal import Place
from .sights import Grid, Shelf, ViewSight


def memory_for_embeddings() -> int:
    """Returns how many bytes of the main memory may hold what models see: an eighth, and 1 GiB at most."""
    return min(2**30, (memory_bytes() or 2**33) // 8)


class EmbeddingMemory:
    """Keeps views in memory up to a size; scenes that were not asked for of late make room for others.

    Within a scene the first views stay: a search goes through all of them in the same order each time, and
    dropping the oldest would drop each one just before it is asked for again.

    Args:
        limit_bytes: How much is kept.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.size_bytes = 0
        self._scenes: dict[str, dict[Place, ViewSight]] = {}
        self._lock = threading.Lock()

    def shelf(self, signature: Mapping[str, object], grid: Grid) -> MemoryShelf:
        """Returns the shelf of a scene, which now is the one that was asked for last."""
        key = json.dumps([signature, grid], sort_keys=True)
        self._scenes[key] = self._scenes.pop(key, {})
        return MemoryShelf(self, self._scenes[key])

    def keep(self, views: dict[Place, ViewSight], place: Place, sight: ViewSight) -> None:
        """Keeps a view among those of its scene, if there is room; other scenes are dropped for it."""
        with self._lock:
            before = views.get(place)
            more_bytes = sight.size_bytes - (0 if before is None else before.size_bytes)
            for key, others in list(self._scenes.items()):
                if self.size_bytes + more_bytes <= self.limit_bytes:
                    break
                if others is not views:
                    self.size_bytes -= sum(other.size_bytes for other in others.values())
                    del self._scenes[key]
            if self.size_bytes + more_bytes <= self.limit_bytes:
                views[place] = sight
                self.size_bytes += more_bytes


@dataclass
class MemoryShelf:
    """Is the part of a memory that belongs to one scene."""

    memory: EmbeddingMemory
    views: dict[Place, ViewSight]

    def get(self, place: Place) -> ViewSight | None:
        """Returns what was kept of a view."""
        return self.views.get(place)

    def keep(self, place: Place, sight: ViewSight) -> None:
        """Keeps a view, if there is room."""
        self.memory.keep(self.views, place, sight)


@dataclass(frozen=True)
class TwoShelves:
    """Asks the memory first, then the disk; keeps in both."""

    near: Shelf
    far: Shelf

    def get(self, place: Place) -> ViewSight | None:
        """Returns what was kept of a view."""
        sight = self.near.get(place)
        if sight is None:
            sight = self.far.get(place)
            if sight is not None:
                self.near.keep(place, sight)
        return sight

    def keep(self, place: Place, sight: ViewSight) -> None:
        """Keeps a view, where there is room."""
        self.near.keep(place, sight)
        self.far.keep(place, sight)


@dataclass
class Embeddings:
    """Says where a run keeps what it sees.

    Attributes:
        memory: Kept from one run to the next by whoever makes several.
        path: A file, or a folder with a file for each scene; "": nothing is kept on the disk.
        limit_bytes: How much of the disk may be taken: by the file, or by all files in the folder.
        computed_on: Device and precision, which the numbers depend on.
        notes: What a run has to say about it in the end.
    """

    memory: EmbeddingMemory
    path: str = ""
    limit_bytes: int = 0
    computed_on: str = "cpu"
    notes: list[str] = field(default_factory=list)

    @contextmanager
    def opened(self, signature: Mapping[str, object], grid: Grid) -> Iterator[Shelf]:
        """Gives the shelf of a scene.

        Raises:
            InputError: The file that was named belongs to another scene or model.
            OutputError: It cannot be written.
        """
        # Nobody who keeps nothing on the disk waits for what that needs.
        from .disk import EmbeddingFile

        whole = {**json.loads(json.dumps(signature)), "computed on": self.computed_on}
        near = self.memory.shelf(whole, grid)
        if not self.path:
            yield near
            return
        file = EmbeddingFile(Path(self.path), whole, self.limit_bytes)
        try:
            yield TwoShelves(near, file.shelf(grid))
        finally:
            file.close()
            self.notes += [note for note in (file.problem,) if note and note not in self.notes]
