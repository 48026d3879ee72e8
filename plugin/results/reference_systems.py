"""Keeps CRSs usable after the thread that made them has ended.

QGIS shares its CRSs between threads, and one that was made in a task loses its definition when the task's
thread ends, half a minute later: it still calls itself valid and has no WKT any more (seen in 3.22).
"""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsMapLayer


def wkt_of(crs: QgsCoordinateReferenceSystem) -> str:
    """Returns the definition of a CRS; "" for none."""
    if not crs.isValid():
        return ""
    wkt = str(crs.toWkt())
    if not wkt:
        forget_shared()
        wkt = str(QgsCoordinateReferenceSystem(crs.authid()).toWkt())
    return wkt


def crs_from(wkt: str) -> QgsCoordinateReferenceSystem:
    """Returns a CRS that this thread can use; "" gives an invalid one."""
    if not wkt:
        return QgsCoordinateReferenceSystem()
    crs = QgsCoordinateReferenceSystem.fromWkt(wkt)
    if not crs.isValid() or not crs.toWkt():
        forget_shared()
        crs = QgsCoordinateReferenceSystem.fromWkt(wkt)
    return crs


def adopt(layer: QgsMapLayer) -> None:
    """Gives a layer that was loaded in a task a CRS of this thread; call it as soon as the task has ended."""
    wkt = wkt_of(layer.crs())
    forget_shared()
    if wkt:
        layer.setCrs(QgsCoordinateReferenceSystem.fromWkt(wkt))


def forget_shared() -> None:
    """Has QGIS make its CRSs anew for whoever asks next."""
    QgsCoordinateReferenceSystem.invalidateCache()
