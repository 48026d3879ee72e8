"""Asks before much is fetched: other people pay for what a map service sends."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from ...ui.values import Notice
from ..imagery.failures import ExportError
from ..imagery.fetch_note import planned_fetch, sizes
from .wish import Wish

translate = QCoreApplication.translate

FETCH = "fetch"
# 5,000 x 5,000 pixels, some 400 pictures of a tile service.
ASKED_FROM_BYTES = 100_000_000


class FetchConsent:
    """Remembers for which place of which layer the person has agreed."""

    def __init__(self) -> None:
        self._asked: object = None
        self._agreed: object = None

    def question(self, wish: Wish) -> Notice | None:
        """Returns what to ask before a run; None where little is fetched, or the person has agreed."""
        try:
            planned = planned_fetch(wish.layer, wish.place.extent)
        except ExportError:
            # The run says why it cannot begin.
            return None
        if planned is None or planned.size_bytes < ASKED_FROM_BYTES:
            return None
        self._asked = (wish.layer.id(), planned)
        if self._asked == self._agreed:
            return None
        text = translate(
            "GeoRefer", 'About {megabytes} MB ({width} x {height} px) have to be fetched of "{layer}" first'
        ).format(layer=wish.layer.name(), **sizes(planned))
        return Notice(text, "warning", translate("GeoRefer", "Fetch and run"), FETCH)

    def agree(self) -> None:
        """Agrees to what was asked last."""
        self._agreed = self._asked
