"""Keeps what is found while a run goes on, in a file that survives whatever happens to QGIS.

Found polygons are added about every second, each time in one transaction and in another thread. A lock beside
the file says that its QGIS is alive; a file without one is what a broken run has left. The lock is Qt's: it
knows when the process that made it is gone.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections import deque
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsFeature
from qgis.PyQt.QtCore import QCoreApplication, QLockFile, QObject, QTimer, pyqtSignal

from ...inference.messages import Found
from ...inference.protocol import SegmentRequest
from . import failures
from .disk import check_place
from .geopackage import SIDE_FILES, write_rows
from .reference_systems import wkt_of
from .schema import found_table, runs_table
from .shapes import shape_of
from .tasks import FileTask
from .whole_file import whole_file

translate = QCoreApplication.translate

ENDING = ".unfinished.gpkg"
LOCK = ".lock"
EVERY_MS = 1000


class Autosave(QObject):
    """Keeps the provisional polygons of one run.

    Final ones lie in the engine's own file before they are told.

    Args:
        folder: Folder for such files; made where it is missing.
        every_ms: How often what has come is written.
        parent: Owner in the sense of Qt.
    """

    kept = pyqtSignal(int)
    """Number of polygons that no crash can take any more."""
    failed = pyqtSignal(object)
    """Failed: nothing more is kept, while the run may go on; told once."""

    def __init__(self, folder: Path, every_ms: int = EVERY_MS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = Path(folder)
        self._file: AutosaveFile | None = None
        self._task: _KeepTask | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._keep)

    @property
    def path(self) -> Path | None:
        """Returns the file of the run under way."""
        return self._file.path if self._file is not None else None

    def begin(self, request: SegmentRequest, crs: QgsCoordinateReferenceSystem) -> None:
        """Begins a file for a run; the one before is closed and kept.

        Args:
            request: The run, so that it can be taken up again.
            crs: CRS of the raster; an invalid one means none.
        """
        self.close()
        self._file = AutosaveFile(self._folder, request, crs)
        self._timer.start()
        self._keep()

    def add(self, found: Found) -> None:
        """Keeps polygons with the next write."""
        if self._file is not None and found.is_provisional:
            self._file.add(found)

    def close(self) -> None:
        """Writes what has come since, and leaves the file for later: the run was broken off.

        This is the one place that waits for the disk: QGIS is closing, or a run has ended.
        """
        file = self._let_go()
        if file is None:
            return
        try:
            file.write()
        except (failures.ResultsError, OSError) as error:
            self.failed.emit(failures.autosave_failed(str(error)))
        file.release()

    def leave(self) -> None:
        """Writes what has come since, and leaves the file for later: the run was stopped or failed."""
        self.close()

    def discard(self) -> None:
        """Removes the file: its run is done and kept elsewhere."""
        file = self._let_go()
        if file is not None:
            file.remove()

    def _let_go(self) -> AutosaveFile | None:
        self._timer.stop()
        file, self._file = self._file, None
        return file

    def _keep(self) -> None:
        if self._file is None or self._task is not None or not self._file.has_waiting:
            return
        self._task = _KeepTask(self._file)
        self._task.succeeded.connect(self._on_kept)
        self._task.failed.connect(self._on_failed)
        self._task.stopped.connect(self._on_stopped)
        QgsApplication.taskManager().addTask(self._task)

    def _on_kept(self, count: int) -> None:
        self._task = None
        self.kept.emit(count)

    def _on_failed(self, failure: failures.Failed) -> None:
        self._task = None
        file = self._let_go()
        if file is not None:
            file.release()
            self.failed.emit(failures.autosave_failed(failure.detail or failure.message))

    def _on_stopped(self) -> None:
        # Tasks can be cancelled from the status bar; this one comes back with the next polygons.
        self._task = None


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
            ResultsError: They cannot be written; what was kept before is kept still.
        """
        with self._writing:
            if self._is_over:
                return self._count
            if self._is_new:
                self._make()
            found = [self._waiting.popleft() for _ in range(len(self._waiting))]
            rows = [row for one in found for row in self._rows(one)]
            if rows:
                self._count += write_rows(self.path, found_table(), rows)
            return self._count

    def release(self) -> None:
        """Gives the file free for whoever takes the run up again."""
        with self._writing:
            self._is_over = True
            self._lock.unlock()

    def remove(self) -> None:
        """Removes the file."""
        with self._writing:
            self._is_over = True
            remove_autosave(self.path)
            self._lock.unlock()

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

    def _rows(self, found: Found) -> list[QgsFeature]:
        """Returns a row for each polygon of a tile, or one without shape that says there are none."""
        number = self._rounds.get(found.tile_wkb, -1) + 1
        self._rounds[found.tile_wkb] = number
        rows = []
        for one in found.objects:
            shape = shape_of(one.wkb)
            if not shape.isNull():
                rows.append(_row(found.tile_wkb, number, one.score))
                rows[-1].setGeometry(shape)
        return rows or ([_row(found.tile_wkb, number, None)] if number else [])


class _KeepTask(FileTask):
    """Writes what has come since the last time."""

    def __init__(self, file: AutosaveFile) -> None:
        super().__init__(translate("GeoRefer", "Keeping what was found"))
        self._file = file

    def work(self) -> int:
        """Does the work; called in another thread."""
        return self._file.write()


def lock_of(path: Path) -> QLockFile:
    """Returns the lock of an autosave; whether it is held says whether its QGIS is alive."""
    lock = QLockFile(f"{path}{LOCK}")
    # Only the end of its process frees it, however long a run takes.
    lock.setStaleLockTime(0)
    return lock


def remove_autosave(path: Path) -> None:
    """Removes a file with what belongs to it; Windows keeps one that is open, until the cache is tidied."""
    for ending in ("", *SIDE_FILES):
        with suppress(PermissionError):
            Path(f"{path}{ending}").unlink(missing_ok=True)


def _row(tile: str, number: int, score: float | None) -> QgsFeature:
    row = QgsFeature(found_table().fields)
    row.setAttributes([tile, number, score])
    return row
