"""Says what there is to know of one model, and offers what can be done with it."""

from __future__ import annotations

from html import escape

from qgis.PyQt.QtCore import QCoreApplication, QEvent, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from .flow_layout import FlowLayout
from .model_values import ModelFact, ModelItem
from .scrolling import scrolling
from .small_text import SignedText
from .tinted_icon import Tint

translate = QCoreApplication.translate

LEAST_CONTRAST = 80


class ModelCard(QWidget):
    """Shows one model; what must be accepted is accepted here, before anything is downloaded."""

    get_requested = pyqtSignal(str, str)
    """Id of the model, and where to get it from; "" for the usual place."""
    use_requested = pyqtSignal(str)
    verify_requested = pyqtSignal(str)
    remove_requested = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item: ModelItem | None = None
        self._is_busy = False
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setOpenExternalLinks(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.text.setAccessibleName(translate("GeoRefer", "About the model"))
        self.hint = SignedText("info")
        self.accept_box = QCheckBox()
        self.accept_text = QLabel()
        self.source_box = QComboBox()
        self.source_box.setAccessibleName(translate("GeoRefer", "Where to get it from"))
        self.get_button, self.use_button = QPushButton(), QPushButton(translate("GeoRefer", "Use"))
        self.verify_button = QPushButton(translate("GeoRefer", "Check files"))
        self.remove_button = QPushButton()
        Tint(self.get_button, "install")
        Tint(self.remove_button, "drop")
        self._explain()
        self._fill()
        self._connect()
        self.show_item(None)

    def item(self) -> ModelItem | None:
        """Returns what is shown."""
        return self._item

    def show_item(self, item: ModelItem | None) -> None:
        """Shows a model; what was accepted stays so while it is the same one with the same licences."""
        before, self._item = self._item, item
        is_same = (
            before is not None
            and item is not None
            and (before.model_id, before.licences) == (item.model_id, item.licences)
        )
        shown = item or ModelItem("", "", "", "", "")
        self._write()
        self.hint.set_text(shown.hint)
        self.hint.setVisible(bool(shown.hint))
        self._show_terms(shown, is_same)
        self.get_button.setText(shown.get_text)
        self.get_button.setVisible(bool(shown.get_text))
        self.use_button.setVisible(shown.can_use)
        self.verify_button.setVisible(shown.can_verify)
        self.remove_button.setText(shown.remove_text)
        self.remove_button.setVisible(bool(shown.remove_text))
        self._show_what_can_be_done()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()

    def set_busy(self, is_busy: bool) -> None:
        """Locks what would change the model while something is done with it."""
        self._is_busy = is_busy
        self._show_what_can_be_done()

    def fields_in_order(self) -> tuple[QWidget, ...]:
        """Returns what takes the keyboard, from top to bottom."""
        actions = (self.get_button, self.use_button, self.verify_button, self.remove_button)
        return (self.text, self.accept_box, self.source_box, *actions)

    def _write(self) -> None:
        self.text.setText(_html(self._item, _link_color(self.palette())) if self._item is not None else "")

    def _explain(self) -> None:
        self.use_button.setToolTip(translate("GeoRefer", "Searches with this model from now on"))
        self.verify_button.setToolTip(
            translate("GeoRefer", "Compares every file with what it was when it came")
        )

    def _show_terms(self, item: ModelItem, is_same: bool) -> None:
        has_terms = bool(item.get_text and item.licences)
        if not is_same:
            self.accept_box.setChecked(False)
        self.accept_box.setText(translate("GeoRefer", "I accept the &licence"))
        self.accept_box.setVisible(has_terms)
        self.accept_text.setText("\n".join(item.licences))
        self.accept_text.setVisible(has_terms)
        if not is_same or self.source_box.count() != len(item.sources):
            self.source_box.clear()
            for kind, name in item.sources:
                self.source_box.addItem(translate("GeoRefer", "from {source}").format(source=name), kind)
        self.source_box.setVisible(bool(item.get_text) and len(item.sources) > 1)

    def _show_what_can_be_done(self) -> None:
        item = self._item
        needs_yes = item is not None and bool(item.licences) and not self.accept_box.isChecked()
        self.get_button.setEnabled(not self._is_busy and not needs_yes)
        self.get_button.setToolTip(translate("GeoRefer", "Accept the licence first") if needs_yes else "")
        for one in (self.verify_button, self.remove_button, self.accept_box, self.source_box):
            one.setEnabled(not self._is_busy)

    def _fill(self) -> None:
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 6, 0)
        rows.addWidget(self.text)
        rows.addWidget(self.hint)
        rows.addStretch()
        self.accept_text.setWordWrap(True)
        self.accept_text.setContentsMargins(24, 0, 0, 0)
        self.accept_text.setTextFormat(Qt.TextFormat.PlainText)
        self._actions = QWidget()
        flow = FlowLayout(self._actions)
        buttons = (self.get_button, self.use_button, self.verify_button, self.remove_button)
        for one in (self.source_box, *buttons):
            flow.addWidget(one)
        self._actions.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(inner), 1)
        layout.addWidget(self.accept_box)
        layout.addWidget(self.accept_text)
        layout.addWidget(self._actions)

    def _connect(self) -> None:
        self.accept_box.toggled.connect(lambda is_on: self._show_what_can_be_done())
        self.get_button.clicked.connect(
            lambda: self.get_requested.emit(self._id(), str(self.source_box.currentData() or ""))
        )
        self.use_button.clicked.connect(lambda: self.use_requested.emit(self._id()))
        self.verify_button.clicked.connect(lambda: self.verify_requested.emit(self._id()))
        self.remove_button.clicked.connect(lambda: self.remove_requested.emit(self._id()))

    def _id(self) -> str:
        return self._item.model_id if self._item is not None else ""


def _link_color(palette: QPalette) -> str:
    """Returns a colour for links; some dark themes leave them in the blue that is made for light ones."""
    ground, link = palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Link)
    is_dark = _brightness(ground) < 128
    if abs(_brightness(ground) - _brightness(link)) < LEAST_CONTRAST:
        link.setHsl(max(0, link.hslHue()), link.hslSaturation(), 200 if is_dark else 80)
    return link.name()


def _brightness(color: QColor) -> int:
    """Returns how bright a colour looks, 0..255: blue looks darker than green."""
    return (3 * color.red() + 6 * color.green() + color.blue()) // 10


def _html(item: ModelItem, link_color: str) -> str:
    rows = "".join(_row(fact, link_color) for fact in item.facts)
    summary = f"<p>{escape(item.summary)}</p>" if item.summary else ""
    return f"<h3>{escape(item.name)}</h3>{summary}<table cellspacing='0' cellpadding='2'>{rows}</table>"


def _row(fact: ModelFact, link_color: str) -> str:
    text = escape(fact.text).replace("\n", "<br>")
    if fact.url:
        text = f"<a style='color: {link_color}' href='{escape(fact.url, quote=True)}'>{text}</a>"
    return f"<tr><td valign='top'><b>{escape(fact.label)}</b>&nbsp;&nbsp;</td><td>{text}</td></tr>"
