"""Clicks on the map that become objects, and frames in which these move."""
