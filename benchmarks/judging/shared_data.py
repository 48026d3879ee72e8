"""Finds the real data that some benchmarks look at; it is never part of the repository."""

from __future__ import annotations

import os
import sys
from pathlib import Path

REPO_ROOT = Path(__file__).resolve().parents[2]


def shared_data_or_leave() -> Path:
    """Returns the folder of real data; where it is absent, says so and ends the benchmark without failing."""
    named = os.environ.get("GEOREFER_SHARED_DATA")
    folder = Path(named) if named else REPO_ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        print(f"Not measured: no folder {folder} (set GEOREFER_SHARED_DATA to name another)")
        sys.exit(0)
    return folder


def shared_data() -> Path | None:
    """Returns the folder of real data, or None where it is absent."""
    named = os.environ.get("GEOREFER_SHARED_DATA")
    folder = Path(named) if named else REPO_ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None
