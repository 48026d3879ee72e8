"""Puts a CLIP and a SAM together as their recipe says."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..device import Device
from ..errors import ModelError
from .clip_loading import load_clip
from .clip_sam import ClipSamPhraseModel, ClipSamSettings
from .interface import ModelCard
from .recipe import Recipe, read_recipe, settings_of
from .sam_loading import load_sam


def load_clip_sam(folder: Path, device: Device) -> ClipSamPhraseModel:
    """Loads what the recipe in a folder names.

    Raises:
        ModelError: A part is missing, damaged or does not fit.
    """
    recipe = recipe_in(folder)
    settings: ClipSamSettings = settings_of(recipe, ClipSamSettings)
    clip = load_clip(recipe.part("clip"), recipe.tokenizer, settings.activation)
    sam = load_sam(recipe.part("sam"), device)
    card = card_of(recipe, (clip.weights_hash, sam.card.weights_hash, repr(settings)), sam.card.input_size_px)
    return ClipSamPhraseModel(clip.towers, clip.tokenizer, sam, card, device, settings)


def recipe_in(folder: Path) -> Recipe:
    """Returns the recipe in a folder.

    Raises:
        ModelError: There is none.
    """
    recipe = read_recipe(folder)
    if recipe is None:
        raise ModelError(
            f"There is no recipe in {folder.name}", "Choose the folder that holds it", str(folder)
        )
    return recipe


def card_of(recipe: Recipe, facts: tuple[str, ...], input_size_px: int) -> ModelCard:
    """Returns the description of a model of several parts.

    Its gate is open: how low the relevance of a tile with the target can be was never measured.

    Args:
        recipe: Names the parts.
        facts: Hashes of the weights and the settings; all of them change what is found.
        input_size_px: Side of the tiles.
    """
    return ModelCard(
        id=recipe.folder.name,
        name=recipe.folder.name,
        weights_hash=hashlib.sha256("\n".join(facts).encode()).hexdigest(),
        input_size_px=input_size_px,
        gate=0.0,
    )
