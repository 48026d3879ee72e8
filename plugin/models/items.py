"""Turns what the engine knows of models into what the window shows."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication

from ...inference.model_messages import Catalog, ModelDetails
from ...ui.model_values import ModelFact, ModelItem
from ..wording.engine_text import in_dock
from .fitting import Fit, fit
from .words import size_text, source_text

translate = QCoreApplication.translate

PHRASES = "phrases"


def items_of(catalog: Catalog, folders: tuple[str, ...] = ()) -> list[ModelItem]:
    """Returns every model as the window shows it, those of one group together.

    Args:
        catalog: What the engine has told.
        folders: Folders of models that the person uses where they lie.
    """
    models = {model.model_id: model for model in catalog.models}
    made = [_item(model, models, catalog, folders) for model in catalog.models]
    groups = list(dict.fromkeys(item.group for item in made))
    return sorted(made, key=lambda item: groups.index(item.group))


def taken_names(catalog: Catalog) -> frozenset[str]:
    """Returns the names that models in the folder of models have already."""
    return frozenset(model.model_id for model in catalog.models if model.is_kept)


def reference_of(model_id: str, folders: tuple[str, ...]) -> str:
    """Returns by which of the person's folders a model is known; "" where by none."""
    places = (model_id, str(Path(model_id).parent))
    return next((folder for folder in folders if folder.rstrip("/\\") in places), "")


def place_text(catalog: Catalog) -> str:
    """Returns where models lie, and how much room there is."""
    text = translate("GeoRefer", "Models lie in {folder}; its disk has {size} free")
    return text.format(folder=catalog.folder, size=size_text(catalog.free_bytes))


def _item(
    model: ModelDetails, models: dict[str, ModelDetails], catalog: Catalog, folders: tuple[str, ...]
) -> ModelItem:
    found = fit(model, catalog)
    is_to_get = model.state == "download" and not model.is_ready
    state, state_text = _state(model)
    return ModelItem(
        model.model_id,
        model.name,
        _group(model),
        state,
        state_text,
        size_text(model.size_bytes) if model.size_bytes else "",
        found.short,
        model.summary,
        tuple(_facts(model, models, found)),
        _hint(model, catalog),
        _get_text(model) if is_to_get else "",
        _licences(model, models) if is_to_get else (),
        tuple((kind, source_text(kind)) for kind in model.sources),
        can_use=model.is_ready and model.use == PHRASES,
        can_verify=model.is_kept,
        remove_text=_remove_text(model, folders),
    )


def _group(model: ModelDetails) -> str:
    return {
        PHRASES: translate("GeoRefer", "Answer phrases"),
        "prompts": translate("GeoRefer", "Take points and boxes"),
        "part": translate("GeoRefer", "Parts of other models"),
    }.get(model.use, translate("GeoRefer", "Cannot be used yet"))


def _state(model: ModelDetails) -> tuple[str, str]:
    """Returns the sign of a model's state, and its words."""
    if model.is_ready:
        return "ready", translate("GeoRefer", "ready")
    if model.is_kept or model.state in ("added", "bundled"):
        return "warning", translate("GeoRefer", "not whole")
    if model.state == "bring":
        return "not_ready", translate("GeoRefer", "to bring")
    if model.kept_bytes and model.size_bytes:
        share = min(99, int(100 * model.kept_bytes / model.size_bytes))
        return "not_ready", translate("GeoRefer", "{percent} % there").format(percent=share)
    return "not_ready", translate("GeoRefer", "begun") if model.kept_bytes else translate(
        "GeoRefer", "to get"
    )


def _get_text(model: ModelDetails) -> str:
    if model.is_kept:
        return translate("GeoRefer", "Get again")
    if model.kept_bytes:
        return translate("GeoRefer", "Go on getting it")
    if not model.size_bytes:
        return translate("GeoRefer", "Get")
    return translate("GeoRefer", "Get ({size})").format(size=size_text(model.size_bytes))


def _remove_text(model: ModelDetails, folders: tuple[str, ...]) -> str:
    if reference_of(model.model_id, folders):
        return translate("GeoRefer", "Forget")
    return translate("GeoRefer", "Remove") if model.is_kept or model.kept_bytes else ""


def _licences(model: ModelDetails, models: dict[str, ModelDetails]) -> tuple[str, ...]:
    """Returns what has to be accepted: the licence of a model, or those of the parts that will be got."""
    parts = [models[part] for role, part in model.parts if part in models]
    wanted = [model] if model.sources or not parts else [part for part in parts if not part.is_ready]
    unknown = translate("GeoRefer", "none stated")
    text = translate("GeoRefer", "{model}: {licence}")
    return tuple(text.format(model=one.name, licence=one.licence or unknown) for one in wanted)


def _hint(model: ModelDetails, catalog: Catalog) -> str:
    """Returns what to do to have a model; "" where there is nothing to be said."""
    if model.is_ready:
        return ""
    said = []
    if model.is_gated:
        said.append(
            translate("GeoRefer", "Its server asks for an account that has accepted the licence on its page.")
        )
    if model.state == "bring":
        said.append(_bring_text(model))
    elif model.is_gated and catalog.token_from:
        said.append(
            translate("GeoRefer", "Your token is read from {place}.").format(place=catalog.token_from)
        )
    elif model.is_gated:
        said.append(
            translate(
                "GeoRefer",
                "Then set HF_TOKEN to a token of that account, or sign in with the hub's own program; "
                "GeoRefer keeps no token.",
            )
        )
    if model.is_kept or model.state == "added":
        said.append(in_dock(model.reason))
    return " ".join(part for part in said if part)


def _bring_text(model: ModelDetails) -> str:
    if model.is_gated:
        return translate(
            "GeoRefer", "Download its folder there, then add it here under the name {name}."
        ).format(name=model.model_id)
    return translate(
        "GeoRefer",
        "No trained weights are published that could be got from here. Add a checkpoint (.safetensors, .pth, "
        ".pt or .bin) or the folder that holds it, with the tokenizer of its text model.",
    )


def _facts(model: ModelDetails, models: dict[str, ModelDetails], found: Fit) -> list[ModelFact]:
    facts = [
        ModelFact(translate("GeoRefer", "Good at"), model.good_at),
        ModelFact(translate("GeoRefer", "Needs"), model.hardware),
        ModelFact(translate("GeoRefer", "This machine"), found.sentence),
        ModelFact(translate("GeoRefer", "Size"), size_text(model.size_bytes) if model.size_bytes else ""),
        ModelFact(translate("GeoRefer", "Trained at"), _gsd_text(model)),
        ModelFact(translate("GeoRefer", "Languages"), _language_text(model)),
        ModelFact(translate("GeoRefer", "Licence"), _licence_text(model), model.licence_url),
        ModelFact(translate("GeoRefer", "Made of"), _parts_text(model, models)),
        ModelFact(translate("GeoRefer", "Came from"), model.origin),
        ModelFact(translate("GeoRefer", "Id"), model.model_id),
    ]
    return [fact for fact in facts if fact.text]


def _licence_text(model: ModelDetails) -> str:
    if model.licence:
        return model.licence
    return translate("GeoRefer", "to be read there") if model.licence_url else ""


def _gsd_text(model: ModelDetails) -> str:
    if model.gsd_range_m is None:
        return ""
    finest, coarsest = (f"{value:g}" for value in model.gsd_range_m)
    if finest == coarsest:
        return translate("GeoRefer", "{metres} m a pixel").format(metres=finest)
    return translate("GeoRefer", "{finest} to {coarsest} m a pixel").format(finest=finest, coarsest=coarsest)


def _language_text(model: ModelDetails) -> str:
    names = {"en": translate("GeoRefer", "English"), "zh": translate("GeoRefer", "Chinese")}
    return translate("GeoRefer", ", ").join(names.get(code, code) for code in model.languages)


def _parts_text(model: ModelDetails, models: dict[str, ModelDetails]) -> str:
    rows = []
    for _, part in model.parts:
        known = models.get(part)
        text = translate("GeoRefer", "{model}, {state}")
        rows.append(text.format(model=known.name, state=_state(known)[1]) if known else part)
    return "\n".join(rows)
