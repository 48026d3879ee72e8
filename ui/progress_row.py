"""True progress of a run, in tiles and time, with the button that stops it."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from .small_text import SmallText
from .tinted_icon import Tint

translate = QCoreApplication.translate

MINUTE_S, HOUR_S = 60, 3600


class ProgressRow(QWidget):
    """Shows how far a run is."""

    stop_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(translate("GeoRefer", "Progress of the run"))
        self.text = SmallText()
        self.stop_button = QPushButton(translate("GeoRefer", "S&top"))
        self.stop_button.setToolTip(translate("GeoRefer", "Stops the run; what was found stays (Esc)"))
        self.stop_button.clicked.connect(lambda: self.stop_requested.emit())
        Tint(self.stop_button, "stop")
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.text)

    def begin(self) -> None:
        """Shows a run of which nothing is known yet."""
        self.show_progress(0, 0, 0, None, translate("GeoRefer", "Starting"))
        self.stop_button.setEnabled(True)

    def show_progress(
        self, done: int, total: int, skipped: int, remaining_s: float | None, stage: str
    ) -> None:
        """Shows how far a run is; without a total the bar only moves."""
        self.bar.setRange(0, total)
        self.bar.setValue(min(done, total) if total else -1)
        self.text.setText(progress_text(done, total, skipped, remaining_s, stage))


def progress_text(done: int, total: int, skipped: int, remaining_s: float | None, stage: str) -> str:
    """Returns how far a run is, in words."""
    parts = [stage] if stage else []
    if total:
        parts.append(translate("GeoRefer", "{done} of {total} tiles").format(done=done, total=total))
    if total and skipped:
        parts.append(translate("GeoRefer", "{count} skipped").format(count=skipped))
    if remaining_s is not None:
        parts.append(translate("GeoRefer", "{time} left").format(time=duration(remaining_s)))
    return translate("GeoRefer", ", ").join(parts)


def duration(seconds: float) -> str:
    """Returns a time as 0:42 or 1:02:03."""
    whole = max(0, round(seconds))
    if whole < HOUR_S:
        return f"{whole // MINUTE_S}:{whole % MINUTE_S:02d}"
    return f"{whole // HOUR_S}:{whole % HOUR_S // MINUTE_S:02d}:{whole % MINUTE_S:02d}"
