"""GeoRefer: geospatial referring segmentation for QGIS.

Importing this package imports nothing heavy and nothing of QGIS, so that the engine can be used and
tested without it.
"""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: ANN401 (the types are QGIS's)
    """Returns the plugin; where a part of it cannot be imported, one that says so kindly."""
    try:
        from .plugin.main import GeoReferPlugin
    except ImportError as error:
        from .plugin.unavailable import UnavailablePlugin

        return UnavailablePlugin(iface, str(error))
    return GeoReferPlugin(iface)
