"""Lists the models that a person can choose from, with their state; no weights are loaded, nor torch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..errors import ModelError
from ..messages import ModelFacts
from .bundle_config import CONFIG_NAME, WEIGHTS_NAME, facts_in, is_bundle, read_config, vocabulary_in
from .catalog import CatalogEntry, model_folder, read_catalog
from .checkpoint_files import DEEPSPEED_FILE, checkpoints_in, locate


def list_models(folders: Sequence[str] = ()) -> tuple[ModelFacts, ...]:
    """Returns the models of the catalog, and those in folders.

    Args:
        folders: Each is a model, or holds models.
    """
    listed = {entry.id: _of_catalog(entry) for entry in read_catalog()}
    added = (facts for folder in folders for facts in _added(Path(folder).expanduser()))
    return tuple({**listed, **{facts.model_id: facts for facts in added}}.values())


def vocabulary_of(model: str) -> frozenset[str] | None:
    """Returns every word that a model has learned, or None where any text is understood to some degree.

    Args:
        model: Id of the catalog, or a path to a folder or a checkpoint file.

    Raises:
        ModelError: The model is unknown, missing or damaged.
    """
    folder = model_folder(model)
    return vocabulary_in(read_config(folder)) if is_bundle(folder) else None  # subwords spell anything


def _of_catalog(entry: CatalogEntry) -> ModelFacts:
    try:
        facts = _of_folder(model_folder(entry.id), entry.state)
    except ModelError as error:
        return ModelFacts(entry.id, entry.name, entry.state, False, entry.licence, 0, str(error))
    return ModelFacts(
        entry.id, entry.name, entry.state, facts.is_ready, entry.licence, facts.size_bytes, facts.reason
    )


def _added(folder: Path) -> list[ModelFacts]:
    """Returns the model that a folder is, or those that it holds; there is always one to be shown."""
    try:
        return list(_in_folder(folder))
    except OSError as error:
        return [_unusable(folder, f"The folder {folder.name} cannot be read: {error.strerror}")]


def _in_folder(folder: Path) -> Iterator[ModelFacts]:
    if not folder.exists():
        yield _unusable(folder, f"There is no folder {folder}. Choose another")
    elif _is_model(folder):
        yield _of_folder(folder, "added")
    else:
        inner = sorted(one for one in folder.iterdir() if one.is_dir() and _is_model(one))
        yield from (_of_folder(one, "added") for one in inner)
        if not inner:
            yield _unusable(folder, f"The folder {folder.name} holds no model. Choose another")


def _is_model(path: Path) -> bool:
    is_file = path.is_file() or (path / DEEPSPEED_FILE).is_file()
    return is_file or (path / CONFIG_NAME).is_file() or bool(checkpoints_in(path))


def _of_folder(folder: Path, state: str) -> ModelFacts:
    """Returns the facts of a model's folder, as far as they can be told without its weights."""
    try:
        if not is_bundle(folder):
            _, checkpoint = locate(folder)
            return ModelFacts(str(folder), folder.name, state, True, "", _size_bytes(checkpoint))
        facts = facts_in(read_config(folder))
    except ModelError as error:
        return _unusable(folder, str(error), state)
    weights = folder / WEIGHTS_NAME
    if not weights.is_file():
        return _unusable(folder, f"{WEIGHTS_NAME} is missing. Download or copy the model again", state)
    name, licence = str(facts.get("name", folder.name)), str(facts.get("licence", ""))
    return ModelFacts(str(folder), name, state, True, licence, _size_bytes(folder))


def _unusable(folder: Path, reason: str, state: str = "added") -> ModelFacts:
    return ModelFacts(str(folder), folder.name, state, False, "", 0, reason)


def _size_bytes(path: Path) -> int:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(one.stat().st_size for one in files)
