"""States what a person wishes of one run, before it has been made ready for the engine."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsRasterLayer

from ...ui.values import RunSettings
from ..imagery.places import Place


@dataclass(frozen=True)
class Wish:
    """Is what the dock shows at the moment when Run is pressed.

    Attributes:
        layer: Where to search.
        place: Which part of it.
        phrase: What to find, without what is switched off.
        named_layers: The map layers that the phrase speaks of.
        model_id: The model.
        settings: What stands behind "More".
        least_score: Mean probability that an object must reach.
        device: What to compute on.
        more_phrases: What else to find.
        embeddings_limit_gb: How much of the disk may hold what the model sees; 0: none of it.
    """

    layer: QgsRasterLayer
    place: Place
    phrase: str
    named_layers: tuple[str, ...]
    model_id: str
    settings: RunSettings
    least_score: float
    device: str
    more_phrases: tuple[str, ...] = ()
    embeddings_limit_gb: float = 0.0
