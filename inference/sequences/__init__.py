"""Frames of one place over time: their order, their common grid, what moves in them, and its tracks."""
