"""Word lists of the phrase reader and of the training phrases, as data."""
