"""Says where in the cache a run keeps its files."""

from __future__ import annotations

from pathlib import Path

from ..options import cache, schema

UNFINISHED, RESULTS, RUNS, EXPORTS = "unfinished", "results", "runs", "exports"
EMBEDDINGS = "embeddings"
TRIMMED = (UNFINISHED, RUNS, EXPORTS, EMBEDDINGS)
"""What the cache's limit looks at; results stay, for some project may show them."""


def folder(name: str) -> Path:
    """Returns a folder of the cache; it may not exist yet."""
    return cache.cache_folder(schema.read()) / name


def made_folder(name: str) -> Path:
    """Returns a folder of the cache, made where it is missing.

    Raises:
        OSError: It cannot be made.
    """
    path = folder(name)
    path.mkdir(parents=True, exist_ok=True)
    return path
