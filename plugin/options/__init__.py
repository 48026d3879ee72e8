"""What a person may choose for GeoRefer: kept in QGIS's settings, shown in QGIS's options."""
