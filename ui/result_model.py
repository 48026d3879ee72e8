"""The table of results, and the part of it that the score lets through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from qgis.PyQt.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QSortFilterProxyModel,
    Qt,
    pyqtSignal,
)
from qgis.PyQt.QtGui import QFont, QGuiApplication, QPalette

from .values import ResultRow

translate = QCoreApplication.translate

NUMBER, SCORE, AREA, PHRASE = range(4)
COLUMNS = 4
# Left or right, and the vertical middle, as the numbers that Qt 5 and Qt 6 both take from a model.
LEFT, RIGHT = 0x81, 0x82
# Made once: a view asks for them row by row.
USUAL = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
CHECKABLE = USUAL | Qt.ItemFlag.ItemIsUserCheckable
_NO_INDEX = QModelIndex()


class ResultModel(QAbstractTableModel):
    """Holds the rows; the check mark of the number says whether an object is kept."""

    kept_changed = pyqtSignal(int, bool)
    """Id of an object that the person keeps or drops, and which."""
    kept_settled = pyqtSignal()
    """Follows the last of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ResultRow] = []
        self._area_text: Callable[[float], str] | None = None
        self._order = (NUMBER, Qt.SortOrder.AscendingOrder)

    @property
    def rows(self) -> list[ResultRow]:
        """Returns the rows in their order."""
        return self._rows

    def set_rows(self, rows: list[ResultRow], area_text: Callable[[float], str] | None = None) -> None:
        """Takes other rows, and what words their areas; None: the rows bring their own words."""
        self.beginResetModel()
        self._area_text = area_text
        self._rows = list(rows)
        self._put_in_order()
        self.endResetModel()

    def set_kept(self, places: list[int], is_kept: bool) -> None:
        """Keeps or drops rows, and tells which have changed."""
        changed = [place for place in places if self._rows[place].is_kept != is_kept]
        for place in changed:
            self._rows[place] = replace(self._rows[place], is_kept=is_kept)
        if changed:
            self.dataChanged.emit(self.index(min(changed), NUMBER), self.index(max(changed), PHRASE))
        ids = [self._rows[place].object_id for place in changed]
        for object_id in ids:
            self.kept_changed.emit(object_id, is_kept)
        if ids:
            self.kept_settled.emit()

    def rowCount(self, parent: QModelIndex = _NO_INDEX) -> int:
        """Returns the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = _NO_INDEX) -> int:
        """Returns the number of columns."""
        return 0 if parent.isValid() else COLUMNS

    def index(self, row: int, column: int, parent: QModelIndex = _NO_INDEX) -> QModelIndex:
        """Returns a cell; Qt's own way would ask for both counts each time."""
        is_inside = 0 <= row < len(self._rows) and 0 <= column < COLUMNS and not parent.isValid()
        return self.createIndex(row, column) if is_inside else QModelIndex()

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Says that the number can be checked."""
        return CHECKABLE if index.column() == NUMBER else USUAL

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Returns what a cell shows."""
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.CheckStateRole and column == NUMBER:
            return Qt.CheckState.Checked if row.is_kept else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if column in (NUMBER, PHRASE) else RIGHT
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.phrase if column == PHRASE else kept_help(row.is_kept)
        return None if row.is_kept else self._dropped(role)

    def setData(self, index: QModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Takes a click on the check mark."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != NUMBER:
            return False
        self.set_kept([index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Returns the heading of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if section in (NUMBER, PHRASE) else RIGHT
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return super().headerData(section, orientation, role)
        return (
            translate("GeoRefer", "No."),
            translate("GeoRefer", "Score"),
            translate("GeoRefer", "Area"),
            translate("GeoRefer", "Phrase"),
        )[section]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts at once here, which is a hundred times faster than cell by cell in the proxy."""
        self._order = (column, order)
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._rows[index.row()].object_id for index in before]
        self._put_in_order()
        places = {row.object_id: place for place, row in enumerate(self._rows)}
        after = [self.index(places[name], index.column()) for name, index in zip(ids, before)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _put_in_order(self) -> None:
        column, order = self._order
        keys = {
            NUMBER: lambda row: row.object_id,
            SCORE: lambda row: (row.score, -row.object_id),
            AREA: lambda row: (row.area_m2, -row.object_id),
            PHRASE: lambda row: (row.phrase, -row.object_id),
        }
        self._rows.sort(key=keys[column], reverse=order == Qt.SortOrder.DescendingOrder)

    def _text(self, row: ResultRow, column: int) -> str:
        if column == NUMBER:
            return str(row.object_id)
        if column == SCORE:
            return f"{row.score:.2f}"
        if column == PHRASE:
            return row.phrase
        # Worded here, where a view asks: wording thousands of areas at once would hold up the window.
        return row.area_text if self._area_text is None else self._area_text(row.area_m2)

    def _dropped(self, role: int) -> object:
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setStrikeOut(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole:
            return QGuiApplication.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        return None


class ScoreFilter(QSortFilterProxyModel):
    """Hides the rows below a score."""

    def __init__(self, source: ResultModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source, self._least = source, 0.0
        self.setSourceModel(source)

    @property
    def least(self) -> float:
        """Returns the score from which a row is shown."""
        return self._least

    def set_least(self, score: float) -> None:
        """Shows the rows from a score on."""
        if score != self._least:
            self._least = score
            self.invalidateFilter()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Lets the table itself do it."""
        if column >= 0:
            self._source.sort(column, order)

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:
        """Says whether a row is shown."""
        return self._source.rows[row].score >= self._least


def kept_help(is_kept: bool) -> str:
    """Returns what can be done with a row."""
    if is_kept:
        return translate("GeoRefer", "Enter zooms to it, Space or Delete drops it")
    return translate("GeoRefer", "Dropped: will not be saved; Space keeps it again")
