"""The plugin that QGIS loads: its algorithms, its action, its options, and the desk behind the dock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from . import translation
from .algorithms.provider import GeoReferProvider
from .worker.engine import PACKAGE_FOLDER

if TYPE_CHECKING:
    from qgis.gui import QgisInterface
    from qgis.PyQt.QtWidgets import QWidget

    from .desk import Desk
    from .options.page import OptionsFactory

MENU = "GeoRefer"
ICON_PATH = PACKAGE_FOLDER / "ui" / "icons" / "georefer.svg"

translate = QCoreApplication.translate


class GeoReferPlugin:
    """Adds the action "GeoRefer", the options and the algorithms, and takes them away again."""

    def __init__(self, iface: QgisInterface) -> None:
        self.iface = iface
        self.action: QAction | None = None
        self.provider: GeoReferProvider | None = None
        self.desk: Desk | None = None
        self._options: OptionsFactory | None = None
        self._translator: QTranslator | None = None

    def initProcessing(self) -> None:
        """Adds the algorithms; called by QGIS, also where there is no desktop."""
        if self._translator is None:
            self._translator = translation.install()
        self.provider = GeoReferProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        """Adds action and options; called by QGIS when the plugin is switched on."""
        from .options.page import OptionsFactory

        self.initProcessing()
        self.action = QAction(
            QIcon(str(ICON_PATH)), translate("GeoRefer", "GeoRefer"), self.iface.mainWindow()
        )
        self.action.setObjectName("georefer_action")
        self.action.setToolTip(translate("GeoRefer", "Find what a phrase refers to in a raster layer"))
        self.action.setCheckable(True)
        self.action.triggered.connect(self.show_dock)
        self.iface.addPluginToRasterMenu(MENU, self.action)
        self.iface.addRasterToolBarIcon(self.action)
        self._options = OptionsFactory(self._on_options, self._report, self.show_models)
        self.iface.registerOptionsWidgetFactory(self._options)

    def unload(self) -> None:
        """Takes everything away; called by QGIS when the plugin is switched off or QGIS ends."""
        if self.desk is not None:
            self.desk.close()
            self.desk = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self._options is not None:
            self.iface.unregisterOptionsWidgetFactory(self._options)
            self._options = None
        if self.action is not None:
            self.iface.removePluginRasterMenu(MENU, self.action)
            self.iface.removeRasterToolBarIcon(self.action)
            self.action.deleteLater()
            self.action = None
        translation.remove(self._translator)
        self._translator = None

    def show_models(self, parent: QWidget) -> None:
        """Shows the models above a window."""
        self.show_dock()
        if self.desk is not None:
            self.desk.models.show(parent)

    def show_dock(self, is_shown: bool = True) -> None:
        """Shows or hides the dock; what stands behind it is made when it is first shown."""
        if self.desk is None:
            if not is_shown:
                return
            # Here, so that QGIS starts no later for a dock that nobody opens.
            from .desk import Desk

            self.desk = Desk(self.iface)
            self.desk.dock.closed.connect(lambda: self._check_action(False))
            self.desk.dock.opened.connect(lambda: self._check_action(True))
        self.desk.dock.setUserVisible(is_shown)

    def _check_action(self, is_checked: bool) -> None:
        if self.action is not None:
            self.action.setChecked(is_checked)

    def _on_options(self) -> None:
        if self.desk is not None:
            self.desk.on_options()

    def _report(self) -> str:
        from .diagnostics import Circumstances, report

        return self.desk.report() if self.desk is not None else report(Circumstances())
