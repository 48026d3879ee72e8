"""Lets a person draw a rectangle on the map."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent
from qgis.PyQt.QtCore import QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent

from .borrowing_tool import BorrowingTool

# A shorter way is a trembling click.
LEAST_DRAG_PX = 4
FILL_ALPHA = 50


class RectangleTool(BorrowingTool):
    """Draws one rectangle by dragging, or from corner to corner by two clicks; then gives the map back.

    Args:
        canvas: The map.
    """

    drawn = pyqtSignal(object, object)
    """QgsRectangle and its CRS."""
    ended = pyqtSignal()
    """The tool has been put away, with or without a rectangle."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas, FILL_ALPHA)
        self._start: QgsPointXY | None = None
        self._start_px = QPoint()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """Sets the first corner, unless there is one from a click before."""
        if event.button() == Qt.MouseButton.LeftButton and self._start is None:
            self._start = self.toMapCoordinates(event.pos())
            self._start_px = event.pos()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Shows the rectangle as it would be."""
        if self._start is not None:
            self._band.setToGeometry(QgsGeometry.fromRect(self._rectangle(event.pos())), None)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Sets the second corner, unless the mouse has hardly moved; the right button gives up."""
        if event.button() == Qt.MouseButton.RightButton:
            self.end()
        if event.button() != Qt.MouseButton.LeftButton or self._start is None:
            return
        if (event.pos() - self._start_px).manhattanLength() < LEAST_DRAG_PX:
            return
        rectangle = self._rectangle(event.pos())
        if rectangle.isEmpty():
            return
        crs = self.canvas().mapSettings().destinationCrs()
        self.end()
        self.drawn.emit(rectangle, crs)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Gives up at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # otherwise QGIS would take Esc for itself
            self.end()

    def deactivate(self) -> None:
        """Takes the rectangle away; called by QGIS when another tool is chosen."""
        self._start = None
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)
        super().deactivate()
        self.ended.emit()

    def _rectangle(self, pixel: QPoint) -> QgsRectangle:
        return QgsRectangle(self._start, self.toMapCoordinates(pixel))
