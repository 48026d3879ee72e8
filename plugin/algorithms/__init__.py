"""What GeoRefer offers to QGIS's Processing: toolbox, batch, model designer, qgis_process."""
