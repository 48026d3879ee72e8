"""Shows how the phrase was read, as chips; shows examples while there is no phrase."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from .chip_button import ChipButton, PillButton
from .flow_layout import FlowLayout
from .small_text import SmallText, WarningText
from .values import Chip, Reading

translate = QCoreApplication.translate


class ReadingView(QWidget):
    """Shows the parts of a phrase; each can be edited, and all but the target switched off."""

    part_switched = pyqtSignal(int, bool)
    """Place of the part in the reading, and whether it counts from now on."""
    part_chosen = pyqtSignal(int, int)
    """Begin and end of the words that the person wants to edit."""
    count_flipped = pyqtSignal()
    example_chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: Reading | None = None
        self._anchor: QWidget | None = None
        self._row = QWidget()
        self._flow = FlowLayout(self._row)
        self._warnings = WarningText()
        self._warnings.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._row)
        layout.addWidget(self._warnings)
        self.show_examples()

    def set_anchor(self, widget: QWidget) -> None:
        """Takes the widget from which Tab leads to the first chip."""
        self._anchor = widget
        self._show_in_order()

    def show_reading(self, reading: Reading | None) -> None:
        """Shows another reading; None: nothing was read, and examples are shown."""
        if reading is None:
            self.show_examples()
            return
        focused = self._focused_place()
        self._reading = reading
        self._clear()
        for place, chip in enumerate(reading.chips):
            self._add_chip(place, chip)
        if reading.count_text and not self._says_its_count(reading):
            self._add_count(reading)
        self._warnings.set_text("\n".join(reading.warnings))
        self._warnings.setVisible(bool(reading.warnings))
        self.setEnabled(True)
        self._show_in_order()
        if 0 <= focused < self._flow.count():
            self._flow.itemAt(focused).widget().setFocus()

    def show_examples(self) -> None:
        """Shows what could be typed."""
        self._reading = None
        self._clear()
        self._warnings.hide()
        title = SmallText(translate("GeoRefer", "For example:"))
        title.setWordWrap(False)
        self._flow.addWidget(title)
        for example in (
            translate("GeoRefer", "red building top-left"),
            translate("GeoRefer", "the two largest tanks"),
            translate("GeoRefer", "all trees near the road"),
        ):
            button = PillButton("", example, "")
            button.setToolTip(translate("GeoRefer", "Click to take this phrase"))
            button.clicked.connect(lambda checked=False, text=example: self.example_chosen.emit(text))
            self._flow.addWidget(button)
        self.setEnabled(True)
        self._show_in_order()

    def show_clear(self) -> None:
        """Shows neither a reading nor examples: there is a phrase, and it is not read yet."""
        self._reading = None
        self._clear()
        self._warnings.hide()

    def fade(self) -> None:
        """Shows that the reading is of an earlier phrase; its places are no longer those of the words."""
        if self._reading is None:
            self.show_clear()
        else:
            self.setEnabled(False)

    def chips(self) -> list[PillButton]:
        """Returns the buttons that are shown, in their order."""
        widgets = [self._flow.itemAt(place).widget() for place in range(self._flow.count())]
        return [widget for widget in widgets if isinstance(widget, PillButton)]

    def warning_text(self) -> str:
        """Returns the warnings that are shown."""
        return self._warnings.text() if self._reading is not None else ""

    def _says_its_count(self, reading: Reading) -> bool:
        """Tells that a chip holds the number already, and no click could change it."""
        return not reading.can_flip_count and any(
            chip.kind == "count" and chip.is_on for chip in reading.chips
        )

    def _add_chip(self, place: int, chip: Chip) -> None:
        button = ChipButton(chip)
        button.edit_requested.connect(lambda: self.part_chosen.emit(chip.start, chip.end))
        button.switched.connect(lambda is_on: self.part_switched.emit(place, is_on))
        self._flow.addWidget(button)

    def _add_count(self, reading: Reading) -> None:
        button = PillButton("", reading.count_text, "flip" if reading.can_flip_count else "")
        if reading.can_flip_count:
            help_text = translate("GeoRefer", "Click to change between one and all")
            button.clicked.connect(self.count_flipped.emit)
            button.marked.connect(self.count_flipped.emit)
        else:
            help_text = translate("GeoRefer", "The phrase says how many; change its words to change this")
        button.setToolTip(help_text)
        button.setAccessibleDescription(help_text)
        button.setAccessibleName(translate("GeoRefer", "how many: {count}").format(count=reading.count_text))
        self._flow.addWidget(button)

    def _show_in_order(self) -> None:
        """Shows the chips at once, so that they can take the keyboard; Qt would put them last."""
        before = self._anchor
        for chip in self.chips():
            chip.setVisible(True)
            if before is not None:
                QWidget.setTabOrder(before, chip)
                before = chip

    def _focused_place(self) -> int:
        for place in range(self._flow.count()):
            if self._flow.itemAt(place).widget().hasFocus():
                return place
        return -1

    def _clear(self) -> None:
        while self._flow.count():
            widget = self._flow.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
