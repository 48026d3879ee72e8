"""Is the file in which the provisional polygons of one run are kept."""

from __future__ import annotations

import json
import threading
import uuid
from collections import deque
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem, QgsFeature

from ...inference.messages import Found
from ...inference.protocol import SegmentRequest
from .autosave_place import ENDING, lock_of, remove_autosave
from .disk import check_place
from .geopackage import write_rows
from .reference_systems import wkt_of
from .schema import found_table, runs_table
from .shapes import shape_of
from .whole_file import whole_file


class AutosaveFile:
    """Is the file of one run; may be written from any thread, one after the other.

    Args:
        folder: Where it is made.
        request: The run.
        crs: CRS of the raster.
    """

    def __init__(self, folder: Path, request: SegmentRequest, crs: QgsCoordinateReferenceSystem) -> None:
        self.run_id = uuid.uuid4().hex
        self.created = datetime.now(timezone.utc)
        stem = f"{self.created.strftime('%Y%m%d-%H%M%S')}-{self.run_id[:8]}"
        self.path = Path(folder) / f"{stem}{ENDING}"
        self._request = request
        self._crs_wkt = wkt_of(crs)
        self._writing = threading.Lock()
        self._lock = lock_of(self.path)
        self._rounds: dict[str, int] = {}
        self._count = 0
        self._is_over = False
        self._is_new = True
        # Filled by the thread of the window and emptied by whoever writes: a task that QGIS cancels before it
        # has begun takes nothing with it.
        self._waiting: deque[Found] = deque()

    @property
    def has_waiting(self) -> bool:
        """Says whether there is something to write: polygons, or the file itself."""
        return self._is_new or bool(self._waiting)

    def add(self, found: Found) -> None:
        """Takes polygons for the next write."""
        self._waiting.append(found)

    def write(self) -> int:
        """Adds the waiting polygons in one transaction and returns the number of all that are kept.

        Raises:
            ResultsError: They cannot be written; they go on waiting, and what was kept before is kept still.
        """
        with self._writing:
            if self._is_over:
                return self._count
            if self._is_new:
                self._make()
            found = [self._waiting.popleft() for _ in range(len(self._waiting))]
            rounds = dict(self._rounds)
            try:
                rows = [row for one in found for row in _rows(one, rounds, self._request.phrases)]
                self._count += write_rows(self.path, found_table(), rows) if rows else 0
            except Exception:
                self._waiting.extendleft(reversed(found))
                raise
            self._rounds = rounds
            return self._count

    def leave(self) -> int:
        """Writes what is waiting, and gives the file free whether that went well or not.

        Raises:
            ResultsError: It cannot be written; what was kept before is kept still.
        """
        try:
            return self.write()
        finally:
            self.release()

    def release(self) -> None:
        """Gives the file free for whoever takes the run up again."""
        with self._writing:
            self._is_over = True
            self._lock.unlock()

    def remove(self) -> int:
        """Removes the file and returns how many polygons are left: none."""
        with self._writing:
            self._is_over = True
            try:
                remove_autosave(self.path)
            finally:
                self._lock.unlock()
            return 0

    def _make(self) -> None:
        """Makes the file: it appears with all its tables."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock.tryLock(0)
        check_place(self.path)
        row = QgsFeature(runs_table().fields)
        facts = {"request": asdict(self._request), "crs": self._crs_wkt}
        created = self.created.isoformat(timespec="seconds")
        row["run_id"], row["phrase"] = self.run_id, self._request.phrase
        row["parameters"] = json.dumps({**facts, "created": created}, ensure_ascii=False)
        with whole_file(self.path) as temporary:
            write_rows(temporary, found_table(), (), is_new_file=True)
            write_rows(temporary, runs_table(), [row])
        self._is_new = False


def _rows(found: Found, rounds: dict[str, int], phrases: tuple[str, ...]) -> list[QgsFeature]:
    """Returns a row for each polygon of a tile, or one without shape that says there are none."""
    number = rounds[found.tile_wkb] = rounds.get(found.tile_wkb, -1) + 1
    rows = []
    for one in found.objects:
        shape = shape_of(one.wkb)
        if not shape.isNull():
            rows.append(_row(found.tile_wkb, number, one.score, phrases[one.phrase]))
            rows[-1].setGeometry(shape)
    return rows or ([_row(found.tile_wkb, number, None)] if number else [])


def _row(tile: str, number: int, score: float | None, phrase: str = "") -> QgsFeature:
    row = QgsFeature(found_table().fields)
    row.setAttributes([tile, number, score, phrase])
    return row
