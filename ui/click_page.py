"""The page of the dock on which clicks become polygons, and tracks over frames: values in, signals out."""

from __future__ import annotations

from qgis.core import QgsMapLayerProxyModel
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import QCoreApplication, QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from .engine_panel import EnginePanel
from .field_rows import FieldRows
from .frame_list import FrameList
from .notice_bar import NoticeBar
from .pending_row import PendingRow
from .place_rows import narrow
from .small_text import SmallText
from .tinted_icon import Tint
from .track_rows import TrackRows
from .values import EngineState, ModelChoice, Notice

translate = QCoreApplication.translate

GAP_PX = 6
ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ClickPage(QWidget):
    """Takes layer, clicks and frames; shows the pending object and the objects that are followed."""

    layer_chosen = pyqtSignal(object)
    """The raster layer; None when there is none any more."""
    target_chosen = pyqtSignal(object)
    """The polygon layer that objects go into; None: one of their own."""
    model_chosen = pyqtSignal(str)
    """Id of the model that outlines."""
    clicking_switched = pyqtSignal(bool)
    """Whether the map shall take clicks from now on."""
    kept = pyqtSignal()
    undone = pyqtSignal()
    cleared = pyqtSignal()
    notice_clicked = pyqtSignal(str)
    """The action of a notice."""
    notice_shown = pyqtSignal(object)
    """The widget of a notice that has just appeared; the dock scrolls to it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.engine, self.notice = EnginePanel(), NoticeBar()
        self.layer_box, self.target_box = narrow(QgsMapLayerComboBox()), narrow(QgsMapLayerComboBox())
        self.model_box = narrow(QComboBox())
        self.click_button = QPushButton(translate("GeoRefer", "Click o&n the map"))
        self.pending = PendingRow()
        self.frames, self.tracks = FrameList(), TrackRows()
        self._empty = SmallText(translate("GeoRefer", "Add a raster layer to the project to click in it"))
        self._make_fields()
        self._fill()
        self._connect()
        self.show_frames(False)
        self._show_emptiness()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Takes the keys of the map here too: the keyboard may be here while the mouse is there."""
        if event.key() == Qt.Key.Key_Escape and self.tracks.is_running():
            self.tracks.stop()
        elif event.key() == Qt.Key.Key_Escape:
            self.cleared.emit()
        elif event.key() in ENTER_KEYS and self.pending.keep_button.isEnabled():
            self.kept.emit()
        else:
            super().keyPressEvent(event)

    def layer(self) -> object:
        """Returns the chosen raster layer, or None."""
        return self.layer_box.currentLayer()

    def set_layer(self, layer: object) -> None:
        """Chooses a raster layer without telling it back."""
        blocker = QSignalBlocker(self.layer_box)
        self.layer_box.setLayer(layer)
        blocker.unblock()
        self._show_emptiness()

    def target(self) -> object:
        """Returns the polygon layer that objects go into; None: one of their own."""
        return self.target_box.currentLayer()

    def model_id(self) -> str:
        """Returns the id of the model that outlines; "" for none."""
        return str(self.model_box.currentData() or "")

    def set_models(self, models: list[ModelChoice]) -> None:
        """Offers models; the chosen one stays chosen while it is among them, else the first is."""
        chosen = self.model_id()
        blocker = QSignalBlocker(self.model_box)
        self.model_box.clear()
        for place, model in enumerate(models):
            self.model_box.addItem(model.label, model.model_id)
            self.model_box.setItemData(place, model.tooltip, Qt.ItemDataRole.ToolTipRole)
        self.model_box.setCurrentIndex(max(0, self.model_box.findData(chosen)))
        blocker.unblock()
        if chosen and self.model_id() != chosen:
            self.model_chosen.emit(self.model_id())

    def set_clicking(self, is_clicking: bool) -> None:
        """Shows whether the map takes clicks, without telling it back."""
        blocker = QSignalBlocker(self.click_button)
        self.click_button.setChecked(is_clicking)
        blocker.unblock()

    def show_engine(self, state: EngineState) -> None:
        """Says how the engine is; while it is ready nothing is said."""
        self.engine.show_state(state)

    def show_notice(self, notice: Notice | None) -> None:
        """Shows one line to the person; None hides it."""
        self.notice.show_notice(notice)
        if notice is not None:
            self.notice_shown.emit(self.notice)

    def show_frames(self, are_there: bool) -> None:
        """Shows what belongs to frames: objects are followed then, and go into no layer before that."""
        self.tracks.setVisible(are_there)
        self.target_box.setEnabled(not are_there)

    def _make_fields(self) -> None:
        self.layer_box.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.layer_box.setAccessibleName(translate("GeoRefer", "Raster layer to click in"))
        self.target_box.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.target_box.setAllowEmptyLayer(True, translate("GeoRefer", "A layer for clicked objects"))
        self.target_box.setLayer(None)
        self.target_box.setAccessibleName(translate("GeoRefer", "Polygon layer that kept objects go into"))
        self.model_box.setAccessibleName(translate("GeoRefer", "Model that outlines"))
        self.click_button.setCheckable(True)
        self.click_button.setToolTip(
            translate("GeoRefer", "Makes the map take clicks; choosing another map tool ends it")
        )
        Tint(self.click_button, "draw")

    def _fill(self) -> None:
        rows = FieldRows()
        rows.add_field(translate("GeoRefer", "L&ayer"), self.layer_box)
        rows.add_wide(self._empty)
        rows.add_field(translate("GeoRefer", "Keep &in"), self.target_box)
        rows.add_field(translate("GeoRefer", "Model"), self.model_box)
        layout = QVBoxLayout(self)
        layout.setSpacing(GAP_PX)
        layout.setContentsMargins(*(GAP_PX,) * 4)
        layout.addWidget(self.engine)
        layout.addWidget(self.notice)
        layout.addLayout(rows)
        layout.addWidget(self.click_button)
        layout.addWidget(self.pending)
        layout.addWidget(self.frames)
        layout.addWidget(self.tracks)
        layout.addStretch()

    def _connect(self) -> None:
        self.layer_box.layerChanged.connect(self._on_layer)
        self.target_box.layerChanged.connect(lambda layer: self.target_chosen.emit(layer))
        self.model_box.currentIndexChanged.connect(lambda: self.model_chosen.emit(self.model_id()))
        self.click_button.toggled.connect(self.clicking_switched)
        self.pending.kept.connect(self.kept)
        self.pending.undone.connect(self.undone)
        self.pending.cleared.connect(self.cleared)
        self.notice.clicked.connect(self.notice_clicked)

    def _on_layer(self, layer: object) -> None:
        self._show_emptiness()
        self.layer_chosen.emit(layer)

    def _show_emptiness(self) -> None:
        is_empty = self.layer() is None
        self._empty.setVisible(is_empty)
        self.click_button.setEnabled(not is_empty)
