"""Says how much has to be fetched of a layer that is no file, as soon as layer and place are chosen."""

from __future__ import annotations

from qgis.core import QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication, QLocale

from ...inference.protocol import Bounds
from .estimate import ExportEstimate, estimate
from .failures import ExportError
from .source import file_name

translate = QCoreApplication.translate


def planned_fetch(layer: QgsRasterLayer | None, extent: Bounds | None) -> ExportEstimate | None:
    """Returns what will be fetched before a search can begin; None where the layer is a file.

    Raises:
        ExportError: The layer shows nothing there, or the picture would be too large.
    """
    if layer is None or not layer.isValid() or file_name(layer) is not None:
        return None
    return estimate(layer, extent)


def fetch_note(layer: QgsRasterLayer | None, extent: Bounds | None) -> str:
    """Returns the size of what will be fetched, or why it cannot be, in one line; "" where nothing will."""
    try:
        planned = planned_fetch(layer, extent)
    except ExportError as error:
        return error.failure.message
    if planned is None:
        return ""
    return translate("GeoRefer", "will fetch about {megabytes} MB ({width} x {height} px)").format(
        **sizes(planned)
    )


def sizes(planned: ExportEstimate) -> dict[str, str]:
    """Returns the size as a person writes it: megabytes, width and height."""
    locale = QLocale()
    megabytes = max(1, round(planned.size_bytes / 1e6))
    return {
        "megabytes": locale.toString(megabytes),
        "width": locale.toString(planned.width_px),
        "height": locale.toString(planned.height_px),
    }
