"""The list of results as a widget: zoom, keep and drop by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from .result_model import AREA, NUMBER, PHRASE, ResultModel, ScoreFilter
from .values import ResultRow

LEAST_ROWS, USUAL_ROWS = 5, 9
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DROP_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class ResultTree(QTreeView):
    """Shows the rows whose score is high enough."""

    zoomed = pyqtSignal(int)
    """Id of an object."""
    picked = pyqtSignal()
    """Other rows are selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = ResultModel(self)
        self.shown = ScoreFilter(self.table, self)
        self.setModel(self.shown)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.header().setStretchLastSection(False)
        self.header().setMinimumSectionSize(40)
        self.setSortingEnabled(True)
        self.sortByColumn(NUMBER, Qt.SortOrder.AscendingOrder)
        self.setColumnHidden(PHRASE, True)
        self.doubleClicked.connect(lambda index: self.zoomed.emit(self._id_of(index)))
        self.selectionModel().selectionChanged.connect(lambda chosen, left: self.picked.emit())

    def sizeHint(self) -> QSize:
        """Returns the size that shows a handful of rows."""
        return QSize(200, self._height_of(USUAL_ROWS))

    def minimumSizeHint(self) -> QSize:
        """Returns the size that shows a few rows."""
        return QSize(120, self._height_of(LEAST_ROWS))

    def set_rows(self, rows: list[ResultRow], area_text: Callable[[float], str] | None = None) -> None:
        """Shows other rows; what is selected stays so where it is still there."""
        selected, at = set(self.selected_ids()), self.verticalScrollBar().value()
        self.table.set_rows(rows, area_text)
        self.setColumnHidden(PHRASE, not any(row.phrase for row in rows))
        if selected:
            self._select(selected)
        self.verticalScrollBar().setValue(at)

    def selected_ids(self) -> list[int]:
        """Returns the ids of the selected objects, in the order of the list."""
        return [self.table.rows[place].object_id for place in self._selected_places()]

    def kept_of_selected(self) -> list[bool]:
        """Says of each selected object whether it is kept."""
        return [self.table.rows[place].is_kept for place in self._selected_places()]

    def set_selected_kept(self, is_kept: bool) -> None:
        """Keeps or drops what is selected."""
        self.table.set_kept(self._selected_places(), is_kept)
        self.picked.emit()

    def zoom_to_selected(self) -> None:
        """Zooms to the row with the cursor where that is selected, else to the first one that is."""
        current, ids = self.currentIndex(), self.selected_ids()
        if ids:
            is_current = current.isValid() and self.selectionModel().isSelected(current)
            self.zoomed.emit(self._id_of(current) if is_current else ids[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zooms by Enter, drops by Delete, keeps or drops by Space."""
        if event.key() in _ENTER_KEYS:
            self.zoom_to_selected()
        elif event.key() in _DROP_KEYS:
            self.set_selected_kept(False)
        elif event.key() == Qt.Key.Key_Space:
            self.set_selected_kept(not all(self.kept_of_selected()))
        else:
            super().keyPressEvent(event)

    def _select(self, ids: set[int]) -> None:
        rows = [row for row in range(self.shown.rowCount()) if self._id_of(self.shown.index(row, 0)) in ids]
        # A selection of few long ranges is a hundred times faster than one of many single rows.
        begins = [row for place, row in enumerate(rows) if place == 0 or rows[place - 1] != row - 1]
        ends = [row for place, row in enumerate(rows) if place + 1 == len(rows) or rows[place + 1] != row + 1]
        chosen = QItemSelection()
        for begin, end in zip(begins, ends):
            chosen.select(self.shown.index(begin, NUMBER), self.shown.index(end, AREA))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().select(chosen, flags)

    def _selected_places(self) -> list[int]:
        ranges = [(part.top(), part.bottom()) for part in self.selectionModel().selection()]
        rows = sorted({row for top, bottom in ranges for row in range(top, bottom + 1)})
        return [self.shown.mapToSource(self.shown.index(row, NUMBER)).row() for row in rows]

    def _id_of(self, index: QModelIndex) -> int:
        return self.table.rows[self.shown.mapToSource(index).row()].object_id

    def _height_of(self, rows: int) -> int:
        row = self.fontMetrics().height() + 6
        return self.header().sizeHint().height() + rows * row + 2 * self.frameWidth()
