"""The QGIS side of GeoRefer."""
