"""Shows a run in the task bar of QGIS, where it can be cancelled too."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QCoreApplication, QObject, QThread, QThreadPool, pyqtSignal

from ..task_flags import QUIET

translate = QCoreApplication.translate

# A task has a thread of its own; ours only waits there until the run has ended.
WAITING_MS = 50


class RunTask(QgsTask):
    """Stands for a run; the engine computes elsewhere.

    Args:
        phrase: Names the run.
    """

    def __init__(self, phrase: str) -> None:
        name = translate("GeoRefer", 'GeoRefer: "{phrase}"').format(phrase=phrase)
        super().__init__(name, QUIET)
        self._has_ended = False

    def run(self) -> bool:
        """Waits for the end of the run; called by QGIS in another thread."""
        pool = task_threads()
        # There may be two threads in all: lending this one keeps exports and autosaves going meanwhile.
        pool.releaseThread()
        try:
            while not self._has_ended and not self.isCanceled():
                QThread.msleep(WAITING_MS)
        finally:
            pool.reserveThread()
        return not self.isCanceled()

    def end(self) -> None:
        """Lets the task end."""
        self._has_ended = True


class TaskBar(QObject):
    """Keeps one run in the task bar.

    Args:
        parent: Owner in the sense of Qt.
    """

    cancelled = pyqtSignal()
    """The person has cancelled the run in the task bar."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: RunTask | None = None

    def begin(self, phrase: str) -> None:
        """Shows a run."""
        self.end()
        # Kept here: the task manager does not keep Python's part of it.
        self._task = RunTask(phrase)
        self._task.taskTerminated.connect(self._on_terminated)
        QgsApplication.taskManager().addTask(self._task)

    def show(self, share: float) -> None:
        """Shows how far it is, 0..1."""
        if self._task is not None:
            self._task.setProgress(100 * share)

    def end(self) -> None:
        """Takes the run away."""
        task, self._task = self._task, None
        if task is not None:
            task.end()

    def _on_terminated(self) -> None:
        if self._task is not None:
            self._task = None
            self.cancelled.emit()


def task_threads() -> QThreadPool:
    """Returns the threads in which QGIS runs tasks; before it had some of its own it took those of Qt."""
    tasks = QgsApplication.taskManager()
    return tasks.threadPool() if hasattr(tasks, "threadPool") else QThreadPool.globalInstance()
