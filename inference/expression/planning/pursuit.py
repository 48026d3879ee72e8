"""Finds what an expression means while searching as little of the scene as the plan allows.

What is found is what a search of the whole scene would give: a want of the plan names a part of the scene in
which every object lies that matters; the part is searched, and objects that reach out of what is known are
followed until they are whole. Then the selection is made, and it is final where the want covers what it
depends on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from shapely.geometry.base import BaseGeometry

from ..model import Expression, LayerName, Reference, folded
from ..outlines import Shapes
from ..selecting.candidates import Scored
from ..selecting.selection import Note, Selection, select
from ..target import Target
from ..wording import reference_text
from .bounding import zone_by_position
from .lattice import Lattice, Marks, grown
from .parts import Part, Reach, cheapest
from .plan import Order, Planner
from .settling import State

Object = TypeVar("Object", bound=Scored)


@dataclass(frozen=True)
class Found(Generic[Object]):
    """Holds what was found of a target so far.

    Attributes:
        whole: Objects that are as they would be had everything been searched, in the order of their place.
        cut: Outlines of what may go on where was not searched, in the metric plane, objects [n].
    """

    whole: Sequence[Object]
    cut: Shapes


class Ground(Protocol[Object]):
    """Is a scene that can be searched cell by cell."""

    @property
    def lattice(self) -> Lattice:
        """Returns the cells."""

    def look(self, wanted: Mapping[Target, Marks]) -> None:
        """Searches, so that the wanted cells are known for each target."""

    def known(self, target: Target) -> Marks:
        """Marks the cells that are known."""

    def found(self, target: Target) -> Found[Object]:
        """Returns what was found of a target so far."""

    def tiles(self, marks: Marks) -> int:
        """Returns the number of tiles that have to be read so that cells are known."""

    def follow(self, first: Target, second: Target) -> None:
        """Hears that where the first target is found the second will be wanted, too."""


@dataclass(frozen=True)
class Step:
    """Says what a step searched and why.

    Attributes:
        target: What was looked for.
        reason: Why there.
        tiles: Tiles that hold the part, those that were searched before included.
        found: Objects found up to then.
    """

    target: str
    reason: str
    tiles: int
    found: int


@dataclass(frozen=True)
class Answer(Generic[Object]):
    """Holds what an expression means.

    Attributes:
        objects: What was found of its target; complete where it matters.
        selection: Which of these are meant; its notes include those of the phrases it speaks of.
    """

    objects: Sequence[Object]
    selection: Selection


@dataclass
class Pursuit(Generic[Object]):
    """Answers expressions on one scene; each distinct phrase is answered once.

    Attributes:
        ground: The scene to search.
        planner: Plans on that scene.
        layers: What each map layer holds, in the objects' coordinates, by its name in lower case.
        steps: What was searched so far.
    """

    ground: Ground[Object]
    planner: Planner
    layers: Mapping[str, Sequence[BaseGeometry]]
    steps: list[Step] = field(default_factory=list)
    _answers: dict[Expression, Answer[Object]] = field(default_factory=dict)

    def answer(self, expression: Expression) -> Answer[Object]:
        """Returns what an expression means."""
        self.look_at_once([expression])
        return self._answer(expression)

    def look_at_once(self, expressions: Sequence[Expression]) -> None:
        """Searches together for all targets that need not wait for another, so that they share embeddings."""
        wanted: dict[Target, Marks] = {}
        orders: dict[Expression, Order] = {}
        for expression in expressions:
            orders.update(ordered(expression, self.planner))
        for one, order in orders.items():
            for phrase in order.first:
                if self.planner.is_bound(one, order):
                    self.ground.follow(phrase.target, one.target)
            if not self.planner.is_bound(one, order):
                part = next(self.planner.wants(one, self.planner.things(one, {}))).part
                marks = part.cells(self.planner.lattice)
                wanted[one.target] = wanted[one.target] | marks if one.target in wanted else marks
        if len(wanted) > 1:
            self.ground.look(wanted)

    def _answer(self, expression: Expression) -> Answer[Object]:
        if expression in self._answers:
            return self._answers[expression]
        order = self.planner.order(expression)
        known: dict[Reference, Sequence[BaseGeometry]] = {
            one: self.layers[folded(one.name)] for one in expression.references if isinstance(one, LayerName)
        }
        notes: dict[Note, None] = {}
        for phrase in order.first:
            inner = self._answer(phrase)
            known[phrase] = [inner.objects[index].geometry for index in inner.selection.indexes]
            for note in inner.selection.notes:
                notes[Note(note.code, f"{reference_text(phrase)}: {note.text}")] = None
        answer = self._choose(expression, order, known)
        own = answer.selection
        whole = Selection(own.kept, own.close, tuple(dict.fromkeys((*own.notes, *notes))))
        self._answers[expression] = Answer(answer.objects, whole)
        return self._answers[expression]

    def _choose(
        self, expression: Expression, order: Order, known: dict[Reference, Sequence[BaseGeometry]]
    ) -> Answer[Object]:
        """Searches want by want until the selection is final."""
        planner = self.planner
        for want in planner.wants(expression, planner.things(expression, known)):
            objects = self._know(expression.target, want.part)
            state = State.of(expression, want, objects, planner, known)
            around = state.open_shapes(order.later.keys()) if order.later else None
            for phrase, reach_m in order.later.items():
                assert around is not None  # nosec B101
                known[phrase] = self._around(phrase, Reach.of(around, reach_m, f"around {shown(expression)}"))
            if State.of(expression, want, objects, planner, known).is_settled():
                break
        return Answer(objects, select(objects, expression, planner.scene, planner.lattice.measuring, known))

    def _around(self, phrase: Expression, reach: Reach) -> list[BaseGeometry]:
        """Returns what a phrase stands for near some things; elsewhere it does not matter."""
        planner = self.planner
        if not len(reach.things):
            return []
        zone = zone_by_position(phrase, planner.scene, planner.lattice, 0.0)
        objects = self._know(
            phrase.target, cheapest([] if zone is None else [zone], [reach], planner.lattice)
        )
        selection = select(objects, phrase, planner.scene, planner.lattice.measuring)
        return [objects[index].geometry for index in selection.indexes]

    def _know(self, target: Target, part: Part) -> Sequence[Object]:
        """Searches a part, follows what reaches out of it, and returns all whole objects found so far."""
        lattice, ground = self.planner.lattice, self.ground
        marks, steps = part.cells(lattice), 0
        if marks.any():
            ground.look({target: marks})
        found = ground.found(target)
        while len(found.cut):
            pieces = found.cut[part.concerns(lattice, found.cut)]
            ahead = lattice.under(pieces) & ~ground.known(target)
            if not ahead.any():
                break
            # What is long is followed in ever longer strides.
            marks = marks | (grown(ahead, steps) if steps else ahead)
            steps = max(1, 2 * steps)
            ground.look({target: marks})
            found = ground.found(target)
        self.steps.append(Step(target.text, part.reason, ground.tiles(marks), len(found.whole)))
        return found.whole


def ordered(expression: Expression, planner: Planner) -> dict[Expression, Order]:
    """Returns the order of an expression and of every phrase that is found before it, innermost first."""
    orders: dict[Expression, Order] = {}
    order = planner.order(expression)
    for phrase in order.first:
        orders.update(ordered(phrase, planner))
    return {**orders, expression: order}


def shown(expression: Expression) -> str:
    """Returns what an expression looks for, in words."""
    return expression.target.text or "it"
