"""Reads what lies beside a published checkpoint: sizes, LoRA scales and the tokenizer.

FOLDER/
NAME.pth, NAME.pt, NAME.safetensors or a folder of DeepSpeed    the checkpoint, exactly one
tokenizer_config.json, vocab.txt ...                            here or in tokenizer/
sizes.json     sizes that differ from the published ones (optional)
lora.json      {"backbone": {"lora_alpha": 32}, ...} where alpha is not the rank (optional)
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from torch import Tensor

from ..errors import ModelError
from .checkpoint_files import DEEPSPEED_FILE, locate
from .checkpoints import file_hash, read_state_dict
from .interface import ModelCard
from .subword_tokenizer import SubwordTokenizer

Sizes = TypeVar("Sizes")


@dataclass(frozen=True)
class PublishedFolder:
    """Holds a checkpoint and what lies beside it.

    Attributes:
        folder: Where everything lies.
        checkpoint: A file, or a folder of DeepSpeed.
        tensors: As named by the publisher.
    """

    folder: Path
    checkpoint: Path
    tensors: dict[str, Tensor]

    @classmethod
    def read(cls, path: Path) -> PublishedFolder:
        """Reads a folder as described above, or the checkpoint inside it.

        Raises:
            ModelError: Something is missing or damaged.
        """
        folder, checkpoint = locate(path)
        return cls(folder, checkpoint, read_state_dict(checkpoint, mapped=False))

    def beside(self, name: str) -> dict[str, Any]:
        """Returns the object in a JSON file beside the checkpoint, empty where there is none.

        Raises:
            ModelError: It is damaged.
        """
        path = self.folder / name
        if not path.is_file():
            return {}
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The file {name} is damaged", "Correct or remove it", f"{path}: {error}"
            ) from error
        if not isinstance(content, dict):
            raise ModelError(f"The file {name} must hold an object", "Correct or remove it", str(path))
        return content

    def sizes(self, published: dict[str, Any], read: Callable[[dict[str, Any]], Sizes]) -> Sizes:
        """Returns the sizes of the model: the published ones, but for what `sizes.json` says otherwise.

        Raises:
            ModelError: They cannot be understood.
        """
        try:
            return read({**published, **self.beside("sizes.json")})
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise ModelError(
                "The file sizes.json does not state the sizes of this kind of model",
                "Correct or remove it",
                f"{self.folder}: {error!r}",
            ) from error

    def tokenizer(self, length: int) -> SubwordTokenizer:
        """Returns the tokenizer.

        Args:
            length: Largest number of tokens.

        Raises:
            ModelError: There is none.
        """
        inner = self.folder / "tokenizer"
        return SubwordTokenizer(inner if inner.is_dir() else self.folder, length)

    def card(self, input_size_px: int) -> ModelCard:
        """Returns the description of the model.

        Its gate is open: how low the relevance of a tile with the target can be was never measured.
        """
        weights = self.checkpoint / DEEPSPEED_FILE if self.checkpoint.is_dir() else self.checkpoint
        return ModelCard(
            id=self.folder.name,
            name=self.folder.name,
            weights_hash=file_hash(weights),
            input_size_px=input_size_px,
            gate=0.0,
        )
