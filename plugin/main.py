"""The plugin that QGIS loads: its algorithms, its action, and what it says when that is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QAction

from .algorithms.provider import GeoReferProvider

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

MENU = "GeoRefer"
README_PATH = Path(__file__).resolve().parents[1] / "README.md"

translate = QCoreApplication.translate


class GeoReferPlugin:
    """Adds the action "GeoRefer" and the algorithms, and takes them away again."""

    def __init__(self, iface: QgisInterface) -> None:
        self.iface = iface
        self.action: QAction | None = None
        self.provider: GeoReferProvider | None = None

    def initProcessing(self) -> None:
        """Adds the algorithms; called by QGIS, also where there is no desktop."""
        self.provider = GeoReferProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        """Adds the action; called by QGIS when the plugin is switched on."""
        self.initProcessing()
        self.action = QAction(translate("GeoRefer", "GeoRefer"), self.iface.mainWindow())
        self.action.setObjectName("georefer_action")
        self.action.triggered.connect(self.show_where_to_start)
        self.iface.addPluginToMenu(MENU, self.action)

    def unload(self) -> None:
        """Takes everything away; called by QGIS when the plugin is switched off."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self.action is None:
            return
        self.iface.removePluginMenu(MENU, self.action)
        self.action.deleteLater()
        self.action = None

    def show_where_to_start(self) -> None:
        """Says in the message bar what this version offers and where its documentation is."""
        self.iface.messageBar().pushMessage(
            translate("GeoRefer", "GeoRefer"),
            translate(
                "GeoRefer",
                "this version offers its engine on the command line: georefer --help. How to start: {readme}",
            ).format(readme=README_PATH),
            Qgis.MessageLevel.Info,
            0,
        )
