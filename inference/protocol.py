"""States what is asked of the engine and what it tells while it works.

Standard library only: this is the one engine file that the plugin imports, under QGIS's own Python.
"""

from __future__ import annotations

from dataclasses import dataclass, field

PROTOCOL_VERSION = 1

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class SegmentRequest:
    """Asks for the polygons of what a phrase refers to.

    Attributes:
        raster: A file, or any name that GDAL opens.
        phrase: The person's words.
        output: GeoPackage to write.
        model: Id in the catalog, or a folder.
        extent: (left, bottom, right, top) in the raster's CRS; None: the whole raster.
        bands: One or three band numbers counted from 1; None: the raster's own colours.
        tile_size_px: Side of the block that is computed at once; a matter of speed and memory alone.
        overlap_px: Shared pixels of neighbouring views of the model.
        threshold: Probability from which a pixel belongs to an object, 0..1.
        min_score: Mean probability that an object must reach.
        min_area_m2: Smaller objects are dropped; None: what the model can resolve.
        simplify_px: Tolerance of the outlines, in pixels of the working grid.
        right_angles: Whether outlines are made rectangular where they nearly are.
        gsd_m: Ground sample distance to work at; None: what suits the model and the target.
        device: `auto`, `cpu`, `cuda` or `mps`.
        resume: Whether to go on with an unfinished run for the same output.
        append: Whether the objects join those that the output already holds.
        prune: Whether places that the phrase excludes are left unread.
        layers: Map layers that the phrase may speak of, each a name and a file.
        area: Polygon or multipolygon in the raster's CRS, as hexadecimal WKB; "" for none. Its bounds are the
            scene, unless there is an extent; only what touches it is read, and only objects in it count.
        more_phrases: Other phrases for the same imagery; each is answered as if it were alone.
        embeddings: File, or folder of files, where what the model sees is kept for other phrases; "": none.
        embeddings_limit_gb: How much of the disk they may take.
        rotation_deg: How far the map, in the raster's CRS, is turned clockwise on the screen: what "top" and
            "left" mean. None: the top is the raster's first row. North stays north.
    """

    raster: str
    phrase: str
    output: str
    model: str = "georefer-tiny"
    extent: Bounds | None = None
    bands: tuple[int, ...] | None = None
    tile_size_px: int = 512
    overlap_px: int = 64
    threshold: float = 0.5
    min_score: float = 0.6
    min_area_m2: float | None = None
    simplify_px: float = 0.7
    right_angles: bool = False
    gsd_m: float | None = None
    device: str = "auto"
    resume: bool = False
    append: bool = False
    prune: bool = True
    layers: tuple[tuple[str, str], ...] = ()
    area: str = ""
    more_phrases: tuple[str, ...] = ()
    embeddings: str = ""
    embeddings_limit_gb: float = 4.0
    rotation_deg: float | None = None

    @property
    def phrases(self) -> tuple[str, ...]:
        """Returns every phrase once, in the order of the person's wish; other spaces make no other phrase."""
        once: dict[str, str] = {}
        for phrase in (self.phrase, *self.more_phrases):
            once.setdefault(" ".join(phrase.split()), phrase)
        return tuple(once.values())


@dataclass(frozen=True)
class TileCounts:
    """Counts tiles by what became of them; `total` is all tiles of the scene.

    Attributes:
        total: Tiles that the scene has.
        pruned: Left unread, since the phrase excludes their place.
        gated: Read, but nothing relevant or no valid pixel in them.
        run: Given to the expensive encoder.
        cached: Taken from the unfinished run that is resumed.
        failed: Could not be read.
        reused: Of those gated or run, how many were not read: what the model sees in them was kept.
    """

    total: int = 0
    pruned: int = 0
    gated: int = 0
    run: int = 0
    cached: int = 0
    failed: int = 0
    reused: int = 0


@dataclass(frozen=True)
class PlanStep:
    """Says where a step of a run searched, and why there.

    Attributes:
        target: What was looked for.
        reason: Why there, in words.
        tiles: Tiles that it needed, those of earlier steps included.
        total: Tiles that the scene has.
        found: Objects of the target that are known after it.
    """

    target: str
    reason: str
    tiles: int
    total: int
    found: int


@dataclass(frozen=True)
class SelectRequest:
    """Asks which polygons, of those that exist already, a phrase refers to.

    Attributes:
        objects: A vector file, or any name that GDAL opens; `FILE|layername=NAME` chooses a layer.
        phrase: The person's words.
        output: GeoPackage to write.
        target_field: Field that says what each polygon is.
        colour_field: Field that says its colour; None: the target field may.
        extent: (left, bottom, right, top) in the objects' CRS; None: what the objects cover.
        layers: Map layers that the phrase may speak of, each a name and a file.
        rotation_deg: How far the map is turned clockwise on the person's screen: what "top" and "left" mean.
            None: the top is north.
    """

    objects: str
    phrase: str
    output: str
    target_field: str | None = None
    colour_field: str | None = None
    extent: Bounds | None = None
    layers: tuple[tuple[str, str], ...] = ()
    rotation_deg: float | None = None


@dataclass(frozen=True)
class SelectReport:
    """Tells what was selected, and why not more.

    Attributes:
        run_id: Names the run in the GeoPackage.
        phrase: The person's words.
        reading: What they were read as.
        selected: Number of polygons written.
        candidates: Number of polygons in the extent that are what the phrase names.
        polygons: Number of polygons in the extent.
        notes: What the person should know.
        unread: Parts of the phrase that were not understood.
        seconds: Seconds per stage.
        output: The GeoPackage.
        source: The file of the objects.
        created: When, UTC.
        parameters: The whole request.
        versions: Versions of what computed it.
    """

    run_id: str
    phrase: str
    reading: str
    selected: int
    candidates: int
    polygons: int
    notes: tuple[str, ...]
    unread: tuple[str, ...]
    seconds: dict[str, float]
    output: str
    source: str
    created: str
    parameters: dict[str, object]
    versions: dict[str, str]


@dataclass(frozen=True)
class Progress:
    """Says how far a run is.

    Attributes:
        done: Tiles that need no more work.
        total: Tiles to be done.
        stage: What is being done.
        skipped: Tiles of those done that only the cheap look was needed for: nothing relevant is in them.
    """

    done: int
    total: int
    stage: str = "tiles"
    skipped: int = 0


@dataclass(frozen=True)
class RefusedPhrase:
    """Says why one of several phrases was not searched for.

    Attributes:
        phrase: The person's words.
        message: What is wrong, one sentence without a trailing full stop.
        remedy: What the person can do about it.
    """

    phrase: str
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class RunReport:
    """Says everything about a finished run; `--json` prints it and the GeoPackage keeps it.

    Each of several phrases has a run of its own: the first one that could be searched for brings the reports
    of the others along.

    Attributes:
        run_id: Random id, also in the row of every object.
        phrase: The person's words.
        reading: The phrase as it was read.
        target: What the model was asked for.
        polygons: Number of objects written.
        candidates: Number of objects found before the phrase chose among them.
        tiles: Tile counts.
        seconds: Seconds per stage.
        peak_memory_mb: Largest resident memory of the process, in MiB.
        model: Id of the model.
        weights: SHA-256 of its weights.
        device: Where it ran and why.
        working_gsd_m: Ground sample distance that the model saw, None without CRS.
        unknown_words: Words that the model never learned.
        unread: Parts of the phrase that were not understood.
        notes: What else the person should know: close seconds, widened searches.
        failed_tiles: Reason of every failed tile.
        output: The GeoPackage.
        source: The raster.
        parameters: Every parameter that could change the result.
        versions: Versions of the packages that matter.
        created: UTC time, ISO 8601.
        overlay_problem: Why the picture that was wished for is missing, or "".
        plan: Where was searched for what, step by step.
        together_with: Other phrases of the same call; the seconds and the memory are those of all of them.
        others: Their reports.
        refused: Those of them that were not searched for.
    """

    run_id: str
    phrase: str
    reading: str
    target: str
    polygons: int
    candidates: int
    tiles: TileCounts
    seconds: dict[str, float]
    peak_memory_mb: float
    model: str
    weights: str
    device: str
    working_gsd_m: float | None
    unknown_words: tuple[str, ...]
    unread: tuple[str, ...]
    notes: tuple[str, ...]
    failed_tiles: tuple[str, ...]
    output: str
    source: str
    created: str
    parameters: dict[str, object] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    overlay_problem: str = ""
    plan: tuple[PlanStep, ...] = ()
    together_with: tuple[str, ...] = ()
    others: tuple[RunReport, ...] = ()
    refused: tuple[RefusedPhrase, ...] = ()
