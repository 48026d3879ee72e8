"""The dock: the page in a frame that scrolls when it is low."""

from __future__ import annotations

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QFrame, QScrollArea, QWidget

from .phrase_page import PhrasePage
from .tinted_icon import PLUGIN_ICON

translate = QCoreApplication.translate

LEAST_WIDTH_PX = 280


class GeoReferDock(QgsDockWidget):
    """Shows the page beside the map."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("GeoReferDock")
        self.setWindowTitle(translate("GeoRefer", "GeoRefer"))
        self.setWindowIcon(QIcon(str(PLUGIN_ICON)))
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self.page = PhrasePage()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.page)
        self._scroll.setMinimumWidth(LEAST_WIDTH_PX)
        self.setWidget(self._scroll)
        self.page.notice_shown.connect(self._show_notice)

    def _show_notice(self, notice: QWidget) -> None:
        # Once it has its place: a widget that was hidden has none yet.
        notice.updateGeometry()
        self.page.layout().activate()
        self._scroll.ensureWidgetVisible(notice)
