"""What the model dialog is given and gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelFact:
    """Is one line about a model.

    Attributes:
        label: What it is about.
        text: What there is to say.
        url: Where more can be read; "" for nowhere.
    """

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class ModelItem:
    """Is a model that is there, or can be had.

    Attributes:
        model_id: Its id in the catalog, or its folder.
        name: Name for people.
        group: What it does, for people; models of one group stand together.
        state: `ready`, `not_ready` or `warning`: the sign before its name.
        state_text: "ready", "to get" and the like.
        size_text: Its size; "" where not known.
        fit_text: "fits", "slow" or "too large" for this machine; "" where not known.
        summary: One or two sentences.
        facts: What else is known.
        hint: What to do to have it; "" for nothing to be said.
        get_text: What the button says that gets it; "" where it cannot be got.
        licences: What has to be accepted before it is got.
        sources: Where it can be got, each a kind and its name for people.
        can_use: Whether phrases can be run with it.
        can_verify: Whether its files can be compared.
        remove_text: What the button says that removes it; "" where it cannot be removed.
    """

    model_id: str
    name: str
    group: str
    state: str
    state_text: str
    size_text: str = ""
    fit_text: str = ""
    summary: str = ""
    facts: tuple[ModelFact, ...] = ()
    hint: str = ""
    get_text: str = ""
    licences: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    can_use: bool = False
    can_verify: bool = False
    remove_text: str = ""


@dataclass(frozen=True)
class Transfer:
    """Says how far the job at hand is.

    Attributes:
        title: Which model, and what becomes of it.
        text: How far it is, in words.
        share: How much is done, 0..1; None: not known.
    """

    title: str
    text: str = ""
    share: float | None = None


@dataclass(frozen=True)
class Addition:
    """Is a model of the person's own that shall be added.

    Attributes:
        path: Its file or folder.
        name: What to call it.
        beside: What it lacks, a file or folder; "" for nothing.
        is_copied: Whether it is copied to the models; else it is used where it lies.
        replaces: Whether it takes the place of the model of that name.
    """

    path: str
    name: str
    beside: str = ""
    is_copied: bool = True
    replaces: bool = False
