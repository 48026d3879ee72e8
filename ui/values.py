"""What the widgets are given and give back: values, never layers of results or messages of the engine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chip:
    """Is one part of a phrase as it was read.

    Attributes:
        kind: `target`, `count`, `where`, `rank` or `unread`.
        text: The person's words.
        reads_as: What they were read as.
        start: Where they begin in the phrase.
        end: Where they end in it, exclusive.
        is_on: Whether they count; what is switched off is looked for as if it had not been said.
    """

    kind: str
    text: str
    reads_as: str
    start: int
    end: int
    is_on: bool = True


@dataclass(frozen=True)
class Reading:
    """Is a phrase as it was read.

    Attributes:
        chips: Its parts; `part_switched` names one by its place here.
        count_text: How many are looked for, in words: "one", "all"; "" shows nothing.
        can_flip_count: Whether a click may turn one into all, or all into one.
        warnings: Sentences on what was not understood.
    """

    chips: tuple[Chip, ...] = ()
    count_text: str = ""
    can_flip_count: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelChoice:
    """Is a model that can be chosen.

    Attributes:
        model_id: Its id in the catalog, or a folder.
        label: Its name for people.
        state: "ready", "2.1 GB to download" and the like.
        is_ready: Whether it can be run at once.
        tooltip: More about it.
    """

    model_id: str
    label: str
    state: str
    is_ready: bool
    tooltip: str = ""


@dataclass(frozen=True)
class RunSettings:
    """Holds what a run needs beside layer, place, phrase and model; the defaults are the engine's.

    Attributes:
        bands: One or three bands counted from 1; None: as the layer is shown.
        tile_size_px: Side of the block that is computed at once.
        overlap_px: Shared pixels of neighbouring views.
        threshold: Probability from which a pixel belongs to an object, 0..1.
        min_area_m2: Smaller objects are dropped; None: what the model can resolve.
        right_angles: Whether outlines are made rectangular where they nearly are.
        prune: Whether places that the phrase excludes are left unread.
    """

    bands: tuple[int, ...] | None = None
    tile_size_px: int = 512
    overlap_px: int = 64
    threshold: float = 0.5
    min_area_m2: float | None = None
    right_angles: bool = False
    prune: bool = True


@dataclass(frozen=True)
class ResultRow:
    """Is one object in the list of results.

    Attributes:
        object_id: Its number in the output.
        score: Mean probability 0..1 of the pixels inside.
        area_text: Its area in words, where the list is given no function that words areas.
        is_kept: Whether it will be saved.
        area_m2: What the list is sorted by when a person sorts by area.
        phrase: What it was found for; "" where there was only one phrase.
    """

    object_id: int
    score: float
    area_text: str = ""
    is_kept: bool = True
    area_m2: float = 0.0
    phrase: str = ""


@dataclass(frozen=True)
class EngineState:
    """Says how the engine is.

    Attributes:
        kind: `missing`, `installing`, `starting`, `ready` or `failed`.
        text: A sentence for people.
        remedy: What helps; "" for nothing.
        share: How much is done, 0..1; None: not known.
    """

    kind: str
    text: str = ""
    remedy: str = ""
    share: float | None = None


@dataclass(frozen=True)
class Notice:
    """Is one line for the person, with a button where there is something to press.

    Attributes:
        text: What happened and what helps.
        level: `info`, `warning` or `error`.
        button_text: What the button says; "" for no button.
        action: Given back by `notice_clicked`.
    """

    text: str
    level: str = "info"
    button_text: str = ""
    action: str = ""
