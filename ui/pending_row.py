"""The object that is being clicked: how good its outline is, and what to do with it."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal
from qgis.PyQt.QtWidgets import QPushButton, QVBoxLayout, QWidget

from .flow_layout import FlowLayout
from .small_text import SmallText
from .tinted_icon import Tint

translate = QCoreApplication.translate


class PendingRow(QWidget):
    """Says what to do next, and shows the pending object."""

    kept = pyqtSignal()
    undone = pyqtSignal()
    cleared = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = SmallText()
        self.keep_button = QPushButton(translate("GeoRefer", "&Keep object"))
        self.keep_button.setToolTip(translate("GeoRefer", "Keeps the outline that is shown (Enter)"))
        self.undo_button = QPushButton(translate("GeoRefer", "Step &back"))
        self.undo_button.setToolTip(
            translate("GeoRefer", "Takes the last click back, or the last object that was kept (Ctrl+Z)")
        )
        self.clear_button = QPushButton(translate("GeoRefer", "Clear"))
        self.clear_button.setToolTip(translate("GeoRefer", "Forgets the object that is being clicked (Esc)"))
        buttons = QWidget()
        flow = FlowLayout(buttons)
        icons = {"keep": self.keep_button, "undo": self.undo_button, "close": self.clear_button}
        for name, button in icons.items():
            Tint(button, name)
            flow.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        self.keep_button.clicked.connect(lambda: self.kept.emit())
        self.undo_button.clicked.connect(lambda: self.undone.emit())
        self.clear_button.clicked.connect(lambda: self.cleared.emit())
        self.show_state("", can_keep=False, can_undo=False, can_clear=False)

    def show_state(self, text: str, can_keep: bool, can_undo: bool, can_clear: bool) -> None:
        """Shows how far the object is; "" shows how to begin."""
        self.text.setText(text or usual_text())
        self.keep_button.setEnabled(can_keep)
        self.undo_button.setEnabled(can_undo)
        self.clear_button.setEnabled(can_clear)


def usual_text() -> str:
    """Returns how an object is clicked."""
    return translate(
        "GeoRefer",
        "Left click: on the object. Right click: not this. Drag: a box around it. "
        "Enter keeps it, Esc forgets it.",
    )
