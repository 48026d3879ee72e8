"""Lists the known models and loads one by id or from a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ModelError
from .bundle_config import is_bundle
from .checkpoint_files import is_weights
from .downloading.sources import Place
from .store import default_models_folder

if TYPE_CHECKING:
    from ..device import Device
    from .interface import PhraseModel

DEFAULT_MODEL = "georefer-tiny"
PHRASES = "phrases"


@dataclass(frozen=True)
class BaseFile:
    """Names a base model that somebody else publishes.

    Attributes:
        role: Which part it becomes, such as "sam".
        repository: Repository on the hub.
        licence: SPDX identifier.
        model: Its id in the catalog, "" where it has none.
    """

    role: str
    repository: str
    licence: str
    model: str = ""


@dataclass(frozen=True)
class Download:
    """Names one file that belongs to a model.

    Attributes:
        path: Where it goes, below the model's folder.
        place: Where it comes from.
        size_bytes: Its size, 0 where only the server knows.
        sha256: SHA-256, hexadecimal, "" where only the server knows.
    """

    path: str
    place: Place
    size_bytes: int = 0
    sha256: str = ""


@dataclass(frozen=True)
class Source:
    """Names a server that has all files of a model.

    Attributes:
        kind: "hub", "modelscope" or "web".
        downloads: The files.
    """

    kind: str
    downloads: tuple[Download, ...]

    @property
    def size_bytes(self) -> int:
        """Returns the size of all files, 0 where that of the weights is not known."""
        is_known = all(download.size_bytes for download in self.downloads if is_weights(download.path))
        return sum(download.size_bytes for download in self.downloads) if is_known else 0


@dataclass(frozen=True)
class CatalogEntry:
    """Describes a model that can be had.

    Attributes:
        id: Name on the command line and in requests.
        name: Name for people.
        architecture: Which code runs it.
        state: "bundled", "download", or "bring" where the person adds the files.
        summary: One or two sentences for people.
        licence: SPDX identifier of the trained weights, "" where none is stated.
        languages: Languages of its phrases; none where it takes no phrases.
        folder: Where a bundled model lies, below this package.
        sizes: Data file with the published sizes.
        files: Base models that it is made of.
        use: "phrases", "prompts" (points and boxes) or "part" (of other models).
        licence_url: Where the licence can be read.
        gsd_range_m: Finest and coarsest ground sample distance of its training, None where unknown.
        good_at: What it is good at, for people.
        hardware: What it needs, for people.
        parameters_m: Millions of parameters, None where not counted.
        is_gated: Whether the hub asks for an account that has accepted the licence.
        sources: Where it can be got, the usual one first.
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
    use: str = PHRASES
    licence_url: str = ""
    gsd_range_m: tuple[float, float] | None = None
    good_at: str = ""
    hardware: str = ""
    parameters_m: float | None = None
    is_gated: bool = False
    sources: tuple[Source, ...] = ()


def read_catalog() -> tuple[CatalogEntry, ...]:
    """Returns the models that answer phrases, in the order in which people should see them."""
    return tuple(entry for entry in whole_catalog() if entry.use == PHRASES)


def whole_catalog() -> tuple[CatalogEntry, ...]:
    """Returns all models: those that answer phrases, those that take clicks, and the parts of others."""
    text = resources.files(__package__).joinpath("catalog.json").read_text(encoding="utf-8")
    return tuple(_entry(values) for values in json.loads(text)["models"])


def _entry(values: Mapping[str, Any]) -> CatalogEntry:
    gsd_range_m = values.get("gsd_range_m")
    is_gated = values.get("is_gated", False)
    return CatalogEntry(
        **{
            **values,
            "languages": tuple(values["languages"]),
            "files": tuple(BaseFile(**base) for base in values["files"]),
            "gsd_range_m": None if gsd_range_m is None else (gsd_range_m[0], gsd_range_m[1]),
            "sources": tuple(_source(source, is_gated) for source in values.get("sources", ())),
        }
    )


def _source(values: Mapping[str, Any], is_gated: bool) -> Source:
    downloads = []
    for file in values["files"]:
        place = Place(
            kind=values["kind"],
            name=file.get("name", file["path"]),
            repository=file.get("repository", values.get("repository", "")),
            revision=file.get("revision", values.get("revision", "")),
            url=file.get("url", ""),
            is_gated=is_gated,
        )
        downloads.append(Download(file["path"], place, file.get("size_bytes", 0), file.get("sha256", "")))
    return Source(values["kind"], tuple(downloads))


def find_entry(model_id: str) -> CatalogEntry:
    """Returns the entry of an id.

    Raises:
        ModelError: The id is unknown; the message lists the known ones.
    """
    entries = {entry.id: entry for entry in whole_catalog()}
    if model_id not in entries:
        raise ModelError(
            f"The model {model_id} is unknown",
            f"Choose {_either(_phrase_ids())}, or give the folder of a model",
        )
    return entries[model_id]


def model_folder(model: str, models_folder: Path | None = None) -> Path:
    """Returns the folder that holds a model.

    Args:
        model: Id of the catalog, or a path to a folder or a checkpoint file.
        models_folder: Where models that the person got or added lie, one folder for each id; None: the
            usual place.

    Raises:
        ModelError: The model is unknown or its files are not there.
    """
    path = Path(model).expanduser()
    if path.exists() and (path.is_absolute() or len(path.parts) > 1 or not _is_known(model)):
        return path
    kept = (models_folder or default_models_folder()) / Path(model).name
    if kept.is_dir():
        return kept
    entry = find_entry(model)
    if entry.folder is not None:
        return Path(str(resources.files(__package__).joinpath(entry.folder)))
    raise ModelError(f"The weights of {entry.name} are not installed", _how_to_install(entry))


def _how_to_install(entry: CatalogEntry) -> str:
    if entry.state == "download":
        return f"Get them with georefer models get {entry.id}"
    needed = " and ".join(base.repository for base in entry.files)
    return f"Add a folder with its checkpoint and the tokenizer of its text model; it is made of {needed}"


def load_model(
    model: str = DEFAULT_MODEL, device: Device | None = None, models_folder: Path | None = None
) -> PhraseModel:
    """Loads a model that segments phrases.

    Args:
        model: Id of the catalog, or a path to a folder or a checkpoint file.
        device: From `choose_device`, which is asked when None.
        models_folder: Where models that the person got or added lie; None: the usual place.

    Raises:
        ModelError: The model is unknown, missing or damaged.
    """
    folder = model_folder(model, models_folder)
    load = _LOADERS[_architecture_of(folder)]
    # Listing the models must not wait for torch.
    from ..device import choose_device

    return load(folder, device or choose_device())


def _load_rsrefseg(folder: Path, device: Device) -> PhraseModel:
    from .bundle import load_bundle
    from .phrase_model import RSRefSegPhraseModel
    from .published import load_published

    bundle = load_bundle(folder) if is_bundle(folder) else load_published(folder)
    return RSRefSegPhraseModel(
        bundle.model, bundle.tokenizer, bundle.card, device.name, device.autocast_dtype
    )


def _load_rsrefseg2(folder: Path, device: Device) -> PhraseModel:
    from .rsrefseg2_loading import load_rsrefseg2

    return load_rsrefseg2(folder, device)


def _load_refersam(folder: Path, device: Device) -> PhraseModel:
    from .refersam_loading import load_refersam

    return load_refersam(folder, device)


# Architecture -> what loads a model that answers phrases.
_LOADERS: Mapping[str, Callable[[Path, Device], PhraseModel]] = {
    "rsrefseg": _load_rsrefseg,
    "rsrefseg2": _load_rsrefseg2,
    "refersam": _load_refersam,
}


def can_run(architecture: str) -> bool:
    """Returns whether this version answers phrases with models of an architecture."""
    return architecture in _LOADERS


def _architecture_of(folder: Path) -> str:
    """Returns which code runs a model.

    Raises:
        ModelError: It answers no phrases.
    """
    if is_bundle(folder):
        return "rsrefseg"
    from .recognising import recognise

    try:
        found = recognise(folder)
    except ModelError:
        return "rsrefseg"  # whose loader says what is wrong
    if not can_run(found.layout.architecture):
        raise ModelError(
            f"{folder.name} is {found.name}, which answers no phrases in this version",
            f"Choose {_either(_phrase_ids())}, or give the folder of a model",
            str(folder),
        )
    return found.layout.architecture


def _is_known(model: str) -> bool:
    return any(entry.id == model for entry in whole_catalog())


def _phrase_ids() -> list[str]:
    return [entry.id for entry in read_catalog()]


def _either(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last
