"""Stands in for the plugin when a part of it cannot be imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsMessageLog
from qgis.PyQt.QtCore import QCoreApplication

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

translate = QCoreApplication.translate


class UnavailablePlugin:
    """Says kindly that GeoRefer could not start; the reason goes to the log.

    Args:
        iface: The interface of QGIS.
        reason: What the import said.
    """

    def __init__(self, iface: QgisInterface, reason: str) -> None:
        self.iface = iface
        self.reason = reason

    def initGui(self) -> None:
        """Shows one warning in the message bar; called by QGIS when the plugin is switched on."""
        QgsMessageLog.logMessage(self.reason, "GeoRefer", Qgis.MessageLevel.Warning)
        self.iface.messageBar().pushMessage(
            translate("GeoRefer", "GeoRefer"),
            translate(
                "GeoRefer",
                "could not start, a part of it is missing. Installing it again usually helps. ({reason})",
            ).format(reason=self.reason),
            Qgis.MessageLevel.Warning,
            0,
        )

    def unload(self) -> None:
        """Takes nothing away, for nothing was added; called by QGIS when the plugin is switched off."""
