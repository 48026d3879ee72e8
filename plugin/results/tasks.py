"""Gives work on files a thread of its own, and one clear end."""

from __future__ import annotations

from qgis.core import QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from ...inference.messages import Failed
from ..task_flags import QUIET
from .failures import ResultsError, unexpected
from .geopackage import DATABASE_ERRORS
from .reference_systems import forget_shared


class FileTask(QgsTask):
    """Is work on files that ends with exactly one of `succeeded`, `failed` and `stopped`.

    Keep a reference to it until then. The signals come in the thread of the window.

    Args:
        description: What is done, for people.
        is_awaited: Whether the person wants its end so much that QGIS shall ask before it is closed.
    """

    succeeded = pyqtSignal(object)
    """What `work` returned."""
    failed = pyqtSignal(object)
    """Failed."""
    stopped = pyqtSignal()
    """The person cancelled it; nothing was changed."""

    def __init__(self, description: str, is_awaited: bool = False) -> None:
        super().__init__(description, QgsTask.Flag.CanCancel if is_awaited else QUIET)
        self._outcome: object = None
        self._failure: Failed | None = None

    def work(self) -> object:
        """Does the work in another thread.

        Raises:
            ResultsError: It cannot be done.
        """
        return None

    def run(self) -> bool:
        """Does the work; called by QGIS in another thread."""
        try:
            self._outcome = self.work()
        except ResultsError as error:
            self._failure = error.failure
        except (OSError, *DATABASE_ERRORS) as error:
            self._failure = unexpected(repr(error))
        finally:
            # What this thread has made must not be handed to the thread of the window.
            forget_shared()
        return self._failure is None and not self.isCanceled()

    def finished(self, is_well: bool) -> None:
        """Tells how it ended; called by QGIS in the thread of the window."""
        if is_well:
            self.succeeded.emit(self._outcome)
        elif self.isCanceled():
            self.stopped.emit()
        else:
            # Without a failure an exception has ended the work, which QGIS has written into its log.
            self.failed.emit(self._failure or unexpected())
