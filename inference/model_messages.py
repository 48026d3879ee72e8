"""States what plugin and worker say to each other about the models that there are.

Standard library only: the plugin imports it under QGIS's own Python, which may be 3.9.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelsRequest:
    """Asks which models there are; answered at once.

    Attributes:
        folders: Where else to look: each is a model, or holds models.
    """

    folders: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelFacts:
    """Says what is known of a model without loading it.

    Attributes:
        model_id: What a request names it by: its id in the catalog, or its folder.
        name: Name for people.
        state: `bundled`, `download`, `bring` where the person has to add the files, or `added` by the person.
        is_ready: Whether its files are there.
        licence: SPDX identifier of the weights, or "".
        size_bytes: Size of its files, or of what is to be got; 0 where not known.
        reason: Why it is not ready and what to do about it, or "".
    """

    model_id: str
    name: str
    state: str
    is_ready: bool
    licence: str = ""
    size_bytes: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Models:
    """Answers a ModelsRequest.

    Attributes:
        models: Those of the catalog in the order in which people should see them, then those in folders.
    """

    models: tuple[ModelFacts, ...]
