"""Use case: a phrase and a raster in, the polygons it refers to out."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .errors import ExtentError, PhraseError
from .expression.encoder_texts import encoder_texts
from .expression.frame import Scene
from .expression.model import Expression
from .expression.outlines import Measuring
from .expression.plan import Step, is_settled, plan
from .expression.reading import read
from .expression.selection import Selection, select
from .geo.measuring import Measure
from .geo.raster import SceneRaster, open_scene
from .geo.stitching import ViewLogits, stitch
from .geo.tiling import TileGrid, Window, views_per_side
from .geo.vectorize import FoundPolygon, vectorize
from .models.interface import PhraseModel
from .protocol import Progress, RunReport, SegmentRequest
from .reporting import Findings, run_report
from .scale.journal import Journal, journal_path
from .searching import Search
from .writing import probability_path, remove_leftovers

# Without a wish, an object has to cover this many pixels of the working grid.
SMALLEST_PX = 20
_WHOLE = Step((0.0, 0.0, 1.0, 1.0), 1.0)


@dataclass(frozen=True)
class SegmentResult:
    """Holds the chosen objects, ready to be written.

    Attributes:
        polygons: The chosen objects, in the raster's CRS.
        crs_wkt: That CRS, or None.
        report: Everything about the run; `output` is not written yet.
    """

    polygons: tuple[FoundPolygon, ...]
    crs_wkt: str | None
    report: RunReport


@dataclass
class Hooks:
    """Lets the caller watch and stop a run."""

    on_progress: Callable[[Progress], None] = lambda progress: None
    is_cancelled: Callable[[], bool] = lambda: False


@dataclass
class _Run:
    """Holds what the steps of one run share."""

    request: SegmentRequest
    expression: Expression
    model: PhraseModel
    device_text: str
    scene: SceneRaster
    hooks: Hooks
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[stage] += time.perf_counter() - started


def read_phrase(phrase: str) -> Expression:
    """Reads a phrase that can be searched.

    Raises:
        PhraseError: It is empty, or names nothing.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in phrase):
        raise PhraseError("The phrase holds characters that are broken", "Type it anew, as UTF-8 text")
    if not phrase.strip():
        raise PhraseError("The phrase is empty", 'Say what to look for, such as "red building top-left"')
    expression = read(phrase)
    if expression.names_nothing:
        raise PhraseError(
            f'The phrase "{_shortened(phrase)}" names nothing that could be looked for',
            'Name a thing, such as "building", "white car" or "storage tank"',
        )
    return expression


def segment(
    request: SegmentRequest,
    model: PhraseModel,
    device_text: str,
    hooks: Hooks | None = None,
    deliver: Callable[[SegmentResult], None] | None = None,
) -> SegmentResult:
    """Finds the objects that a phrase refers to.

    Finished tiles are kept in a journal beside the output, so that a killed run can go on.

    Args:
        request: What is asked.
        model: The loaded model.
        device_text: Where it runs and why, for the report.
        hooks: Watch and stop the run.
        deliver: Writes the result, while no other run can write the same output. When it returns the
            journal is removed; when it raises, or is None, the finished tiles stay.

    Raises:
        PhraseError: The phrase names nothing that this model knows.
        RasterError, ExtentError, InputError: The raster, its bands or the extent cannot be used.
        OutputError: The journal cannot be written.
        Cancelled: The person stopped the run.
    """
    started = time.perf_counter()
    expression = read_phrase(request.phrase)
    texts = target_texts(expression, model)
    gsd_m = request.gsd_m or model.card.gsd_for(_categories(expression))
    with open_scene(request.raster, bands=request.bands, working_gsd_m=gsd_m) as scene:
        run = _Run(request, expression, model, device_text, scene, hooks or Hooks())
        run.seconds["open"] = time.perf_counter() - started
        extent = scene.window if request.extent is None else scene.window_of_bounds(*request.extent)
        journal = Journal(journal_path(Path(request.output)), _signature(run, texts), request.resume)
        is_wanted = True
        try:
            remove_leftovers(Path(request.output))
            result = _segment(run, texts, extent, journal)
            if deliver is not None:
                deliver(result)
                is_wanted = False
            return result
        finally:
            if is_wanted and not journal.is_empty:
                journal.close()
            else:
                journal.discard()


def target_texts(expression: Expression, model: PhraseModel) -> tuple[str, ...]:
    """Returns what the model is asked for; words that it never learned are left out.

    Raises:
        PhraseError: The model knows none of the things.
    """
    asked = encoder_texts(expression.target, model.card.vocabulary)
    known = tuple(text for text in asked if not model.unknown_words(text))
    if not known:
        words = dict.fromkeys(word for text in asked for word in model.unknown_words(text))
        named = ", ".join(f'"{word}"' for word in words)
        raise PhraseError(
            f"The model {model.card.id} has never seen {named}",
            "Use a word such as building, car, tree, water or road, or choose another model",
        )
    return known


def _segment(run: _Run, texts: tuple[str, ...], extent: Window, journal: Journal) -> SegmentResult:
    started = time.perf_counter()
    scene, request, hooks = run.scene, run.request, run.hooks
    card = run.model.card
    side = views_per_side(request.tile_size_px, card.input_size_px, request.overlap_px)
    grid = TileGrid(scene.width_px, scene.height_px, card.input_size_px, request.overlap_px, side)
    text = run.model.embed_text(texts)
    search = Search(scene, grid, run.model, text, journal, hooks.on_progress, hooks.is_cancelled, run.seconds)
    found, selection = _search_by_plan(run, search, extent)
    chosen = tuple(found[index] for index in selection.indexes)
    run.seconds["total"] = run.seconds["open"] + time.perf_counter() - started
    findings = Findings(
        texts,
        selection,
        len(found),
        search.counts(_region(_WHOLE, extent, scene.window, request.overlap_px)),
        search.failures,
        run.seconds,
        run.device_text,
    )
    report = run_report(request, run.expression, scene, run.model, findings)
    return SegmentResult(chosen, scene.crs_wkt, report)


def _search_by_plan(run: _Run, search: Search, extent: Window) -> tuple[list[FoundPolygon], Selection]:
    """Searches step by step until more searching could not change the answer."""
    frame = _frame(run.scene, extent)
    steps = plan(run.expression, frame).steps if run.request.prune else (_WHOLE,)
    measure = Measure(run.scene.crs_wkt)
    found: list[FoundPolygon] = []
    for step in steps:
        search.run(_region(step, extent, run.scene.window, run.request.overlap_px))
        search.stop_if_cancelled()
        found = _vectorize(run, search, frame, measure)
        # Two pixels: an outline that close to the searched region's border may be cut by it.
        if is_settled(step, run.expression, found, frame, 2 / min(extent.width, extent.height)):
            break
    with run.timed("select"):
        unit = "m2" if measure.on_ground else "square units"
        measuring = Measuring(measure.area_m2, measure.to_local_metric, unit)
        return found, select(found, run.expression, frame, measuring)


def _vectorize(run: _Run, search: Search, frame: Scene, measure: Measure) -> list[FoundPolygon]:
    """Returns all objects found so far whose centre lies in the scene."""
    scene, request = run.scene, run.request
    size_px = search.grid.view_size_px
    output = Path(request.output)
    raster = probability_path(output)
    run.hooks.on_progress(Progress(0, 1, "polygons"))
    try:
        with run.timed("stitch"):
            views = (
                ViewLogits(Window(*record.place, size_px, size_px), record.logits)
                for record in search.journal.ran()
            )
            stitch(views, scene.width_px, scene.height_px, raster, scene.transform, scene.crs_wkt)
        pixel_m = _pixel_m(scene)
        with run.timed("vectorize"):
            found = vectorize(
                raster,
                threshold=request.threshold,
                min_area_m2=smallest_area_m2(request, pixel_m),
                simplify_m=request.simplify_px * pixel_m,
                right_angles=request.right_angles,
                measure=measure,
            )
    finally:
        raster.unlink(missing_ok=True)
    return [one for one in found if one.score >= request.min_score and _is_inside(one, frame)]


def smallest_area_m2(request: SegmentRequest, pixel_m: float) -> float:
    """Returns the least area of an object: what was wished, or what the working grid can resolve."""
    return SMALLEST_PX * pixel_m**2 if request.min_area_m2 is None else request.min_area_m2


def _pixel_m(scene: SceneRaster) -> float:
    """Returns the side of a working pixel in metres; in map units where there is no CRS."""
    if scene.working_gsd_m is not None:
        return scene.working_gsd_m
    a, b, _, d, e, _ = scene.transform[:6]
    return math.sqrt(abs(a * e - b * d))


def _is_inside(one: FoundPolygon, frame: Scene) -> bool:
    u, v = frame.place(one.geometry.centroid.x, one.geometry.centroid.y)
    return 0 <= u <= 1 and 0 <= v <= 1


def _frame(scene: SceneRaster, extent: Window) -> Scene:
    """Returns the chosen extent as the frame that position words refer to."""
    a, b, c, d, e, f = scene.transform[:6]
    left = c + a * extent.col_off + b * extent.row_off
    top = f + d * extent.col_off + e * extent.row_off
    return Scene.of_transform((a, b, left, d, e, top), extent.width, extent.height)


def _region(step: Step, extent: Window, scene: Window, margin_px: int) -> Window:
    """Returns the pixels of a step of the plan.

    At the border of the extent it reaches a margin further: an object there must not be cut by where the
    person happened to draw the line.
    """
    u_min, v_min, u_max, v_max = step.region
    left, top = math.floor(u_min * extent.width), math.floor(v_min * extent.height)
    right, bottom = math.ceil(u_max * extent.width), math.ceil(v_max * extent.height)
    left, top = left if left > 0 else -margin_px, top if top > 0 else -margin_px
    right = right if right < extent.width else extent.width + margin_px
    bottom = bottom if bottom < extent.height else extent.height + margin_px
    region = Window(extent.col_off + left, extent.row_off + top, max(1, right - left), max(1, bottom - top))
    inside = region.intersection(scene)
    if inside is None:
        raise ExtentError("The extent holds no pixel", "Choose a larger extent")
    return inside


def _categories(expression: Expression) -> list[str]:
    return [head.category for head in expression.target.heads if head.category is not None]


def _signature(run: _Run, texts: tuple[str, ...]) -> dict[str, object]:
    """Names everything that what is stored of a view depends on."""
    scene, card = run.scene, run.model.card
    return {
        "raster": scene.identity,
        "bands": scene.bands,
        "stretch": scene.stretch,
        "working grid": [scene.width_px, scene.height_px],
        "model": card.id,
        "weights": card.weights_hash,
        "target": texts,
        "overlap": run.request.overlap_px,
    }


def _shortened(phrase: str, limit: int = 60) -> str:
    line = " ".join(phrase.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
