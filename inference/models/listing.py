"""Lists the models that answer phrases, with their state; no weights are loaded, nor torch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..errors import ModelError
from ..model_messages import ModelFacts
from .bundle_config import CONFIG_NAME, WEIGHTS_NAME, facts_in, is_bundle, read_config, vocabulary_in
from .catalog import can_run, model_folder
from .catalog_entries import CatalogEntry, read_catalog, whole_catalog
from .checkpoint_files import DEEPSPEED_FILE, checkpoints_in
from .recipe import is_recipe
from .recognising import recognise_kept
from .store import default_models_folder, installed


def list_models(folders: Sequence[str] = ()) -> tuple[ModelFacts, ...]:
    """Returns the models of the catalog, those that the person has added, and those in folders.

    Args:
        folders: Each is a model, or holds models.
    """
    listed = [_of_catalog(entry) for entry in read_catalog()]
    known = {entry.id for entry in whole_catalog()}
    kept = default_models_folder()
    added = [_of_folder(kept / name, name) for name in installed(kept) if name not in known]
    added += [facts for folder in folders for facts in _added(Path(folder).expanduser())]
    return tuple({facts.model_id: facts for facts in (*listed, *added)}.values())


def vocabulary_of(model: str) -> frozenset[str] | None:
    """Returns every word that a model has learned, or None where any text is understood to some degree.

    Args:
        model: Id of the catalog, or a path to a folder or a checkpoint file.

    Raises:
        ModelError: The model is unknown, missing or damaged.
    """
    folder = model_folder(model)
    return vocabulary_in(read_config(folder)) if is_bundle(folder) else None


def _of_catalog(entry: CatalogEntry) -> ModelFacts:
    to_get = entry.sources[0].size_bytes if entry.sources else 0
    try:
        facts = _of_folder(model_folder(entry.id), entry.id, entry.state)
    except ModelError as error:
        return ModelFacts(entry.id, entry.name, entry.state, False, entry.licence, to_get, str(error))
    return ModelFacts(
        entry.id, entry.name, entry.state, facts.is_ready, entry.licence, facts.size_bytes, facts.reason
    )


def _added(folder: Path) -> list[ModelFacts]:
    """Returns the model that a folder is, or those that it holds; there is always one to be shown."""
    try:
        return list(_in_folder(folder))
    except OSError as error:
        return [_unusable(str(folder), folder.name, f"The folder cannot be read: {error.strerror}")]


def _in_folder(folder: Path) -> Iterator[ModelFacts]:
    if not folder.exists():
        yield _unusable(str(folder), folder.name, f"There is no folder {folder}. Choose another")
    elif _is_model(folder):
        yield _of_folder(folder, str(folder))
    else:
        inner = sorted(one for one in folder.iterdir() if one.is_dir() and _is_model(one))
        yield from (_of_folder(one, str(one)) for one in inner)
        if not inner:
            reason = f"The folder {folder.name} holds no model. Choose another"
            yield _unusable(str(folder), folder.name, reason)


def _is_model(path: Path) -> bool:
    is_file = path.is_file() or (path / DEEPSPEED_FILE).is_file()
    return is_file or (path / CONFIG_NAME).is_file() or is_recipe(path) or bool(checkpoints_in(path))


def _of_folder(folder: Path, model_id: str, state: str = "added") -> ModelFacts:
    """Returns what can be told of a model without loading its weights."""
    name = folder.name
    try:
        if not is_bundle(folder):
            return _of_checkpoint(folder, model_id, state)
        facts = facts_in(read_config(folder))
    except ModelError as error:
        return _unusable(model_id, name, str(error), state)
    if not (folder / WEIGHTS_NAME).is_file():
        reason = f"{WEIGHTS_NAME} is missing. Download or copy the model again"
        return _unusable(model_id, name, reason, state)
    name, licence = str(facts.get("name", name)), str(facts.get("licence", ""))
    return ModelFacts(model_id, name, state, True, licence, _size_bytes(folder))


def _of_checkpoint(folder: Path, model_id: str, state: str) -> ModelFacts:
    """Returns the facts of weights that somebody else has published."""
    found = recognise_kept(folder)
    size_bytes = sum(_size_bytes(found.root / file) for file in found.files)
    reason = ""
    if not can_run(found.layout.architecture):
        reason = f"It is {found.name}, which answers no phrases in this version. Choose another model"
    elif found.missing:
        reason = f"It lacks {' and '.join(found.missing)}. Add what is missing to the folder"
    return ModelFacts(model_id, folder.name, state, not reason, "", size_bytes, reason)


def _unusable(model_id: str, name: str, reason: str, state: str = "added") -> ModelFacts:
    return ModelFacts(model_id, name, state, False, "", 0, reason)


def _size_bytes(path: Path) -> int:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(one.stat().st_size for one in files)
