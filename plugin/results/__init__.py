"""What a run finds: on the map while it runs, kept on disk, as a layer, and saved."""
