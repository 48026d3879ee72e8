"""Chooses the bands: those that the map shows, or one's own."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QSignalBlocker
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from .place_rows import narrow

translate = QCoreApplication.translate

COLORS = 3
LEAST_BOX_PX, GAP_PX = 44, 3


class BandChoice(QWidget):
    """Gives one or three bands, or None for those that the map shows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self.mode = narrow(QComboBox())
        self.mode.addItem("", False)
        self.mode.addItem(translate("GeoRefer", "Chosen bands"), True)
        self.mode.setAccessibleName(translate("GeoRefer", "Bands that are searched"))
        self.boxes = [narrow(QComboBox()) for _ in range(COLORS)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.mode)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setSpacing(GAP_PX)
        row.setContentsMargins(0, 0, 0, 0)
        self._letters = []
        for letter, name, box in zip(color_letters(), color_names(), self.boxes):
            box.setMinimumContentsLength(1)
            box.setMinimumWidth(LEAST_BOX_PX)
            box.setToolTip(name)
            box.setAccessibleName(name)
            label = QLabel(letter)
            self._letters.append(label)
            row.addWidget(label)
            row.addWidget(box, 1)
        layout.addWidget(self._row)
        self.mode.currentIndexChanged.connect(self._show_row)
        self.set_band_count(COLORS, None)

    def set_band_count(self, count: int, shown: tuple[int, ...] | None) -> None:
        """Offers the bands of a raster; `shown` are those that the map shows, None its own colours."""
        text = translate("GeoRefer", "As the map shows it")
        if shown:
            bands = ", ".join(str(band) for band in shown)
            text = translate("GeoRefer", "As the map shows it ({bands})").format(bands=bands)
        self.mode.setItemText(0, text)
        if count == self._count:
            return
        self._count = max(0, count)
        for place, box in enumerate(self.boxes):
            box.clear()
            for band in range(1, self._count + 1):
                box.addItem(str(band), band)
            box.setCurrentIndex(min(place, self._count - 1))
        self.set_bands(None)
        self.mode.setEnabled(self._count > 1)
        for widget in (*self.boxes[1:], *self._letters):
            widget.setVisible(self._count >= COLORS)

    def bands(self) -> tuple[int, ...] | None:
        """Returns the chosen bands."""
        if not self.mode.currentData() or not self._count:
            return None
        boxes = self.boxes if self._count >= COLORS else self.boxes[:1]
        return tuple(int(box.currentData()) for box in boxes)

    def set_bands(self, bands: tuple[int, ...] | None) -> None:
        """Shows bands; those that the raster does not have are not taken."""
        fits = bands is not None and all(1 <= band <= self._count for band in bands)
        if fits:
            for box, band in zip(self.boxes, bands if len(bands) == COLORS else bands[:1] * COLORS):
                box.setCurrentIndex(box.findData(band))
        blocker = QSignalBlocker(self.mode)
        self.mode.setCurrentIndex(1 if fits else 0)
        blocker.unblock()
        self._show_row()

    def _show_row(self) -> None:
        self._row.setVisible(bool(self.mode.currentData()))


def color_letters() -> tuple[str, str, str]:
    """Returns the short names of the three colours."""
    return translate("GeoRefer", "R"), translate("GeoRefer", "G"), translate("GeoRefer", "B")


def color_names() -> tuple[str, str, str]:
    """Returns the names of the three colours."""
    return (
        translate("GeoRefer", "Band shown as red"),
        translate("GeoRefer", "Band shown as green"),
        translate("GeoRefer", "Band shown as blue"),
    )
