"""Names, locks and removes the files in which runs under way are kept."""

from __future__ import annotations

import uuid
from contextlib import suppress
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile

from .geopackage import SIDE_FILES

ENDING = ".unfinished.gpkg"
LOCK = ".lock"
# Another QGIS that only looks holds a lock for a moment.
LOOKING_MS = 200


def lock_of(path: Path) -> QLockFile:
    """Returns the lock of an autosave; whether it is held says whether its QGIS is alive."""
    lock = QLockFile(f"{path}{LOCK}")
    # Only the end of its process frees it, however long a run takes.
    lock.setStaleLockTime(0)
    return lock


def claim_of(folder: Path, output: str) -> QLockFile:
    """Returns the claim to a run, which may have several autosaves: one of each time it was gone on with.

    Whoever carries it out holds it. Without it two QGIS would write to one journal.

    Args:
        folder: Where the autosaves lie.
        output: The engine's output, which names the run.
    """
    claim = QLockFile(str(Path(folder) / f"{uuid.uuid5(uuid.NAMESPACE_URL, output).hex}{LOCK}"))
    claim.setStaleLockTime(0)
    return claim


def is_held(lock: QLockFile) -> bool:
    """Says whether a lock is held, by this QGIS or by another; takes a moment where it is."""
    if not lock.getLockInfo()[0]:
        return False
    if lock.tryLock(LOOKING_MS):
        lock.unlock()
        return False
    return lock.error() == QLockFile.LockError.LockFailedError


def remove_autosave(path: Path) -> None:
    """Removes a file with what belongs to it; Windows keeps one that is open, until the cache is tidied."""
    for ending in ("", *SIDE_FILES):
        with suppress(PermissionError):
            Path(f"{path}{ending}").unlink(missing_ok=True)
