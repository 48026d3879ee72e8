"""Hides objects below a score and those that the person drops: at once, without a rerun, nothing deleted.

What hides them is the renderer. A filter of the provider would wait eight times for the disk at every step of
the slider, in the thread of the window (90 ms measured), and QGIS refuses it while a layer is edited.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from qgis.core import QgsCategorizedSymbolRenderer, QgsGraduatedSymbolRenderer, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

SCORE_PROPERTY = "georefer/least_score"
DROPPED_PROPERTY = "georefer/dropped"
SUBSET_PROPERTY = "georefer/subset"
APPLY_MS = 30


class ObjectFilter(QObject):
    """Says which objects of a run are kept, and shows just those on the map.

    Args:
        parent: Owner in the sense of Qt.
    """

    changed = pyqtSignal()
    """Other objects are kept."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer: QgsVectorLayer | None = None
        self._least = 0.0
        self._dropped: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(APPLY_MS)
        self._timer.timeout.connect(self.apply)

    @property
    def least_score(self) -> float:
        """Returns the score from which objects are kept."""
        return self._least

    @property
    def dropped(self) -> frozenset[int]:
        """Returns the ids of the objects that the person dropped."""
        return frozenset(self._dropped)

    def set_layer(self, layer: QgsVectorLayer | None) -> None:
        """Filters another layer from now on, as it was filtered when the project was saved."""
        self._timer.stop()
        self._layer = layer
        self._least, self._dropped = _stored(layer)
        self.changed.emit()

    def set_least_score(self, score: float) -> None:
        """Keeps objects from this score on."""
        if score != self._least:
            self._least = score
            self._tell()

    def set_kept(self, object_ids: Iterable[int], is_kept: bool) -> None:
        """Keeps objects, or drops them."""
        before = len(self._dropped)
        if is_kept:
            self._dropped.difference_update(object_ids)
        else:
            self._dropped.update(object_ids)
        if len(self._dropped) != before:
            self._tell()

    def is_dropped(self, object_id: int) -> bool:
        """Says whether the person dropped an object."""
        return object_id in self._dropped

    def shows(self, object_id: int, score: float) -> bool:
        """Says whether an object is kept."""
        return score >= self._least and object_id not in self._dropped

    def expression(self) -> str:
        """Returns what is true of the objects that are kept, for QGIS; "" where all are."""
        # Looked up, since QGIS goes through a list anew for each object: 10,000 objects took 9 s, now 0.1 s.
        names = json.dumps({str(one): 1 for one in sorted(self._dropped)}, separators=(",", ":"))
        return self._kept(f"map_exist(json_to_map('{names}'), to_string(\"object_id\"))")

    def _provider_expression(self) -> str:
        """Returns the same for a database, which knows none of QGIS's functions."""
        return self._kept(f'"object_id" IN ({", ".join(str(one) for one in sorted(self._dropped))})')

    def _kept(self, is_dropped: str) -> str:
        # An object that a person has drawn into the layer has no score and no number, and is kept.
        score = f'coalesce("score", 1) >= {self._least!r}' if self._least > 0 else ""
        kept = f"NOT coalesce({is_dropped}, false)" if self._dropped else ""
        return " AND ".join(part for part in (score, kept) if part)

    def apply(self) -> None:
        """Shows on the map what is kept; done by itself soon after a change."""
        self._timer.stop()
        layer = self._layer
        if layer is None or sip.isdeleted(layer):
            return
        layer.setCustomProperty(SCORE_PROPERTY, repr(self._least))
        layer.setCustomProperty(DROPPED_PROPERTY, json.dumps(sorted(self._dropped)))
        renderer = layer.renderer()
        if isinstance(renderer, QgsGraduatedSymbolRenderer):
            # What has no score has no colour, and is neither drawn nor clicked on.
            kept = self.expression()
            renderer.setClassAttribute(f'CASE WHEN {kept} THEN "score" END' if kept else "score")
            _set_subset(layer, "")
            layer.triggerRepaint()
        elif isinstance(renderer, QgsCategorizedSymbolRenderer) and _is_by_phrase(renderer):
            kept = self.expression()
            renderer.setClassAttribute(f'CASE WHEN {kept} THEN "phrase" END' if kept else "phrase")
            _set_subset(layer, "")
            layer.triggerRepaint()
        else:
            _set_subset(layer, self._provider_expression())

    def _tell(self) -> None:
        if self._layer is not None and not self._timer.isActive():
            self._timer.start()
        self.changed.emit()


def _is_by_phrase(renderer: QgsCategorizedSymbolRenderer) -> bool:
    """Says whether objects are coloured by their phrase, as we do where there are several."""
    attribute = renderer.classAttribute()
    return attribute == "phrase" or attribute.endswith('THEN "phrase" END')


def _set_subset(layer: QgsVectorLayer, wanted: str) -> None:
    """Filters a layer that the person has given another style; a filter of the person's own stays."""
    present, ours = layer.subsetString(), str(layer.customProperty(SUBSET_PROPERTY, "") or "")
    if present == wanted or present != ours or layer.isEditable():
        return
    if layer.setSubsetString(wanted):
        layer.setCustomProperty(SUBSET_PROPERTY, wanted)


def _stored(layer: QgsVectorLayer | None) -> tuple[float, set[int]]:
    """Returns what a layer remembers of its filter."""
    if layer is None:
        return 0.0, set()
    try:
        least = float(layer.customProperty(SCORE_PROPERTY, "0"))
        dropped = {int(one) for one in json.loads(layer.customProperty(DROPPED_PROPERTY, "[]"))}
    except (TypeError, ValueError):
        return 0.0, set()
    return least, dropped
