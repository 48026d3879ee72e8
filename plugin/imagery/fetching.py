"""Watches what map services answer, since a picture that did not come is drawn as if there were none."""

from __future__ import annotations

from qgis.core import QgsNetworkAccessManager, QgsNetworkReplyContent, QgsNetworkRequestParameters
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

# Who asks for pictures, in the words of QGIS.
ASKERS = ("QgsWmsTiledImage", "QgsWmsImage", "QgsWcs", "QgsArcGisTiledImage", "QgsAms", "QgsArcGisMap")
# What a tile service answers where it has no picture: a hole, and no failure.
NOTHING_THERE = (204, 404, 410)


class FetchWatch(QObject):
    """Counts the pictures that came and those that did not, of whatever thread of QGIS asks for them.

    Make, start and stop it in the thread of the window: that is where QGIS tells of all its requests.

    Args:
        parent: Owner in the sense of Qt.
    """

    missed = pyqtSignal(int)
    """Number of pictures that are missing by now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.came = 0
        self._asked: set[int] = set()
        self._reasons: dict[str, str] = {}

    @property
    def missing(self) -> int:
        """Returns how many pictures did not come."""
        return len(self._reasons)

    @property
    def reason(self) -> str:
        """Returns why the first of them did not come, "" where all came."""
        return next(iter(self._reasons.values()), "")

    def start(self) -> None:
        """Begins to watch."""
        network = QgsNetworkAccessManager.instance()
        network.requestAboutToBeCreated[QgsNetworkRequestParameters].connect(self._note)
        network.finished[QgsNetworkReplyContent].connect(self._look)
        network.requestTimedOut[QgsNetworkRequestParameters].connect(self._miss_slow)

    def stop(self) -> None:
        """Ends to watch; what was counted stays."""
        network = QgsNetworkAccessManager.instance()
        network.requestAboutToBeCreated[QgsNetworkRequestParameters].disconnect(self._note)
        network.finished[QgsNetworkReplyContent].disconnect(self._look)
        network.requestTimedOut[QgsNetworkRequestParameters].disconnect(self._miss_slow)

    def _note(self, request: QgsNetworkRequestParameters) -> None:
        if request.initiatorClassName().startswith(ASKERS):
            self._asked.add(request.requestId())

    def _look(self, reply: QgsNetworkReplyContent) -> None:
        if reply.requestId() not in self._asked:
            return
        self._asked.discard(reply.requestId())
        name = reply.request().url().toString()
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        kind = bytes(reply.rawHeader(b"Content-Type")).lower()
        if reply.error() == QNetworkReply.NetworkError.OperationCanceledError:
            return  # by a person; a service that is too slow is told of otherwise
        is_error = reply.error() != QNetworkReply.NetworkError.NoError
        if is_error and status not in NOTHING_THERE:
            self._miss(name, reply.errorString())
        elif not is_error and (b"xml" in kind or b"html" in kind):
            # A service that refuses says so in a document, and calls that a success.
            said = bytes(reply.content())[:500].decode("utf-8", "replace")
            self._miss(name, said or kind.decode("ascii", "replace"))
        else:
            self.came += 1
            self._reasons.pop(name, None)

    def _miss_slow(self, request: QgsNetworkRequestParameters) -> None:
        if request.requestId() in self._asked:
            self._miss(request.request().url().toString(), "timeout")

    def _miss(self, name: str, reason: str) -> None:
        self._reasons[name] = reason
        self.missed.emit(len(self._reasons))
