"""GeoRefer: geospatial referring segmentation for QGIS.

Importing this package imports nothing heavy and nothing of QGIS, so that the engine can be used and
tested without it.
"""
