"""Makes the report of a run: what was asked, found, skipped and not understood."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timezone

from .expression.model import Expression
from .expression.reading import read
from .expression.selecting.selection import Selection
from .expression.sentence import to_sentence
from .geo.raster import SceneRaster
from .models.interface import ModelCard, PhraseModel
from .protocol import PlanStep, RunReport, SegmentRequest, TileCounts
from .questions import Question
from .runtime import package_versions, peak_memory_mb

# Of all parameters each phrase has a run of its own for these.
PHRASES = ("phrase", "more_phrases")


@dataclass(frozen=True)
class Findings:
    """Holds what a run found and how.

    Attributes:
        selection: Which of the objects the phrase means.
        candidates: Number of objects found.
        tiles: Tile counts.
        failed_tiles: Reason of every failed tile.
        device: Where it ran and why.
        plan: Where was searched for what.
    """

    selection: Selection
    candidates: int
    tiles: TileCounts
    failed_tiles: tuple[str, ...]
    device: str
    plan: tuple[PlanStep, ...]


def run_report(
    request: SegmentRequest,
    question: Question,
    scene: SceneRaster,
    model: PhraseModel,
    findings: Findings,
) -> RunReport:
    """Returns the report of a run whose output is not written yet, and whose seconds are not known."""
    card, selection, expression = model.card, findings.selection, question.expression
    return RunReport(
        run_id=uuid.uuid4().hex,
        phrase=question.phrase,
        reading=to_sentence(expression, expression.language),
        target=" or ".join(question.asked),
        polygons=len(selection.indexes),
        candidates=findings.candidates,
        tiles=findings.tiles,
        seconds={},
        peak_memory_mb=round(peak_memory_mb(), 1),
        model=card.id,
        weights=card.weights_hash,
        device=findings.device,
        working_gsd_m=scene.working_gsd_m,
        unknown_words=_unknown_words(read(question.phrase), model),
        unread=tuple(dict.fromkeys(part.text for one in expression.phrases for part in one.unread)),
        notes=tuple(note.text for note in selection.notes) + _scale_notes(scene, card),
        failed_tiles=findings.failed_tiles,
        output=request.output,
        source=request.raster,
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        parameters={key: value for key, value in asdict(request).items() if key not in PHRASES},
        versions=package_versions(),
        plan=findings.plan,
    )


def _unknown_words(expression: Expression, model: PhraseModel) -> tuple[str, ...]:
    """Returns the words of a whole phrase that the model never learned, those of left out things included."""
    words: list[str] = []
    for phrase in expression.phrases:
        words += phrase.target.unknown_nouns
        words += [part.text for part in phrase.unread if part.reason == "modifier"]
        words += [word for text in phrase.target.texts for word in model.unknown_words(text)]
    return tuple(dict.fromkeys(words))


def _scale_notes(scene: SceneRaster, card: ModelCard) -> tuple[str, ...]:
    """Returns a note where the raster is outside the ground resolutions that the model has seen."""
    if card.gsd_range_m is None or scene.working_gsd_m is None:
        return ()
    finest, coarsest = card.gsd_range_m
    if finest * 0.8 <= scene.working_gsd_m <= coarsest * 1.25:
        return ()
    return (
        f"The pixels are {scene.working_gsd_m:.3g} m on the ground; {card.id} was trained from {finest:g} to"
        f" {coarsest:g} m, so expect poor results",
    )
