"""A small desktop of real Qt and QGIS widgets, for tests that run in QGIS's own Python."""

from __future__ import annotations

import importlib.util

import pytest

# Elsewhere `.ci/test-qgis` says how to get QGIS; with it, these tests run and none is skipped.
HAS_QGIS = importlib.util.find_spec("qgis") is not None
collect_ignore_glob = [] if HAS_QGIS else ["test_*.py"]


class SmallDesktop:
    """Answers what a plugin asks of QGIS's interface, with real widgets in place of recorded calls."""

    def __init__(self) -> None:
        from qgis.gui import QgsMapCanvas, QgsMessageBar
        from qgis.PyQt.QtCore import QObject, pyqtSignal
        from qgis.PyQt.QtWidgets import QMainWindow, QToolBar

        class Signals(QObject):
            current = pyqtSignal(object)

        self.signals = Signals()
        self.currentLayerChanged = self.signals.current
        self.window = QMainWindow()
        self.bar = QgsMessageBar(self.window)
        self.canvas = QgsMapCanvas(self.window)
        self.toolbar = QToolBar(self.window)
        self.menus = {}
        self.options_pages = []
        self.shown_options = []
        self.layer = None

    def mainWindow(self):
        return self.window

    def messageBar(self):
        return self.bar

    def mapCanvas(self):
        return self.canvas

    def layerTreeView(self):
        return None

    def activeLayer(self):
        return self.layer

    def setActiveLayer(self, layer) -> None:
        self.layer = layer
        self.currentLayerChanged.emit(layer)

    def addDockWidget(self, area, dock) -> None:
        self.window.addDockWidget(area, dock)

    def removeDockWidget(self, dock) -> None:
        self.window.removeDockWidget(dock)

    def registerOptionsWidgetFactory(self, factory) -> None:
        self.options_pages.append(factory)

    def unregisterOptionsWidgetFactory(self, factory) -> None:
        self.options_pages.remove(factory)

    def showOptionsDialog(self, parent, page) -> None:
        self.shown_options.append(page)

    def addRasterToolBarIcon(self, action) -> None:
        self.toolbar.addAction(action)

    def removeRasterToolBarIcon(self, action) -> None:
        self.toolbar.removeAction(action)

    def addPluginToRasterMenu(self, name, action) -> None:
        if name not in self.menus:
            self.menus[name] = self.window.menuBar().addMenu(name)
        self.menus[name].addAction(action)

    def removePluginRasterMenu(self, name, action) -> None:
        menu = self.menus[name]
        menu.removeAction(action)
        if menu.isEmpty():
            self.window.menuBar().removeAction(self.menus.pop(name).menuAction())


@pytest.fixture
def desktop(qgis_app):
    """Returns an empty desktop; `qgis_app` comes from pytest-qgis."""
    return SmallDesktop()
