"""Builds a model around weights that were read, without ever holding it twice."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor, nn

from .checkpoints import load_strictly

Network = TypeVar("Network", bound=nn.Module)


def model_from_weights(build: Callable[[], Network], tensors: dict[str, Tensor], source: str) -> Network:
    """Returns a model in evaluation mode, float32, whose weights are the given ones.

    Building a large model fills its weights with random numbers first, which takes longer than reading a
    checkpoint and as much memory again. Here it is built without memory.

    Args:
        build: Builds the model.
        tensors: Named as the model's own; emptied, so that what was read can be given back piece by piece.
        source: Name of the file, for the error.

    Raises:
        ModelError: The weights do not fit the model.
    """
    with torch.device("meta"):
        model = build()
    with warnings.catch_warnings():
        # Only the checks are wanted: copying into a model without memory does nothing, and says so.
        warnings.simplefilter("ignore", UserWarning)
        load_strictly(model, tensors, source)
    kinds = {key: value.dtype for key, value in model.state_dict().items()}
    for key in list(kinds):
        # Copied, since a file that stays mapped could be cut short under a running model.
        own = {key: tensors.pop(key).to(kinds[key], copy=True)}
        model.load_state_dict(own, strict=False, assign=True)
    _fill_indices(model)
    return model.eval()


def _fill_indices(model: nn.Module) -> None:
    """Fills what transformers keeps outside of checkpoints: the numbers of positions and token types."""
    for module in model.modules():
        for name, buffer in list(module.named_buffers(recurse=False)):
            if not buffer.is_meta:
                continue
            if name == "position_ids":
                filled = torch.arange(buffer.shape[-1]).expand(buffer.shape).clone()
            elif name == "token_type_ids":
                filled = torch.zeros(buffer.shape, dtype=buffer.dtype)
            else:
                raise RuntimeError(f"nothing is known of the buffer {name} of {type(module).__name__}")
            module.register_buffer(name, filled, persistent=False)
