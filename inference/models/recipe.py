"""Reads recipes: folders that name the models another one is put together from, without loading torch.

FOLDER/recipe.json     {"architecture": "clip_sam", "parts": {"clip": "siglip2-so400m", "sam": "sam-vit-b"},
                        "settings": {"presence": 0.4}}
A part is a path, seen from the folder or absolute, or the id of a model that was got or added. Without
`recipe.json`, folders `clip/` and `sam/` (or `detector/` and `sam/`) below FOLDER are the parts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import ModelError
from .layouts import CLIP_SAM, GROUNDED_SAM, Layout
from .store import default_models_folder

RECIPE_NAME = "recipe.json"

# Architecture -> role of each part -> the architectures that can fill it.
_SAMS = ("sam", "sam_hq", "ros_sam", "sam2")
_ROLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "clip_sam": {"clip": ("clip", "siglip"), "sam": _SAMS},
    "grounded_sam": {"detector": ("grounding_dino", "owlv2"), "sam": _SAMS},
}
_LAYOUTS = {"clip_sam": CLIP_SAM, "grounded_sam": GROUNDED_SAM}
_TOKENIZER_ROLE = "tokenizer"
_PEOPLES_NAMES = {
    "clip": "its CLIP",
    "sam": "its SAM",
    "detector": "its detector",
    "tokenizer": "its tokenizer",
}


@dataclass(frozen=True)
class Recipe:
    """States what a model is put together from.

    Attributes:
        folder: Where the recipe lies.
        architecture: Which code runs it.
        parts: Role -> path or id, as written.
        settings: What differs from the usual settings of the architecture.
    """

    folder: Path
    architecture: str
    parts: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        """Returns what a whole of such parts is."""
        return _LAYOUTS[self.architecture]

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        """Returns role -> the architectures that can fill it."""
        return _ROLES[self.architecture]

    def find(self, role: str) -> Path | None:
        """Returns where a part lies, None where it is not there."""
        written = self.parts.get(role)
        if not written:
            return None
        asked = Path(written).expanduser()
        places = [self.folder / asked, self.folder.parent / asked, default_models_folder() / asked]
        return next((place for place in places if place.exists()), None)

    def part(self, role: str) -> Path:
        """Returns where a part lies.

        Raises:
            ModelError: It is not there.
        """
        found = self.find(role)
        if found is None:
            written = self.parts.get(role, "")
            raise ModelError(
                f"{self.folder.name} needs {people_name(role)}"
                + f", {written}, which is not there" * bool(written),
                f"Get it with georefer models get {written or 'ID'}, or name it in {RECIPE_NAME}",
                str(self.folder),
            )
        return found

    @property
    def tokenizer(self) -> Path | None:
        """Returns the folder of a tokenizer that the CLIP has not itself, None where none is named."""
        return self.part(_TOKENIZER_ROLE) if self.parts.get(_TOKENIZER_ROLE) else None


def people_name(role: str) -> str:
    """Returns what to call a part."""
    return _PEOPLES_NAMES.get(role, f"its {role}")


def is_recipe(folder: Path) -> bool:
    """Returns whether a folder holds a recipe, or all parts of a model that is put together."""
    if (folder / RECIPE_NAME).is_file():
        return True
    return any(all((folder / role).is_dir() for role in roles) for roles in _ROLES.values())


def read_recipe(folder: Path) -> Recipe | None:
    """Returns the recipe in a folder, None where there is none.

    Raises:
        ModelError: It is damaged.
    """
    if (folder / RECIPE_NAME).is_file():
        return _read(folder)
    for architecture, roles in _ROLES.items():
        if all((folder / role).is_dir() for role in roles):
            parts = {role: role for role in (*roles, _TOKENIZER_ROLE) if (folder / role).is_dir()}
            return Recipe(folder, architecture, parts)
    return None


def _read(folder: Path) -> Recipe:
    try:
        content = json.loads((folder / RECIPE_NAME).read_text(encoding="utf-8"))
        architecture, parts = content["architecture"], dict(content["parts"])
        settings = dict(content.get("settings", {}))
        if architecture not in _ROLES or not all(isinstance(part, str) for part in parts.values()):
            raise ValueError(f"nothing is made as {architecture!r} of {parts!r}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"The file {RECIPE_NAME} in {folder.name} is no recipe of a model",
            f"Correct it; it names an architecture ({' or '.join(_ROLES)}) and its parts",
            repr(error),
        ) from error
    return Recipe(folder, architecture, parts, settings)


def settings_of(recipe: Recipe, kind: type[Any]) -> Any:  # noqa: ANN401
    """Returns the settings of a recipe as a frozen dataclass of this kind.

    Raises:
        ModelError: It names a setting that does not exist, or a value that cannot be.
    """
    try:
        values = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in recipe.settings.items()
        }
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise ModelError(
            f"The settings in {RECIPE_NAME} of {recipe.folder.name} cannot be used",
            "Correct or remove them",
            repr(error),
        ) from error
