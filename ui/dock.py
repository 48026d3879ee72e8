"""The dock: a page for phrases and one for clicks, each in a frame that scrolls when it is low."""

from __future__ import annotations

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QFrame, QScrollArea, QTabWidget, QWidget

from .click_page import ClickPage
from .phrase_page import PhrasePage
from .tinted_icon import PLUGIN_ICON

translate = QCoreApplication.translate

LEAST_WIDTH_PX = 280


class GeoReferDock(QgsDockWidget):
    """Shows the pages beside the map."""

    page_turned = pyqtSignal(bool)
    """Whether the page of clicks is in front now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("GeoReferDock")
        self.setWindowTitle(translate("GeoRefer", "GeoRefer"))
        self.setWindowIcon(QIcon(str(PLUGIN_ICON)))
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self.page, self.click_page = PhrasePage(), ClickPage()
        self._scroll, self._click_scroll = _scrolling(self.page), _scrolling(self.click_page)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setMinimumWidth(LEAST_WIDTH_PX)
        self.tabs.addTab(self._scroll, translate("GeoRefer", "Phrase"))
        self.tabs.addTab(self._click_scroll, translate("GeoRefer", "Click"))
        self.tabs.setTabToolTip(0, translate("GeoRefer", "Find what a phrase refers to in a raster layer"))
        self.tabs.setTabToolTip(1, translate("GeoRefer", "Click objects, and follow those that move"))
        self.setWidget(self.tabs)
        self.page.notice_shown.connect(lambda notice: _scroll_to(self._scroll, notice))
        self.click_page.notice_shown.connect(lambda notice: _scroll_to(self._click_scroll, notice))
        self.tabs.currentChanged.connect(lambda place: self.page_turned.emit(self.is_clicking_shown()))

    def is_clicking_shown(self) -> bool:
        """Says whether the page of clicks is in front."""
        return self.tabs.currentIndex() == 1

    def show_clicking(self, is_shown: bool) -> None:
        """Puts one of the pages in front."""
        self.tabs.setCurrentIndex(1 if is_shown else 0)


def _scroll_to(frame: QScrollArea, notice: QWidget) -> None:
    # Once it has its place: a widget that was hidden has none yet.
    notice.updateGeometry()
    frame.widget().layout().activate()
    frame.ensureWidgetVisible(notice)


def _scrolling(page: QWidget) -> QScrollArea:
    frame = QScrollArea()
    frame.setWidgetResizable(True)
    frame.setFrameShape(QFrame.Shape.NoFrame)
    frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frame.setWidget(page)
    return frame
