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
        from qgis.gui import QgsMessageBar
        from qgis.PyQt.QtWidgets import QMainWindow

        self.window = QMainWindow()
        self.bar = QgsMessageBar(self.window)
        self.menus = {}

    def mainWindow(self):
        return self.window

    def messageBar(self):
        return self.bar

    def addPluginToMenu(self, name, action) -> None:
        if name not in self.menus:
            self.menus[name] = self.window.menuBar().addMenu(name)
        self.menus[name].addAction(action)

    def removePluginMenu(self, name, action) -> None:
        menu = self.menus[name]
        menu.removeAction(action)
        if menu.isEmpty():
            self.window.menuBar().removeAction(self.menus.pop(name).menuAction())


@pytest.fixture
def desktop(qgis_app):
    """Returns an empty desktop; `qgis_app` comes from pytest-qgis."""
    return SmallDesktop()
