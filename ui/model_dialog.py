"""The window of the models: what is there, what can be had, and how far getting it is."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon, QKeyEvent
from qgis.PyQt.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from .model_adding import ModelAdding
from .model_card import ModelCard
from .model_list import ModelList
from .model_values import ModelItem, Transfer
from .notice_bar import NoticeBar
from .scrolling import scrolling
from .small_text import SmallText
from .tinted_icon import PLUGIN_ICON, Tint
from .values import Notice

translate = QCoreApplication.translate

STEPS = 1000
GAP_PX = 10


class TransferRow(QWidget):
    """Shows how far the job at hand is; hidden while there is none."""

    stop_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self.text = SmallText()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(translate("GeoRefer", "Progress"))
        self.stop_button = QPushButton(translate("GeoRefer", "S&top"))
        self.stop_button.setToolTip(
            translate("GeoRefer", "Stops it; what has come is kept, and getting it again goes on from there")
        )
        Tint(self.stop_button, "stop")
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        layout.addLayout(row)
        self.stop_button.clicked.connect(self._stop)
        self.hide()

    def show_transfer(self, transfer: Transfer | None) -> None:
        """Shows how far it is; None: there is nothing under way."""
        self.setVisible(transfer is not None)
        title = transfer.title if transfer is not None else ""
        if title != self._title:
            # Another job, which nobody has stopped yet.
            self._title = title
            self.stop_button.setEnabled(True)
        if transfer is None:
            return
        parts = [part for part in (transfer.title, transfer.text) if part]
        self.text.setText(translate("GeoRefer", ": ").join(parts))
        self.bar.setRange(0, 0 if transfer.share is None else STEPS)
        self.bar.setValue(-1 if transfer.share is None else round(transfer.share * STEPS))

    def _stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.stop_requested.emit()


class ModelDialog(QDialog):
    """Waits for nobody: it may be closed while a download goes on."""

    get_requested = pyqtSignal(str, str)
    """Id of a model, and where to get it from; "" for the usual place."""
    use_requested = pyqtSignal(str)
    verify_requested = pyqtSignal(str)
    remove_requested = pyqtSignal(str)
    add_requested = pyqtSignal(object)
    """Addition."""
    stop_requested = pyqtSignal()
    notice_clicked = pyqtSignal(str)
    """The action of a notice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("GeoReferModels")
        self.setWindowTitle(translate("GeoRefer", "GeoRefer models"))
        self.setWindowIcon(QIcon(str(PLUGIN_ICON)))
        self._items: dict[str, ModelItem] = {}
        self._busy: frozenset[str] = frozenset()
        self.notice, self.list = NoticeBar(), ModelList()
        self.card, self.adding = ModelCard(), ModelAdding()
        self.transfer, self.place = TransferRow(), SmallText()
        self.add_button = QPushButton(translate("GeoRefer", "Add your &own..."))
        self.close_button = QPushButton(translate("GeoRefer", "Close"))
        Tint(self.add_button, "plus")
        self._fill()
        self._connect()
        self._set_tab_order()
        self.resize(62 * self.fontMetrics().height(), 34 * self.fontMetrics().height())

    def show_models(self, items: list[ModelItem], taken_names: frozenset[str] = frozenset()) -> None:
        """Shows other models.

        Args:
            items: The models, those of one group together.
            taken_names: Names that models of the person's own have already.
        """
        self._items = {item.model_id: item for item in items}
        blocker = QSignalBlocker(self.list)
        self.list.show_items(items)
        blocker.unblock()
        self.adding.set_taken_names(taken_names)
        self._show_card()

    def choose(self, model_id: str) -> None:
        """Turns to a model."""
        self.list.choose(model_id)
        self.pages.setCurrentWidget(self.card)

    def show_place(self, text: str) -> None:
        """Says where models lie, and how much room there is."""
        self.place.setText(text)

    def show_transfer(self, transfer: Transfer | None, busy: frozenset[str] = frozenset()) -> None:
        """Shows how far the job at hand is.

        Args:
            transfer: The job; None: there is none.
            busy: Models that something is done with; "" stands for one that is added.
        """
        self.transfer.show_transfer(transfer)
        if busy != self._busy:
            self._busy = busy
            self.adding.set_busy("" in busy)
            self._show_card()

    def show_notice(self, notice: Notice | None) -> None:
        """Shows one line to the person; None hides it."""
        self.notice.show_notice(notice)

    def begin_adding(self, path: str = "") -> None:
        """Asks for a model of the person's own."""
        self.adding.begin(path)
        self.pages.setCurrentWidget(self._adding_page)

    def end_adding(self) -> None:
        """Shows the chosen model again."""
        self.pages.setCurrentWidget(self.card)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lets Enter press the button that has the keyboard; a dialog of Qt's would press any."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            return
        super().keyPressEvent(event)

    def _show_card(self) -> None:
        item = self._items.get(self.list.model_id())
        self.card.show_item(item)
        self.card.set_busy(item is not None and item.model_id in self._busy)

    def _on_chosen(self) -> None:
        self._show_card()
        self.end_adding()

    def _fill(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.card)
        self._adding_page = scrolling(self.adding)
        self.pages.addWidget(self._adding_page)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(self.list)
        sides.addWidget(self.pages)
        sides.setSizes([55 * self.fontMetrics().height(), 45 * self.fontMetrics().height()])
        sides.setChildrenCollapsible(False)
        sides.setHandleWidth(GAP_PX)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(sides, 1)
        layout.addWidget(self.transfer)
        layout.addWidget(self.place)
        layout.addLayout(buttons)
        for one in self.findChildren(QPushButton):
            one.setAutoDefault(False)

    def _connect(self) -> None:
        self.list.chosen.connect(lambda model_id: self._on_chosen())
        self.card.get_requested.connect(self.get_requested)
        self.card.use_requested.connect(self.use_requested)
        self.card.verify_requested.connect(self.verify_requested)
        self.card.remove_requested.connect(self.remove_requested)
        self.adding.add_requested.connect(self.add_requested)
        self.adding.closed.connect(self.end_adding)
        self.transfer.stop_requested.connect(self.stop_requested)
        self.notice.clicked.connect(self.notice_clicked)
        self.add_button.clicked.connect(lambda: self.begin_adding())
        self.close_button.clicked.connect(lambda: self.close())

    def _set_tab_order(self) -> None:
        order = (
            *(self.notice.button, self.notice.close_button, self.list.filter, self.list.tree),
            *self.card.fields_in_order(),
            *self.adding.fields_in_order(),
            *(self.transfer.stop_button, self.add_button, self.close_button),
        )
        for before, after in zip(order, order[1:]):
            QWidget.setTabOrder(before, after)
