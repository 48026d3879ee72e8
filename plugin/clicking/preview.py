"""Shows on the map what is being clicked: the outline as it would be kept, and the clicks."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtGui import QColor

from .pending import ON_IT, Prompts

POLYGON, POINT = QgsWkbTypes.GeometryType.PolygonGeometry, QgsWkbTypes.GeometryType.PointGeometry
LINE_WIDTH_PX, ICON_PX = 2, 9
# Seen on every ground; the clicks differ by their form as well.
NOTHING, FILL, LINE = QColor(0, 0, 0, 0), QColor(0, 229, 255, 70), QColor(0, 229, 255)
ON_COLOUR, BESIDE_COLOUR, RIM = QColor(30, 200, 60), QColor(230, 40, 40), QColor(255, 255, 255)
KEPT_FILL, KEPT_LINE = QColor(255, 193, 7, 40), QColor(255, 193, 7)


class _Band:
    """Is one shape on the map."""

    def __init__(self, canvas: QgsMapCanvas, fill: QColor, line: QColor, icon: object = None) -> None:
        self._kind = POLYGON if icon is None else POINT
        self.band = QgsRubberBand(canvas, self._kind)
        self.band.setFillColor(fill)
        self.band.setStrokeColor(line)
        self.band.setWidth(LINE_WIDTH_PX)
        if icon is not None:
            self.band.setIcon(icon)
            self.band.setIconSize(ICON_PX)

    def show(self, shape: QgsGeometry | None, crs: QgsCoordinateReferenceSystem) -> None:
        if shape is None or shape.isEmpty():
            self.clear()
        else:
            self.band.setToGeometry(shape, crs if crs.isValid() else None)

    def clear(self) -> None:
        self.band.reset(self._kind)


class ClickPreview:
    """Draws on a map, beside its layers.

    Args:
        canvas: The map.
    """

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._kept = _Band(canvas, KEPT_FILL, KEPT_LINE)
        self._outline = _Band(canvas, FILL, LINE)
        self._box = _Band(canvas, NOTHING, LINE)
        self._on = _Band(canvas, ON_COLOUR, RIM, QgsRubberBand.IconType.ICON_CIRCLE)
        self._beside = _Band(canvas, BESIDE_COLOUR, BESIDE_COLOUR, QgsRubberBand.IconType.ICON_X)

    @property
    def outline(self) -> QgsGeometry:
        """Returns the outline that is shown, in the CRS of the map; an empty one for none."""
        return self._outline.band.asGeometry()

    @property
    def kept(self) -> QgsGeometry:
        """Returns what is shown as kept, in the CRS of the map."""
        return self._kept.band.asGeometry()

    def show_outline(self, shape: QgsGeometry | None, crs: QgsCoordinateReferenceSystem) -> None:
        """Shows an outline; None or an empty one takes it away."""
        self._outline.show(shape, crs)

    def show_kept(self, shape: QgsGeometry | None, crs: QgsCoordinateReferenceSystem) -> None:
        """Shows what is kept and lies in no layer yet, all in one."""
        self._kept.show(shape, crs)

    def clear_kept(self) -> None:
        """Takes what is kept away."""
        self._kept.clear()

    def show_prompts(self, prompts: Prompts, crs: QgsCoordinateReferenceSystem) -> None:
        """Shows the clicks and the box."""
        for band, is_on in ((self._on, True), (self._beside, False)):
            points = [QgsPointXY(x, y) for x, y, sign in prompts.points if (sign == ON_IT) == is_on]
            band.show(QgsGeometry.fromMultiPointXY(points) if points else None, crs)
        shape = None
        if prompts.box is not None:
            left, bottom, right, top = prompts.box
            corners = ((left, bottom), (right, bottom), (right, top), (left, top))
            shape = QgsGeometry.fromPolygonXY([[QgsPointXY(*corner) for corner in corners]])
        self._box.show(shape, crs)

    def clear(self) -> None:
        """Takes the object away; what is kept stays."""
        for one in (self._outline, self._box, self._on, self._beside):
            one.clear()

    def close(self) -> None:
        """Leaves nothing on the map."""
        for one in (self._kept, self._outline, self._box, self._on, self._beside):
            self._canvas.scene().removeItem(one.band)
