"""Reads weights from files that others wrote, and refuses damaged or dangerous ones by name."""

from __future__ import annotations

import hashlib
import pickle  # for the name of its error  # nosec B403
import re
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from ..errors import ModelError
from .checkpoint_files import DEEPSPEED_FILE
from .key_maps import from_reference
from .lora import fold_lora

_NAMES_SHOWN = 5
_DAMAGED_REMEDY = "Download or copy the file again"
# DeepSpeed, mmengine and common trainers put the weights under one of these entries.
_ENTRIES = ("module", "state_dict", "model", "model_state_dict")
# What torch raises of files that were cut short or overwritten: its unpickler trusts their structure.
TORN = (
    RuntimeError,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    OverflowError,
    MemoryError,
    struct.error,
)
# torch names what a pickle asked for: "GLOBAL posix.system was not an allowed global".
_PICKLED_CODE = re.compile(r"(?:GLOBAL |Unsupported class )([\w.]+)")


def file_hash(path: Path) -> str:
    """Returns the SHA-256 of a file, hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def read_state_dict(path: Path, mapped: bool = True) -> dict[str, Tensor]:
    """Reads named tensors from a safetensors file, a torch file or a DeepSpeed folder.

    Args:
        path: File or folder.
        mapped: Whether tensors stay mapped to the file, which costs nothing until they are read. A model
            that copies all of them holds a large file twice; then a torch file is better read tensor by
            tensor, each of which can be given back alone.

    Raises:
        ModelError: The file is missing, damaged, or holds more than weights.
    """
    if path.is_dir() and (path / DEEPSPEED_FILE).is_file():
        path = path / DEEPSPEED_FILE
    if not path.is_file():
        raise ModelError(f"There are no weights at {path.name}", "Choose another file or folder", str(path))
    tensors = _read_safetensors(path) if path.suffix == ".safetensors" else _read_torch(path, mapped)
    if not tensors:
        raise ModelError(f"{path.name} holds no weights", "Choose another file", str(path))
    return tensors


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    try:
        return load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelError(
            f"The weights file {path.name} is damaged", _DAMAGED_REMEDY, f"{path}: {error}"
        ) from error


def _read_torch(path: Path, mapped: bool) -> dict[str, Tensor]:
    try:
        content = _load_torch(path, mapped)
    except pickle.UnpicklingError as error:
        raise _pickle_error(path, error) from error
    except TORN as error:
        raise ModelError(
            f"The weights file {path.name} is damaged", _DAMAGED_REMEDY, f"{path}: {error}"
        ) from error
    return _tensors_of(content)


def _pickle_error(path: Path, error: pickle.UnpicklingError) -> ModelError:
    """Returns what to say of a pickle that is damaged, or that would run something when opened."""
    wanted = _PICKLED_CODE.search(str(error))
    if wanted is None:
        message, remedy = f"The weights file {path.name} is damaged", _DAMAGED_REMEDY
    else:
        message = f"The weights file {path.name} holds more than weights ({wanted[1]}) and was not opened"
        remedy = "Convert it to safetensors on a machine where you trust it"
    return ModelError(message, remedy, f"{path}: {error}")


def _load_torch(path: Path, mapped: bool) -> Any:  # noqa: ANN401
    try:
        return torch.load(path, map_location="cpu", weights_only=True, mmap=mapped)
    except RuntimeError as error:
        # Files in torch's format of before 1.6 cannot be mapped.
        if "mmap" not in str(error):
            raise
        return torch.load(path, map_location="cpu", weights_only=True)


def _tensors_of(content: Any) -> dict[str, Tensor]:  # noqa: ANN401
    if not isinstance(content, Mapping):
        return {}
    for entry in _ENTRIES:
        if isinstance(content.get(entry), Mapping):
            content = content[entry]
            break
    return {str(key): value for key, value in content.items() if isinstance(value, Tensor)}


def load_strictly(model: nn.Module, tensors: Mapping[str, Tensor], source: str, adopt: bool = False) -> None:
    """Copies tensors into a model; every key must fit.

    Args:
        model: Receives the values in its own dtype.
        tensors: Named as the model's own.
        source: Name of the file, for the error.
        adopt: Whether the model takes the tensors themselves, in their dtype and mapped to their file,
            instead of copies. It may then be built on torch's "meta" device, and hardly needs memory.

    Raises:
        ModelError: Keys are missing, unexpected or of another shape, or values are not numbers.
    """
    own = model.state_dict()
    misfits = {
        "missing": sorted(own.keys() - tensors.keys()),
        "unexpected": sorted(tensors.keys() - own.keys()),
        "of another shape": [
            f"{key} {list(tensors[key].shape)} for {list(own[key].shape)}"
            for key in own
            if key in tensors and own[key].shape != tensors[key].shape
        ],
    }
    if any(misfits.values()):
        parts = [f"{len(keys)} {kind} ({_some(keys)})" for kind, keys in misfits.items() if keys]
        raise ModelError(
            f"The weights in {source} do not fit the model: {', '.join(parts)}",
            "Choose weights of the same architecture and size",
            "; ".join(f"{kind}: {', '.join(keys)}" for kind, keys in misfits.items() if keys),
        )
    refuse_non_numbers(tensors, source)
    model.load_state_dict(dict(tensors), assign=adopt)


def load_rsrefseg(
    model: nn.Module,
    tensors: Mapping[str, Tensor],
    source: str,
    lora: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Loads an RSRefSeg checkpoint, published or ours, with or without LoRA, into a plain model.

    Args:
        model: An RSRefSeg without LoRA.
        tensors: From `read_state_dict`.
        source: Name of the file, for the error.
        lora: `lora_alpha` for each encoder where it differs from the rank.

    Raises:
        ModelError: The weights do not fit.
    """
    load_strictly(model, from_reference(fold_lora(dict(tensors), lora)), source)


def refuse_non_numbers(tensors: Mapping[str, Tensor], source: str) -> None:
    """Raises ModelError when a weight is infinite or not a number."""
    # A sum is not finite as soon as one value is not, and costs a fraction of an element-wise test.
    bad = [
        key
        for key, value in tensors.items()
        if value.is_floating_point() and not torch.isfinite(value.sum(dtype=torch.float64))
    ]
    if bad:
        raise ModelError(
            f"The weights in {source} hold values that are not numbers ({_some(bad)})",
            "Use an earlier checkpoint, or download the file again",
            ", ".join(bad),
        )


def _some(keys: list[str]) -> str:
    shown = ", ".join(keys[:_NAMES_SHOWN])
    return shown if len(keys) <= _NAMES_SHOWN else f"{shown}, ..."
