"""Runs inside QGIS when `make qgis` has started it: adds the demo scene and opens the dock."""

from __future__ import annotations

import os

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface, plugins


def show() -> None:
    """Adds the scene, turns to it, and chooses the plugin's action."""
    layer = QgsRasterLayer(os.environ["GEOREFER_DEMO_SCENE"], "scene")
    if layer.isValid():
        QgsProject.instance().addMapLayer(layer)
        iface.setActiveLayer(layer)
        iface.zoomToActiveLayer()
    if "georefer" in plugins:
        plugins["georefer"].action.trigger()


# The window is there, its event loop is not yet.
QTimer.singleShot(0, show)
