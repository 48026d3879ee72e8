"""Icons drawn in the colour of the text beside them, so that they are seen on light and dark alike."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QByteArray, QEvent, QObject, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from qgis.PyQt.QtSvg import QSvgRenderer
from qgis.PyQt.QtWidgets import QWidget

ICON_FOLDER = Path(__file__).with_name("icons")
PLUGIN_ICON = ICON_FOLDER / "georefer.svg"
# The sizes that Qt asks for at the usual and the double density.
SIZES_PX = (16, 24, 32, 48)
_INK = "#000000"


def faded(color: QColor, share: float) -> QColor:
    """Returns a colour through which a share of the ground is seen, whatever the ground is."""
    seen = QColor(color)
    seen.setAlphaF(color.alphaF() * (1 - share))
    return seen


def pixmap(name: str, color: QColor, side_px: int) -> QPixmap:
    """Draws one of our icons in one colour; transparency of the colour is the icon's."""
    drawing = (ICON_FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace(_INK, color.name())
    drawn = QPixmap(side_px, side_px)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setOpacity(color.alphaF())
    QSvgRenderer(QByteArray(drawing.encode("utf-8"))).render(painter, QRectF(0, 0, side_px, side_px))
    painter.end()
    return drawn


def tinted(name: str, palette: QPalette, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """Returns one of our icons in the colours of a palette."""
    icon = QIcon()
    for side_px in SIZES_PX:
        usual = palette.color(QPalette.ColorGroup.Active, role)
        faint = palette.color(QPalette.ColorGroup.Disabled, role)
        icon.addPixmap(pixmap(name, usual, side_px), QIcon.Mode.Normal)
        icon.addPixmap(pixmap(name, faint, side_px), QIcon.Mode.Disabled)
    return icon


class Tint(QObject):
    """Keeps the icon of a button or an action in the colours of a widget, whatever theme is chosen.

    Args:
        target: What has `setIcon`.
        name: The icon's file, without its ending.
        widget: Whose palette counts; None: the target is a widget itself.
    """

    def __init__(self, target: QObject, name: str, widget: QWidget | None = None) -> None:
        super().__init__(target)
        self._target, self._name = target, name
        self._widget = widget or target
        self._widget.installEventFilter(self)
        self._draw()

    def set_name(self, name: str) -> None:
        """Shows another icon."""
        if name != self._name:
            self._name = name
            self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draws anew when the palette changes."""
        if watched is self._widget and event.type() == QEvent.Type.PaletteChange:
            self._draw()
        return False

    def _draw(self) -> None:
        self._target.setIcon(tinted(self._name, self._widget.palette()))
