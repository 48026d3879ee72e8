"""Lists the known models and loads one by id or from a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelError
from .bundle_config import is_bundle

if TYPE_CHECKING:
    from ..device import Device
    from .interface import PhraseModel

DEFAULT_MODEL = "georefer-tiny"


@dataclass(frozen=True)
class BaseFile:
    """Names a base model that somebody else publishes.

    Attributes:
        role: Which part it becomes, such as "sam".
        repository: Repository on the hub.
        licence: SPDX identifier.
    """

    role: str
    repository: str
    licence: str


@dataclass(frozen=True)
class CatalogEntry:
    """Describes a model that can be had.

    Attributes:
        id: Name on the command line and in requests.
        name: Name for people.
        architecture: Which code runs it.
        state: "bundled", or "bring" where the person adds the files.
        summary: One or two sentences for people.
        licence: SPDX identifier of the trained weights.
        languages: Languages of its phrases.
        folder: Where a bundled model lies, below this package.
        sizes: Data file with the published sizes.
        files: Base models that it is made of.
    """

    id: str
    name: str
    architecture: str
    state: str
    summary: str
    licence: str
    languages: tuple[str, ...]
    folder: str | None = None
    sizes: str | None = None
    files: tuple[BaseFile, ...] = ()


def read_catalog() -> tuple[CatalogEntry, ...]:
    """Returns the known models, in the order in which people should see them."""
    text = resources.files(__package__).joinpath("catalog.json").read_text(encoding="utf-8")
    return tuple(
        CatalogEntry(
            **{
                **entry,
                "languages": tuple(entry["languages"]),
                "files": tuple(BaseFile(**base) for base in entry["files"]),
            }
        )
        for entry in json.loads(text)["models"]
    )


def find_entry(model_id: str) -> CatalogEntry:
    """Returns the entry of an id.

    Raises:
        ModelError: The id is unknown; the message lists the known ones.
    """
    entries = {entry.id: entry for entry in read_catalog()}
    if model_id not in entries:
        raise ModelError(
            f"The model {model_id} is unknown", f"Choose {_either(entries)}, or give the folder of a model"
        )
    return entries[model_id]


def model_folder(model: str, models_folder: Path | None = None) -> Path:
    """Returns the folder that holds a model.

    Args:
        model: Id of the catalog, or a path to a folder or a checkpoint file.
        models_folder: Where models that the person added lie, one folder for each id.

    Raises:
        ModelError: The model is unknown or its files are not there.
    """
    path = Path(model).expanduser()
    if path.exists() and (path.is_absolute() or len(path.parts) > 1 or not _is_known(model)):
        return path
    if models_folder is not None and (models_folder / Path(model).name).is_dir():
        return models_folder / Path(model).name
    entry = find_entry(model)
    if entry.folder is not None:
        return Path(str(resources.files(__package__).joinpath(entry.folder)))
    needed = " and ".join(base.repository for base in entry.files)
    raise ModelError(
        f"The weights of {entry.name} are not installed",
        f"Add a folder with its checkpoint and the tokenizer of SigLIP; it is made of {needed}",
    )


def load_model(
    model: str = DEFAULT_MODEL, device: Device | None = None, models_folder: Path | None = None
) -> PhraseModel:
    """Loads a model that segments phrases.

    Args:
        model: Id of the catalog, or a path to a folder or a checkpoint file.
        device: From `choose_device`, which is asked when None.
        models_folder: Where models that the person added lie.

    Raises:
        ModelError: The model is unknown, missing or damaged.
    """
    folder = model_folder(model, models_folder)
    # Listing the models must not wait for torch.
    from ..device import choose_device
    from .bundle import load_bundle
    from .phrase_model import RSRefSegPhraseModel
    from .published import load_published

    bundle = load_bundle(folder) if is_bundle(folder) else load_published(folder)
    chosen = device or choose_device()
    return RSRefSegPhraseModel(
        bundle.model, bundle.tokenizer, bundle.card, chosen.name, chosen.autocast_dtype
    )


def _is_known(model: str) -> bool:
    return any(entry.id == model for entry in read_catalog())


def _either(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last
