"""Names, locks and removes the files in which runs under way are kept."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile

from .geopackage import SIDE_FILES

ENDING = ".unfinished.gpkg"
LOCK = ".lock"


def lock_of(path: Path) -> QLockFile:
    """Returns the lock of an autosave; whether it is held says whether its QGIS is alive."""
    lock = QLockFile(f"{path}{LOCK}")
    # Only the end of its process frees it, however long a run takes.
    lock.setStaleLockTime(0)
    return lock


def remove_autosave(path: Path) -> None:
    """Removes a file with what belongs to it; Windows keeps one that is open, until the cache is tidied."""
    for ending in ("", *SIDE_FILES):
        with suppress(PermissionError):
            Path(f"{path}{ending}").unlink(missing_ok=True)
