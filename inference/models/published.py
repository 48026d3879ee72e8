"""Loads a folder in which a person keeps a published RSRefSeg: checkpoint, tokenizer, perhaps sizes.

FOLDER/
epoch_200.pth/ or NAME.pth, NAME.pt, NAME.safetensors      the checkpoint, exactly one
tokenizer_config.json, spiece.model ...                    here or in tokenizer/
sizes.json     sizes other than the published ones (optional)
lora.json      {"backbone": {"lora_alpha": 32}, ...} where alpha is not the rank (optional)
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import ModelError
from .bundle import Bundle, BundleFacts
from .checkpoint_files import DEEPSPEED_FILE, locate
from .checkpoints import file_hash, read_state_dict
from .foundation import recognise_sizes
from .from_weights import model_from_weights
from .interface import ModelCard
from .key_maps import from_reference
from .lora import fold_lora
from .rsrefseg import RSRefSeg, RSRefSegConfig
from .subword_tokenizer import SubwordTokenizer


def load_published(path: Path) -> Bundle:
    """Loads a published checkpoint with its tokenizer.

    Args:
        path: The folder described above, or the checkpoint inside it.

    Raises:
        ModelError: Something is missing, damaged or does not fit.
    """
    folder, checkpoint = locate(path)
    tensors = read_state_dict(checkpoint, mapped=False)
    sizes_path = folder / "sizes.json"
    sizes = _read_sizes(sizes_path) if sizes_path.is_file() else recognise_sizes(tensors)
    tokenizer_folder = folder / "tokenizer" if (folder / "tokenizer").is_dir() else folder
    tokenizer = SubwordTokenizer(tokenizer_folder, int(sizes.text.get("max_position_embeddings", 64)))
    lora_path = folder / "lora.json"
    lora = _read_json(lora_path) if lora_path.is_file() else None
    named = from_reference(fold_lora(tensors, lora, consume=True))
    model = model_from_weights(lambda: RSRefSeg(sizes), named, checkpoint.name)
    facts = BundleFacts(id=folder.name, name=folder.name)
    weights = checkpoint / DEEPSPEED_FILE if checkpoint.is_dir() else checkpoint
    card = ModelCard(
        id=folder.name,
        name=folder.name,
        weights_hash=file_hash(weights),
        input_size_px=sizes.image_size_px,
    )
    return Bundle(model=model, tokenizer=tokenizer, facts=facts, card=card)


def _read_sizes(path: Path) -> RSRefSegConfig:
    try:
        return RSRefSegConfig.from_json(_read_json(path))
    except TypeError as error:
        raise ModelError(
            f"The file {path.name} does not state the sizes of an RSRefSeg",
            "Correct or remove it",
            str(error),
        ) from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The file {path.name} is damaged", "Correct or remove it", str(error)) from error
    if not isinstance(content, dict):
        raise ModelError(f"The file {path.name} must hold an object", "Correct or remove it", str(path))
    return content
