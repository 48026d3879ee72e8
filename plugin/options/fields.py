"""Makes the widget of an option from its trait, and reads what a person has put into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QComboBox, QDoubleSpinBox, QSpinBox, QWidget

from .schema import CHOICE, EDITABLE, FOLDER, NUMBER, PROGRAM, WHOLE, Trait

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Field:
    """Is the widget of one option.

    Attributes:
        widget: What is shown.
        value: Returns what the person has put in.
        show: Puts a value in.
    """

    widget: QWidget
    value: Callable[[], object]
    show: Callable[[object], None]


def make_field(name: str, trait: Trait) -> Field:
    """Returns a widget for an option; the name of the option becomes its object name."""
    made = _MAKERS[trait.kind](trait)
    made.widget.setObjectName(f"georefer_{name}")
    made.widget.setToolTip(trait.explanation())
    made.widget.setAccessibleName(trait.label())
    return made


def _path_field(trait: Trait) -> Field:
    widget = QgsFileWidget()
    is_folder = trait.kind == FOLDER
    mode = QgsFileWidget.StorageMode
    widget.setStorageMode(mode.GetDirectory if is_folder else mode.GetFile)
    title = (
        translate("GeoRefer", "Choose a folder") if is_folder else translate("GeoRefer", "Choose a Python")
    )
    widget.setDialogTitle(title)
    if trait.empty is not None:
        widget.lineEdit().setPlaceholderText(trait.empty())
    return Field(widget, lambda: widget.filePath().strip(), lambda value: widget.setFilePath(str(value)))


def _choice_field(trait: Trait) -> Field:
    widget = QComboBox()
    for value, label in trait.choices:
        widget.addItem(label(), value)
    return Field(widget, widget.currentData, lambda value: widget.setCurrentIndex(widget.findData(value)))


def _editable_field(trait: Trait) -> Field:
    widget = QComboBox()
    widget.setEditable(True)
    for value, label in trait.choices:
        widget.addItem(label(), value)

    def value() -> str:
        text = widget.currentText().strip()
        place = widget.findText(text)
        return str(widget.itemData(place)) if place >= 0 else text

    def show(value: object) -> None:
        place = widget.findData(value)
        widget.setEditText(str(value) if place < 0 else widget.itemText(place))

    return Field(widget, value, show)


def _whole_field(trait: Trait) -> Field:
    widget = QSpinBox()
    least, most = trait.limits
    widget.setRange(int(least), int(most))
    if trait.empty is not None:
        widget.setSpecialValueText(trait.empty())
    return Field(widget, widget.value, lambda value: widget.setValue(int(str(value))))


def _number_field(trait: Trait) -> Field:
    widget = QDoubleSpinBox()
    widget.setRange(*trait.limits)
    widget.setDecimals(1)
    if trait.unit:
        widget.setSuffix(f" {trait.unit}")
    return Field(widget, widget.value, lambda value: widget.setValue(float(str(value))))


_MAKERS: dict[str, Callable[[Trait], Field]] = {
    PROGRAM: _path_field,
    FOLDER: _path_field,
    CHOICE: _choice_field,
    EDITABLE: _editable_field,
    WHOLE: _whole_field,
    NUMBER: _number_field,
}
