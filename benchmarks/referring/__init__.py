"""Asks what phrases mean: a corpus with intended meanings, and drawn scenes whose truth is known."""
