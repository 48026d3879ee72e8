"""Describes the models that can be had: `catalog.json` as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from ..errors import ModelError
from .checkpoint_files import is_weights
from .downloading.sources import Place

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
        about_bytes: Its size as its page rounds it, where the exact one is not known.
    """

    path: str
    place: Place
    size_bytes: int = 0
    sha256: str = ""
    about_bytes: int = 0


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
        """Returns the size of all files, at times rounded, 0 where that of the weights is not known."""
        sizes = {one.path: one.size_bytes or one.about_bytes for one in self.downloads}
        is_known = all(size for path, size in sizes.items() if is_weights(path))
        return sum(sizes.values()) if is_known else 0


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
        gpu_gb: Memory of a GPU that it needs, None where not known.
        cpu_gb: Memory of the machine that it needs on the CPU, None where not known.
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
    gpu_gb: float | None = None
    cpu_gb: float | None = None
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


def catalog_in_chinese() -> Mapping[str, str]:
    """Returns the sentences of the catalog, each with its Chinese."""
    text = resources.files(__package__).joinpath("catalog_zh.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


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
            revision=_bare(file.get("revision", values.get("revision", ""))),
            url=file.get("url", ""),
            is_gated=is_gated,
        )
        downloads.append(
            Download(
                path=file["path"],
                place=place,
                size_bytes=file.get("size_bytes", 0),
                sha256=_bare(file.get("sha256", "")),
                about_bytes=file.get("about_bytes", 0),
            )
        )
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
            f"Choose {phrase_models()}, or give the folder of a model",
        )
    return entries[model_id]


def phrase_models() -> str:
    """Returns the ids of the models that answer phrases, as a remedy names them."""
    *others, last = [entry.id for entry in read_catalog()]
    return f"{', '.join(others)} or {last}" if others else last


def _bare(digest: str) -> str:
    """Returns a digest without the word for its kind, which keeps it from being taken for a password."""
    return digest.partition(":")[2] or digest
