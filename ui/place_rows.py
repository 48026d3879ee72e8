"""Chooses the raster layer, and where in it is searched."""

from __future__ import annotations

from qgis.core import QgsMapLayerProxyModel
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import QCoreApplication, QObject, QSignalBlocker, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QSizePolicy, QToolButton, QWidget

from .field_rows import FieldRows
from .small_text import SmallText
from .tinted_icon import Tint
from .wheel_guard import WheelGuard

translate = QCoreApplication.translate

LAYER, CANVAS, SELECTION, DRAWN = "layer", "canvas", "selection", "drawn"
SHORTEST_CHARACTERS = 8


def narrow(box: QComboBox) -> QComboBox:
    """Lets a box be narrower than its longest entry, and returns it."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(SHORTEST_CHARACTERS)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    WheelGuard(box)
    return box


class PlaceRows(QObject):
    """Adds the rows "Layer" and "Where"."""

    layer_chosen = pyqtSignal(object)
    """The layer; None when there is none any more."""
    place_chosen = pyqtSignal(str)
    draw_requested = pyqtSignal()

    def __init__(self, rows: FieldRows, parent: QWidget) -> None:
        super().__init__(parent)
        self.layer_box = narrow(QgsMapLayerComboBox())
        self.layer_box.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.layer_box.setAccessibleName(translate("GeoRefer", "Raster layer to search in"))
        self.place_box = narrow(QComboBox())
        self.place_box.setAccessibleName(translate("GeoRefer", "Where in the layer to search"))
        for place, text in place_texts():
            self.place_box.addItem(text, place)
        self.draw_button = QToolButton()
        self.draw_button.setToolTip(translate("GeoRefer", "Draw the rectangle on the map"))
        self.draw_button.setAccessibleName(self.draw_button.toolTip())
        Tint(self.draw_button, "draw")
        self.draw_button.hide()
        self._empty = SmallText(translate("GeoRefer", "Add a raster layer to the project to search in it"))
        self._note = SmallText()
        self._note.hide()
        self._fill(rows)
        self._connect()
        self._show_emptiness()

    def layer(self) -> object:
        """Returns the chosen layer, or None."""
        return self.layer_box.currentLayer()

    def set_layer(self, layer: object) -> None:
        """Chooses a layer without telling it back."""
        blocker = QSignalBlocker(self.layer_box)
        self.layer_box.setLayer(layer)
        blocker.unblock()
        self._show_emptiness()

    def place(self) -> str:
        """Returns where is searched."""
        return str(self.place_box.currentData())

    def set_place(self, place: str) -> None:
        """Chooses where is searched without telling it back."""
        blocker = QSignalBlocker(self.place_box)
        self.place_box.setCurrentIndex(max(0, self.place_box.findData(place)))
        blocker.unblock()
        self.draw_button.setVisible(self.place() == DRAWN)

    def set_note(self, text: str) -> None:
        """Shows a line about the place: its size, or what is missing."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def note(self) -> str:
        """Returns the line about the place."""
        return self._note.text()

    def set_enabled(self, is_enabled: bool) -> None:
        """Locks the rows while a run is under way."""
        for widget in (self.layer_box, self.place_box, self.draw_button):
            widget.setEnabled(is_enabled)

    def _fill(self, rows: FieldRows) -> None:
        rows.add_field(translate("GeoRefer", "L&ayer"), self.layer_box)
        rows.add_wide(self._empty)
        rows.add_field(translate("GeoRefer", "Where"), self.place_box, self.draw_button)
        rows.add_wide(self._note)

    def _connect(self) -> None:
        self.layer_box.layerChanged.connect(self._on_layer)
        self.place_box.currentIndexChanged.connect(self._on_place)
        self.draw_button.clicked.connect(lambda: self.draw_requested.emit())

    def _on_layer(self, layer: object) -> None:
        self._show_emptiness()
        self.layer_chosen.emit(layer)

    def _on_place(self) -> None:
        self.draw_button.setVisible(self.place() == DRAWN)
        self.place_chosen.emit(self.place())
        if self.place() == DRAWN:
            self.draw_requested.emit()

    def _show_emptiness(self) -> None:
        self._empty.setVisible(self.layer() is None)


def place_texts() -> tuple[tuple[str, str], ...]:
    """Returns the places with their names for people."""
    return (
        (LAYER, translate("GeoRefer", "Whole layer")),
        (CANVAS, translate("GeoRefer", "Map canvas")),
        (SELECTION, translate("GeoRefer", "Selected polygons")),
        (DRAWN, translate("GeoRefer", "Drawn rectangle")),
    )
