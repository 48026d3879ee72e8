"""Tells all that is known of every model, as a person sees it before getting one; no weights are loaded."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import ModelError
from ..machine import free_bytes, memory_bytes
from ..model_messages import Catalog, ModelDetails, ModelFacts
from .catalog import model_folder
from .catalog_entries import PHRASES, CatalogEntry, catalog_in_chinese, find_entry, whole_catalog
from .layouts import UNKEYED, layouts
from .listing import list_models
from .recognising import recognise_kept
from .store import Receipt, default_models_folder, installed

TOKEN_VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


def browse(folders: Sequence[str] = (), gpu_bytes: int = 0, language: str = "en") -> Catalog:
    """Returns every model with what a person must know of it, and what the machine has to offer.

    Args:
        folders: Where else to look: each is a model, or holds models.
        gpu_bytes: Memory of the GPU, 0 for none.
        language: Language of what the catalog says: "en" or "zh".
    """
    folder = default_models_folder()
    models = model_details(folders)
    if language == "zh":
        models = tuple(map(_in_chinese, models))
    return Catalog(models, str(folder), free_bytes(folder), memory_bytes(), gpu_bytes, token_from())


def model_details(folders: Sequence[str] = ()) -> tuple[ModelDetails, ...]:
    """Returns the details of the models of the catalog, of those that were added, and of those in folders."""
    there = installed(default_models_folder())
    answering = {facts.model_id: facts for facts in list_models(folders)}
    entries = whole_catalog()
    known = {entry.id for entry in entries}
    added = [_of_added(facts, there) for facts in answering.values() if facts.model_id not in known]
    listed = [_of_entry(entry, answering, there) for entry in entries]
    phrases = [one for one in listed if one.use == PHRASES]
    return (*phrases, *added, *(one for one in listed if one.use != PHRASES))


def parts_to_get(entry: CatalogEntry) -> tuple[CatalogEntry, ...]:
    """Returns what has to be got for a model: itself, or the parts of one that is put together from others.

    Parts that are there are among them: getting one that is whole costs nothing.
    """
    if entry.sources or entry.folder is None:
        return (entry,)
    parts = tuple(find_entry(base.model) for base in entry.files if base.model)
    return parts if parts and len(parts) == len(entry.files) else (entry,)


def token_from() -> str:
    """Returns where the token for the hub lies, a variable or a file; "" for none. Never the token."""
    for name in TOKEN_VARIABLES:
        if os.environ.get(name, "").strip():
            return name
    from huggingface_hub import constants

    file = Path(constants.HF_TOKEN_PATH)
    try:
        return str(file) if file.stat().st_size else ""
    except OSError:
        return ""


def _of_entry(
    entry: CatalogEntry, answering: Mapping[str, ModelFacts], there: Mapping[str, Receipt | None]
) -> ModelDetails:
    facts = answering.get(entry.id) or _of_part(entry)
    parts = parts_to_get(entry)
    can_get = all(part.sources for part in parts)
    is_kept = entry.id in there
    # Parts that are there are not got again.
    lacking = [part for part in parts if part.id not in there] or parts
    to_get = sum(part.sources[0].size_bytes if part.sources else 0 for part in lacking)
    receipt = there.get(entry.id)
    return ModelDetails(
        entry.id,
        entry.name,
        entry.use,
        "download" if can_get else entry.state,
        facts.is_ready,
        facts.reason,
        is_kept=is_kept,
        kept_bytes=_half_bytes(entry.id),
        size_bytes=facts.size_bytes if is_kept or entry.state == "bundled" else to_get,
        licence=entry.licence,
        licence_url=entry.licence_url,
        is_gated=entry.is_gated,
        summary=entry.summary,
        good_at=entry.good_at,
        hardware=entry.hardware,
        languages=entry.languages,
        gsd_range_m=entry.gsd_range_m,
        gpu_gb=entry.gpu_gb,
        cpu_gb=entry.cpu_gb,
        sources=tuple(source.kind for source in (parts[0].sources if parts == (entry,) else ())),
        parts=tuple((base.role, base.model or base.repository) for base in entry.files),
        origin=receipt.origin if receipt else "",
    )


def _of_part(entry: CatalogEntry) -> ModelFacts:
    """Returns the facts of a model that answers no phrases."""
    try:
        folder = model_folder(entry.id)
        found = recognise_kept(folder)
        size_bytes = sum((found.root / file).stat().st_size for file in found.files)
    except (ModelError, OSError) as error:
        return ModelFacts(entry.id, entry.name, entry.state, False, entry.licence, 0, str(error))
    lacks = f"It lacks {' and '.join(found.missing)}. Get it again" if found.missing else ""
    return ModelFacts(entry.id, entry.name, entry.state, not lacks, entry.licence, size_bytes, lacks)


def _of_added(facts: ModelFacts, there: Mapping[str, Receipt | None]) -> ModelDetails:
    """Returns the details of a model that the person has added, or keeps elsewhere."""
    receipt = there.get(facts.model_id)
    uses = {layout.id: layout.use for layout in (*UNKEYED, *layouts())}
    use = PHRASES if facts.is_ready else uses.get(receipt.layout, "") if receipt else ""
    # Whoever brought SAM for a recipe need not be told that it answers no phrases.
    is_usable = facts.is_ready or (receipt is not None and use not in ("", PHRASES))
    return ModelDetails(
        facts.model_id,
        facts.name,
        use,
        facts.state,
        is_usable,
        "" if is_usable else facts.reason,
        is_kept=facts.model_id in there,
        size_bytes=facts.size_bytes,
        licence=facts.licence,
        origin=receipt.origin if receipt else "",
    )


def _in_chinese(model: ModelDetails) -> ModelDetails:
    """Returns a model with the sentences of the catalog in Chinese, where there are such."""
    texts = catalog_in_chinese()
    return replace(
        model,
        summary=texts.get(model.summary, model.summary),
        good_at=texts.get(model.good_at, model.good_at),
        hardware=texts.get(model.hardware, model.hardware),
    )


def _half_bytes(model_id: str) -> int:
    """Returns how much of a model was got before a download broke off."""
    draft = default_models_folder() / ".getting" / model_id
    # Beside a file that is not whole lies a note of which one it is.
    files = [path for path in draft.rglob("*") if path.is_file() and path.suffix != ".of"]
    return sum(path.stat().st_size for path in files)
