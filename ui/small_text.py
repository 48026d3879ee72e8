"""Lines of text that explain: faint ones, and warnings with their sign."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from .tinted_icon import faded, pixmap

SIGN_PX = 16


class SmallText(QLabel):
    """Is a faint line that breaks where the width ends."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._is_tinting = False
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and not self._is_tinting:
            self._tint()

    def _tint(self) -> None:
        # Setting a palette is a change of the palette: without the mark this would go round for ever.
        self._is_tinting = True
        self.setPalette(QPalette())
        palette = self.palette()
        ink = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText)
        palette.setColor(QPalette.ColorRole.WindowText, faded(ink, 0.3))
        self.setPalette(palette)
        self._is_tinting = False


class SignedText(QWidget):
    """Is a text with a sign before it."""

    def __init__(self, sign: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = sign
        self._sign, self._text = QLabel(), QLabel()
        self._sign.setFixedWidth(SIGN_PX)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        self._draw()

    def text(self) -> str:
        """Returns the text."""
        return self._text.text()

    def set_text(self, text: str) -> None:
        """Shows another text."""
        self._text.setText(text)

    def set_sign(self, name: str) -> None:
        """Shows another sign."""
        self._name = name
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        ratio = max(1, round(self.devicePixelRatioF()))
        drawn = pixmap(self._name, self._text.palette().color(QPalette.ColorRole.WindowText), SIGN_PX * ratio)
        drawn.setDevicePixelRatio(ratio)
        self._sign.setPixmap(drawn)


class WarningText(SignedText):
    """Is a text with the sign of a warning."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("warning", parent)
