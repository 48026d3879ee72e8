"""Rasters, tiles, stitching, vectorizing, measuring and GeoPackages."""
