"""One line for the person, with a button that helps and one that closes it."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from .panel import MARGIN_PX, Panel
from .small_text import SignedText
from .tinted_icon import Tint
from .values import Notice

translate = QCoreApplication.translate


class NoticeBar(Panel):
    """Is hidden while there is nothing to say."""

    clicked = pyqtSignal(str)
    """The action of the notice whose button was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notice: Notice | None = None
        self.text = SignedText("info")
        self.button = QPushButton()
        self.close_button = QToolButton()
        self.close_button.setAutoRaise(True)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.close_button.setToolTip(translate("GeoRefer", "Close"))
        self.close_button.setAccessibleName(self.close_button.toolTip())
        Tint(self.close_button, "close")
        self._fill()
        self.button.clicked.connect(self._on_clicked)
        self.close_button.clicked.connect(lambda: self.show_notice(None))
        self.hide()

    def notice(self) -> Notice | None:
        """Returns what is shown."""
        return self._notice

    def show_notice(self, notice: Notice | None) -> None:
        """Shows a notice, or none."""
        self._notice = notice
        if notice is not None:
            self.text.set_sign(notice.level if notice.level in ("warning", "error") else "info")
            self.text.set_text(notice.text)
            self.button.setText(notice.button_text)
            self.button.setVisible(bool(notice.button_text))
        self.setVisible(notice is not None)

    def _fill(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.text, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN_PX, MARGIN_PX // 2, MARGIN_PX // 2, MARGIN_PX // 2)
        layout.addLayout(top)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_clicked(self) -> None:
        if self._notice is not None:
            self.clicked.emit(self._notice.action)
