"""Knows how the publishers of models arrange their keys; the facts are in `layouts.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from .bundle_config import CLICKS
from .shapes import Shapes


@dataclass(frozen=True)
class SizeRule:
    """Tells the size of a model from one of its tensors.

    Attributes:
        key: Pattern of the tensor's key.
        axis: Axis that is the width.
        names: Width -> what people call it, and the blocks of its encoder, 0 where that varies.
    """

    key: str
    axis: int
    names: Mapping[int, tuple[str, int]]


@dataclass(frozen=True)
class Layout:
    """Describes one arrangement of keys.

    Attributes:
        id: Name in receipts and reports.
        architecture: Which code runs it, as in the catalog.
        use: "phrases", "prompts" (points and boxes) or "part" (of other models).
        name: Name for people.
        signs: Patterns that all must match some key.
        parts: What a whole model has -> pattern of its keys.
        needs_tokenizer: Whether the files of a tokenizer belong to it.
        needs_companion: Layout of the other half and what to call it, None where it is whole by itself.
        size_rule: How to tell its size.
    """

    id: str
    architecture: str
    use: str
    name: str
    signs: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    needs_tokenizer: bool = False
    needs_companion: tuple[str, str] | None = None
    size_rule: SizeRule | None = None

    def matches(self, keys: Shapes) -> bool:
        """Returns whether all signs of the layout are there."""
        patterns = [re.compile(sign) for sign in self.signs]
        return all(any(pattern.search(key) for key in keys) for pattern in patterns)

    def size_of(self, shapes: Shapes) -> tuple[str, tuple[str, int] | None]:
        """Returns the size for people, and where the encoder's blocks begin and how many there are."""
        if self.size_rule is None:
            return "", None
        pattern = re.compile(self.size_rule.key)
        for key, shape in shapes.items():
            if pattern.search(key) and len(shape) > abs(self.size_rule.axis):
                name, depth = self.size_rule.names.get(shape[self.size_rule.axis], ("", 0))
                stem = key.rsplit("pos_embed", 1)[0]
                return name, (stem, depth) if depth and stem != key else None
        return "", None


OURS = Layout("georefer", "rsrefseg", "phrases", "GeoRefer model")
OUR_CLICKS = Layout("georefer-click", CLICKS, "prompts", "GeoRefer model for clicks")
CLIP_SAM = Layout("clip-sam", "clip_sam", "phrases", "CLIP with SAM")
GROUNDED_SAM = Layout("grounded-sam", "grounded_sam", "phrases", "A detector with SAM")
# Known by what their folders hold, not by keys.
UNKEYED = (OURS, OUR_CLICKS, CLIP_SAM, GROUNDED_SAM)


@cache
def layouts() -> tuple[Layout, ...]:
    """Returns the known layouts, the more special ones first."""
    text = resources.files(__package__).joinpath("layouts.json").read_text(encoding="utf-8")
    content = json.loads(text)
    sizes = {
        name: SizeRule(
            rule["key"],
            rule["axis"],
            {int(width): (size[0], size[1]) for width, size in rule["names"].items()},
        )
        for name, rule in content["sizes"].items()
    }
    return tuple(_layout(entry, sizes) for entry in content["layouts"])


def matching_layout(shapes: Shapes) -> Layout | None:
    """Returns the layout of keys, None where it is unknown."""
    return next((layout for layout in layouts() if layout.matches(shapes)), None)


def _layout(entry: Mapping[str, Any], sizes: Mapping[str, SizeRule]) -> Layout:
    companion = entry.get("companion")
    return Layout(
        id=entry["id"],
        architecture=entry["architecture"],
        use=entry["use"],
        name=entry["name"],
        signs=tuple(entry["signs"]),
        parts=entry.get("parts", {}),
        needs_tokenizer=entry.get("tokenizer", False),
        needs_companion=(companion[0], companion[1]) if companion else None,
        size_rule=sizes.get(entry.get("size", "")),
    )
