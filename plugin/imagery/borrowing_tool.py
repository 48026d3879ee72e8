"""Borrows the map for a while: what the map tools here share."""

from __future__ import annotations

from qgis.core import QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QPalette

LINE_WIDTH_PX = 2


class BorrowingTool(QgsMapTool):
    """Takes the map, and gives it back to the tool that had it; has a band to draw boxes with.

    Args:
        canvas: The map.
        fill_alpha: How opaque a box is inside, 0 to 255.
    """

    def __init__(self, canvas: QgsMapCanvas, fill_alpha: int) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._former: QgsMapTool | None = None
        colour = canvas.palette().color(QPalette.ColorRole.Highlight)
        self._band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        self._band.setStrokeColor(colour)
        self._band.setFillColor(QColor(colour.red(), colour.green(), colour.blue(), fill_alpha))
        self._band.setWidth(LINE_WIDTH_PX)

    def begin(self) -> None:
        """Takes the map, and remembers what to give it back to."""
        canvas = self.canvas()
        if canvas.mapTool() is not self:
            self._former = canvas.mapTool()
            canvas.setMapTool(self)
        canvas.setFocus()

    def end(self) -> None:
        """Gives the map back to the former tool."""
        canvas, former = self.canvas(), self._former
        self._former = None
        if canvas.mapTool() is not self:
            return
        if former is not None:
            canvas.setMapTool(former)
        else:
            canvas.unsetMapTool(self)

    def remove(self) -> None:
        """Gives the map back and leaves nothing of the tool on it; it is of no use any more."""
        self.end()
        self.canvas().scene().removeItem(self._band)
        self.deleteLater()
