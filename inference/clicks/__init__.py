"""What a click points at: views of a raster, what a model sees in them, and the outline on the map."""
