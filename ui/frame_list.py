"""The frames of a sequence: where they come from, their order, and which one is shown."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from .click_values import FrameRow
from .flow_layout import FlowLayout
from .small_text import SmallText
from .tinted_icon import Tint

translate = QCoreApplication.translate

LEAST_ROWS, MOST_ROWS = 3, 8


class FrameList(QWidget):
    """Lists frames; the chosen one is shown on the map."""

    layers_requested = pyqtSignal()
    """The raster layers that are selected in the layer tree, or all where fewer than two are."""
    folder_requested = pyqtSignal()
    parts_requested = pyqtSignal()
    """The bands, pictures or pages of the layer that is chosen above."""
    clear_requested = pyqtSignal()
    frame_chosen = pyqtSignal(int)
    """Place of the frame in the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = SmallText()
        self.list = QListWidget()
        self.list.setAccessibleName(translate("GeoRefer", "Frames in the order of their time"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.add_button, self.clear_button = QToolButton(), QToolButton()
        self._make_buttons()
        self._fill()
        self.list.currentRowChanged.connect(self._on_row)
        self.set_frames([])

    def set_frames(self, rows: list[FrameRow]) -> None:
        """Lists other frames, in the order of their time."""
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for number, row in enumerate(rows, start=1):
            text = translate("GeoRefer", "{number}  {name}").format(number=number, name=row.name)
            if row.time_text:
                text = translate("GeoRefer", "{frame}, {time}").format(frame=text, time=row.time_text)
            item = QListWidgetItem(text)
            item.setToolTip(row.tooltip or row.name)
            self.list.addItem(item)
        blocker.unblock()
        self.list.setVisible(bool(rows))
        self.clear_button.setEnabled(bool(rows))
        self._fit(len(rows))
        self.text.setText(_text(len(rows)))

    def chosen(self) -> int:
        """Returns the place of the frame that is shown; -1 for none."""
        return int(self.list.currentRow())

    def choose(self, place: int) -> None:
        """Marks the frame that is shown, without telling it back."""
        blocker = QSignalBlocker(self.list)
        self.list.setCurrentRow(place)
        blocker.unblock()

    def _make_buttons(self) -> None:
        self.menu = QMenu(self)
        self.layers_action = self.menu.addAction(translate("GeoRefer", "Raster layers of the project"))
        self.layers_action.setToolTip(
            translate("GeoRefer", "Those selected in the layer tree; all where fewer than two are selected")
        )
        self.folder_action = self.menu.addAction(translate("GeoRefer", "Folder..."))
        self.parts_action = self.menu.addAction(translate("GeoRefer", "Bands or pages of the layer"))
        self.menu.setToolTipsVisible(True)
        self.add_button.setText(translate("GeoRefer", "&Frames from"))
        self.add_button.setToolTip(
            translate("GeoRefer", "Pictures of one place at several times, to follow objects through")
        )
        self.add_button.setMenu(self.menu)
        self.add_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.clear_button.setText(translate("GeoRefer", "No frames"))
        self.clear_button.setToolTip(translate("GeoRefer", "Goes back to clicking in one layer"))
        self.layers_action.triggered.connect(lambda: self.layers_requested.emit())
        self.folder_action.triggered.connect(lambda: self.folder_requested.emit())
        self.parts_action.triggered.connect(lambda: self.parts_requested.emit())
        self.clear_button.clicked.connect(lambda: self.clear_requested.emit())
        for name, button in (("plus", self.add_button), ("close", self.clear_button)):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            Tint(button, name)

    def _fill(self) -> None:
        buttons = QWidget()
        flow = FlowLayout(buttons)
        flow.addWidget(self.add_button)
        flow.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(buttons)
        layout.addWidget(self.text)
        layout.addWidget(self.list)

    def _fit(self, count: int) -> None:
        """Makes the list as high as its rows, up to a number."""
        rows = min(max(count, LEAST_ROWS), MOST_ROWS)
        height = max(self.list.sizeHintForRow(0), self.fontMetrics().height())
        self.list.setFixedHeight(rows * height + 2 * self.list.frameWidth())

    def _on_row(self, place: int) -> None:
        if place >= 0:
            self.frame_chosen.emit(place)


def _text(count: int) -> str:
    if not count:
        return translate("GeoRefer", "With two frames or more, objects can be followed through time.")
    return translate("GeoRefer", "{count} frames; the chosen one is shown on the map").format(count=count)
