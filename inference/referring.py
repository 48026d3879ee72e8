"""Use case: phrases and a raster in, the polygons they refer to out."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from .answers import Hooks, SegmentResult, TileFinds
from .embeddings.shelf import Embeddings
from .embeddings.sights import Shelf
from .expression.model import folded
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
from .phrasing import Layers, read_layers
from .protocol import PlanStep, SegmentRequest
from .questions import Question, Refusals, by_working_gsd, numbered, read_questions
from .reporting import Findings, run_report
from .rulers import ground_measuring
from .scale.journal import Journal, ViewRecord, journal_path
from .scale.journals import kept_journals
from .scope import Scope
from .searching import Search
from .signatures import shelf_for, signature
from .writing import remove_leftovers


@dataclass
class _Run:
    """Holds what the steps of a run share that answers phrases on one working grid.

    `targets` has everything that is looked for, and its number among the `texts` that the model is asked.
    """

    request: SegmentRequest
    questions: Sequence[Question]
    model: PhraseModel
    device_text: str
    scene: SceneRaster
    hooks: Hooks
    layers: Layers
    seconds: defaultdict[str, float]
    targets: Mapping[Target, int] = field(init=False)
    texts: tuple[tuple[str, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        self.targets, self.texts = numbered(self.questions)


def segment(
    request: SegmentRequest,
    model: PhraseModel,
    device_text: str,
    hooks: Hooks | None = None,
    deliver: Callable[[SegmentResult], None] | None = None,
    embeddings: Embeddings | None = None,
) -> SegmentResult:
    """Finds the objects that a phrase refers to, or each of several phrases.

    Finished tiles are kept in a journal beside the output, so that a killed run can go on. Phrases for which
    the same ground sample distance is best share every look at the imagery; what is found for one never
    depends on the others.

    Args:
        request: What is asked.
        model: The loaded model.
        device_text: Where it runs and why, for the report.
        hooks: Watch and stop the run.
        deliver: Writes the result, while no other run can write the same output. When it returns the
            journal is removed; when it raises, or is None, the finished tiles stay.
        embeddings: Where what the model sees is kept for other phrases; None: nowhere.

    Raises:
        PhraseError: The phrase names nothing that this model knows, or a layer that is not there; of several
            phrases only where that is so for all of them.
        RasterError, ExtentError, InputError: The raster, its bands, the extent or a layer cannot be used.
        OutputError: The journal cannot be written.
        Cancelled: The person stopped the run.
    """
    started, refusals = time.perf_counter(), Refusals()
    questions = read_questions(request, model, refusals)
    groups = by_working_gsd(questions, request, model.card)
    seconds: defaultdict[str, float] = defaultdict(float)
    results: list[SegmentResult] = []
    with kept_journals() as journals:
        for gsd_m, group in groups.items():
            opened = time.perf_counter()
            with open_scene(request.raster, request.bands, gsd_m, model.card.max_upsample) as scene:
                answerable, layers = _with_layers(request, group, scene, refusals)
                run = _Run(request, answerable, model, device_text, scene, hooks or Hooks(), layers, seconds)
                scope = Scope.of(request, scene)
                seconds["open"] += time.perf_counter() - opened
                if answerable:
                    journals.every.append(_journal(run, len(journals.every)))
                    with shelf_for(scene, model.card, embeddings) as shelf:
                        results += _segment(run, scope, journals.every[-1], shelf)
        refusals.require_one_of(request.phrases)
        seconds["total"] = time.perf_counter() - started
        result = _together(request, results, seconds, refusals)
        if embeddings is not None and embeddings.notes:
            notes = (*result.report.notes, *embeddings.notes)
            result = replace(result, report=replace(result.report, notes=notes))
        if deliver is not None:
            deliver(result)
            journals.are_wanted = False
        return result


def _with_layers(
    request: SegmentRequest, questions: Sequence[Question], scene: SceneRaster, refusals: Refusals
) -> tuple[list[Question], Layers]:
    """Returns the questions whose map layers are there, and all these layers."""
    answerable, layers = [], dict[str, Sequence[BaseGeometry]]()
    for one in questions:
        read = refusals.attempt(
            one.phrase, partial(read_layers, one.expression, request.layers, scene.crs_wkt)
        )
        if read is not None:
            answerable.append(one)
            layers.update(read)
    refusals.require_one_of(request.phrases)
    return answerable, layers


def _journal(run: _Run, number: int) -> Journal:
    """Opens the journal of the working grid of this number."""
    output = Path(run.request.output)
    journal = Journal(
        journal_path(output, number),
        signature(run.scene, run.model.card, run.texts, run.request.overlap_px),
        run.request.resume,
    )
    if not number:
        remove_leftovers(output, is_new=not run.request.resume)
    return journal


def _together(
    request: SegmentRequest,
    results: Sequence[SegmentResult],
    seconds: Mapping[str, float],
    refusals: Refusals,
) -> SegmentResult:
    """Returns the results as one, in the order of the phrases."""
    spent = {stage: round(value, 3) for stage, value in seconds.items()}
    ordered = sorted(results, key=lambda one: one.phrase_number)
    phrases = [one.report.phrase for one in ordered]
    finished = []
    for result in ordered:
        company = tuple(phrase for phrase in phrases if phrase != result.report.phrase)
        report = replace(result.report, seconds=spent, together_with=company)
        finished.append(replace(result, report=report))
    first, *others = finished
    report = replace(
        first.report,
        others=tuple(one.report for one in others),
        refused=refusals.of(request.phrases),
    )
    return replace(first, report=report, others=tuple(others))


def _segment(run: _Run, scope: Scope, journal: Journal, shelf: Shelf | None) -> list[SegmentResult]:
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
        partial(_tell_tile, run),
        run.seconds,
        shelf=shelf,
    )
    measure = Measure(scene.crs_wkt)
    cells = SceneCells(scene, grid, scope, ground_measuring(measure, scope.frame))
    ground = SceneGround(search, cells, request, run.targets, scope, measure)
    outcomes = _pursue(run, ground) if request.prune else _search_whole(run, ground)
    results = []
    for question, outcome in zip(run.questions, outcomes, strict=True):
        report = run_report(
            request, question, scene, run.model, _findings(run, search, scope, question, outcome)
        )
        chosen = tuple(outcome.objects[index] for index in outcome.selection.indexes)
        results.append(SegmentResult(chosen, scene.crs_wkt, report, question.number))
    return results


def _tell_tile(run: _Run, tile: Tile, views: Sequence[ViewRecord]) -> None:
    phrases: dict[int, int] = {}
    for question in run.questions:
        phrases.setdefault(run.targets[question.expression.target], question.number)
    run.hooks.on_tile(TileFinds(run.scene.transform, tile, views, phrases))


@dataclass(frozen=True)
class Outcome:
    """Holds what is known of a question.

    Attributes:
        objects: What was found of its target.
        selection: Which of them are meant.
        steps: Where was searched for it.
    """

    objects: Sequence[FoundPolygon]
    selection: Selection
    steps: tuple[PlanStep, ...]


def _findings(run: _Run, search: Search, scope: Scope, question: Question, outcome: Outcome) -> Findings:
    targets = {run.targets[target] for target in question.texts}
    return Findings(
        outcome.selection,
        len(outcome.objects),
        search.counts(scope.within, targets),
        search.failures,
        run.device_text,
        outcome.steps,
    )


def _pursue(run: _Run, ground: SceneGround) -> list[Outcome]:
    """Searches as little as the plans allow: first together what they all begin with, then one by one."""
    lattice = ground.lattice
    named = {folded(name): shapes for name, shapes in run.layers.items()}
    planner = Planner(
        ground.scope.frame, lattice, {name: lattice.in_plane(shapes) for name, shapes in named.items()}
    )
    pursuit = Pursuit(ground, planner, named)
    started = time.perf_counter()
    pursuit.look_at_once([question.expression for question in run.questions])
    of_tiles = ground.tiles(lattice.every())
    outcomes = []
    for question in run.questions:
        before = len(pursuit.steps)
        answer = pursuit.answer(question.expression)
        steps = [
            PlanStep(one.target, one.reason, one.tiles, of_tiles, one.found) for one in pursuit.steps[before:]
        ]
        outcomes.append(Outcome(answer.objects, answer.selection, tuple(steps)))
    run.seconds["select"] += time.perf_counter() - started - ground.spent_s
    return outcomes


def _search_whole(run: _Run, ground: SceneGround) -> list[Outcome]:
    """Searches everything for everything."""
    every = ground.lattice.every()
    ground.look(dict.fromkeys(run.targets, every))
    objects = {target: ground.found(target).whole for target in run.targets}
    count = ground.tiles(every)
    started = time.perf_counter()
    outcomes = []
    for question in run.questions:
        whole = resolve(
            question.expression,
            lambda one: objects[one.target],
            run.layers,
            ground.scope.frame,
            ground.lattice.measuring,
        )
        steps = [
            PlanStep(target.text, "the whole scene, as asked", count, count, len(objects[target]))
            for target in question.texts
        ]
        outcomes.append(Outcome(whole.objects, whole.selection, tuple(steps)))
    run.seconds["select"] += time.perf_counter() - started
    return outcomes
