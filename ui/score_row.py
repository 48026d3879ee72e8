"""The slider of the least score, with its number beside it."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QSlider, QWidget

from .flow_layout import FlowLayout
from .wheel_guard import WheelGuard

translate = QCoreApplication.translate

STEPS = 100
SHORTEST_PX = 50


class ScoreRow(QWidget):
    """Gives the score from which objects count, 0..1."""

    changed = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 10)
        self.slider.setMinimumWidth(SHORTEST_PX)
        self.number = QDoubleSpinBox()
        self.number.setRange(0, 1)
        self.number.setSingleStep(0.05)
        help_text = translate("GeoRefer", "Hides objects of a lower score at once; nothing is searched anew")
        label = QLabel(translate("GeoRefer", "Score at least"))
        for widget in (label, self.slider, self.number):
            widget.setToolTip(help_text)
        for widget in (self.slider, self.number):
            widget.setAccessibleName(translate("GeoRefer", "Least score of an object"))
            WheelGuard(widget)
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        flow = FlowLayout(self, fills=True)
        flow.addWidget(label)
        flow.addWidget(pair)
        self.slider.valueChanged.connect(lambda value: self._take(value / STEPS))
        self.number.valueChanged.connect(self._take)

    def least(self) -> float:
        """Returns the least score."""
        return round(self.number.value(), 2)

    def set_least(self, score: float) -> None:
        """Shows a least score without telling it back."""
        for widget, value in ((self.slider, round(score * STEPS)), (self.number, score)):
            blocker = QSignalBlocker(widget)
            widget.setValue(value)
            blocker.unblock()

    def _take(self, score: float) -> None:
        self.set_least(score)
        self.changed.emit(self.least())
