"""Turns the outlines that the engine sends into QGIS's geometries."""

from __future__ import annotations

from qgis.core import QgsGeometry


def shape_of(wkb: str) -> QgsGeometry:
    """Returns an outline as a multipolygon; a null geometry where it cannot be read.

    Args:
        wkb: Polygon or multipolygon as hexadecimal WKB.
    """
    geometry = QgsGeometry()
    try:
        geometry.fromWkb(bytes.fromhex(wkb))
    except ValueError:
        return QgsGeometry()
    if not geometry.isNull():
        geometry.convertToMultiType()
    return geometry
