"""Tells what a search will do, before anything is searched: for `georefer explain` and the dock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..model import Expression, LayerName, Reference, folded
from ..wording import reference_text
from .bounding import is_bound_by
from .lattice import Marks
from .parts import Everything
from .plan import Order, Planner
from .pursuit import ordered, shown


@dataclass(frozen=True)
class PlannedStep:
    """Says where will be searched for what.

    Attributes:
        target: What will be looked for.
        reason: Why there, in words.
        tiles: Tiles that this needs, those of earlier steps for the same target included.
        at_most: Whether they will be fewer: where exactly is known once something else was found.
        if_needed: Whether this is searched only where the step before did not settle the answer.
    """

    target: str
    reason: str
    tiles: int
    at_most: bool = False
    if_needed: bool = False


def outlook(
    expression: Expression, planner: Planner, tiles: Callable[[Marks], int]
) -> tuple[PlannedStep, ...]:
    """Returns what a search for an expression will do, in its order.

    Args:
        expression: What the phrase means.
        planner: Plans on the scene; of layers that it does not hold it is told that they bound the search.
        tiles: Returns the number of tiles that hold cells.
    """
    steps: list[PlannedStep] = []
    for one, order in ordered(expression, planner).items():
        steps += _own_steps(one, order, planner, tiles)
        for phrase in order.later:
            want = next(planner.wants(phrase, planner.things(phrase, {})))
            count = tiles(want.part.cells(planner.lattice))
            steps.append(PlannedStep(shown(phrase), f"around what is found: {shown(one)}", count, True))
    return tuple(dict.fromkeys(steps))


def _own_steps(
    expression: Expression, order: Order, planner: Planner, tiles: Callable[[Marks], int]
) -> Iterator[PlannedStep]:
    """Yields the steps that look for the objects of one phrase."""
    layers = [one for one in expression.references if isinstance(one, LayerName)]
    unknown: list[Reference] = [one for one in layers if folded(one.name) not in planner.layers]
    waits = [one for one in (*order.first, *unknown) if is_bound_by(expression, one)]
    around = ", ".join(f"around {reference_text(one)}" for one in waits)
    for number, want in enumerate(planner.wants(expression, planner.things(expression, {}))):
        reason = want.part.reason
        if waits:
            reason = around if isinstance(want.part, Everything) else f"{reason}, {around}"
        count = tiles(want.part.cells(planner.lattice))
        yield PlannedStep(shown(expression), reason, count, bool(waits), number > 0)
