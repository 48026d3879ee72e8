"""A box that stands out from the rest, for what the person should see first."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent
from qgis.PyQt.QtGui import QPainter, QPaintEvent, QPalette, QPen
from qgis.PyQt.QtWidgets import QFrame, QWidget

from .tinted_icon import faded

MARGIN_PX, STRIPE_PX, ROUND_PX = 8, 4, 4


class Panel(QFrame):
    """Paints a quiet box with a stripe in the theme's accent colour at its side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(STRIPE_PX, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the box in the colours of the theme."""
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(faded(accent, 0.55), 1))
        painter.setBrush(faded(accent, 0.9))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), ROUND_PX, ROUND_PX)
        painter.fillRect(0, ROUND_PX, STRIPE_PX, self.height() - 2 * ROUND_PX, accent)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
