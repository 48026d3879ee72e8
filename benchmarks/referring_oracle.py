"""Asks phrases of drawn scenes whose objects are known: what language and selection do without any model.

Every scene's objects are handed over as they are; the phrase is read, resolved, and the set that is selected
compared with what is meant. What is meant comes from `referring/truth.py`, which knows nothing of the engine.
A phrase is right when exactly the objects that are meant are selected. The same is done with the intended
meaning instead of the reading, so that mistakes of the reader and of the selection can be told apart.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from georefer.inference.errors import PhraseError
from georefer.inference.expression.frame import Scene
from georefer.inference.expression.model import Expression
from georefer.inference.expression.reading import read
from georefer.inference.expression.selecting.resolving import resolve
from georefer.inference.geo.measuring import Measure
from georefer.inference.rulers import ground_measuring
from judging.rasters import CRS, LEFT_M, TOP_M
from judging.results import NO_MODEL, Record, benchmark_parser, mean, rounded
from numpy.random import PCG64, Generator
from referring.asking import Question, questions
from referring.inventory import Inventory, Thing, inventory
from referring.mistakes import Mistake, expression_text, write_mistakes, written
from referring.notation import reference_of
from shapely.geometry.base import BaseGeometry

FIRST_SEED = 62_000_000


@dataclass(frozen=True)
class Known:
    """Is a thing of the inventory as a model would have found it."""

    thing: Thing

    @property
    def geometry(self) -> BaseGeometry:
        """Returns its outline."""
        return self.thing.outline

    @property
    def score(self) -> float:
        """Returns a score that differs a little from thing to thing, as a model's would."""
        return 0.9 + 0.01 * (self.thing.number * 7919 % 10)


@dataclass(frozen=True)
class Answer:
    """Holds what became of one phrase.

    Attributes:
        question: The phrase and its truth.
        seed: Of the scene.
        got: Numbers of the things that were selected; None where the phrase was refused.
        by_meaning: The same with the intended meaning instead of the reading.
        read_as: The reading in the notation of the corpus.
        select_ms: How long resolving took.
    """

    question: Question
    seed: int
    got: frozenset[int] | None
    by_meaning: frozenset[int] | None
    read_as: str
    select_ms: float

    @property
    def is_right(self) -> bool:
        """Returns whether exactly what is meant was selected."""
        return self.got == frozenset(self.question.truth)

    @property
    def is_selected_right(self) -> bool:
        """Returns the same for the intended meaning."""
        return self.by_meaning == frozenset(self.question.truth)


def found(one: Expression, things: Sequence[Thing]) -> list[Known]:
    """Returns what a model that makes no mistakes finds for a target."""
    return [
        Known(thing)
        for thing in things
        if any(thing.is_a(head.category or head.noun, head.colours) for head in one.target.heads)
    ]


def chosen(expression: Expression, known: Inventory) -> frozenset[int] | None:
    """Returns the numbers of the things an expression selects; None where it is refused."""
    scene = Scene.of_bounds(known.bounds)
    ruler = ground_measuring(Measure(CRS), scene)
    try:
        resolved = resolve(expression, lambda one: found(one, known.things), known.layers, scene, ruler)
    except PhraseError:
        return None
    return frozenset(resolved.objects[index].thing.number for index in resolved.selection.indexes)


def answer(question: Question, seed: int, known: Inventory) -> Answer:
    """Reads and resolves one phrase."""
    expression = read(question.phrase)
    started = time.perf_counter()
    got = None if expression.problems else chosen(expression, known)
    select_ms = 1000 * (time.perf_counter() - started)
    intended = reference_of(question.means)
    assert isinstance(intended, Expression)
    by_meaning = chosen(intended, known)
    return Answer(question, seed, got, by_meaning, expression_text(expression), select_ms)


def scenes(first_seed: int, count: int, size_px: int, gsd_m: float) -> Iterator[tuple[int, Inventory]]:
    """Yields scenes with their seeds."""
    for seed in range(first_seed, first_seed + count):
        yield seed, inventory(seed, size_px, gsd_m, (LEFT_M, TOP_M))


def by_construct(answers: list[Answer]) -> list[dict[str, object]]:
    """Returns one row a construct."""
    groups: dict[str, dict[str, list[Answer]]] = defaultdict(lambda: defaultdict(list))
    for one in answers:
        groups[one.question.construct][one.question.language].append(one)
    rows = []
    for construct in sorted(groups):
        by_language = groups[construct]
        both = [one for group in by_language.values() for one in group]
        counts = {language: len(by_language[language]) for language in ("en", "zh")}
        shares = {
            f"{language}_share": mean([float(one.is_right) for one in by_language[language]])
            for language in ("en", "zh")
        }
        shares["selection"] = mean([float(one.is_selected_right) for one in both])
        rows.append({"construct": construct} | counts | rounded(shares))
    return rows


def mistake_of(one: Answer) -> Mistake:
    """Returns what to tell the people who mend it."""
    asked = one.question
    where = "selection" if not one.is_selected_right else "reading"
    got = "refused" if one.got is None else sorted(one.got)[:12]
    return Mistake(
        asked.language,
        asked.construct,
        asked.phrase,
        f"{written(asked.means)} -> {sorted(asked.truth)[:12]}",
        f"{one.read_as} -> {got}",
        f"{where}; scene {one.seed}",
    )


def show(rows: list[dict[str, object]]) -> None:
    """Prints the constructs."""
    print(f"{'construct':12} {'en':>4} {'right':>6} {'zh':>5} {'right':>6}   selection")
    for row in rows:
        shares = [
            f"{row[key]:6.3f}" if row[key] is not None else "     -" for key in ("en_share", "zh_share")
        ]
        print(f"{row['construct']:12} {row['en']:4} {shares[0]} {row['zh']:5} {shares[1]}", end="")
        print(f"   {row['selection']:.3f}")


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--scenes", type=int, default=24, help="scenes at most")
    parser.add_argument("--size-px", type=int, default=768)
    parser.add_argument("--gsd-m", type=float, default=0.5)
    parser.add_argument("--each", type=int, default=5, help="phrases a template and language")
    parser.add_argument("--mistakes", type=Path, help="file to list what went wrong in")
    settings = parser.parse_args()
    record = Record("referring_oracle", *NO_MODEL)
    random = Generator(PCG64(FIRST_SEED))
    drawn = scenes(FIRST_SEED, settings.scenes, settings.size_px, settings.gsd_m)
    answers: list[Answer] = []
    used = 0
    for seed, known, asked in questions(drawn, random, settings.each):
        answers += [answer(one, seed, known) for one in asked]
        used += 1
    rows = by_construct(answers)
    show(rows)
    languages = {code: [one for one in answers if one.question.language == code] for code in ("en", "zh")}
    record.values = {
        f"oracle_{code}": mean([float(one.is_right) for one in group]) for code, group in languages.items()
    }
    record.values["oracle_selection"] = mean([float(one.is_selected_right) for one in answers])
    wrong = [one for one in answers if not (one.is_right and one.is_selected_right)]
    record.details = {
        "scenes": used,
        "phrases": {code: len(group) for code, group in languages.items()},
        "constructs": rows,
        "select_ms_mean": round(mean([one.select_ms for one in answers]), 2),
        "wrong": [f"{one.question.phrase} ({one.seed})" for one in wrong],
    }
    record.write(settings.out)
    if settings.mistakes:
        write_mistakes(settings.mistakes, "Oracle", [mistake_of(one) for one in wrong])


if __name__ == "__main__":
    main()
