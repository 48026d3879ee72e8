"""One module per kind of parity folder."""
