"""Lists the algorithms for QGIS's Processing."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtCore import QCoreApplication

from .click_objects import ClickObjects
from .explain_phrase import ExplainPhrase
from .segment_by_phrase import SegmentByPhrase
from .select_by_phrase import SelectByPhrase
from .track_objects import TrackObjects

translate = QCoreApplication.translate


class GeoReferProvider(QgsProcessingProvider):
    """Adds GeoRefer to the toolbox."""

    def id(self) -> str:
        """Returns the name in scripts and models; never translated."""
        return "georefer"

    def name(self) -> str:
        """Returns the name in the toolbox."""
        return translate("GeoRefer", "GeoRefer")

    def loadAlgorithms(self) -> None:
        """Adds the algorithms; called by QGIS."""
        self.addAlgorithm(SegmentByPhrase())
        self.addAlgorithm(SelectByPhrase())
        self.addAlgorithm(ClickObjects())
        self.addAlgorithm(TrackObjects())
        self.addAlgorithm(ExplainPhrase())
