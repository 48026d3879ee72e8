"""Use case: a phrase and a raster in, the polygons it refers to out."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from .errors import PhraseError
from .expression.encoder_texts import encoder_texts
from .expression.model import Expression, folded
from .expression.planning.plan import Planner
from .expression.planning.pursuit import Pursuit
from .expression.selecting.resolving import resolve
from .expression.selecting.selection import Selection
from .expression.target import Target
from .geo.measuring import Measure
from .geo.raster import SceneRaster, open_scene
from .geo.tiling import Tile, TileGrid, views_per_side
from .geo.vectorize import FoundPolygon
from .ground import SceneCells, SceneGround
from .models.interface import PhraseModel
from .phrasing import Layers, read_for_model, read_layers
from .protocol import PlanStep, Progress, RunReport, SegmentRequest
from .reporting import Findings, run_report
from .rulers import ground_measuring
from .scale.journal import Journal, ViewRecord, journal_path
from .scope import Scope
from .searching import Search
from .writing import remove_leftovers


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
    """Lets the caller watch and stop a run.

    Attributes:
        on_progress: Told after every tile.
        is_cancelled: Asked before every tile.
        on_tile: Given the scene, a finished tile, and its views; what they hold is provisional.
    """

    on_progress: Callable[[Progress], None] = lambda progress: None
    is_cancelled: Callable[[], bool] = lambda: False
    on_tile: Callable[[SceneRaster, Tile, Sequence[ViewRecord]], None] = lambda scene, tile, views: None


@dataclass
class _Run:
    """Holds what the steps of one run share.

    `targets` has everything that is looked for, and its number among the `texts` that the model is asked.
    """

    request: SegmentRequest
    expression: Expression
    model: PhraseModel
    device_text: str
    scene: SceneRaster
    hooks: Hooks
    targets: Mapping[Target, int]
    texts: tuple[tuple[str, ...], ...]
    layers: Layers
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


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
        PhraseError: The phrase names nothing that this model knows, or a layer that is not there.
        RasterError, ExtentError, InputError: The raster, its bands, the extent or a layer cannot be used.
        OutputError: The journal cannot be written.
        Cancelled: The person stopped the run.
    """
    started = time.perf_counter()
    expression = read_for_model(request.phrase, model.card.vocabulary)
    targets, texts = _numbered(expression, model)
    gsd_m, enlarged = request.gsd_m or model.card.gsd_for(categories(expression)), model.card.max_upsample
    with open_scene(request.raster, request.bands, gsd_m, enlarged) as scene:
        layers = read_layers(expression, request.layers, scene.crs_wkt)
        run = _Run(request, expression, model, device_text, scene, hooks or Hooks(), targets, texts, layers)
        run.seconds["open"] = time.perf_counter() - started
        scope = Scope.of(request, scene)
        journal = Journal(journal_path(Path(request.output)), _signature(run), request.resume)
        is_wanted = True
        try:
            remove_leftovers(Path(request.output))
            result = _segment(run, scope, journal)
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


def categories(expression: Expression) -> list[str]:
    """Returns what kinds of things a phrase speaks of, however deep."""
    heads = [head for phrase in expression.phrases for head in phrase.target.heads]
    return [head.category for head in heads if head.category is not None]


def _numbered(
    expression: Expression, model: PhraseModel
) -> tuple[dict[Target, int], tuple[tuple[str, ...], ...]]:
    """Returns a number for every target of a phrase, and the texts of each number, the phrase's own first."""
    numbers: dict[tuple[str, ...], int] = {}
    targets: dict[Target, int] = {}
    for phrase in expression.phrases:
        texts = target_texts(phrase, model)
        targets[phrase.target] = numbers.setdefault(texts, len(numbers))
    return targets, tuple(numbers)


def _segment(run: _Run, scope: Scope, journal: Journal) -> SegmentResult:
    started = time.perf_counter()
    scene, request, hooks, card = run.scene, run.request, run.hooks, run.model.card
    side = views_per_side(request.tile_size_px, card.input_size_px, request.overlap_px)
    grid = TileGrid(scene.width_px, scene.height_px, card.input_size_px, request.overlap_px, side)
    texts = tuple(run.model.embed_text(one) for one in run.texts)
    search = Search(
        scene,
        grid,
        run.model,
        texts,
        journal,
        hooks.on_progress,
        hooks.is_cancelled,
        partial(hooks.on_tile, scene),
        run.seconds,
    )
    measure = Measure(scene.crs_wkt)
    cells = SceneCells(scene, grid, scope, ground_measuring(measure, scope.frame))
    ground = SceneGround(search, cells, request, run.targets, scope, measure)
    objects, selection, steps = _pursue(run, ground) if request.prune else _search_whole(run, ground)
    run.seconds["total"] = run.seconds["open"] + time.perf_counter() - started
    tiles = search.counts(scope.within)
    findings = Findings(
        run.texts[0],
        selection,
        len(objects),
        tiles,
        search.failures,
        run.seconds,
        run.device_text,
        steps,
    )
    report = run_report(request, run.expression, scene, run.model, findings)
    chosen = tuple(objects[index] for index in selection.indexes)
    return SegmentResult(chosen, scene.crs_wkt, report)


Outcome = tuple[Sequence[FoundPolygon], Selection, tuple[PlanStep, ...]]


def _pursue(run: _Run, ground: SceneGround) -> Outcome:
    """Searches as little as the plan allows."""
    lattice = ground.lattice
    named = {folded(name): shapes for name, shapes in run.layers.items()}
    planner = Planner(
        ground.scope.frame, lattice, {name: lattice.in_plane(shapes) for name, shapes in named.items()}
    )
    pursuit = Pursuit(ground, planner, named)
    started = time.perf_counter()
    answer = pursuit.answer(run.expression)
    run.seconds["select"] += time.perf_counter() - started - ground.spent_s
    of_tiles = ground.tiles(lattice.every())
    steps = [PlanStep(one.target, one.reason, one.tiles, of_tiles, one.found) for one in pursuit.steps]
    return answer.objects, answer.selection, tuple(steps)


def _search_whole(run: _Run, ground: SceneGround) -> Outcome:
    """Searches everything for everything."""
    every = ground.lattice.every()
    ground.look(dict.fromkeys(run.targets, every))
    objects = {target: ground.found(target).whole for target in run.targets}
    started = time.perf_counter()
    whole = resolve(
        run.expression,
        lambda one: objects[one.target],
        run.layers,
        ground.scope.frame,
        ground.lattice.measuring,
    )
    run.seconds["select"] += time.perf_counter() - started
    count = ground.tiles(every)
    steps = [
        PlanStep(target.text, "the whole scene, as asked", count, count, len(found))
        for target, found in objects.items()
    ]
    return whole.objects, whole.selection, tuple(steps)


def _signature(run: _Run) -> dict[str, object]:
    """Names everything that what is stored of a view depends on."""
    scene, card = run.scene, run.model.card
    return {
        "raster": scene.identity,
        "bands": scene.bands,
        "stretch": scene.stretch,
        "working grid": [scene.width_px, scene.height_px],
        "model": card.id,
        "weights": card.weights_hash,
        "target": run.texts,
        "overlap": run.request.overlap_px,
    }
