"""Chooses the model, and says what it runs on."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QObject, QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QToolButton, QWidget

from .field_rows import FieldRows
from .place_rows import narrow
from .small_text import SmallText
from .tinted_icon import Tint, tinted
from .values import ModelChoice

translate = QCoreApplication.translate


class ModelRow(QObject):
    """Adds the row "Model"."""

    model_chosen = pyqtSignal(str)
    add_model_requested = pyqtSignal()

    def __init__(self, rows: FieldRows, parent: QWidget) -> None:
        super().__init__(parent)
        self.box = narrow(QComboBox())
        self.box.setAccessibleName(translate("GeoRefer", "Model that searches"))
        self.add_button = QToolButton()
        self.add_button.setToolTip(translate("GeoRefer", "Add a model..."))
        self.add_button.setAccessibleName(self.add_button.toolTip())
        Tint(self.add_button, "plus")
        self._device = SmallText()
        self._device.hide()
        rows.add_field(translate("GeoRefer", "Model"), self.box, self.add_button)
        rows.add_wide(self._device)
        self.set_models([])
        self.box.currentIndexChanged.connect(self._on_changed)
        self.add_button.clicked.connect(lambda: self.add_model_requested.emit())

    def set_models(self, models: list[ModelChoice]) -> None:
        """Offers models; the chosen one stays chosen while it is among them."""
        blocker = QSignalBlocker(self.box)
        chosen = self.model_id()
        self.box.clear()
        for model in models:
            text = translate("GeoRefer", "{model}, {state}").format(model=model.label, state=model.state)
            sign = tinted("ready" if model.is_ready else "not_ready", self.box.palette())
            self.box.addItem(sign, text if model.state else model.label, model.model_id)
            self.box.setItemData(self.box.count() - 1, model.tooltip or text, Qt.ItemDataRole.ToolTipRole)
        if not models:
            self.box.addItem(translate("GeoRefer", "No model yet"), "")
        self.box.setCurrentIndex(max(0, self.box.findData(chosen)))
        self.box.setEnabled(bool(models))
        self._show_tooltip()
        blocker.unblock()

    def model_id(self) -> str:
        """Returns the id of the chosen model; "" for none."""
        return str(self.box.currentData() or "")

    def set_model_id(self, model_id: str) -> None:
        """Chooses a model without telling it back; one that is not offered changes nothing."""
        place = self.box.findData(model_id)
        if place < 0:
            return
        blocker = QSignalBlocker(self.box)
        self.box.setCurrentIndex(place)
        blocker.unblock()
        self._show_tooltip()

    def set_device_text(self, text: str) -> None:
        """Says what the model runs on."""
        self._device.setText(text)
        self._device.setVisible(bool(text))

    def device_text(self) -> str:
        """Returns what the model runs on."""
        return self._device.text()

    def set_enabled(self, is_enabled: bool) -> None:
        """Locks the row while a run is under way."""
        self.box.setEnabled(is_enabled and bool(self.model_id()))
        self.add_button.setEnabled(is_enabled)

    def _on_changed(self) -> None:
        self._show_tooltip()
        self.model_chosen.emit(self.model_id())

    def _show_tooltip(self) -> None:
        tooltip = self.box.currentData(Qt.ItemDataRole.ToolTipRole)
        self.box.setToolTip(str(tooltip or ""))
