"""States every option once: its default, its limits, its words; and keeps options in QGIS's settings.

Settings hold strings alone: lists and numbers come back as other types in some versions of QGIS.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QCoreApplication

translate = QCoreApplication.translate

PREFIX = "georefer/"
PROGRAM, FOLDER, CHOICE, EDITABLE, WHOLE, NUMBER = (
    "program",
    "folder",
    "choice",
    "editable",
    "whole",
    "number",
)
TRAIT = "trait"
# Words are looked up when they are shown: at import no translation is loaded yet.
Words = Callable[[], str]


@dataclass(frozen=True)
class Trait:
    """Says how an option is shown, and which values it takes.

    Attributes:
        kind: `program`, `folder`, `choice`, `editable` (a choice, or any other text), `whole` or `number`.
        label: Its name, for people.
        explanation: What it does, for people.
        limits: Least and greatest value of a number.
        choices: Values of a choice, each with its name for people.
        empty: What an empty value or the least one means, for people; None where it means nothing.
        unit: Unit behind a number.
    """

    kind: str
    label: Words
    explanation: Words
    limits: tuple[float, float] = (0, 0)
    choices: tuple[tuple[str, Words], ...] = ()
    empty: Words | None = None
    unit: str = ""


def _option(default: object, trait: Trait) -> Any:  # noqa: ANN401 (a field stands where its value will)
    return field(default=default, metadata={TRAIT: trait})


_INTERPRETER = Trait(
    PROGRAM,
    lambda: translate("GeoRefer", "Python of the engine"),
    lambda: translate(
        "GeoRefer",
        "An environment of your own with the packages of requirements.lock. Empty: the engine that the dock "
        "has installed.",
    ),
    empty=lambda: translate("GeoRefer", "The installed engine"),
)
_DEVICE = Trait(
    CHOICE,
    lambda: translate("GeoRefer", "Compute on"),
    lambda: translate("GeoRefer", "Automatic takes a GPU that has passed a test, otherwise the CPU."),
    choices=(
        ("auto", lambda: translate("GeoRefer", "Automatic")),
        ("cpu", lambda: translate("GeoRefer", "CPU")),
        ("cuda", lambda: translate("GeoRefer", "NVIDIA or AMD GPU (CUDA)")),
        ("mps", lambda: translate("GeoRefer", "Apple GPU (MPS)")),
    ),
)
_THREADS = Trait(
    WHOLE,
    lambda: translate("GeoRefer", "Threads on the CPU"),
    lambda: translate("GeoRefer", "Fewer threads leave room for other work while a run is under way."),
    limits=(0, 256),
    empty=lambda: translate("GeoRefer", "All"),
)
_CACHE_FOLDER = Trait(
    FOLDER,
    lambda: translate("GeoRefer", "Cache folder"),
    lambda: translate(
        "GeoRefer", "Holds exported imagery and unfinished runs. Empty: a folder in the profile of QGIS."
    ),
    empty=lambda: translate("GeoRefer", "In the profile of QGIS"),
)
_CACHE_LIMIT = Trait(
    NUMBER,
    lambda: translate("GeoRefer", "Cache limit"),
    lambda: translate("GeoRefer", "Beyond this size the oldest files of the cache are removed."),
    limits=(0.1, 10_000),
    unit="GB",
)
_EMBEDDINGS = Trait(
    NUMBER,
    lambda: translate("GeoRefer", "Kept for further phrases"),
    lambda: translate(
        "GeoRefer",
        "What a model has seen of a raster is kept in the cache, so that another phrase costs a fraction, "
        "also after QGIS was closed. In memory it is kept anyway.",
    ),
    limits=(0, 10_000),
    empty=lambda: translate("GeoRefer", "Nothing on the disk"),
    unit="GB",
)


_WHEELS = "https://download.pytorch.org/whl/"
_TORCH_INDEX = Trait(
    EDITABLE,
    lambda: translate("GeoRefer", "Build of PyTorch"),
    lambda: translate(
        "GeoRefer",
        "What the dock installs with the engine. The default build for Linux brings CUDA along, the one for "
        "Windows does not. The address of any other package index may be typed.",
    ),
    choices=(
        ("", lambda: translate("GeoRefer", "Default")),
        (f"{_WHEELS}cpu", lambda: translate("GeoRefer", "CPU only")),
        (f"{_WHEELS}cu126", lambda: translate("GeoRefer", "CUDA {version}").format(version="12.6")),
        (f"{_WHEELS}cu130", lambda: translate("GeoRefer", "CUDA {version}").format(version="13.0")),
    ),
)


@dataclass(frozen=True)
class Options:
    """Holds what a person has chosen.

    Attributes:
        interpreter: Python of the engine; "": the one that the dock has installed.
        device: What to compute on: `auto`, `cpu`, `cuda` or `mps`; the default of every request.
        torch_index: Package index that torch is installed from; "": the default one.
        threads: Threads that the engine may use; 0: all.
        cache_folder: Where exports and unfinished runs lie; "": in the profile.
        cache_limit_gb: Size beyond which the oldest files there are removed.
        embeddings_limit_gb: How much of the disk may hold what models see; 0: none of it.
    """

    interpreter: str = _option("", _INTERPRETER)
    device: str = _option("auto", _DEVICE)
    torch_index: str = _option("", _TORCH_INDEX)
    threads: int = _option(0, _THREADS)
    cache_folder: str = _option("", _CACHE_FOLDER)
    cache_limit_gb: float = _option(5.0, _CACHE_LIMIT)
    embeddings_limit_gb: float = _option(0.0, _EMBEDDINGS)


def traits() -> dict[str, Trait]:
    """Returns the trait of every option, in the order in which they are shown."""
    return {one.name: one.metadata[TRAIT] for one in fields(Options)}


def read() -> Options:
    """Returns the options in QGIS's settings; what is missing or makes no sense is the default."""
    settings = QgsSettings()
    values = {}
    for one in fields(Options):
        text = settings.value(PREFIX + one.name, None)
        value = None if text is None else _value(str(text), one.metadata[TRAIT])
        values[one.name] = one.default if value is None else value
    return Options(**values)


def of_worker() -> Options:
    """Returns the options that the engine's process depends on; where it came from is none of them."""
    return replace(read(), torch_index="", embeddings_limit_gb=0.0)


def write(options: Options) -> None:
    """Puts options into QGIS's settings; a default is not written, so that a better one may follow."""
    settings = QgsSettings()
    for one in fields(Options):
        value = getattr(options, one.name)
        if value == one.default:
            settings.remove(PREFIX + one.name)
        else:
            settings.setValue(PREFIX + one.name, str(value))


def _value(text: str, trait: Trait) -> str | float | None:
    """Returns the value that a text means; None where it means none."""
    if trait.kind == CHOICE:
        return text if text in dict(trait.choices) else None
    if trait.kind == EDITABLE:
        return text.strip() if len(text.split()) < 2 else None
    if trait.kind not in (WHOLE, NUMBER):
        return text
    try:
        number = float(text)
    except ValueError:
        return None
    if math.isnan(number):
        return None
    least, most = trait.limits
    number = min(max(number, least), most)
    return int(number) if trait.kind == WHOLE else number
