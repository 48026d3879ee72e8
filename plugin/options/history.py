"""Remembers the phrases that were run lately."""

from __future__ import annotations

import json

from qgis.core import QgsSettings

KEY = "georefer/history"
KEPT = 30


def phrases() -> list[str]:
    """Returns the phrases, the latest first."""
    try:
        stored = json.loads(str(QgsSettings().value(KEY, "") or "[]"))
    except ValueError:
        return []
    return [one for one in stored if isinstance(one, str)] if isinstance(stored, list) else []


def remember(phrase: str) -> None:
    """Puts a phrase first."""
    # As JSON text: lists that QGIS has stored cannot be read back by QGIS 4.
    QgsSettings().setValue(KEY, json.dumps([*dict.fromkeys([phrase, *phrases()])][:KEPT]))
