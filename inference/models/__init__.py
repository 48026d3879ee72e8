"""Architectures, the catalog and checkpoints. Imports without rasterio."""
