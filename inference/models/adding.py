"""Adds models that a person brings: recognises them, checks every weight, and copies them whole."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import Cancelled, GeoReferError, IncompleteError, ModelError, TakenNameError
from .catalog_entries import whole_catalog
from .downloading.digests import digest_of
from .downloading.hooks import GetHooks
from .downloading.locking import locked
from .pacing import Pace
from .recognising import TOKENIZER_NAMES, Recognised, recognise
from .store import KeptFile, Receipt, check_id, default_models_folder, now, put_in_place, write_receipt

# The part of the catalog whose tokenizer an architecture uses.
_TOKENIZERS_OF = {"rsrefseg": "siglip-so400m", "rsrefseg2": "siglip2-so400m", "refersam": "bert-base"}
_TOKENIZER = "its tokenizer"
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class Added:
    """States what was added.

    Attributes:
        id: Id of the model.
        recognised: What it is.
        folder: Where it lies now.
        notes: What was done beside copying, one sentence each.
    """

    id: str
    recognised: Recognised
    folder: Path
    notes: tuple[str, ...] = ()


def add_model(
    path: Path,
    models_folder: Path | None = None,
    model_id: str = "",
    beside: Sequence[Path] = (),
    replaces: bool = False,
    hooks: GetHooks | None = None,
) -> Added:
    """Copies a model into the folder of models.

    Args:
        path: A checkpoint, or a folder that holds one.
        models_folder: Where models lie; None: the usual place.
        model_id: What to call it; "" takes the name of the file or folder.
        beside: Files and folders that it lacks, such as its tokenizer.
        replaces: Whether a model of that id may be replaced.
        hooks: Whom to tell and to ask.

    Raises:
        ModelError: It is unknown, damaged, not whole, or there is one of that id.
        Cancelled: The person stopped it; nothing was added.
    """
    folder = models_folder or default_models_folder()
    found = recognise(path)
    chosen = check_id(model_id or _id_of(path))
    _check_name(chosen, found)
    pace = Pace(hooks or GetHooks(), _stopped)
    with locked(folder, chosen):
        if (folder / chosen).exists() and not replaces:
            raise TakenNameError(f"There is a model {chosen} already", "Choose another name, or replace it")
        draft = folder / ".getting" / f"{chosen}.added"
        try:
            shutil.rmtree(draft, ignore_errors=True)
            notes = _copy(found, draft, beside, folder, pace)
            copied = recognise(draft)
            _check_whole(copied)
            _check_numbers(copied, pace)
            write_receipt(draft, _receipt(chosen, copied, path, pace))
        except OSError as error:
            shutil.rmtree(draft, ignore_errors=True)
            raise ModelError(
                f"The model {path.name} cannot be copied to {folder}",
                "Check the free space, and that both can be read and written",
                repr(error),
            ) from error
        except GeoReferError:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        kept = put_in_place(draft, folder, chosen)
    return Added(chosen, replace(copied, root=kept), kept, tuple(notes))


def _id_of(path: Path) -> str:
    """Returns an id made of a file's or folder's name."""
    name = path.name.removesuffix(path.suffix) if path.is_file() else path.name
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._") or "model"


def _check_name(model_id: str, found: Recognised) -> None:
    """Refuses the name of a catalog entry for something else."""
    for entry in whole_catalog():
        if entry.id == model_id and (
            entry.state == "bundled" or entry.architecture != found.layout.architecture
        ):
            raise TakenNameError(
                f"{model_id} is the name of {entry.name}, and this is {found.name}", "Choose another name"
            )


def _stopped() -> Cancelled:
    return Cancelled("Adding the model was stopped; nothing was added", "Add it again")


def _copy(
    found: Recognised, draft: Path, beside: Sequence[Path], models_folder: Path, pace: Pace
) -> list[str]:
    """Copies what belongs to a model; returns what else was done."""
    pace.begin("copying", sum((found.root / file).stat().st_size for file in found.files))
    for file in found.files:
        target = draft / file
        target.parent.mkdir(parents=True, exist_ok=True)
        pace.turn_to(file.name)
        _copy_file(found.root / file, target, pace)
    for extra in beside:
        _copy_beside(extra, draft)
    if _TOKENIZER not in found.missing or _has_tokenizer(draft):
        return []
    lender = models_folder / _TOKENIZERS_OF.get(found.layout.architecture, "-")
    if not lender.is_dir():
        return []
    _copy_beside(lender, draft)
    return [f"Its tokenizer was taken from {lender.name}"]


def _copy_file(source: Path, target: Path, pace: Pace) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        for block in iter(lambda: reading.read(_BLOCK_BYTES), b""):
            writing.write(block)
            pace.go_on(len(block))


def _copy_beside(extra: Path, draft: Path) -> None:
    """Copies one file, or the tokenizer and the other half of a model from a folder."""
    if not extra.exists():
        raise ModelError(f"There is nothing at {extra.name}", "Choose another file or folder", str(extra))
    if extra.is_file():
        place = draft / "tokenizer" if extra.name in TOKENIZER_NAMES else draft
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(extra, place / extra.name)
        return
    inner = extra / "tokenizer" if (extra / "tokenizer").is_dir() else extra
    (draft / "tokenizer").mkdir(parents=True, exist_ok=True)
    for name in TOKENIZER_NAMES:
        if (inner / name).is_file():
            shutil.copyfile(inner / name, draft / "tokenizer" / name)


def _has_tokenizer(draft: Path) -> bool:
    return any((place / name).is_file() for place in (draft, draft / "tokenizer") for name in TOKENIZER_NAMES)


def _check_whole(found: Recognised) -> None:
    if not found.missing:
        return
    lender = _TOKENIZERS_OF.get(found.layout.architecture)
    remedy = "Name what is missing with --with"
    if found.missing == (_TOKENIZER,) and lender:
        remedy += f", or run georefer models get {lender} first"
    raise IncompleteError(
        f"This is {found.name}, but {' and '.join(found.missing)} {_are(found.missing)} missing",
        remedy,
        str(found.root),
    )


def _are(missing: Sequence[str]) -> str:
    return "is" if len(missing) == 1 else "are"


def _check_numbers(found: Recognised, pace: Pace) -> None:
    """Reads every weight once: a copy that broke off in the middle often ends in what are no numbers."""
    from .checkpoints import read_state_dict, refuse_non_numbers

    # Read here, and once more for their digests.
    read = (*found.weights, *(found.root / file for file in found.files))
    pace.begin("checking", sum(file.stat().st_size for file in read))
    for file in found.weights:
        pace.turn_to(file.name)
        refuse_non_numbers(read_state_dict(file), file.name)
        pace.go_on(file.stat().st_size)


def _receipt(model_id: str, found: Recognised, path: Path, pace: Pace) -> Receipt:
    kept = {}
    for file in found.files:
        copied = found.root / file
        pace.turn_to(file.name)
        kept[file.as_posix()] = KeptFile(copied.stat().st_size, digest_of(copied, on_bytes=pace.go_on))
    return Receipt(model_id, model_id, found.layout.id, "", str(path.resolve()), now(), kept)
