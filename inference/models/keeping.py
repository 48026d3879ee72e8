"""Gets what a model needs, verifies what lies there, and removes it: what people do with models."""

from __future__ import annotations

from pathlib import Path

from ..errors import Cancelled, GeoReferError, ModelError
from .catalog_entries import find_entry, whole_catalog
from .downloading.hooks import GetHooks
from .downloading.locking import locked
from .pacing import Pace
from .recognising import recognise
from .shelf import parts_to_get
from .store import check_id, damage, installed, take_away


def get_whole(model_id: str, models_folder: Path, source: str = "", hooks: GetHooks | None = None) -> Path:
    """Gets a model, or the parts of one that is put together from others; returns the folder of the last.

    Args:
        model_id: Id of the catalog.
        models_folder: Where models lie.
        source: "hub", "modelscope" or "web"; "" takes the usual one.
        hooks: Whom to tell and to ask.

    Raises:
        ModelError: It cannot be got; an older copy of it stays as it was.
        Cancelled: The person stopped it; what has come is kept.
    """
    # What it needs is for it alone: the network's libraries are slow to import.
    from .getting import get_model

    folder = models_folder
    for part in parts_to_get(find_entry(model_id)):
        folder = get_model(part, models_folder, source, hooks)
    return folder


def remove_model(model_id: str, models_folder: Path) -> int:
    """Removes a model and what was half got of it, and returns the bytes that were freed.

    Raises:
        ModelError: It is not there, is bundled, or another process changes it.
    """
    check_id(model_id)
    if _is_only_bundled(model_id, models_folder):
        raise ModelError(f"{model_id} comes with GeoRefer and cannot be removed", "Remove another model")
    with locked(models_folder, model_id):
        return take_away(models_folder, model_id)


def verify_model(model_id: str, models_folder: Path, hooks: GetHooks | None = None) -> list[str]:
    """Returns what is wrong with the files of a model, one sentence each.

    Raises:
        ModelError: There is no such model.
        Cancelled: The person stopped it.
    """
    if _is_only_bundled(model_id, models_folder):
        remedy = "Verify a model that was got or added"
        raise ModelError(f"{model_id} comes with GeoRefer and is not in {models_folder}", remedy)
    there = installed(models_folder)
    if model_id not in there:
        raise ModelError(f"The model {model_id} is not in {models_folder}", "See georefer models list")
    folder, receipt = models_folder / model_id, there[model_id]
    problems: list[str] = []
    if receipt is None:
        problems.append("it has no receipt, so its files cannot be compared")
    else:
        pace = Pace(hooks or GetHooks(), lambda: Cancelled("Verifying was stopped", "Verify the model again"))
        pace.begin("checking", receipt.size_bytes)
        problems += damage(folder, receipt, pace.go_on)
    try:
        for lack in recognise(folder).missing:
            problems.append(f"{lack} is missing")
    except GeoReferError as error:
        problems.append(str(error))
    return problems


def _is_only_bundled(model_id: str, models_folder: Path) -> bool:
    """Says whether a model comes with GeoRefer and was not got besides."""
    bundled = {entry.id for entry in whole_catalog() if entry.state == "bundled"}
    return model_id in bundled and not (models_folder / model_id).is_dir()
