"""Keeps the frames of a sequence: where they come from, and which one the map shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ...inference.messages import Failed
from ..imagery.failures import LAYERS
from ..results.slices import SlicedWork
from .frames import Frame, frames_of, layers_of_folder, layers_of_parts

translate = QCoreApplication.translate

LEAST_FRAMES = 2


class FrameSet(QObject):
    """Is empty, or holds two frames or more.

    Args:
        project: Where the layers are.
        parent: Owner in the sense of Qt.
    """

    changed = pyqtSignal()
    """There are other frames now, or none."""
    failed = pyqtSignal(object)
    """Failed: the frames are as they were."""

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._work = SlicedWork(self)
        self._frames: tuple[Frame, ...] = ()
        project.layersRemoved.connect(self._on_removed)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Returns the frames in the order of their time."""
        return self._frames

    @property
    def is_busy(self) -> bool:
        """Says whether layers are being added."""
        return self._work.is_busy

    def take(self, layers: Iterable[QgsRasterLayer]) -> None:
        """Makes layers of the project the frames; two are needed that are files."""
        frames = frames_of(list(layers))
        if len(frames) < LEAST_FRAMES:
            self.failed.emit(_too_few(len(frames)))
            return
        self._frames = tuple(frames)
        self.changed.emit()

    def take_folder(self, folder: Path) -> None:
        """Adds the rasters of a folder to the project and makes them the frames."""
        self._add(layers_of_folder(folder), folder.name)

    def take_parts(self, layer: QgsRasterLayer) -> None:
        """Adds the bands or pages of a layer to the project and makes them the frames."""
        self._add(layers_of_parts(layer), layer.name())

    def clear(self) -> None:
        """Goes back to no frames; their layers stay in the project."""
        self._work.stop()
        if self._frames:
            self._frames = ()
            self.changed.emit()

    def layer(self, place: int) -> QgsRasterLayer | None:
        """Returns the layer of a frame; None where there is none any more."""
        return (
            self._project.mapLayer(self._frames[place].layer_id) if 0 <= place < len(self._frames) else None
        )

    def place_of(self, layer_id: str) -> int:
        """Returns which frame a layer is, from 0; -1 for none."""
        return next((n for n, frame in enumerate(self._frames) if frame.layer_id == layer_id), -1)

    def show(self, place: int) -> None:
        """Shows one frame on the map and hides the others."""
        for number in range(len(self._frames)):
            self._check(number, number == place)

    def show_all(self) -> None:
        """Shows all frames, for the temporal controller to choose among them."""
        for number in range(len(self._frames)):
            self._check(number, True)

    def close(self) -> None:
        """Stops looking at the project."""
        self._work.stop()
        self._project.layersRemoved.disconnect(self._on_removed)

    def _check(self, number: int, is_shown: bool) -> None:
        node = self._project.layerTreeRoot().findLayer(self._frames[number].layer_id)
        if node is None:
            return
        if is_shown:
            # With the groups above it, or it would stay hidden.
            node.setItemVisibilityCheckedParentRecursive(True)
        else:
            node.setItemVisibilityChecked(False)

    def _add(self, layers: Iterator[QgsRasterLayer], name: str) -> None:
        self._work.start(self._add_slowly(layers, name))

    def _add_slowly(self, layers: Iterator[QgsRasterLayer], name: str) -> Iterator[None]:
        """Opens layers a few at a time, then adds those that are frames at once."""
        opened: list[QgsRasterLayer] = []
        try:
            for layer in layers:
                opened.append(layer)
                yield
        except OSError as error:
            self.failed.emit(_unreadable(name, str(error)))
            return
        if len(opened) < LEAST_FRAMES:
            self.failed.emit(_too_few(len(opened)))
            return
        title = translate("GeoRefer", "Frames of {name}").format(name=name)
        group = self._project.layerTreeRoot().addGroup(title)
        for number, layer in enumerate(opened):
            self._project.addMapLayer(layer, False)
            _append_hidden(group, layer, is_shown=number == 0)
            yield
        group.setExpanded(False)
        self.take(opened)

    def _on_removed(self, ids: list[str]) -> None:
        kept = tuple(frame for frame in self._frames if frame.layer_id not in ids)
        if len(kept) == len(self._frames):
            return
        # What is left of one frame is no sequence.
        self._frames = kept if len(kept) >= LEAST_FRAMES else ()
        self.changed.emit()


def _append_hidden(group: QgsLayerTreeGroup, layer: QgsRasterLayer, is_shown: bool) -> None:
    node = group.addLayer(layer)
    node.setExpanded(False)
    node.setItemVisibilityChecked(is_shown)


def _too_few(count: int) -> Failed:
    if count == 1:
        message = translate("GeoRefer", "One frame only: nothing can be followed in it")
    else:
        message = translate("GeoRefer", "There are no frames")
    remedy = translate(
        "GeoRefer",
        "Choose two raster layers or more of one place that are files, a folder, or a layer with bands",
    )
    return Failed(LAYERS, message, remedy)


def _unreadable(name: str, reason: str) -> Failed:
    return Failed(
        LAYERS,
        translate("GeoRefer", "The folder {folder} cannot be read").format(folder=name),
        translate("GeoRefer", "Choose another folder"),
        reason,
    )
