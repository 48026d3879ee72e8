"""Further phrases that are searched for in the same run: a pill for each, to be edited or removed."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from .chip_button import PillButton
from .flow_layout import FlowLayout
from .small_text import SmallText

translate = QCoreApplication.translate


class PhraseList(QWidget):
    """Shows phrases in the order in which they were added; without any it is not to be seen."""

    changed = pyqtSignal()
    """There are other phrases now."""
    edit_requested = pyqtSignal(str)
    """The person wants to type over one of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phrases: list[str] = []
        self._anchor: QWidget | None = None
        self._row = QWidget()
        self._flow = FlowLayout(self._row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._row)
        self.hide()

    def set_anchor(self, widget: QWidget) -> None:
        """Takes the widget from which Tab leads to the first pill."""
        self._anchor = widget

    def phrases(self) -> tuple[str, ...]:
        """Returns the phrases."""
        return tuple(self._phrases)

    def set_phrases(self, phrases: tuple[str, ...]) -> None:
        """Shows other phrases, each once."""
        wanted = list(dict.fromkeys(phrase for phrase in phrases if phrase))
        if wanted == self._phrases:
            return
        self._phrases = wanted
        self._fill()
        self.changed.emit()

    def add(self, phrase: str) -> None:
        """Adds a phrase, if it is not there yet."""
        self.set_phrases((*self._phrases, phrase))

    def remove(self, phrase: str) -> None:
        """Takes a phrase away."""
        self.set_phrases(tuple(one for one in self._phrases if one != phrase))

    def pills(self) -> list[PillButton]:
        """Returns the pills, in the order of the phrases."""
        widgets = [self._flow.itemAt(place).widget() for place in range(self._flow.count())]
        return [widget for widget in widgets if isinstance(widget, PillButton)]

    def _fill(self) -> None:
        while self._flow.count():
            widget = self._flow.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        if self._phrases:
            title = SmallText(translate("GeoRefer", "Also find:"))
            title.setWordWrap(False)
            self._flow.addWidget(title)
        before = self._anchor
        for phrase in self._phrases:
            pill = self._pill(phrase)
            self._flow.addWidget(pill)
            # A layout would show it later, and Tab passes by what is not shown.
            pill.show()
            if before is not None:
                QWidget.setTabOrder(before, pill)
            before = pill
        self.setVisible(bool(self._phrases))

    def _pill(self, phrase: str) -> PillButton:
        pill = PillButton("", phrase, "close")
        pill.setToolTip(translate("GeoRefer", "Click to edit it; the cross or Delete removes it"))
        pill.setAccessibleName(translate("GeoRefer", 'Also find "{phrase}"').format(phrase=phrase))
        pill.clicked.connect(lambda: self.edit_requested.emit(phrase))
        pill.marked.connect(lambda: self.remove(phrase))
        return pill
