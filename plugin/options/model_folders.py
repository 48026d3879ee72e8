"""Remembers the folders of models that the person has added."""

from __future__ import annotations

import json

from qgis.core import QgsSettings

KEY = "georefer/model_folders"


def read() -> tuple[str, ...]:
    """Returns the folders, in the order in which they were added."""
    try:
        folders = json.loads(str(QgsSettings().value(KEY, "") or "[]"))
    except ValueError:
        return ()
    return tuple(str(folder) for folder in folders) if isinstance(folders, list) else ()


def add(folder: str) -> None:
    """Remembers a folder; one that is known stays where it is."""
    _write(tuple(dict.fromkeys([*read(), folder])))


def remove(folder: str) -> None:
    """Forgets a folder; its files stay."""
    _write(tuple(one for one in read() if one != folder))


def _write(folders: tuple[str, ...]) -> None:
    # As JSON text: lists that QGIS has stored cannot be read back by QGIS 4.
    QgsSettings().setValue(KEY, json.dumps(list(folders)))
