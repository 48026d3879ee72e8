"""States what plugin and worker say to each other about the models that there are.

Standard library only: the plugin imports it under QGIS's own Python, which may be 3.9.

    plugin -> worker    list, browse: answered at once
                        get, add, remove, verify: jobs beside the runs, one after the other, to be cancelled
    worker -> plugin    models, catalog; of a job: transfer; its end: changed, failed, cancelled
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


@dataclass(frozen=True)
class CatalogRequest:
    """Asks for all that is known of all models, those that answer no phrases included; answered at once.

    Attributes:
        folders: As in a ModelsRequest.
        language: Language of what the catalog says, as far as it speaks it: `en` or `zh`.
    """

    folders: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True)
class ModelDetails:
    """Says what can be known of a model without loading it.

    Attributes:
        model_id: Its id in the catalog, or its folder.
        name: Name for people.
        use: `phrases`, `prompts` (points and boxes), `part` (of other models), or "" where not known.
        state: As in ModelFacts.
        is_ready: Whether it can be used at once.
        reason: Why it is not ready and what to do about it, or "".
        is_kept: Whether its files lie in the folder of models, so that they can be verified and removed.
        kept_bytes: Bytes of a download that is not finished; what has come is not got again.
        size_bytes: As in ModelFacts.
        licence: SPDX identifier of the weights, or "".
        licence_url: Where the licence can be read, or "".
        is_gated: Whether its server asks for an account that has accepted the licence.
        summary: One or two sentences.
        good_at: What it is good at.
        hardware: What it needs.
        languages: Languages of its phrases.
        gsd_range_m: Finest and coarsest ground sample distance of its training; None where not known.
        gpu_gb: Memory of a GPU that it needs; None where not known.
        cpu_gb: Memory of the machine that it needs on the CPU; None where not known.
        sources: Where it can be got, the usual one first: `hub`, `modelscope`, `web`.
        parts: What it is made of, each a role and an id of the catalog or a repository of the hub.
        origin: Where its files came from, or "".
    """

    model_id: str
    name: str
    use: str
    state: str
    is_ready: bool
    reason: str = ""
    is_kept: bool = False
    kept_bytes: int = 0
    size_bytes: int = 0
    licence: str = ""
    licence_url: str = ""
    is_gated: bool = False
    summary: str = ""
    good_at: str = ""
    hardware: str = ""
    languages: tuple[str, ...] = ()
    gsd_range_m: tuple[float, float] | None = None
    gpu_gb: float | None = None
    cpu_gb: float | None = None
    sources: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    origin: str = ""


@dataclass(frozen=True)
class Catalog:
    """Answers a CatalogRequest.

    Attributes:
        models: As in Models, then those that answer no phrases.
        folder: Where models lie.
        free_bytes: Room on the disk of that folder; 0 where not known.
        memory_bytes: Memory of this machine that the engine may use; 0 where not known.
        gpu_bytes: Memory of the GPU that is computed on; 0 where there is none, or it is not known yet.
        token_from: Where the person's token for the hub was found: the name of a variable, or a file; "" for
            none. Never the token.
    """

    models: tuple[ModelDetails, ...]
    folder: str
    free_bytes: int = 0
    memory_bytes: int = 0
    gpu_bytes: int = 0
    token_from: str = ""


@dataclass(frozen=True)
class GetModelRequest:
    """Asks to download a model; one that was begun goes on.

    Attributes:
        model: Id in the catalog.
        source: One of its sources; "" takes the usual one.
    """

    model: str
    source: str = ""


@dataclass(frozen=True)
class AddModelRequest:
    """Asks to copy a checkpoint or a folder of the person's own to the models.

    Attributes:
        path: The file or folder.
        model: What to call it; "" takes its name.
        beside: Files and folders that it lacks, such as its tokenizer.
        replaces: Whether a model of that name may be replaced.
    """

    path: str
    model: str = ""
    beside: tuple[str, ...] = ()
    replaces: bool = False


@dataclass(frozen=True)
class RemoveModelRequest:
    """Asks to delete a model that was got or added, and what was half got of it.

    Attributes:
        model: Its id.
    """

    model: str


@dataclass(frozen=True)
class VerifyModelRequest:
    """Asks to compare every file of a model with what it was when it came.

    Attributes:
        model: Its id.
    """

    model: str


@dataclass(frozen=True)
class ModelProgress:
    """Says how far such a job is.

    Attributes:
        stage: `asking`, `downloading`, `waiting` (for a busy or lost server), `copying` or `checking`.
        file: Name of the file at hand.
        done_bytes: Bytes of the stage that are done.
        total_bytes: All bytes of the stage; 0 while they are not known.
    """

    stage: str
    file: str = ""
    done_bytes: int = 0
    total_bytes: int = 0


@dataclass(frozen=True)
class ModelChanged:
    """Ends a job about a model that succeeded.

    Attributes:
        action: `get`, `add`, `remove` or `verify`.
        model: Id of the model.
        found: What was added was recognised as, for people.
        notes: What was done beside, one sentence each.
        problems: What is wrong with its files, one sentence each; none where they are as they should be.
        freed_bytes: Room that was made.
    """

    action: str
    model: str
    found: str = ""
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    freed_bytes: int = 0


MODEL_JOBS = (GetModelRequest, AddModelRequest, RemoveModelRequest, VerifyModelRequest)

MODEL_KINDS: dict[str, type] = {
    "list": ModelsRequest,
    "browse": CatalogRequest,
    "get": GetModelRequest,
    "add": AddModelRequest,
    "remove": RemoveModelRequest,
    "verify": VerifyModelRequest,
    "models": Models,
    "catalog": Catalog,
    "transfer": ModelProgress,
    "changed": ModelChanged,
}
