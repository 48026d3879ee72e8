"""Looks whether a file can be written, and why it could not be."""

from __future__ import annotations

import os
from pathlib import Path

from qgis.PyQt.QtCore import QStorageInfo

from . import failures
from .failures import ResultsError

# A nearly full disk fails in the middle of a transaction, where the reason is hard to tell.
SPARE_BYTES = 1_000_000


def check_place(path: Path, need_bytes: int = 0) -> None:
    """Checks that a file can be written.

    Raises:
        ResultsError: It cannot.
    """
    if path.suffix.lower() != ".gpkg":
        raise ResultsError(failures.no_geopackage_name(path))
    if not path.parent.is_dir():
        raise ResultsError(failures.no_folder(path))
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise ResultsError(failures.read_only(path))
    if _free_bytes(path) < need_bytes + SPARE_BYTES:
        raise ResultsError(failures.disk_full(path))


def writing_failure(path: Path, detail: str) -> failures.Failed:
    """Returns the failure that fits to what OGR or the system says."""
    said = detail.lower()
    if "locked" in said or "busy" in said:
        return failures.in_use(path, detail)
    is_full = any(sign in said for sign in ("is full", "no space", "disk i/o", "errno 28", "errno 27"))
    if is_full or _free_bytes(path) < SPARE_BYTES:
        return failures.disk_full(path, detail)
    if "readonly" in said or "read-only" in said or "permission" in said:
        return failures.read_only(path)
    return failures.not_written(path, detail)


def _free_bytes(path: Path) -> int:
    return int(QStorageInfo(str(path.parent)).bytesAvailable())
