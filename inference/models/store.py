"""Knows the folder of the models that a person has got or added, and the receipt of each.

FOLDER/
ID/georefer-model.json     what it is, where it came from, size and SHA-256 of every file
ID/...                     its files
.getting/ID/               a download that is not finished
.locks/ID.lock
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ..errors import ModelError
from .downloading.digests import digest_of

MODELS_VARIABLE = "GEOREFER_MODELS"
RECEIPT_NAME = "georefer-model.json"
_FORMAT = 1
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


@dataclass(frozen=True)
class KeptFile:
    """States what a file was when it was kept.

    Attributes:
        size_bytes: Its size.
        sha256: SHA-256, hexadecimal.
        came_as: Digest by which its source knows it where that is no SHA-256, else "".
    """

    size_bytes: int
    sha256: str
    came_as: str = ""


@dataclass(frozen=True)
class Receipt:
    """States what a folder of the store holds.

    Attributes:
        id: Id of the model.
        name: Name for people.
        layout: What its weights were recognised as.
        licence: SPDX identifier, "" where the person added it.
        origin: Repository and commit, address, or path.
        got_at: When, ISO 8601.
        files: Path below the folder -> what it was.
    """

    id: str
    name: str
    layout: str
    licence: str
    origin: str
    got_at: str
    files: Mapping[str, KeptFile] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        """Returns the size of all files."""
        return sum(kept.size_bytes for kept in self.files.values())


def default_models_folder() -> Path:
    """Returns where models lie: `GEOREFER_MODELS`, else the place that the system has for such data."""
    named = os.environ.get(MODELS_VARIABLE)
    if named:
        return Path(named).expanduser()
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "georefer" / "models"


def check_id(model_id: str) -> str:
    """Returns an id that can name a folder on every system.

    Raises:
        ModelError: It cannot.
    """
    if not _ID.fullmatch(model_id) or model_id.endswith("."):
        raise ModelError(
            f"{model_id!r} is no name for a model", "Use small letters, digits, dots, hyphens and underscores"
        )
    return model_id


def installed(models_folder: Path) -> dict[str, Receipt | None]:
    """Returns the models in a folder: id -> receipt, None where a folder has none that can be read."""
    try:
        folders = sorted(entry for entry in models_folder.iterdir() if entry.is_dir())
    except OSError:
        return {}
    return {folder.name: read_receipt(folder) for folder in folders if not folder.name.startswith(".")}


def read_receipt(folder: Path) -> Receipt | None:
    """Returns the receipt of a folder, None where there is none that can be read."""
    try:
        content = json.loads((folder / RECEIPT_NAME).read_text(encoding="utf-8"))
        files = {str(path): KeptFile(**kept) for path, kept in content.pop("files").items()}
        content.pop("format")
        return Receipt(**content, files=files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def is_in_place(folder: Path, receipt: Receipt) -> bool:
    """Returns whether all files of a model are there and have their sizes."""
    return all(
        (folder / path).is_file() and (folder / path).stat().st_size == kept.size_bytes
        for path, kept in receipt.files.items()
    )


def write_receipt(folder: Path, receipt: Receipt) -> None:
    """Writes the receipt of a folder; it appears whole or not at all."""
    draft = folder / f".{RECEIPT_NAME}.part"
    draft.write_text(json.dumps({"format": _FORMAT, **asdict(receipt)}, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, folder / RECEIPT_NAME)


def put_in_place(draft: Path, models_folder: Path, model_id: str) -> Path:
    """Makes a finished folder the model of an id; the one before stays until the new one stands.

    Raises:
        ModelError: The system does not allow it; what was there before is there again.
    """
    target = models_folder / model_id
    before = models_folder / f".before-{model_id}"
    try:
        shutil.rmtree(before, ignore_errors=True)
        if target.exists():
            os.replace(target, before)
        try:
            os.replace(draft, target)
        except OSError:
            if before.exists():
                os.replace(before, target)
            raise
    except OSError as error:
        raise ModelError(
            f"The model {model_id} cannot be put into {models_folder}",
            "Close what uses the model, and try again",
            repr(error),
        ) from error
    shutil.rmtree(before, ignore_errors=True)
    return target


def take_away(models_folder: Path, model_id: str) -> int:
    """Removes a model and what was half got of it, and returns the bytes that were freed.

    Raises:
        ModelError: There is no such model, or the system does not allow it.
    """
    places = [models_folder / check_id(model_id), models_folder / ".getting" / model_id]
    found = [place for place in places if place.is_dir()]
    if not found:
        raise ModelError(f"The model {model_id} is not in {models_folder}", "See georefer models list")
    freed = sum(path.stat().st_size for place in found for path in place.rglob("*") if path.is_file())
    try:
        for place in found:
            # Out of the way first: a model is there whole or not at all.
            doomed = models_folder / f".removed-{model_id}"
            shutil.rmtree(doomed, ignore_errors=True)
            os.replace(place, doomed)
            shutil.rmtree(doomed)
    except OSError as error:
        raise ModelError(
            f"The model {model_id} cannot be removed", "Close what uses it, and try again", repr(error)
        ) from error
    return freed


def damage(folder: Path, receipt: Receipt, on_bytes: Callable[[int], None] | None = None) -> list[str]:
    """Returns what is wrong with the files of a model, one sentence each."""
    problems = []
    for path, kept in receipt.files.items():
        file = folder / path
        try:
            if not file.is_file():
                problems.append(f"{path} is missing")
            elif file.stat().st_size != kept.size_bytes:
                problems.append(f"{path} has {file.stat().st_size} bytes instead of {kept.size_bytes}")
            elif digest_of(file, on_bytes=on_bytes) != kept.sha256:
                problems.append(f"{path} has changed since it was got")
        except OSError as error:
            problems.append(f"{path} cannot be read ({error.strerror})")
    return problems


def now() -> str:
    """Returns the time for a receipt."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def gigabytes(size_bytes: int) -> str:
    """Returns a size for people."""
    return f"{size_bytes / 1e9:.1f} GB" if size_bytes >= 1e9 else f"{size_bytes / 1e6:.1f} MB"
