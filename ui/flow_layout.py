"""A layout like words in a paragraph: what does not fit into a row goes into the next one."""

from __future__ import annotations

from qgis.PyQt.QtCore import QPoint, QRect, QSize, Qt
from qgis.PyQt.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays widgets side by side and breaks the row where the width ends.

    Args:
        parent: The widget that is laid out.
        gap_px: Room between two widgets and between two rows.
        fills: Whether the last widget of a row takes what room is left in it.
    """

    def __init__(self, parent: QWidget | None = None, gap_px: int = 4, fills: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap_px, self._fills = gap_px, fills
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Takes an item; called by Qt."""
        self._items.append(item)

    def count(self) -> int:
        """Returns the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Returns an item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Removes an item and returns it."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Says that height is not wanted beyond what is needed."""
        return Qt.Orientations() if hasattr(Qt, "Orientations") else Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Says that a narrow place needs more height."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Returns the height that a width needs."""
        return self._place(QRect(0, 0, width, 0), only_measure=True)

    def setGeometry(self, rectangle: QRect) -> None:
        """Places the items."""
        super().setGeometry(rectangle)
        self._place(rectangle, only_measure=False)

    def sizeHint(self) -> QSize:
        """Returns the size in one row."""
        items = self._shown()
        gaps = self._gap_px * max(0, len(items) - 1)
        width = sum(item.sizeHint().width() for item in items) + gaps
        return QSize(width, max((item.sizeHint().height() for item in items), default=0))

    def minimumSize(self) -> QSize:
        """Returns the size of the largest item at its smallest."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        left = 0
        for item in self._shown():
            needed = min(item.sizeHint().width(), width)
            if not rows or needed > left:
                rows.append([])
                left = width
            rows[-1].append(item)
            left -= needed + self._gap_px
        return rows

    def _place(self, rectangle: QRect, only_measure: bool) -> int:
        """Places the rows one below the other, and returns their height."""
        y = rectangle.y()
        for row in self._rows(rectangle.width()):
            height = max(item.sizeHint().height() for item in row)
            widths = [min(item.sizeHint().width(), rectangle.width()) for item in row]
            spare = rectangle.width() - sum(widths) - self._gap_px * (len(row) - 1)
            x = rectangle.x()
            for item, needed in zip(row, widths):
                is_last = item is row[-1]
                width = needed + (max(0, spare) if self._fills and is_last else 0)
                if not only_measure:
                    item.setGeometry(QRect(QPoint(x, y), QSize(width, height)))
                x += width + self._gap_px
            y += height + self._gap_px
        return max(0, y - rectangle.y() - self._gap_px)
