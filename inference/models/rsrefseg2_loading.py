"""Loads an RSRefSeg 2 from its published checkpoint."""

from __future__ import annotations

from pathlib import Path

from ..device import Device
from .from_weights import model_from_weights
from .lora import fold_lora
from .published_folder import PublishedFolder
from .rsrefseg2 import RSRefSeg2
from .rsrefseg2_keys import from_rsrefseg2
from .rsrefseg2_phrase_model import RSRefSeg2PhraseModel
from .rsrefseg2_sizes import RSRefSeg2Config, published_rsrefseg2


def load_rsrefseg2(path: Path, device: Device) -> RSRefSeg2PhraseModel:
    """Loads a checkpoint with the tokenizer of SigLIP 2.

    Args:
        path: The folder described in `published_folder`, or the checkpoint inside it.
        device: From `choose_device`.

    Raises:
        ModelError: Something is missing, damaged or does not fit.
    """
    found = PublishedFolder.read(path)
    sizes = found.sizes(published_rsrefseg2().to_json(), RSRefSeg2Config.from_json)
    # The tower has no more positions than this; the published code asks for up to 128 tokens and fails.
    tokenizer = found.tokenizer(int(sizes.text.get("max_position_embeddings", 64)))
    card = found.card(sizes.image_size_px)
    tensors = from_rsrefseg2(fold_lora(found.tensors, found.beside("lora.json"), consume=True))
    model = model_from_weights(lambda: RSRefSeg2(sizes), tensors, found.checkpoint.name)
    return RSRefSeg2PhraseModel(model, tokenizer, card, device)
