"""Names what a run's stored work depends on: its views in the journal, and what the model sees of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from .embeddings.shelf import Embeddings
from .embeddings.sights import Shelf
from .geo.raster import SceneRaster
from .models.interface import ModelCard


def signature(
    scene: SceneRaster, card: ModelCard, texts: Sequence[Sequence[str]], overlap_px: int
) -> dict[str, object]:
    """Names everything that what the journal stores of a view depends on."""
    return {
        **_seen(scene, card),
        "working grid": [scene.width_px, scene.height_px],
        "target": texts,
        "overlap": overlap_px,
    }


def shelf_for(
    scene: SceneRaster, card: ModelCard, embeddings: Embeddings | None
) -> AbstractContextManager[Shelf | None]:
    """Gives the shelf for what a model sees of a scene; None where nothing is kept.

    Raises:
        InputError: The file that was named belongs to another scene or model.
        OutputError: It cannot be written.
    """
    if embeddings is None:
        return nullcontext()
    return embeddings.opened(_seen(scene, card), (scene.width_px, scene.height_px))


def _seen(scene: SceneRaster, card: ModelCard) -> dict[str, object]:
    """Names everything that what the model sees depends on, but for the working grid and the place on it."""
    return {
        "raster": scene.identity,
        "bands": scene.bands,
        "stretch": scene.stretch,
        "model": card.id,
        "weights": card.weights_hash,
    }
