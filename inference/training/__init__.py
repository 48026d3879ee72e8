"""Procedural scenes, real labelled imagery, fitting and metrics. Imports without rasterio."""
