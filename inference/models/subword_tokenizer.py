"""Splits phrases by the tokenizer that came with a published model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from huggingface_hub.errors import StrictDataclassError
from numpy.typing import NDArray

from ..errors import ModelError

TOKENIZER_FILES = (
    "tokenizer.json",
    "spiece.model",
    "tokenizer.model",
    "vocab.txt",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
)


class SubwordTokenizer:
    """Reads a tokenizer folder of transformers; nothing is ever downloaded.

    Args:
        folder: Holds `tokenizer_config.json` and the vocabulary.
        length: Largest number of tokens; SigLIP has positions for no more than 64.

    Raises:
        ModelError: The folder holds no tokenizer, or a library for it is missing.
    """

    def __init__(self, folder: Path, length: int) -> None:
        from transformers import AutoTokenizer

        self.folder = folder
        self.length = length
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)  # nosec B615
        except ImportError as error:
            raise ModelError(
                f"The tokenizer in {folder.name} needs a library that is missing",
                "Install the packages sentencepiece and protobuf into the environment of the engine",
                str(error),
            ) from error
        except (OSError, ValueError, KeyError, TypeError, StrictDataclassError) as error:
            raise ModelError(
                f"The folder {folder.name} holds no tokenizer that can be read",
                "Add the tokenizer files of the text model to the folder",
                f"{folder}: {error}",
            ) from error

    def encode(self, phrases: Sequence[str]) -> NDArray[np.int64]:
        """Returns token ids, shape [P, L], int64; several phrases are padded to the longest."""
        encoded = self._tokenizer(
            list(phrases),
            padding="longest",
            truncation=True,
            max_length=self.length,
            return_attention_mask=False,
        )
        return np.asarray(encoded["input_ids"], dtype=np.int64)

    def unknown_words(self, phrase: str) -> tuple[str, ...]:
        """Returns nothing: every word can be spelled in subwords."""
        del phrase
        return ()
