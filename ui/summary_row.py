"""What a run brought, in one line, and the way to its report."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QToolButton, QWidget

from .small_text import SmallText

translate = QCoreApplication.translate


class SummaryRow(QWidget):
    """Is hidden while there is no run to sum up."""

    report_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = SmallText()
        self.report_button = QToolButton()
        self.report_button.setText(translate("GeoRefer", "Run report"))
        self.report_button.setToolTip(translate("GeoRefer", "Shows what the run did: places, tiles, times"))
        self.report_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.report_button.clicked.connect(lambda: self.report_requested.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.report_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_summary(self, text: str) -> None:
        """Shows what a run brought; "" hides it."""
        self.text.setText(text)
        self.setVisible(bool(text))
