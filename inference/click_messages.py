"""States what plugin and worker say to each other about clicks and moving objects.

Standard library and `protocol` only: the plugin imports it under QGIS's own Python, which may be 3.9.
Coordinates are those of the raster's CRS; of a raster without georeference those that QGIS shows it at: x to
the right, y negative downwards, one unit a pixel.

    plugin -> worker    click, prefetch, forget: answered quickly, also between the tiles of a run
                        outline, track: jobs like segment, with progress, to be cancelled
    worker -> plugin    clicked, fetched (also answers forget); of outline and track: progress, done at the
                        end; of a track: sighted
"""

from __future__ import annotations

from dataclasses import dataclass

from .protocol import Bounds

CLICK_MODEL = "georefer-click"
# Which way an object is followed from the frames that it is clicked in.
FORWARD, BACKWARD, BOTH = "forward", "backward", "both"
# States of an object in a frame, as in the field `state`.
STATES = ("tracked", "uncertain", "occluded", "lost")


@dataclass(frozen=True)
class ClickRequest:
    """Asks for the outline of one object, from every prompt that it has got so far.

    All prompts come each time, so that the worker may be another one than a moment ago.

    Attributes:
        raster: A file, or any name that GDAL opens.
        points: (x, y, sign) each: 1 lies on the object, -1 does not; in the order of the clicks.
        box: Around the object; None for none. A box may come without points, points without a box.
        bands: One or three band numbers counted from 1; None: the raster's own colours.
        model: Id in the catalog, or a folder.
        refines: The `token` of the answer to the same prompts without the last one, whose logits are refined;
            "" for none. One that the worker no longer knows is left out of account.
        view: What the map shows; None where not known. Says how large an object may be meant, no more.
        simplify_px: Tolerance of the outline, in pixels of the raster.
        device: `auto`, `cpu`, `cuda` or `mps`.
    """

    raster: str
    points: tuple[tuple[float, float, int], ...] = ()
    box: Bounds | None = None
    bands: tuple[int, ...] | None = None
    model: str = CLICK_MODEL
    refines: str = ""
    view: Bounds | None = None
    simplify_px: float = 0.7
    device: str = "auto"


@dataclass(frozen=True)
class Clicked:
    """Answers a ClickRequest; a click that cannot be answered ends as `failed`.

    Attributes:
        wkb: Polygon or multipolygon in the raster's CRS, as hexadecimal WKB; "" where there is nothing.
        score: Quality of the outline as the model estimates it, 0..1.
        area_m2: Ground area; None without CRS.
        perimeter_m: Ground length of all rings; None without CRS.
        token: Names this answer for `ClickRequest.refines`.
        milliseconds: Time from reading the request to this answer.
        is_warm: Whether the embedding was there already.
        crs_wkt: CRS of the outline, None where it has none.
        model: Id of the model.
        weights: SHA-256 of its weights.
    """

    wkb: str
    score: float
    area_m2: float | None = None
    perimeter_m: float | None = None
    token: str = ""
    milliseconds: float = 0.0
    is_warm: bool = False
    crs_wkt: str | None = None
    model: str = ""
    weights: str = ""


@dataclass(frozen=True)
class PrefetchRequest:
    """Asks to have the embedding around a place ready, for a click that may come there.

    Done when there is nothing else to do; a later one, or a click, takes its place.

    Attributes:
        raster: As in a ClickRequest, like all that follows but the place.
        x: Where the cursor rests.
        y: Where the cursor rests.
        bands: As in a ClickRequest.
        model: As in a ClickRequest.
        view: As in a ClickRequest.
        device: As in a ClickRequest.
    """

    raster: str
    x: float
    y: float
    bands: tuple[int, ...] | None = None
    model: str = CLICK_MODEL
    view: Bounds | None = None
    device: str = "auto"


@dataclass(frozen=True)
class ForgetRequest:
    """Asks to let go of the embeddings of a raster, so that its file is free; "" means those of all."""

    raster: str = ""


@dataclass(frozen=True)
class Fetched:
    """Ends a PrefetchRequest or a ForgetRequest.

    Attributes:
        was_needed: Whether something was computed or let go of; False also for one that another replaced.
        milliseconds: Time that it took.
    """

    was_needed: bool = False
    milliseconds: float = 0.0


@dataclass(frozen=True)
class PromptedObject:
    """Says what points at one of several objects.

    Attributes:
        object_id: Number of the object, from 1.
        points: As in a ClickRequest.
        box: As in a ClickRequest.
    """

    object_id: int
    points: tuple[tuple[float, float, int], ...] = ()
    box: Bounds | None = None


@dataclass(frozen=True)
class ClickObjectsRequest:
    """Asks for the outlines of several objects in a file; a job like segment, with progress, to be cancelled.

    Attributes:
        raster: A file, or any name that GDAL opens.
        output: GeoPackage to write.
        objects: What points at each of them; one that cannot be outlined is named in the report.
        bands: One or three band numbers counted from 1; None: the raster's own colours.
        model: Id in the catalog, or a folder.
        gsd_m: Ground sample distance to look at first, in metres; None: what suits raster and model.
        simplify_px: Tolerance of the outlines, in pixels of the raster.
        append: Whether the objects join those that the output already holds.
        device: `auto`, `cpu`, `cuda` or `mps`.
    """

    raster: str
    output: str
    objects: tuple[PromptedObject, ...]
    bands: tuple[int, ...] | None = None
    model: str = CLICK_MODEL
    gsd_m: float | None = None
    simplify_px: float = 0.7
    append: bool = False
    device: str = "auto"


@dataclass(frozen=True)
class FrameFacts:
    """Is one frame of a sequence.

    Attributes:
        raster: A file, or any name that GDAL opens.
        name: Name for people; "" takes the file's.
        time: When it was taken, ISO 8601; "" takes what file or name say.
        bands: As in a ClickRequest; one band of a file may be a frame.
    """

    raster: str
    name: str = ""
    time: str = ""
    bands: tuple[int, ...] | None = None


@dataclass(frozen=True)
class TrackClick:
    """Says where an object is in a frame. Those with one `object_id` mean one object and correct each other.

    Attributes:
        object_id: Number of the object, from 1.
        frame: Number of the frame in the order given, from 0.
        points: As in a ClickRequest, in the CRS of the frame.
        box: As in a ClickRequest, in the CRS of the frame.
        wkb: Outline that the person has accepted, as hexadecimal WKB in the CRS of the frame; "" for none.
            It is believed; points and box are then what it came from.
    """

    object_id: int
    frame: int
    points: tuple[tuple[float, float, int], ...] = ()
    box: Bounds | None = None
    wkb: str = ""


@dataclass(frozen=True)
class TrackRequest:
    """Asks to follow objects through frames, or to find what moves in them.

    Attributes:
        frames: Two or more, in the order of their time where they carry none; a single one that is a folder,
            or a file of several pictures, is taken apart.
        output: GeoPackage to write.
        clicks: Objects to follow; none where movers are found.
        find_movers: Whether everything that moves is found instead.
        direction: `forward`, `backward` or `both`.
        model: Makes masks from clicks; "" takes differences between frames alone.
        bands_as_frames: Whether each band of a single frame is a frame.
        fps: Frames per second, where the frames carry no time; None knows nothing of it.
        extent: Part that counts, in the CRS of the first frame; None takes all.
        min_area_m2: Area of the smallest mover; None leaves out what is much smaller than most of them.
        device: `auto`, `cpu`, `cuda` or `mps`.
    """

    frames: tuple[FrameFacts, ...]
    output: str
    clicks: tuple[TrackClick, ...] = ()
    find_movers: bool = False
    direction: str = BOTH
    model: str = CLICK_MODEL
    bands_as_frames: bool = False
    fps: float | None = None
    extent: Bounds | None = None
    min_area_m2: float | None = None
    device: str = "auto"


@dataclass(frozen=True)
class Sighted:
    """Brings one outline of a track that is under way; the output replaces it.

    Attributes:
        object_id: Number of the object.
        frame: Number of the frame in the order given, from 0.
        wkb: Outline as hexadecimal WKB in `crs_wkt`; "" where the object is lost.
        score: 0..1.
        state: One of `STATES`.
        crs_wkt: CRS of the outline, None where it has none.
    """

    object_id: int
    frame: int
    wkb: str
    score: float
    state: str
    crs_wkt: str | None = None
