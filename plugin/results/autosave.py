"""Keeps what is found while a run goes on, in a file that survives whatever happens to QGIS.

Found polygons are added about every second, each time in one transaction and in another thread. A lock beside
the file says that its QGIS is alive; a file without one is what a broken run has left. The lock is Qt's: it
knows when the process that made it is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem
from qgis.PyQt.QtCore import QCoreApplication, QLockFile, QObject, QTimer, pyqtSignal

from ...inference.messages import Found
from ...inference.protocol import SegmentRequest
from . import failures
from .autosave_file import AutosaveFile
from .autosave_place import claim_of
from .geopackage import DATABASE_ERRORS
from .tasks import FileTask

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
        self._claim: QLockFile | None = None
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

        Raises:
            ResultsError: Another QGIS carries out this run.
        """
        self.leave()
        self._claim_run(request.output)
        self._file = AutosaveFile(self._folder, request, crs)
        self._timer.start()
        self._keep()

    def add(self, found: Found) -> None:
        """Keeps polygons with the next write."""
        if self._file is not None and found.is_provisional:
            self._file.add(found)

    def leave(self) -> None:
        """Writes what has come since, and leaves the file for later: the run was stopped or has failed."""
        file = self._end()
        if file is not None:
            self._start(_FileWork(file, AutosaveFile.leave))

    def discard(self) -> None:
        """Removes the file: its run is done and kept elsewhere."""
        file = self._end()
        if file is not None:
            self._start(_FileWork(file, AutosaveFile.remove))

    def close(self) -> None:
        """Does what `leave` does and waits for it, and for what was left or discarded just before.

        This is the one place that waits for the disk: QGIS is closing, and takes no more tasks.
        """
        file = self._end()
        ending = [task for task in self._tasks if task.is_last]
        for task in [*ending, *([_FileWork(file, AutosaveFile.leave)] if file is not None else [])]:
            try:
                task.work()
            except (failures.ResultsError, OSError, *DATABASE_ERRORS) as error:
                self.failed.emit(failures.autosave_failed(str(error)))

    def _claim_run(self, output: str) -> None:
        # A folder that cannot be made is told of by the first write.
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
        claim = claim_of(self._folder, output)
        if not claim.tryLock(0) and claim.error() == QLockFile.LockError.LockFailedError:
            raise failures.ResultsError(failures.taken_up())
        self._claim = claim

    def _end(self) -> AutosaveFile | None:
        """Returns the file, whose run is over."""
        if self._claim is not None:
            self._claim.unlock()
            self._claim = None
        return self._let_go()

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
