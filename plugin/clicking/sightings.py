"""Shows objects on the map while they are followed: those of the frame that is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsFillSymbol,
    QgsRendererCategory,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...inference.click_messages import Sighted
from ..results.overlay import MapOverlay
from ..results.reference_systems import crs_from
from ..results.shapes import shape_of
from ..results.slices import SlicedWork

# Orange as the tracks that follow, and hardly filled: the object below is to be seen.
LOOK = {"color": "255,152,0,25", "outline_color": "255,152,0,255", "outline_width": "0.5"}
SURE = "tracked"


class LiveSightings(QObject):
    """Draws outlines beside the layers of the project, in slices that nobody feels; the output replaces them.

    Args:
        canvas: The map.
        parent: Owner in the sense of Qt.
    """

    drawn = pyqtSignal()
    """What is shown is on the map."""

    def __init__(self, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._overlay = MapOverlay(canvas, self)
        self._overlay.drawn.connect(self.drawn)
        self._layer: QgsVectorLayer | None = None
        self._frames: tuple[str, ...] = ()
        self._shown = -1
        self._known: dict[int, dict[int, Sighted]] = {}
        self._waiting: dict[int, Sighted] = {}
        self._rows: dict[int, int] = {}
        self._work = SlicedWork(self)
        self._work.sliced.connect(self._on_sliced)

    @property
    def objects(self) -> tuple[int, ...]:
        """Returns the numbers of the objects whose outlines are shown."""
        return tuple(sorted(self._rows))

    @property
    def is_busy(self) -> bool:
        """Says whether something that was added is not shown yet."""
        return self._work.is_busy

    def begin(self, frames: Sequence[str], shown: str) -> None:
        """Forgets what was shown and waits for the outlines of a run.

        Args:
            frames: Ids of the layers that are the frames, in the order of the run.
            shown: Id of the one that is seen; "" for none.
        """
        self.clear()
        self._frames = tuple(frames)
        self.show(shown)

    def show(self, layer_id: str) -> None:
        """Shows the outlines of another frame; of a layer that is none: nothing."""
        self._shown = self._frames.index(layer_id) if layer_id in self._frames else -1
        self._work.stop()
        self._rows.clear()
        if self._layer is not None:
            self._layer.dataProvider().truncate()
            self._overlay.refresh()
        self._waiting = dict(self._known.get(self._shown, {}))
        self._go_on()

    def add(self, sighted: Sighted) -> None:
        """Shows an outline soon, where its frame is seen; it replaces the former one of that object."""
        if not 0 <= sighted.frame < len(self._frames):
            return
        self._known.setdefault(sighted.frame, {})[sighted.object_id] = sighted
        if sighted.frame == self._shown:
            self._waiting[sighted.object_id] = sighted
            self._go_on()

    def clear(self) -> None:
        """Takes everything off the map; what comes late of the run is dropped."""
        self._work.stop()
        self._frames, self._shown, self._layer = (), -1, None
        for kept in (self._known, self._waiting, self._rows):
            kept.clear()
        self._overlay.set_layers(())

    def close(self) -> None:
        """Takes everything off the map for good."""
        self.clear()
        self._overlay.close()

    def _go_on(self) -> None:
        if self._waiting and not self._work.is_busy:
            self._work.start(self._show_waiting())

    def _show_waiting(self) -> Iterator[None]:
        while self._waiting:
            number = next(iter(self._waiting))
            self._show_one(self._waiting.pop(number))
            yield

    def _show_one(self, sighted: Sighted) -> None:
        if self._layer is None:
            self._layer = _layer(sighted.crs_wkt or "")
        provider = self._layer.dataProvider()
        former = self._rows.pop(sighted.object_id, None)
        if former is not None:
            provider.deleteFeatures([former])
        shape = shape_of(sighted.wkb)
        # An object that is lost has no outline.
        if not shape.isNull():
            row = QgsFeature(self._layer.fields())
            row.setGeometry(shape)
            row.setAttributes([sighted.state])
            _, added = provider.addFeatures([row])
            self._rows[sighted.object_id] = added[0].id()

    def _on_sliced(self) -> None:
        if self._layer is not None:
            self._overlay.set_layers([self._layer])


def _layer(crs_wkt: str) -> QgsVectorLayer:
    layer = QgsVectorLayer("MultiPolygon?field=state:string(20)", "sightings", "memory")
    layer.setCrs(crs_from(crs_wkt))
    sure = QgsFillSymbol.createSimple({**LOOK, "outline_style": "solid"})
    unsure = QgsFillSymbol.createSimple({**LOOK, "outline_style": "dash"})
    # No value stands for all others.
    kinds = [QgsRendererCategory(SURE, sure, SURE), QgsRendererCategory(None, unsure, "")]
    layer.setRenderer(QgsCategorizedSymbolRenderer("state", kinds))
    return layer
