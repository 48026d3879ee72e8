"""Compares tensors with those of a published implementation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

MASK_SHARE = 0.001


@dataclass(frozen=True)
class Comparison:
    """Holds the outcome for one tensor.

    Attributes:
        name: Name of the tensor.
        error: Largest absolute difference; for masks the share of differing pixels; None where the
            tensor was not computed.
        tolerance: Largest error that passes.
        remark: What the reader should know.
    """

    name: str
    error: float | None
    tolerance: float
    remark: str = ""

    @property
    def passed(self) -> bool:
        """Returns whether the tensor was computed and is close enough."""
        return self.error is not None and self.error <= self.tolerance


def compare_all(
    expected: Mapping[str, Tensor], computed: Mapping[str, Tensor], facts: Mapping[str, Any]
) -> list[Comparison]:
    """Compares every expected tensor, in the order of their names.

    Args:
        expected: As published.
        computed: As computed by us, under the same names.
        facts: Per name the `atol`, and a `dtype` of uint8 for masks.
    """
    return [compare(name, expected[name], computed.get(name), facts[name]) for name in sorted(expected)]


def compare(name: str, expected: Tensor, computed: Tensor | None, facts: Mapping[str, Any]) -> Comparison:
    """Compares one tensor."""
    is_mask = facts.get("dtype") == "uint8"
    tolerance = MASK_SHARE if is_mask else float(facts["atol"])
    if computed is None:
        return Comparison(name, None, tolerance, "not computed")
    if computed.shape != expected.shape:
        return Comparison(name, None, tolerance, f"shape {list(computed.shape)}, not {list(expected.shape)}")
    if is_mask:
        return Comparison(name, float((computed != expected).double().mean()), tolerance, "share of pixels")
    error = float((computed.double() - expected.double()).abs().max())
    # A comparison with a value that is not a number is always false, so it fails by itself.
    return Comparison(name, error, tolerance, "" if torch.isfinite(computed).all() else "not finite")
