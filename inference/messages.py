"""States what goes over the pipe between the plugin and the worker: one message is one line of JSON.

Standard library, `protocol` and the other files of messages only: the plugin imports them under QGIS's own
Python, which may be 3.9.
What crosses are paths, coordinates in the raster's own CRS, phrases, scores and outlines; never pixels.

    plugin -> worker    segment, select, outline, track; explain, list, offer; click, prefetch, forget;
                        cancel, shutdown
    worker -> plugin    hello, ready; of a job: progress, found, sighted; its end: explained, models, words,
                        clicked, fetched, done, failed, cancelled
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from .click_messages import (
    Clicked,
    ClickObjectsRequest,
    ClickRequest,
    Fetched,
    ForgetRequest,
    FrameFacts,
    PrefetchRequest,
    PromptedObject,
    Sighted,
    TrackClick,
    TrackRequest,
)
from .model_messages import MODEL_KINDS, Catalog, ModelDetails, ModelFacts, ModelProgress, Models
from .protocol import Progress, SegmentRequest, SelectRequest


@dataclass(frozen=True)
class ExplainRequest:
    """Asks how a phrase is read; answered at once, also while a run is under way.

    Attributes:
        phrase: The person's words.
        off: Indexes into the `parts` of the reading of those that the person has switched off.
        flip_count: Whether one is wanted where the phrase means every one, and the other way round.
    """

    phrase: str
    off: tuple[int, ...] = ()
    flip_count: bool = False


@dataclass(frozen=True)
class WordsRequest:
    """Asks which words may be offered while a phrase is typed; answered at once.

    Attributes:
        model: Id in the catalog, or a folder: things that it cannot find are left out.
    """

    model: str = SegmentRequest.model


@dataclass(frozen=True)
class CancelRequest:
    """Asks the worker to stop a job between two tiles; what is finished is kept."""


@dataclass(frozen=True)
class ShutdownRequest:
    """Asks the worker to end; what is finished is kept."""


@dataclass(frozen=True)
class Hello:
    """Says who the worker is; its first line, before anything heavy is loaded.

    Attributes:
        protocol: Its `protocol.PROTOCOL_VERSION`; of one that differs nothing else may be believed.
        prefix: The Python environment that it runs in.
        versions: Versions of Python and of the packages that matter.
    """

    protocol: int
    prefix: str
    versions: dict[str, str]


@dataclass(frozen=True)
class Ready:
    """Says that the heavy parts are loaded.

    Attributes:
        device: What is computed on: `cuda:0`, `mps` or `cpu`.
        reason: Why, one sentence for people without a trailing full stop.
    """

    device: str
    reason: str


@dataclass(frozen=True)
class FoundObject:
    """Is one polygon on its way.

    Attributes:
        wkb: Polygon or multipolygon in the raster's CRS, as hexadecimal WKB.
        score: Mean probability 0..1 of the pixels inside.
        object_id: Its number in the output; 0 while it is provisional.
        area_m2: Ground area; None while it is provisional.
        perimeter_m: Ground length of all rings; None while it is provisional.
        phrase: Place of its phrase among the `phrases` of the request.
    """

    wkb: str
    score: float
    object_id: int = 0
    area_m2: float | None = None
    perimeter_m: float | None = None
    phrase: int = 0


@dataclass(frozen=True)
class Found:
    """Brings polygons of a job.

    Provisional ones come while tiles finish: cut at the tile's border, not yet chosen among by place, size or
    rank. A second message for the same tile replaces the first one, and the final ones replace them all.

    Attributes:
        objects: The polygons; a tile may have none.
        tile_wkb: Outline of the tile, as hexadecimal WKB in the raster's CRS; "" for final ones.
    """

    objects: tuple[FoundObject, ...]
    tile_wkb: str = ""

    @property
    def is_provisional(self) -> bool:
        """Says whether the final polygons will replace these."""
        return bool(self.tile_wkb)


@dataclass(frozen=True)
class Explained:
    """Answers an ExplainRequest.

    Attributes:
        reading: The reading as JSON values, as `georefer explain --json` prints them.
    """

    reading: dict[str, object]


@dataclass(frozen=True)
class Words:
    """Answers a WordsRequest.

    Attributes:
        english: Words and short sayings, things first.
        chinese: The same.
    """

    english: tuple[str, ...]
    chinese: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """Ends a run that succeeded; its polygons lie in `report["output"]`, those of a segment were also sent.

    Attributes:
        report: The RunReport, the SelectReport or the TrackReport as JSON values.
        crs_wkt: CRS of the polygons, None where they have none.
    """

    report: dict[str, object]
    crs_wkt: str | None = None


@dataclass(frozen=True)
class Failed:
    """Ends a job that went wrong.

    Attributes:
        code: Kind of the error: those of `inference/errors.py` and `unexpected`; the plugin adds `worker`
            where the worker died and `engine` where it cannot be started or is of another version.
        message: What is wrong, one sentence without a trailing full stop.
        remedy: What the person can do about it.
        detail: What the log needs.
    """

    code: str
    message: str
    remedy: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Stopped:
    """Ends a job that the person cancelled; finished tiles are kept."""


_KINDS: dict[str, type] = {
    **MODEL_KINDS,
    "segment": SegmentRequest,
    "select": SelectRequest,
    "outline": ClickObjectsRequest,
    "track": TrackRequest,
    "explain": ExplainRequest,
    "offer": WordsRequest,
    "click": ClickRequest,
    "prefetch": PrefetchRequest,
    "forget": ForgetRequest,
    "cancel": CancelRequest,
    "shutdown": ShutdownRequest,
    "hello": Hello,
    "ready": Ready,
    "progress": Progress,
    "found": Found,
    "sighted": Sighted,
    "explained": Explained,
    "words": Words,
    "clicked": Clicked,
    "fetched": Fetched,
    "done": Done,
    "failed": Failed,
    "cancelled": Stopped,
}
# What comes in the middle of a job; all else that has a job ends it.
MIDWAY = (Progress, Found, Sighted, ModelProgress)
# What the items of these lists are.
_ITEMS: dict[type, dict[str, type]] = {
    Found: {"objects": FoundObject},
    Models: {"models": ModelFacts},
    Catalog: {"models": ModelDetails},
    ClickObjectsRequest: {"objects": PromptedObject},
    TrackRequest: {"frames": FrameFacts, "clicks": TrackClick},
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class BrokenLineError(ValueError):
    """Says that a line is no message of this protocol, and of which `job`, "" where it names none."""

    def __init__(self, reason: str, job: str = "") -> None:
        super().__init__(reason)
        self.job = job


def to_line(message: object, job: str = "") -> bytes:
    """Returns a request or an event as one line of ASCII, with the newline; job "" for none."""
    body = {one.name: getattr(message, one.name) for one in fields(message)}  # type: ignore[arg-type]
    line = {"kind": _NAMES[type(message)], "job": job, "body": body}
    return json.dumps(line, default=asdict, separators=(",", ":")).encode("ascii") + b"\n"


def spoken_version(line: bytes) -> int | None:
    """Returns the version of the protocol in a hello of any version; None where the line is no hello."""
    try:
        envelope = json.loads(line)
        return int(envelope["body"]["protocol"]) if envelope["kind"] == "hello" else None
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


def from_line(line: bytes) -> tuple[Any, str]:
    """Returns the message in a line, and its job.

    Raises:
        BrokenLineError: It is no message of this protocol.
    """
    job = ""
    try:
        envelope = json.loads(line)
        job = str(envelope["job"])
        kind, body = _KINDS[envelope["kind"]], envelope["body"]
        values = _values(body)
        for name, item in _ITEMS.get(kind, {}).items():
            values[name] = tuple(item(**_values(one)) for one in values[name])
        return kind(**values), job
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise BrokenLineError(f"no message of this protocol: {error!r}", job) from error


def _values(body: dict[str, Any]) -> dict[str, Any]:
    return {name: _tuples(value) for name, value in body.items()}


def _tuples(value: Any) -> Any:  # noqa: ANN401 (any JSON value)
    """Returns a JSON value with tuples for its lists, as the dataclasses have them."""
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
