"""Keeps which layer is searched, and which part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QCoreApplication, QObject, QTimer, pyqtSignal

from ...inference.protocol import Bounds
from ...ui.phrase_page import PhrasePage
from ..imagery.drawing import RectangleTool
from ..imagery.failures import ImageryError
from ..imagery.fetch_note import fetch_note
from ..imagery.places import DRAWN, LAYER, SELECTION, Place, find_place
from ..imagery.source import shown_bands

translate = QCoreApplication.translate

GATHERING_MS = 150
# The map moves in many small steps; what would be fetched is said when it rests.
NOTING_MS = 300


class SceneController(QObject):
    """Follows the active layer and lets the person choose a part of it.

    Args:
        page: The dock's page.
        iface: The interface of QGIS.
        parent: Owner in the sense of Qt.
    """

    layers_changed = pyqtSignal()
    """The raster layer or the vector layers of the project are others now."""

    def __init__(self, page: PhrasePage, iface: QgisInterface, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._iface = iface
        self._drawn: tuple[QgsRectangle, QgsCoordinateReferenceSystem] | None = None
        self._polygons_id = ""
        # Ids: what is held of a layer itself would dangle once QGIS has deleted it.
        self._named_ids: set[str] = set()
        self._styled_id = ""
        self._tool = RectangleTool(iface.mapCanvas())
        self._tool.drawn.connect(self._on_drawn)
        self._tool.ended.connect(self._on_tool_ended)
        # Many layers often come at once; they are looked at once.
        self._gathering = QTimer(self)
        self._gathering.setSingleShot(True)
        self._gathering.setInterval(GATHERING_MS)
        self._gathering.timeout.connect(self.layers_changed)
        self._noting = QTimer(self)
        self._noting.setSingleShot(True)
        self._noting.setInterval(NOTING_MS)
        self._noting.timeout.connect(self._show_note)
        canvas = iface.mapCanvas()
        self._moves = (canvas.extentsChanged, canvas.rotationChanged, canvas.destinationCrsChanged)
        for moved in self._moves:
            moved.connect(self._note)
        page.place_chosen.connect(self._note)
        page.layer_chosen.connect(self._on_layer)
        page.draw_requested.connect(self._tool.begin)
        iface.currentLayerChanged.connect(self._follow)
        self._project = QgsProject.instance()
        self._project.layersAdded.connect(self._on_added)
        self._project.layersWillBeRemoved.connect(self._let_go)
        self._project.layersRemoved.connect(self._gather)
        self._on_added(self._project.mapLayers().values())
        self._follow(iface.activeLayer())
        self._on_layer(page.layer())

    @property
    def layer(self) -> QgsRasterLayer | None:
        """Returns the raster layer to search, None where there is none."""
        chosen = self._page.layer()
        return chosen if isinstance(chosen, QgsRasterLayer) else None

    @property
    def polygons(self) -> QgsVectorLayer | None:
        """Returns the polygon layer that was active last; None where there is none, or it was removed."""
        return self._project.mapLayer(self._polygons_id)

    @property
    def layer_names(self) -> tuple[str, ...]:
        """Returns the names of the vector layers that a phrase may speak of."""
        layers = self._project.mapLayers().values()
        return tuple(
            sorted(one.name() for one in layers if isinstance(one, QgsVectorLayer) and one.isSpatial())
        )

    def place(self) -> Place:
        """Returns the part of the layer that is to be searched.

        Raises:
            PlaceError: There is no such part: nothing is selected, or it lies beside the layer.
        """
        canvas = self._iface.mapCanvas()
        return find_place(self._page.place(), self.layer, canvas, self.polygons, self._drawn)

    def forget_drawn(self) -> None:
        """Drops the drawn rectangle: the map on which it was drawn is gone."""
        self._drawn = None
        if self._page.place() == DRAWN:
            self._page.set_place(LAYER)
            self._page.set_place_note("")

    def close(self) -> None:
        """Gives the map back and stops following."""
        self._tool.remove()
        self._iface.currentLayerChanged.disconnect(self._follow)
        self._project.layersAdded.disconnect(self._on_added)
        self._project.layersWillBeRemoved.disconnect(self._let_go)
        self._project.layersRemoved.disconnect(self._gather)
        self._let_go([*self._named_ids, self._styled_id])
        self._gathering.stop()
        for moved in self._moves:
            moved.disconnect(self._note)
        if self.polygons is not None:
            self.polygons.selectionChanged.disconnect(self._note)
        self._noting.stop()

    def _follow(self, layer: QgsMapLayer | None) -> None:
        if isinstance(layer, QgsRasterLayer):
            self._page.set_layer(layer)
            self._on_layer(layer)
        elif isinstance(layer, QgsVectorLayer) and _has_polygons(layer):
            self._follow_selection(layer)

    def _on_layer(self, layer: QgsRasterLayer | None) -> None:
        self._follow_style(layer)
        self._show_bands()
        self._gather()
        self._note()

    def _follow_style(self, layer: QgsRasterLayer | None) -> None:
        if layer is not None and layer.id() == self._styled_id:
            return
        self._let_go([self._styled_id])
        if layer is not None:
            self._styled_id = layer.id()
            layer.rendererChanged.connect(self._show_bands)

    def _show_bands(self) -> None:
        layer = self._project.mapLayer(self._styled_id)
        if layer is not None:
            self._page.set_band_count(layer.bandCount(), shown_bands(layer))

    def _on_added(self, layers: Iterable[QgsMapLayer]) -> None:
        for layer in layers:
            if isinstance(layer, QgsVectorLayer) and layer.id() not in self._named_ids:
                self._named_ids.add(layer.id())
                layer.nameChanged.connect(self._gather)
        self._gather()

    def _let_go(self, ids: Sequence[str]) -> None:
        """Stops following layers that are about to leave the project."""
        for one in ids:
            layer = self._project.mapLayer(one)
            if layer is not None and one in self._named_ids:
                layer.nameChanged.disconnect(self._gather)
            if layer is not None and one == self._styled_id:
                layer.rendererChanged.disconnect(self._show_bands)
        self._named_ids.difference_update(ids)
        if self._styled_id in ids:
            self._styled_id = ""

    def _gather(self, *_: object) -> None:
        self._gathering.start()

    def _on_drawn(self, rectangle: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> None:
        self._drawn = (rectangle, crs)
        self._page.set_place(DRAWN)
        self._note()

    def _note(self, *_: object) -> None:
        """Says soon what a run would fetch; until then nothing that is not true any more."""
        self._page.set_place_note("")
        self._noting.start()

    def _show_note(self) -> None:
        said = []
        if self._page.place() == SELECTION and self.polygons is not None:
            count = self.polygons.selectedFeatureCount()
            said.append(translate("GeoRefer", "{count} selected").format(count=count))
        try:
            said.append(fetch_note(self.layer, self._bounds()))
        except ImageryError:
            # Nothing is chosen yet, or it lies elsewhere; the run says so.
            said.append("")
        self._page.set_place_note(translate("GeoRefer", ", ").join(filter(None, said)))

    def _bounds(self) -> Bounds | None:
        """Returns the bounds of the chosen part, found at once however many polygons are selected."""
        place, polygons = self._page.place(), self.polygons
        if place != SELECTION or polygons is None or not polygons.selectedFeatureCount():
            return self.place().extent
        chosen = polygons.boundingBoxOfSelected(), polygons.crs()
        return find_place(DRAWN, self.layer, self._iface.mapCanvas(), drawn=chosen).extent

    def _follow_selection(self, layer: QgsVectorLayer) -> None:
        if layer.id() != self._polygons_id:
            former = self.polygons
            if former is not None:
                former.selectionChanged.disconnect(self._note)
            self._polygons_id = layer.id()
            layer.selectionChanged.connect(self._note)
        self._note()

    def _on_tool_ended(self) -> None:
        if self._page.place() == DRAWN and self._drawn is None:
            self._page.set_place(LAYER)


def _has_polygons(layer: QgsVectorLayer) -> bool:
    return bool(layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry)
