"""Keeps what the model made of views, so that only the first click in one has to wait."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..geo.raster import SceneRaster
from ..models.interface import PromptModel, TileEmbedding
from .pyramid import View

KEPT_BYTES = 384 * 2**20


@dataclass(frozen=True)
class Seen:
    """Is a view as the model saw it.

    Args:
        embedding: What the model made of it.
        valid: bool [H, W].
    """

    embedding: TileEmbedding
    valid: NDArray[np.bool_]

    @property
    def size_bytes(self) -> int:
        """Returns about how much memory it takes."""
        return _bytes(self.embedding.features) + int(self.valid.nbytes)


class EmbeddingCache:
    """Keeps embeddings under their signatures, the latest ones; may be asked from several threads.

    Args:
        most_bytes: What they may take together; the latest one is kept however large it is.
    """

    def __init__(self, most_bytes: int = KEPT_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[tuple[str, View], Seen] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def has(self, signature: str, view: View) -> bool:
        """Says whether a view is there."""
        return (signature, view) in self._kept

    def get(self, signature: str, view: View, make: Callable[[], Seen]) -> Seen:
        """Returns a view, made where it is not there."""
        key = (signature, view)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        seen = make()
        with self._lock:
            if key not in self._kept:
                self._bytes += seen.size_bytes
            self._kept[key] = seen
            while self._bytes > self._most_bytes and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                self._bytes -= old.size_bytes
        return seen

    def forget(self, signature: str) -> None:
        """Lets go of all views of a signature."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == signature]:
                self._bytes -= self._kept.pop(key).size_bytes


def signature_of(scene: SceneRaster, model: PromptModel) -> str:
    """Returns what an embedding depends on, besides its view: raster, bands, stretch, model and weights."""
    parts = {
        "raster": scene.identity,
        "bands": scene.bands,
        "stretch": scene.stretch,
        "model": model.card.id,
        "weights": model.card.weights_hash,
        "view_px": model.card.input_size_px,
    }
    return json.dumps(parts, sort_keys=True, default=str)


def _bytes(features: Any) -> int:  # noqa: ANN401 (whatever a model keeps)
    """Returns the bytes of all arrays and tensors in something."""
    if hasattr(features, "nbytes"):
        return int(features.nbytes)
    if isinstance(features, Mapping):
        return sum(_bytes(value) for value in features.values())
    if is_dataclass(features):
        return sum(_bytes(getattr(features, field.name)) for field in fields(features))
    if isinstance(features, Sequence) and not isinstance(features, str):
        return sum(_bytes(value) for value in features)
    return 0
