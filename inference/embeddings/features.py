"""Parts what models make of a batch of tiles, joins it again, and packs it for the disk.

Features are tensors or arrays whose first axis is the tiles, `SamFeatures` of such, or a tuple with one entry
for each tile; an entry may be any dataclass with tensors in it.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np
import torch
from safetensors.torch import load, save

from ..models.conv_encoders import SamFeatures
from ..models.interface import TileEmbedding


class UnpackableError(TypeError):
    """Says that features hold something that no file of ours can."""


def take(features: Any, index: int) -> Any:  # noqa: ANN401 (what a model keeps is its own business)
    """Returns the features of one tile of a batch, as a batch of one with memory of its own."""
    if isinstance(features, tuple):
        return (features[index],)
    if isinstance(features, SamFeatures):
        return mapped(features, lambda one: take(one, index))
    part = features[index : index + 1]
    return part.copy() if isinstance(part, np.ndarray) else part.clone()


def join(parts: Sequence[Any]) -> Any:  # noqa: ANN401
    """Returns the features of several batches as one."""
    first = parts[0]
    if isinstance(first, tuple):
        return tuple(chain.from_iterable(parts))
    if isinstance(first, SamFeatures):
        return SamFeatures.join(parts)
    return np.concatenate(parts) if isinstance(first, np.ndarray) else torch.cat(list(parts))


def mapped(tree: Any, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    """Returns features with every tensor and array in them changed."""
    if isinstance(tree, torch.Tensor | np.ndarray):
        return change(tree)
    if isinstance(tree, tuple | list):
        return type(tree)(mapped(one, change) for one in tree)
    if dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        return type(tree)(**{name: mapped(value, change) for name, value in _values(tree).items()})
    return tree


def size_bytes(tree: Any) -> int:  # noqa: ANN401
    """Returns the size of all tensors and arrays in features."""
    total = 0

    def count(one: Any) -> Any:  # noqa: ANN401
        nonlocal total
        total += one.nbytes
        return one

    mapped(tree, count)
    return total


def pack(tree: Any) -> tuple[str, bytes]:  # noqa: ANN401
    """Returns the shape of features as JSON, and their numbers.

    Raises:
        UnpackableError: They hold what belongs to another library.
    """
    tensors: dict[str, torch.Tensor] = {}
    shape = _shape(tree, tensors)
    return json.dumps(shape), save(tensors) if tensors else b""


def unpack(shape: str, numbers: bytes) -> Any:  # noqa: ANN401
    """Returns features that `pack` was given, to the bit and in the same order of memory."""
    return _tree(json.loads(shape), load(numbers) if numbers else {})


def _shape(tree: Any, tensors: dict[str, torch.Tensor]) -> Any:  # noqa: ANN401
    if isinstance(tree, torch.Tensor | np.ndarray):
        tensor = torch.from_numpy(np.ascontiguousarray(tree)) if isinstance(tree, np.ndarray) else tree
        name = str(len(tensors))
        tensors[name] = tensor.detach().cpu().contiguous()
        return {
            "array" if isinstance(tree, np.ndarray) else "tensor": name,
            "last": _is_channels_last(tensor),
        }
    if isinstance(tree, tuple | list):
        return {type(tree).__name__: [_shape(one, tensors) for one in tree]}
    if type(tree) in _classes().values():
        values = {name: _shape(value, tensors) for name, value in _values(tree).items()}
        return {"class": type(tree).__name__, "values": values}
    if tree is None or isinstance(tree, bool | int | float | str):
        return {"value": tree}
    raise UnpackableError(type(tree).__name__)


def _tree(shape: Any, tensors: dict[str, torch.Tensor]) -> Any:  # noqa: ANN401
    if "value" in shape:
        return shape["value"]
    if "class" in shape:
        values = {name: _tree(one, tensors) for name, one in shape["values"].items()}
        return _classes()[shape["class"]](**values)
    if "array" in shape:
        return tensors[shape["array"]].numpy()
    if "tensor" in shape:
        tensor = tensors[shape["tensor"]]
        return tensor.contiguous(memory_format=torch.channels_last) if shape["last"] else tensor
    kind = tuple if "tuple" in shape else list
    return kind(_tree(one, tensors) for one in shape[kind.__name__])


def _values(tree: Any) -> dict[str, Any]:  # noqa: ANN401
    return {one.name: getattr(tree, one.name) for one in dataclasses.fields(tree)}


def _classes() -> dict[str, type]:
    # Most models do without it, and it is slow to import.
    from ..models.clip_sam import TileFeatures

    return {one.__name__: one for one in (SamFeatures, TileFeatures, TileEmbedding)}


def _is_channels_last(tensor: torch.Tensor) -> bool:
    is_last = tensor.ndim == 4 and tensor.is_contiguous(memory_format=torch.channels_last)
    return is_last and not tensor.is_contiguous()
