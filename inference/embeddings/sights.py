"""States what is kept of a view, and where it may be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..scale.journal import Place
from .features import size_bytes

Grid = tuple[int, int]
"""Width and height of a working grid in pixels."""


@dataclass(frozen=True)
class ViewSight:
    """Is what was seen of one view; a blank one has neither glance nor features.

    Attributes:
        valid: Which pixels are valid, bool [S, S]; None: all of them.
        glance: The features of the cheap look, a batch of one.
        features: The features of the embedding, a batch of one; None where it was not embedded.
        answers: Quantized logits, uint8 S x S, of the texts that were drawn in it; never on the disk.
    """

    valid: NDArray[np.bool_] | None = None
    glance: Any = None
    features: Any = None
    answers: Mapping[tuple[str, ...], NDArray[np.uint8]] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Says whether it holds no valid pixel."""
        return self.glance is None

    @property
    def size_bytes(self) -> int:
        """Returns what it takes of the memory."""
        return size_bytes((self.valid, self.glance, self.features, *self.answers.values()))


class Shelf(Protocol):
    """Keeps the views of one working grid of one scene."""

    def get(self, place: Place) -> ViewSight | None:
        """Returns what was kept of a view."""

    def keep(self, place: Place, sight: ViewSight) -> None:
        """Keeps a view, if there is room."""
