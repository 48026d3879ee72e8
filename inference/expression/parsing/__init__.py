"""Parses terminals by a grammar and builds the expression that they mean."""
