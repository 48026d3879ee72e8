"""Builds a GeoPackage beside the old one and moves it into its place when it is whole."""

from __future__ import annotations

import os
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .disk import writing_failure
from .failures import ResultsError
from .geopackage import SIDE_FILES, check_alone

# A draft of this age belongs to a QGIS that is gone.
OLD_DRAFT_S = 3600.0
# QGIS may close a file a little after the layer that read it.
CLOSING_S = 5.0


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Gives a place to build a file at; then moves it to its own, where until then all is as it was."""
    _remove_drafts(path)
    temporary = path.with_name(f".{path.stem}.{uuid.uuid4().hex[:8]}.gpkg")
    try:
        yield temporary
        _close(temporary)
        _flush(temporary)
        os.replace(temporary, path)
    except OSError as error:
        raise ResultsError(writing_failure(path, repr(error))) from error
    finally:
        for ending in ("", *SIDE_FILES):
            Path(f"{temporary}{ending}").unlink(missing_ok=True)


def _remove_drafts(path: Path) -> None:
    """Removes what killed saves to the same file have left."""
    draft = re.compile(rf"\.{re.escape(path.stem)}\.[0-9a-f]{{8}}\.gpkg(-journal|-wal|-shm)?")
    for entry in path.parent.iterdir():
        if draft.fullmatch(entry.name) and time.time() - entry.stat().st_mtime > OLD_DRAFT_S:
            entry.unlink(missing_ok=True)


def _close(path: Path) -> None:
    """Brings everything into the file itself: rows that lie in a file beside it would be left behind.

    Raises:
        ResultsError: Somebody reads it still.
    """
    until_s = time.monotonic() + CLOSING_S
    while True:
        try:
            check_alone(path)
            return
        except ResultsError:
            if time.monotonic() > until_s:
                raise
            time.sleep(0.05)


def _flush(path: Path) -> None:
    """Waits until a file that nobody has open is on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
