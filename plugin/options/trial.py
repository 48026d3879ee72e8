"""Tries whether a Python runs the engine; nobody waits for it."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ...inference.messages import Failed, Hello, Ready
from ..worker.client import WorkerClient
from ..worker.engine import Engine, worker_command

translate = QCoreApplication.translate

# Any phrase would do: answering it needs everything that a run needs, but no raster.
TRIAL_PHRASE = "buildings"


class EngineTrial(QObject):
    """Starts the engine with a Python, and tells how that went.

    Args:
        parent: Owner in the sense of Qt.
    """

    succeeded = pyqtSignal(str)
    """A sentence with versions and device."""
    failed = pyqtSignal(object)
    """Failed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client: WorkerClient | None = None
        self._hello: Hello | None = None

    @property
    def is_running(self) -> bool:
        """Says whether a Python is being tried."""
        return self._client is not None

    def start(self, python: str) -> None:
        """Tries a Python; one that is being tried is given up."""
        self.stop()
        command = worker_command(Engine(python, "settings"))
        client = WorkerClient(lambda: command, self)
        client.said_hello.connect(self._keep_hello)
        client.ready.connect(self._succeed)
        client.failed.connect(lambda job, failure: self._fail(failure))
        client.explain(TRIAL_PHRASE)
        self._client = client

    def stop(self) -> None:
        """Gives up, without a signal."""
        if self._client is not None:
            self._client.close()
            self._client.deleteLater()
        self._client, self._hello = None, None

    def _keep_hello(self, hello: Hello) -> None:
        self._hello = hello

    def _succeed(self, ready: Ready) -> None:
        versions = self._hello.versions if self._hello is not None else {}
        self.stop()
        self.succeeded.emit(
            translate("GeoRefer", "It works: Python {python}, torch {torch}, computing on {device}").format(
                python=versions.get("python", "?"), torch=versions.get("torch", "?"), device=ready.device
            )
        )

    def _fail(self, failure: Failed) -> None:
        self.stop()
        self.failed.emit(failure)
