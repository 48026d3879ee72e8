"""Shows what is being found while tiles finish. Nothing of it is in the project, and no slice takes long."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFillSymbol,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...inference.messages import Found
from .overlay import MapOverlay
from .shapes import shape_of
from .slices import SlicedWork

# Polygons that are added without looking at the clock.
HANDFUL = 20

OBJECT_STYLE = {
    "color": "0,229,255,40",
    "outline_color": "0,229,255,255",
    "outline_width": "0.4",
    "outline_style": "solid",
}
TILE_STYLE = {
    "style": "no",
    "outline_color": "128,128,128,110",
    "outline_width": "0.15",
    "outline_style": "solid",
}


class LiveObjects(QObject):
    """Shows provisional polygons and a faint outline of the tiles that are finished.

    Args:
        canvas: The map to show them on.
        parent: Owner in the sense of Qt.
    """

    changed = pyqtSignal(int)
    """Number of polygons that are shown; told once a slice."""
    drawn = pyqtSignal()
    """What is shown is on the map."""

    def __init__(self, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._overlay = MapOverlay(canvas, self)
        self._overlay.drawn.connect(self.drawn)
        self._objects: QgsVectorLayer | None = None
        self._tiles: QgsVectorLayer | None = None
        self._waiting: deque[Found] = deque()
        self._of_tile: dict[str, list[int]] = {}
        self._is_final = False
        self._work = SlicedWork(self)
        self._work.sliced.connect(self._on_sliced)

    @property
    def count(self) -> int:
        """Returns the number of polygons that are shown."""
        return int(self._objects.featureCount()) if self._objects is not None else 0

    @property
    def is_busy(self) -> bool:
        """Says whether something that was added is not shown yet."""
        return self._work.is_busy

    def begin(self, crs: QgsCoordinateReferenceSystem) -> None:
        """Forgets what was shown and waits for polygons in this CRS; an invalid one means none."""
        self.clear()
        self._objects = _layer("objects", crs, OBJECT_STYLE)
        self._tiles = _layer("tiles", crs, TILE_STYLE)

    def add(self, found: Found) -> None:
        """Shows these polygons soon.

        A second message for a tile replaces the first one, and final polygons replace provisional ones.
        """
        if self._objects is not None:
            self._waiting.append(found)
            if not self._work.is_busy:
                self._work.start(self._show_waiting())

    def clear(self) -> None:
        """Takes everything off the map."""
        self._work.stop()
        self._waiting.clear()
        self._of_tile.clear()
        self._is_final = False
        self._overlay.set_layers(())
        self._objects = self._tiles = None
        self.changed.emit(0)

    def close(self) -> None:
        """Takes everything off the map for good."""
        self.clear()
        self._overlay.close()

    def _on_sliced(self) -> None:
        self._overlay.set_layers([self._objects, self._tiles])
        self.changed.emit(self.count)

    def _show_waiting(self) -> Iterator[None]:
        while self._waiting:
            yield from self._show(self._waiting.popleft())

    def _show(self, found: Found) -> Iterator[None]:
        """Adds the polygons of a message, a handful at a time."""
        if found.is_provisional:
            if self._is_final:
                return
            self._replace_tile(found.tile_wkb)
        elif not self._is_final:
            self._is_final = True
            self._of_tile.clear()
            self._objects.dataProvider().truncate()
        yield
        for start in range(0, len(found.objects), HANDFUL):
            shapes = [one.wkb for one in found.objects[start : start + HANDFUL]]
            ids = _add(self._objects, shapes)
            if found.is_provisional:
                self._of_tile[found.tile_wkb] += ids
            yield

    def _replace_tile(self, tile_wkb: str) -> None:
        """Forgets the polygons of a tile that is told a second time, outlines one that is new."""
        ids = self._of_tile.get(tile_wkb)
        if ids is None:
            _add(self._tiles, [tile_wkb])
        elif ids:
            self._objects.dataProvider().deleteFeatures(ids)
        self._of_tile[tile_wkb] = []


def _layer(name: str, crs: QgsCoordinateReferenceSystem, style: dict[str, str]) -> QgsVectorLayer:
    layer = QgsVectorLayer("MultiPolygon", name, "memory")
    layer.setCrs(crs)
    layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(style)))
    return layer


def _add(layer: QgsVectorLayer, shapes: list[str]) -> list[int]:
    """Adds outlines to a layer and returns their ids; those that cannot be read are left out."""
    features = []
    for wkb in shapes:
        geometry = shape_of(wkb)
        if not geometry.isNull():
            feature = QgsFeature()
            feature.setGeometry(geometry)
            features.append(feature)
    _, added = layer.dataProvider().addFeatures(features)
    return [feature.id() for feature in added]
