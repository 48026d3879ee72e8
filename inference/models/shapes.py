"""Reads the names and shapes of weights without reading the weights."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from pathlib import Path

from ..errors import ModelError

Shapes = Mapping[str, tuple[int, ...]]

_LENGTH_BYTES = 8
_LARGEST_HEADER_BYTES = 100_000_000
_BITS = {
    "F64": 64,
    "I64": 64,
    "U64": 64,
    "F32": 32,
    "I32": 32,
    "U32": 32,
    "F16": 16,
    "BF16": 16,
    "I16": 16,
    "U16": 16,
}


def read_shapes(path: Path) -> Shapes:
    """Returns key -> shape of a safetensors file, a torch file or a DeepSpeed folder.

    Raises:
        ModelError: The file is missing, damaged, or holds more than weights.
    """
    if path.suffix == ".safetensors":
        return _read_header(path)
    from .checkpoints import read_state_dict

    return {key: tuple(value.shape) for key, value in read_state_dict(path).items()}


def _read_header(path: Path) -> Shapes:
    try:
        size_bytes = path.stat().st_size
        with path.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(_LENGTH_BYTES))
            if length > min(size_bytes, _LARGEST_HEADER_BYTES):
                raise ValueError(f"a header of {length} bytes")
            header = json.loads(stream.read(length))
        header.pop("__metadata__", None)
        end = max((entry["data_offsets"][1] for entry in header.values()), default=0)
        if _LENGTH_BYTES + length + end != size_bytes:
            raise ValueError(f"{size_bytes} bytes instead of {_LENGTH_BYTES + length + end}")
        for entry in header.values():
            _check_entry(entry)
        return {key: tuple(entry["shape"]) for key, entry in header.items()}
    except FileNotFoundError as error:
        raise ModelError(f"There are no weights at {path.name}", "Choose another file", str(path)) from error
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, struct.error) as error:
        raise ModelError(
            f"The weights file {path.name} is damaged or not whole",
            "Download or copy the file again",
            f"{path}: {error}",
        ) from error


def _check_entry(entry: Mapping[str, list[int]]) -> None:
    begin, end = entry["data_offsets"]
    bits = _BITS.get(str(entry["dtype"]))
    if bits is not None and end - begin != math.prod(entry["shape"]) * bits // 8:
        raise ValueError(f"a tensor of {entry['shape']} in {end - begin} bytes")
