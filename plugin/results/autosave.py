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
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsFeature
from qgis.PyQt.QtCore import QCoreApplication, QObject, QTimer, pyqtSignal

from ...inference.messages import Found
from ...inference.protocol import SegmentRequest
from . import failures
from .autosave_place import ENDING, lock_of, remove_autosave
from .disk import check_place
from .geopackage import DATABASE_ERRORS, write_rows
from .reference_systems import wkt_of
from .schema import found_table, runs_table
from .shapes import shape_of
from .tasks import FileTask
from .whole_file import whole_file

translate = QCoreApplication.translate

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
        self._task: _FileWork | None = None
        # Kept here until they end, also those of files before: the task manager does not keep Python's part.
        self._tasks: set[_FileWork] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._keep)

    @property
    def path(self) -> Path | None:
        """Returns the file of the run under way."""
        return self._file.path if self._file is not None else None

    def begin(self, request: SegmentRequest, crs: QgsCoordinateReferenceSystem) -> None:
        """Begins a file for a run; the one before is left for later.

        Args:
            request: The run, so that it can be taken up again.
            crs: CRS of the raster; an invalid one means none.
        """
        self.leave()
        self._file = AutosaveFile(self._folder, request, crs)
        self._timer.start()
        self._keep()

    def add(self, found: Found) -> None:
        """Keeps polygons with the next write."""
        if self._file is not None and found.is_provisional:
            self._file.add(found)

    def leave(self) -> None:
        """Writes what has come since, and leaves the file for later: the run was stopped or has failed."""
        file = self._let_go()
        if file is not None:
            self._start(_FileWork(file, AutosaveFile.leave))

    def discard(self) -> None:
        """Removes the file: its run is done and kept elsewhere."""
        file = self._let_go()
        if file is not None:
            self._start(_FileWork(file, AutosaveFile.remove))

    def close(self) -> None:
        """Does what `leave` does and waits for it, and for what was left or discarded just before.

        This is the one place that waits for the disk: QGIS is closing, and takes no more tasks.
        """
        file = self._let_go()
        ending = [task for task in self._tasks if task.is_last]
        for task in [*ending, *([_FileWork(file, AutosaveFile.leave)] if file is not None else [])]:
            try:
                task.work()
            except (failures.ResultsError, OSError, *DATABASE_ERRORS) as error:
                self.failed.emit(failures.autosave_failed(str(error)))

    def _let_go(self) -> AutosaveFile | None:
        self._timer.stop()
        file, self._file, self._task = self._file, None, None
        return file

    def _keep(self) -> None:
        if self._file is not None and self._task is None and self._file.has_waiting:
            self._task = _FileWork(self._file, AutosaveFile.write)
            self._start(self._task)

    def _start(self, task: _FileWork) -> None:
        self._tasks.add(task)
        task.succeeded.connect(partial(self._on_succeeded, task))
        task.failed.connect(partial(self._on_failed, task))
        task.stopped.connect(partial(self._on_stopped, task))
        QgsApplication.taskManager().addTask(task)

    def _on_succeeded(self, task: _FileWork, count: int) -> None:
        self._tasks.discard(task)
        if task is self._task:
            self._task = None
            self.kept.emit(count)

    def _on_failed(self, task: _FileWork, failure: failures.Failed) -> None:
        self._tasks.discard(task)
        if task is self._task:
            self._let_go()
            task.file.release()
        elif task.what is not AutosaveFile.leave:
            # The last write takes what an earlier one could not; a file that stays is offered once more.
            return
        self.failed.emit(failures.autosave_failed(failure.detail or failure.message))

    def _on_stopped(self, task: _FileWork) -> None:
        # Tasks can be cancelled from the status bar; writing comes back with the next polygons.
        self._tasks.discard(task)
        if task is self._task:
            self._task = None
        elif task.is_last:
            self._start(_FileWork(task.file, task.what))


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
                rows = [row for one in found for row in _rows(one, rounds)]
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


class _FileWork(FileTask):
    """Does something with a file: writes what has come, leaves it or removes it."""

    def __init__(self, file: AutosaveFile, what: Callable[[AutosaveFile], int]) -> None:
        super().__init__(translate("GeoRefer", "Keeping what was found"))
        self.file = file
        self.what = what

    @property
    def is_last(self) -> bool:
        """Says whether nothing is done with the file afterwards."""
        return self.what is not AutosaveFile.write

    def work(self) -> int:
        """Does the work; called in another thread."""
        return self.what(self.file)


def _rows(found: Found, rounds: dict[str, int]) -> list[QgsFeature]:
    """Returns a row for each polygon of a tile, or one without shape that says there are none."""
    number = rounds[found.tile_wkb] = rounds.get(found.tile_wkb, -1) + 1
    rows = []
    for one in found.objects:
        shape = shape_of(one.wkb)
        if not shape.isNull():
            rows.append(_row(found.tile_wkb, number, one.score))
            rows[-1].setGeometry(shape)
    return rows or ([_row(found.tile_wkb, number, None)] if number else [])


def _row(tile: str, number: int, score: float | None) -> QgsFeature:
    row = QgsFeature(found_table().fields)
    row.setAttributes([tile, number, score])
    return row
