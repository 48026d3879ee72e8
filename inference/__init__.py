"""The engine: a phrase and a raster in, georeferenced polygons out. Knows neither QGIS nor Qt."""
