"""Draws procedural overhead scenes with their truth."""
