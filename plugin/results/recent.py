"""Remembers where results were saved lately."""

from __future__ import annotations

import json
import os

from qgis.core import QgsSettings

RECENT_KEY = "georefer/recent_outputs"
KEPT = 10


def recent_outputs() -> list[str]:
    """Returns the files that results were saved to lately and that are still there, the newest first."""
    return [path for path in _stored() if os.path.exists(path)]


def remember_output(path: str) -> None:
    """Puts a file first."""
    path = os.path.abspath(path)
    _store([path, *(one for one in _stored() if one != path)])


def forget_output(path: str) -> None:
    """Takes a file off the list."""
    path = os.path.abspath(path)
    _store([one for one in _stored() if one != path])


def _stored() -> list[str]:
    text = QgsSettings().value(RECENT_KEY, "")
    try:
        paths = json.loads(str(text or "[]"))
    except ValueError:
        return []
    return [one for one in paths if isinstance(one, str)] if isinstance(paths, list) else []


def _store(paths: list[str]) -> None:
    # Text, since lists come back as other types, or not at all, in some versions of QGIS.
    QgsSettings().setValue(RECENT_KEY, json.dumps(paths[:KEPT]))
