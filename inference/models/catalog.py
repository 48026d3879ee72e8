"""Finds a model by its id or folder, and loads it with the code of its architecture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from ..click_messages import CLICK_MODEL
from ..errors import ModelError
from .bundle_config import CLICKS, architecture_in, is_bundle
from .catalog_entries import CatalogEntry, find_entry, phrase_models, whole_catalog
from .store import default_models_folder

if TYPE_CHECKING:
    from ..device import Device
    from .interface import PhraseModel, PromptModel

DEFAULT_MODEL = "georefer-tiny"


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
    if not is_bundle(folder):
        from .torchvision_guard import hide_torchvision

        hide_torchvision()
    # Listing the models must not wait for torch.
    from ..device import choose_device

    return load(folder, device or choose_device())


def load_prompt_model(
    model: str = CLICK_MODEL, device: Device | None = None, models_folder: Path | None = None
) -> PromptModel:
    """Loads a model that segments what points and boxes point at.

    Args:
        model: Id of the catalog, or a path to a folder or a checkpoint file: georefer-click or any SAM.
        device: From `choose_device`, which is asked when None.
        models_folder: Where models that the person got or added lie; None: the usual place.

    Raises:
        ModelError: The model is unknown, missing, damaged, or takes no clicks.
    """
    folder = model_folder(model, models_folder)
    from ..device import choose_device
    from .sam_loading import load_sam

    device = device or choose_device()
    if not is_bundle(folder):
        return load_sam(folder, device)
    if architecture_in(folder) != CLICKS:
        raise ModelError(
            f"The model {folder.name} takes phrases and no clicks", f"Choose {CLICK_MODEL} or a SAM"
        )
    from .click_model import load_click_model

    return load_click_model(folder, device)


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


def _load_clip_sam(folder: Path, device: Device) -> PhraseModel:
    from .clip_sam_loading import load_clip_sam

    return load_clip_sam(folder, device)


def _load_grounded_sam(folder: Path, device: Device) -> PhraseModel:
    from .grounded_sam import load_grounded_sam

    return load_grounded_sam(folder, device)


def _load_sam3(folder: Path, device: Device) -> PhraseModel:
    from .sam3 import load_sam3

    return load_sam3(folder, device)


# Architecture -> what loads a model that answers phrases.
_LOADERS: Mapping[str, Callable[[Path, Device], PhraseModel]] = {
    "rsrefseg": _load_rsrefseg,
    "rsrefseg2": _load_rsrefseg2,
    "refersam": _load_refersam,
    "clip_sam": _load_clip_sam,
    "grounded_sam": _load_grounded_sam,
    "sam3": _load_sam3,
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
        if architecture_in(folder) == CLICKS:
            raise ModelError(
                f"The model {folder.name} takes clicks and answers no phrases", f"Choose {phrase_models()}"
            )
        return "rsrefseg"
    from .recognising import recognise

    try:
        found = recognise(folder)
    except ModelError:
        return "rsrefseg"  # whose loader says what is wrong
    if not can_run(found.layout.architecture):
        raise ModelError(
            f"{folder.name} is {found.name}, which answers no phrases in this version",
            f"Choose {phrase_models()}, or give the folder of a model",
            str(folder),
        )
    return found.layout.architecture


def _is_known(model: str) -> bool:
    return any(entry.id == model for entry in whole_catalog())
