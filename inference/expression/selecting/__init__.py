"""Selects the objects that an expression means, by measures and by how they lie."""
