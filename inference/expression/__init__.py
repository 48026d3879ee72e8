"""Reads a phrase into a typed expression and applies it to polygons of the whole scene."""
