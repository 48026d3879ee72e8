"""Lets a person point at an object on the map: clicks that add and remove, and boxes."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsPointXY, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent
from qgis.PyQt.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence

from ..imagery.borrowing_tool import BorrowingTool

# A shorter way is a trembling click.
LEAST_DRAG_PX = 5
# The cursor rests where a click may follow; on its way it does not.
REST_MS = 250
FILL_ALPHA = 30
ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ClickTool(BorrowingTool):
    """Tells what a person does with mouse and keys on the map.

    What pans and zooms (middle button, wheel, arrow keys, space bar) never comes here: the map takes it.

    Args:
        canvas: The map.
    """

    clicked = pyqtSignal(object, bool)
    """QgsPointXY in the CRS of the map, and whether it lies on the object."""
    boxed = pyqtSignal(object)
    """QgsGeometry: the drawn rectangle in the CRS of the map, turned where the map is turned."""
    rested = pyqtSignal(object)
    """QgsPointXY: the cursor rests there."""
    undone = pyqtSignal()
    accepted = pyqtSignal()
    cleared = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas, FILL_ALPHA)
        self._start: QPoint | None = None
        self._is_dragging = False
        self._cursor = QPoint()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rest)

    def activate(self) -> None:
        """Begins to listen; called by QGIS."""
        self.canvas().installEventFilter(self)
        super().activate()

    def deactivate(self) -> None:
        """Takes the box away; called by QGIS when another tool is chosen."""
        self.canvas().removeEventFilter(self)
        self._drop_box()
        self._rest.stop()
        super().deactivate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claims Ctrl+Z while the map has the keyboard; otherwise QGIS would take it for the active layer.

        Esc is taken here while a box is drawn: the map passes no keys on while a button is held.
        """
        if event.type() == QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Undo):
            event.accept()
        is_key = event.type() == QEvent.Type.KeyPress
        if is_key and event.key() == Qt.Key.Key_Escape and self._start is not None:
            self._drop_box()
            return True
        return False

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """Begins a click or a box; any other button takes a begun box back."""
        if self._is_dragging:
            self._drop_box()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._start = event.pos()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Shows the box as it would be, or waits for the cursor to rest."""
        if self._start is None:
            self._cursor = event.pos()
            self._rest.start()
            return
        self._is_dragging = self._is_dragging or _is_far(event.pos(), self._start)
        if self._is_dragging:
            self._band.setToGeometry(self._box(event.pos()), None)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Ends a click or a box."""
        if event.button() == Qt.MouseButton.RightButton and self._start is None:
            self.clicked.emit(self.toMapCoordinates(event.pos()), False)
        if event.button() != Qt.MouseButton.LeftButton or self._start is None:
            return
        box, is_box, start = self._box(event.pos()), _is_far(event.pos(), self._start), self._start
        self._drop_box()
        if is_box and box.area() > 0:
            self.boxed.emit(box)
        elif not is_box:
            self.clicked.emit(QgsPointXY(self.toMapCoordinates(start)), True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keeps at Enter, takes back at Ctrl+Z and Backspace, forgets at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # otherwise QGIS would take Esc for itself
            self.cleared.emit()
        elif event.key() in ENTER_KEYS:
            self.accepted.emit()
        elif event.matches(QKeySequence.StandardKey.Undo) or event.key() == Qt.Key.Key_Backspace:
            self.undone.emit()
        else:
            super().keyPressEvent(event)

    def _on_rest(self) -> None:
        self.rested.emit(self.toMapCoordinates(self._cursor))

    def _drop_box(self) -> None:
        self._start, self._is_dragging = None, False
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)

    def _box(self, end: QPoint) -> QgsGeometry:
        drawn = QRect(self._start, end).normalized()
        corners = (drawn.topLeft(), drawn.topRight(), drawn.bottomRight(), drawn.bottomLeft())
        return QgsGeometry.fromPolygonXY([[self.toMapCoordinates(corner) for corner in corners]])


def _is_far(end: QPoint, start: QPoint) -> bool:
    return (end - start).manhattanLength() >= LEAST_DRAG_PX
