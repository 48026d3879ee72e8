"""Rows of a label and a field, between rows that take the whole width.

Qt's own form layout gives rows whose height follows from their width (chips, broken lines) too little room.
"""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

GAP_PX = 5


class FieldRows(QVBoxLayout):
    """Lays rows below each other; the labels share one width."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: list[QLabel] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(GAP_PX)

    def add_field(self, text: str, *fields: QWidget, buddy: QWidget | None = None) -> None:
        """Adds a row; its first field, or the buddy, takes the letter that the label underlines."""
        label = QLabel(text)
        label.setBuddy(buddy or fields[0])
        self._labels.append(label)
        row = QHBoxLayout()
        # Beside the first line of a field that may have two.
        label.setMinimumHeight(QLineEdit().sizeHint().height())
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        for place, field in enumerate(fields):
            row.addWidget(field, 1 if place == 0 else 0)
        self.addLayout(row)
        self._align()

    def add_wide(self, widget: QWidget) -> None:
        """Adds a row without a label."""
        self.addWidget(widget)

    def _align(self) -> None:
        width = max(label.sizeHint().width() for label in self._labels)
        for label in self._labels:
            label.setMinimumWidth(width)
