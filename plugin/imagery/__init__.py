"""What the plugin gives to the engine: rasters as files, places, and the layers that a phrase names."""
