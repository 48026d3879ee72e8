"""Draws layers over the map that are in no project.

A layer of the project would make the project unsaved, stand in its tree and in its file, and ask on closing
whether it shall be kept; and each new polygon would have the whole map composed anew. A rubber band draws in
the thread of the window: 10,000 polygons held it up for half a second at each step.
"""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    QgsMapLayer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPointXY,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QObject, QRectF, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QImage, QPainter

# Between two pictures the eye sees no difference, and the processor has time for the engine.
PICTURE_MS = 250


class _Picture(QgsMapCanvasItem):
    """Is a picture that lies on the map, and is stretched with it until there is a better one."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.image: QImage | None = None

    def show_image(self, image: QImage | None, place: QgsRectangle) -> None:
        self.image = image
        self.setRect(place)
        self.setVisible(image is not None)
        self.update()

    def paint(self, painter: QPainter, option: object = None, widget: object = None) -> None:
        """Draws the picture; called by Qt."""
        if self.image is not None:
            # setRect makes it two pixels larger than the place it is given.
            box = self.boundingRect()
            painter.drawImage(QRectF(0, 0, box.width() - 2, box.height() - 2), self.image)


class MapOverlay(QObject):
    """Keeps a picture of some layers on a map, drawn in the background.

    Args:
        canvas: The map.
        parent: Owner in the sense of Qt.
    """

    drawn = pyqtSignal()
    """A new picture is on the map."""

    def __init__(self, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._picture = _Picture(canvas)
        self._picture.hide()
        self._layers: list[QgsMapLayer] = []
        self._job: QgsMapRendererParallelJob | None = None
        self._is_due = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._draw)
        for moved in (canvas.extentsChanged, canvas.destinationCrsChanged, canvas.rotationChanged):
            moved.connect(self._on_moved)

    def set_layers(self, layers: Sequence[QgsMapLayer]) -> None:
        """Shows these layers, the first on top; none: nothing."""
        self._layers = list(layers)
        if self._layers:
            self.refresh()
            return
        self._is_due = False
        self._timer.stop()
        if self._job is not None:
            self._job.cancelWithoutBlocking()
        self._picture.show_image(None, QgsRectangle())

    def refresh(self) -> None:
        """Draws anew soon; calls in between are one."""
        self._is_due = bool(self._layers)
        if self._is_due and self._job is None and not self._timer.isActive():
            self._timer.start(PICTURE_MS)

    def close(self) -> None:
        """Takes the picture off the map; nothing can be shown any more."""
        self.set_layers(())
        for moved in (
            self._canvas.extentsChanged,
            self._canvas.destinationCrsChanged,
            self._canvas.rotationChanged,
        ):
            moved.disconnect(self._on_moved)
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._canvas.scene().removeItem(self._picture)

    def _on_moved(self) -> None:
        """Draws the new place at once: what is being drawn is of the old one."""
        if not self._layers:
            return
        self._is_due = True
        if self._job is not None:
            self._job.cancelWithoutBlocking()
        else:
            self._timer.start(0)

    def _draw(self) -> None:
        settings = QgsMapSettings(self._canvas.mapSettings())
        if self._job is not None or not self._is_due or not settings.hasValidSettings():
            return
        self._is_due = False
        settings.setLayers(self._layers)
        settings.setBackgroundColor(QColor(0, 0, 0, 0))
        self._job = QgsMapRendererParallelJob(settings)
        self._job.finished.connect(self._on_drawn)
        self._job.start()

    def _on_drawn(self) -> None:
        job, self._job = self._job, None
        if job is None or not self._layers:
            return
        image, settings = job.renderedImage(), job.mapSettings()
        if _same_view(settings, self._canvas.mapSettings()) and not image.isNull():
            self._picture.show_image(image, _place(image, settings))
            self.drawn.emit()
        elif not self._is_due:
            self._is_due = True
        if self._is_due:
            self._timer.start(PICTURE_MS)


def _same_view(one: QgsMapSettings, other: QgsMapSettings) -> bool:
    return (
        one.extent() == other.extent()
        and one.outputSize() == other.outputSize()
        and one.rotation() == other.rotation()
        and one.destinationCrs() == other.destinationCrs()
    )


def _place(image: QImage, settings: QgsMapSettings) -> QgsRectangle:
    """Returns where QgsMapCanvasItem wants to be told that a picture lies; also on a turned map."""
    to_pixel = settings.mapToPixel()
    corner: QgsPointXY = to_pixel.toMapCoordinates(0, 0)
    unit = to_pixel.mapUnitsPerPixel() / image.devicePixelRatioF()
    return QgsRectangle(
        corner.x(), corner.y() - image.height() * unit, corner.x() + image.width() * unit, corner.y()
    )
