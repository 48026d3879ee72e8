"""Lists the models in groups, with state, size and whether this machine can run them."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QEvent, QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from .model_values import ModelItem
from .tinted_icon import tinted

translate = QCoreApplication.translate

NAME, STATE, SIZE, FIT = range(4)
_ID = Qt.ItemDataRole.UserRole
_SIGN = Qt.ItemDataRole.UserRole + 1


class ModelList(QWidget):
    """Lets the person choose one of the models."""

    chosen = pyqtSignal(str)
    """Id of a model; "" where none is chosen any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(translate("GeoRefer", "Filter models"))
        self.filter.setAccessibleName(self.filter.placeholderText())
        self.filter.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(translate("GeoRefer", "Models"))
        self.tree.setHeaderLabels(
            [
                translate("GeoRefer", "Model"),
                translate("GeoRefer", "State"),
                translate("GeoRefer", "Size"),
                translate("GeoRefer", "This machine"),
            ]
        )
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.setAllColumnsShowFocus(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (STATE, SIZE, FIT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.filter)
        layout.addWidget(self.tree, 1)
        self._rows: dict[str, QTreeWidgetItem] = {}
        self.filter.textChanged.connect(self._filter)
        self.tree.currentItemChanged.connect(lambda now, before: self.chosen.emit(self.model_id()))

    def show_items(self, items: list[ModelItem]) -> None:
        """Shows other models; the chosen one stays chosen while it is among them, else the first is."""
        chosen = self.model_id()
        blocker = QSignalBlocker(self.tree)
        self.tree.clear()
        self._rows = {}
        groups: dict[str, QTreeWidgetItem] = {}
        for item in items:
            if item.group not in groups:
                groups[item.group] = self._add_group(item.group)
            self._add(groups[item.group], item)
        blocker.unblock()
        self._filter()
        if self._rows:
            self.choose(chosen if chosen in self._rows else next(iter(self._rows)))

    def model_id(self) -> str:
        """Returns the id of the chosen model; "" for none."""
        row = self.tree.currentItem()
        return str(row.data(NAME, _ID) or "") if row is not None else ""

    def choose(self, model_id: str) -> None:
        """Chooses a model; one that is not listed changes nothing."""
        if model_id in self._rows:
            self.tree.setCurrentItem(self._rows[model_id])
            self.tree.scrollToItem(self._rows[model_id])

    def row(self, model_id: str) -> list[str]:
        """Returns the texts in the row of a model."""
        row = self._rows[model_id]
        return [row.text(column) for column in range(self.tree.columnCount())]

    def set_state_text(self, model_id: str, text: str) -> None:
        """Says in the row of a model how far it is."""
        if model_id in self._rows and self._rows[model_id].text(STATE) != text:
            self._rows[model_id].setText(STATE, text)

    def changeEvent(self, event: QEvent) -> None:
        """Follows the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for row in self._rows.values():
                row.setIcon(NAME, tinted(str(row.data(NAME, _SIGN)), self.palette()))

    def _add_group(self, title: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self.tree, [title])
        group.setFirstColumnSpanned(True)
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = group.font(NAME)
        font.setBold(True)
        group.setFont(NAME, font)
        group.setExpanded(True)
        return group

    def _add(self, group: QTreeWidgetItem, item: ModelItem) -> None:
        row = QTreeWidgetItem(group, [item.name, item.state_text, item.size_text, item.fit_text])
        row.setData(NAME, _ID, item.model_id)
        row.setData(NAME, _SIGN, item.state)
        row.setIcon(NAME, tinted(item.state, self.palette()))
        row.setToolTip(NAME, item.summary or item.model_id)
        row.setTextAlignment(SIZE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._rows[item.model_id] = row

    def _filter(self) -> None:
        words = self.filter.text().casefold().split()
        for model_id, row in self._rows.items():
            text = f"{model_id} {' '.join(self.row(model_id))}".casefold()
            row.setHidden(not all(word in text for word in words))
        for place in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(place)
            group.setHidden(all(group.child(row).isHidden() for row in range(group.childCount())))
