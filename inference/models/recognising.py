"""Says what a file or folder of weights is, by its keys, and what it lacks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ModelError
from .bundle_config import CLICKS, architecture_in
from .layouts import OUR_CLICKS, OURS, UNKEYED, Layout, layouts, matching_layout
from .recipe import RECIPE_NAME, Recipe, people_name, read_recipe
from .shapes import Shapes, read_shapes
from .store import is_in_place, read_receipt

SUFFIXES = (".safetensors", ".pth", ".pt", ".bin")
SIDECARS = ("config.json", "sizes.json", "lora.json", "preprocessor_config.json", "open_clip_config.json")
TOKENIZER_NAMES = (
    "tokenizer.json",
    "spiece.model",
    "tokenizer.model",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
)
DEEPSPEED_NAME = "mp_rank_00_model_states.pt"
# What trainers write beside the weights: never weights of a model, often pickles.
_STATES = re.compile(r"(optimizer|scheduler|random_states|rng_state|scaler|training_args)", re.IGNORECASE)
_VOCABULARIES = ("tokenizer.json", "spiece.model", "tokenizer.model", "vocab.txt", "vocab.json")
_INDICES = ("model.safetensors.index.json", "pytorch_model.bin.index.json")
_TWINS = {
    "pytorch_model.bin": "model.safetensors",
    "open_clip_pytorch_model.bin": "open_clip_model.safetensors",
}
_BUNDLE_FORMAT = "georefer-model"


@dataclass(frozen=True)
class Recognised:
    """States what weights are.

    Attributes:
        layout: Who arranged the keys, and for what.
        size: Size by which people know it, such as "ViT-B", "" where it has none of the published ones.
        root: Folder that holds everything.
        files: What belongs to it, below the root.
        missing: What it lacks, one phrase each.
    """

    layout: Layout
    size: str
    root: Path
    files: tuple[Path, ...]
    missing: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Returns what it is, for people."""
        return f"{self.layout.name}, {self.size}" if self.size else self.layout.name

    @property
    def weights(self) -> tuple[Path, ...]:
        """Returns the files with weights."""
        return tuple(self.root / file for file in self.files if file.suffix in SUFFIXES)


def recognise(path: Path) -> Recognised:
    """Returns what a file or folder is.

    Raises:
        ModelError: It holds no weights, several models, something damaged, or nothing that is known.
    """
    if not path.exists():
        raise ModelError(f"There is nothing at {path.name}", "Choose another file or folder", str(path))
    if path.is_dir() and _is_bundle(path):
        return _ours(path)
    recipe = read_recipe(path) if path.is_dir() else None
    if recipe is not None:
        return _made_of_parts(recipe)
    groups = _groups(path)
    # A stray file beside a model is no model.
    known = [one for one in map(_known, groups) if one is not None]
    if not known:
        raise _unknown(groups[0])
    # ROS-SAM's trainer writes the LoRA once more, alone.
    known = [one for one in known if len(known) == 1 or one.layout.id != "rossam-lora"]
    if len(known) == 2 and _are_companions(*known):
        main = max(known, key=lambda one: one.layout.needs_companion is not None and bool(one.size))
        files = tuple(sorted({file for one in known for file in one.files}))
        missing = [lack for one in known for lack in one.missing if lack not in _companions(known)]
        return Recognised(main.layout, main.size, main.root, files, tuple(missing))
    if len(known) > 1:
        names = ", ".join(one.weights[0].name for one in known)
        raise ModelError(
            f"The folder {path.name} holds several models ({names})",
            "Choose one of the files, or keep each in a folder of its own",
            str(path),
        )
    return known[0]


def recognise_kept(folder: Path) -> Recognised:
    """Returns what a folder is, believing the receipt of a model that was got or added.

    Keys of torch's own files can only be read with torch, which listing models must not wait for.

    Raises:
        ModelError: As `recognise`.
    """
    receipt = read_receipt(folder)
    known = {layout.id: layout for layout in (*UNKEYED, *layouts())}
    if receipt is None or receipt.layout not in known or not is_in_place(folder, receipt):
        return recognise(folder)
    return Recognised(known[receipt.layout], "", folder, tuple(Path(file) for file in receipt.files))


def _made_of_parts(recipe: Recipe) -> Recognised:
    """Returns what a recipe makes, and what its parts lack; parts elsewhere are no files of its own."""
    names, missing = [], []
    files = [Path(RECIPE_NAME)] if (recipe.folder / RECIPE_NAME).is_file() else []
    for role in {**recipe.roles, **recipe.parts}:
        folder = recipe.find(role)
        if folder is None:
            written = recipe.parts.get(role, "")
            missing.append(people_name(role) + f" (georefer models get {written})" * bool(written))
        elif role in recipe.roles:
            part = recognise_kept(folder)
            names.append(part.name)
            missing += _lacks(recipe, role, part)
            if folder.is_relative_to(recipe.folder):
                files += [(part.root / file).relative_to(recipe.folder) for file in part.files]
        elif folder.is_relative_to(recipe.folder):
            files += [(folder / file).relative_to(recipe.folder) for file in _beside(folder)]
    return Recognised(recipe.layout, " and ".join(names), recipe.folder, tuple(sorted(files)), tuple(missing))


def _lacks(recipe: Recipe, role: str, part: Recognised) -> list[str]:
    if part.layout.architecture not in recipe.roles[role]:
        raise ModelError(
            f"{people_name(role).capitalize()} cannot be {part.name}",
            f"Name another model in {RECIPE_NAME}",
            str(recipe.folder),
        )
    has_tokenizer = recipe.find("tokenizer") is not None
    # Weights in the layout of open_clip come without the tokenizer that all of them share.
    needs_one = part.layout.id == "open-clip" and not any(file.name in _VOCABULARIES for file in part.files)
    lacks = [*part.missing, *(["its tokenizer"] if needs_one else [])]
    return [lack for lack in lacks if lack != "its tokenizer" or not has_tokenizer]


@dataclass(frozen=True)
class _Group:
    """Holds files that make up one set of weights."""

    root: Path
    weights: tuple[Path, ...]


def _known(group: _Group) -> Recognised | None:
    """Returns what a set of weights is, None where its keys are of no known model."""
    shapes: dict[str, tuple[int, ...]] = {}
    for file in group.weights:
        shapes.update(read_shapes(group.root / file))
    layout = matching_layout(shapes)
    if layout is None:
        return None
    size, depth = layout.size_of(shapes)
    missing = [what for what, sign in layout.parts.items() if not _any_key(shapes, sign)]
    missing += _missing_blocks(shapes, depth)
    beside = _beside(group.root)
    if layout.needs_tokenizer and not any(file.name in _VOCABULARIES for file in beside):
        missing.append("its tokenizer")
    if layout.needs_companion is not None:
        missing.append(layout.needs_companion[1])
    files = tuple(sorted({*group.weights, *beside}))
    return Recognised(layout, size, group.root, files, tuple(missing))


def _unknown(group: _Group) -> ModelError:
    first = group.root / group.weights[0]
    keys = sorted(read_shapes(first))
    return ModelError(
        f"{first.name} holds weights of no known model",
        "Choose SAM, SAM-HQ, SAM 2, CLIP, SigLIP, RSRefSeg, RSRefSeg 2, ROS-SAM or ReferSAM",
        f"{first}: {len(keys)} tensors, such as {', '.join(keys[:3]) or 'none'}",
    )


def _any_key(shapes: Shapes, sign: str) -> bool:
    pattern = re.compile(sign)
    return any(pattern.search(key) for key in shapes)


_NUMBERS_SHOWN = 4
_BLOCK = re.compile(r"^(.*?\b(?:blocks|layers|layer|resblocks))\.(\d+)\.")


def _missing_blocks(shapes: Shapes, depth: tuple[str, int] | None) -> list[str]:
    """Returns the gaps in what is numbered, one phrase for each stack of blocks."""
    numbers: dict[str, set[int]] = {}
    for key in shapes:
        found = _BLOCK.match(key)
        if found is not None:
            numbers.setdefault(found[1], set()).add(int(found[2]))
    phrases = []
    for stack, present in sorted(numbers.items()):
        count = max(present) + 1
        if depth is not None and stack.startswith(depth[0]):
            count = max(count, depth[1])
        absent = sorted(set(range(count)) - present)
        if absent:
            shown = ", ".join(str(number) for number in absent[:_NUMBERS_SHOWN]) + ", ..." * (
                len(absent) > _NUMBERS_SHOWN
            )
            phrases.append(f"block {shown} of {count} in {stack}")
    return phrases


def _are_companions(one: Recognised, other: Recognised) -> bool:
    wanted = one.layout.needs_companion
    return wanted is not None and wanted[0] == other.layout.id


def _companions(known: Iterable[Recognised]) -> set[str]:
    return {one.layout.needs_companion[1] for one in known if one.layout.needs_companion is not None}


def _groups(path: Path) -> list[_Group]:
    """Returns the sets of weights at a path."""
    if path.is_file():
        return [_Group(path.parent, (Path(path.name),))]
    for name in _INDICES:
        if (path / name).is_file():
            return [_Group(path, _parts_of(path, name))]
    found = sorted(
        entry
        for entry in path.iterdir()
        if entry.is_file() and entry.suffix in SUFFIXES and not _STATES.search(entry.name)
    )
    if path.joinpath(DEEPSPEED_NAME).is_file():
        found = [path / DEEPSPEED_NAME]
    found += sorted(entry / DEEPSPEED_NAME for entry in path.iterdir() if (entry / DEEPSPEED_NAME).is_file())
    # transformers keeps the same weights in two formats; the safe one wins.
    twins = {
        "pytorch_model.bin": "model.safetensors",
        "open_clip_pytorch_model.bin": "open_clip_model.safetensors",
    }
    names = {entry.name for entry in found}
    chosen = [entry for entry in found if twins.get(entry.name) not in names]
    if not chosen:
        remedy = "Choose a file that ends in .safetensors, .pth, .pt or .bin"
        raise ModelError(f"The folder {path.name} holds no weights", remedy, str(path))
    return [_Group(path, (entry.relative_to(path),)) for entry in chosen]


def _parts_of(folder: Path, index_name: str) -> tuple[Path, ...]:
    try:
        index = json.loads((folder / index_name).read_text(encoding="utf-8"))
        # Only names of the folder itself: an index must not lead elsewhere.
        return tuple(sorted({Path(Path(name).name) for name in index["weight_map"].values()}))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise ModelError(
            f"The file {index_name} in {folder.name} is damaged", "Download the model again", str(error)
        ) from error


def _beside(root: Path) -> list[Path]:
    """Returns what belongs to weights without being weights, below their folder."""
    places = [root, root / "tokenizer"]
    names = (*SIDECARS, *TOKENIZER_NAMES, *_INDICES)
    return [
        (place / name).relative_to(root) for place in places for name in names if (place / name).is_file()
    ]


def _is_bundle(folder: Path) -> bool:
    return _config_of(folder).get("format") == _BUNDLE_FORMAT


def _config_of(folder: Path) -> Mapping[str, Any]:
    try:
        content = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _ours(folder: Path) -> Recognised:
    read_shapes(folder / "model.safetensors")
    files = (Path("config.json"), Path("model.safetensors"), *_beside(folder))
    layout = OUR_CLICKS if architecture_in(folder) == CLICKS else OURS
    return Recognised(layout, "", folder, tuple(sorted(set(files))))
