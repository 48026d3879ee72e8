"""Holds what the algorithms of GeoRefer share."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingAlgorithm
from qgis.PyQt.QtCore import QCoreApplication

translate = QCoreApplication.translate

GUIDE = Path(__file__).resolve().parents[2] / "README.md"


class GeoReferAlgorithm(QgsProcessingAlgorithm):
    """Fills in what is the same for all of them."""

    PHRASE = "PHRASE"

    def createInstance(self) -> QgsProcessingAlgorithm:
        """Returns a fresh one; called by QGIS for every run."""
        return type(self)()

    def helpUrl(self) -> str:
        """Returns where the documentation lies."""
        return GUIDE.as_uri()
