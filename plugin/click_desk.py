"""Joins the dock's page of clicks with the map, the engine and the layers."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog

from ..inference.messages import Failed
from ..ui.dock import GeoReferDock
from ..ui.values import Notice
from .clicking.clicked_layer import AcceptedObject, ClickedLayer
from .clicking.pending import Prompts
from .clicking.tracked import TrackedObjects
from .controllers.click_controller import ClickController
from .controllers.prompt_model_controller import PromptModelController
from .controllers.track_controller import TrackController
from .controllers.track_saving_controller import TrackSavingController
from .notices import of_failure
from .worker.client import WorkerClient

translate = QCoreApplication.translate


class ClickDesk(QObject):
    """Owns what stands behind the page of clicks.

    Args:
        dock: The dock.
        client: The engine's process.
        iface: The interface of QGIS.
        parent: Owner in the sense of Qt.
    """

    failed = pyqtSignal(object)
    """Failed, for the diagnostics; the page has shown it."""

    def __init__(
        self, dock: GeoReferDock, client: WorkerClient, iface: QgisInterface, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._dock, self._iface = dock, iface
        self.page = dock.click_page
        self._project = QgsProject.instance()
        self.click = ClickController(self.page, client, iface.mapCanvas(), self)
        self.track = TrackController(self.page, client, iface.mapCanvas(), self)
        self.saving = TrackSavingController(self.page, self)
        self.models = PromptModelController(self.page, client, self)
        self.layer = ClickedLayer(self._project, self)
        self._connect()
        self._follow(iface.activeLayer())
        self._on_layer(self.page.layer())

    @property
    def objects(self) -> TrackedObjects:
        """Returns the objects that shall be followed."""
        return self.track.objects

    def leave_project(self) -> None:
        """Forgets what was begun in a project that is closed."""
        self.click.clear()
        self.track.leave_project()

    def close(self) -> None:
        """Gives the map back and lets go of everything."""
        self._iface.currentLayerChanged.disconnect(self._follow)
        self._project.layersWillBeRemoved.disconnect(self._on_leaving)
        self.track.close()
        self.saving.close()
        self.layer.close()
        self.click.close()

    def _connect(self) -> None:
        page, phrases = self.page, self._dock.page
        phrases.engine_shown.connect(page.show_engine)
        page.engine.install_requested.connect(phrases.install_requested)
        page.engine.cancel_requested.connect(phrases.cancel_install_requested)
        page.engine.options_requested.connect(phrases.options_requested)
        page.engine.diagnostics_requested.connect(phrases.diagnostics_requested)
        page.layer_chosen.connect(self._on_layer)
        page.target_chosen.connect(self._on_target)
        page.frames.layers_requested.connect(self._take_layers)
        page.frames.folder_requested.connect(self._choose_folder)
        page.frames.parts_requested.connect(self._take_parts)
        self._dock.page_turned.connect(self._on_page)
        self._dock.closed.connect(lambda: self.click.switch(False))
        self._iface.currentLayerChanged.connect(self._follow)
        self._project.layersWillBeRemoved.connect(self._on_leaving)
        self.click.accepted.connect(self._accept)
        self.click.undo_beyond_requested.connect(self._undo)
        self.track.frame_shown.connect(self._on_frame)
        self.track.objects_changed.connect(self._show_kept)
        # What was kept of one frame would lie over all of them.
        self.track.played.connect(self.click.preview.clear_kept)
        self.track.tracked.connect(self.saving.take)
        self.layer.added.connect(lambda layer: self._show_kept())
        for source in (self.click, self.track, self.saving, self.layer):
            source.failed.connect(self._show_failure)
        for source in (self.click, self.track):
            source.hinted.connect(self._hint)

    def _accept(self, accepted: AcceptedObject, prompts: Prompts) -> None:
        self.page.show_notice(None)
        if self.track.has_frames:
            self.track.accept(accepted, prompts)
        else:
            self.layer.add(accepted)

    def _undo(self) -> None:
        """Takes back what was kept last."""
        if self.track.has_frames:
            self.track.undo()
        else:
            self.layer.undo()
        self._show_kept()

    def _show_kept(self) -> None:
        """Shows what is kept and lies in no layer yet, and whether it can be taken back."""
        layer = self.click.layer
        if self.track.has_frames and layer is not None:
            shape = self.objects.shape_in(self.page.frames.chosen())
            self.click.preview.show_kept(shape, layer.crs())
            self.click.set_can_undo_beyond(self.objects.can_undo)
        else:
            self.click.preview.clear_kept()
            self.click.set_can_undo_beyond(self.layer.can_undo())

    def _follow(self, layer: QgsMapLayer | None) -> None:
        """Follows the active raster layer; among frames, only the frames."""
        if not isinstance(layer, QgsRasterLayer) or self.track.take_layer(layer):
            return
        if not self.track.has_frames:
            self.page.set_layer(layer)
            self._on_layer(layer)

    def _on_layer(self, layer: QgsRasterLayer | None) -> None:
        """Takes clicks in another layer; one that is no frame ends the frames."""
        if self.track.take_layer(layer):
            return
        if self.track.has_frames:
            self.track.frames.clear()
        self.click.set_layer(layer)
        self._show_kept()

    def _on_frame(self, layer: QgsRasterLayer) -> None:
        self.page.set_layer(layer)
        self.click.set_layer(layer)
        self._show_kept()

    def _on_target(self, layer: QgsVectorLayer | None) -> None:
        self.layer.choose(layer)

    def _on_leaving(self, ids: list[str]) -> None:
        """Lets go of layers before they leave the project."""
        self.click.forget_rasters(ids)
        layer = self.click.layer
        if layer is not None and layer.id() in ids:
            self.click.set_layer(None)

    def _on_page(self, is_clicking: bool) -> None:
        self.models.set_seen(is_clicking)
        if not is_clicking:
            self.click.switch(False)

    def _take_layers(self) -> None:
        """Makes frames of the raster layers that are selected, or of all."""
        layers = [one for one in self._selected() if isinstance(one, QgsRasterLayer)]
        if len(layers) < 2:
            order = self._project.layerTreeRoot().layerOrder()
            layers = [one for one in order if isinstance(one, QgsRasterLayer)]
        self.track.frames.take(layers)

    def _selected(self) -> list[QgsMapLayer]:
        view = self._iface.layerTreeView()
        return list(view.selectedLayersRecursive()) if view is not None else []

    def _choose_folder(self) -> None:
        title = translate("GeoRefer", "Folder with the frames")
        chosen = QFileDialog.getExistingDirectory(self.page.window(), title)
        if chosen:
            self.track.frames.take_folder(Path(chosen))

    def _take_parts(self) -> None:
        if self.click.layer is not None:
            self.track.frames.take_parts(self.click.layer)

    def _show_failure(self, failure: Failed) -> None:
        self.failed.emit(failure)
        self.page.show_notice(of_failure(failure))

    def _hint(self, text: str) -> None:
        self.page.show_notice(Notice(text))
