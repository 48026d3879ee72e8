"""Turns the words of a phrase into the terminals of a grammar, by the lexicon of its language."""
