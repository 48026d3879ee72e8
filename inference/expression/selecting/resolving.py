"""Resolves an expression with all that it speaks of: "the tank north of the largest building near [Railway]".

The innermost phrases are settled first; what they select is what the outer ones are compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from ...errors import PhraseError
from ..frame import Scene
from ..model import Expression, LayerName, Not, Reference, Relation, folded
from ..outlines import Measuring
from ..target import Target
from ..wording import reference_text
from .candidates import Scored
from .selection import Note, Selection, select

T = TypeVar("T", bound=Scored)
_SHOWN_LAYERS = 8


@dataclass(frozen=True)
class Resolved(Generic[T]):
    """Holds what an expression means, and what it was compared with.

    Attributes:
        selection: What was selected among the objects; its notes include those of the nested phrases.
        objects: All candidates of the expression's own target.
        references: What each thing that the expression speaks of, however deep, stands for.
    """

    selection: Selection
    objects: tuple[T, ...]
    references: Mapping[Reference, tuple[BaseGeometry, ...]]


def resolve(
    expression: Expression,
    find: Callable[[Expression], Sequence[T]],
    layers: Mapping[str, Sequence[BaseGeometry]],
    scene: Scene,
    measuring: Measuring | None = None,
) -> Resolved[T]:
    """Returns what an expression selects, every nested phrase resolved first and each distinct one once.

    Args:
        expression: What the phrase means.
        find: Returns all candidates of an expression's target, whatever else the expression says; it is
            called once for each target.
        layers: Geometries of the map layers by name, in the objects' coordinates.
        scene: The frame for positions.
        measuring: How to measure; plain coordinates by default.

    Raises:
        PhraseError: The phrase speaks of a layer that is not there, or that cannot be what it is asked to be.
    """
    check_layers(expression, layers)
    named = {folded(name): tuple(shapes) for name, shapes in layers.items()}
    known: dict[Target, tuple[T, ...]] = {}
    settled: dict[Reference, tuple[BaseGeometry, ...]] = {}
    nested_notes: dict[Note, None] = {}

    def objects_of(one: Expression) -> tuple[T, ...]:
        if one.target not in known:
            known[one.target] = tuple(find(one))
        return known[one.target]

    def settle(one: Expression) -> Selection:
        for reference in one.references:
            if reference in settled:
                continue
            if isinstance(reference, LayerName):
                settled[reference] = named[folded(reference.name)]
            else:
                inner = settle(reference)
                objects = objects_of(reference)
                settled[reference] = tuple(objects[index].geometry for index in inner.indexes)
                name = reference_text(reference)
                nested_notes.update(
                    dict.fromkeys(Note(note.code, f"{name}: {note.text}") for note in inner.notes)
                )
        return select(objects_of(one), one, scene, measuring, settled)

    selection = settle(expression)
    notes = tuple(dict.fromkeys((*selection.notes, *nested_notes)))
    return Resolved(Selection(selection.kept, selection.close, notes), objects_of(expression), dict(settled))


def check_layers(expression: Expression, layers: Mapping[str, Sequence[BaseGeometry]]) -> None:
    """Checks that every layer a phrase speaks of is there and has the geometry that is asked of it.

    Raises:
        PhraseError: It is not; names the part of the phrase and the layers there are.
    """
    check_layer_names(expression, tuple(layers))
    named = {folded(name): shapes for name, shapes in layers.items()}
    for layer, kind in _areal_layers(expression):
        if not any(shapely.get_dimensions(shape) == 2 for shape in named[folded(layer.name)]):
            verb = "surrounded by" if kind == "surrounded" else kind
            raise PhraseError(
                f'Nothing can be {verb} the layer "{layer.name}"{_place(expression, layer.name)}:'
                " it holds no polygons",
                'Choose a layer of polygons, or ask for what is "near" or "along" it',
            )


def check_layer_names(expression: Expression, names: Sequence[str]) -> None:
    """Checks that every layer a phrase speaks of is among the names; quick, before anything is read.

    Raises:
        PhraseError: One is not.
    """
    there = {folded(name) for name in names}
    for name in expression.layer_names:
        if folded(name) in there:
            continue
        shown = ", ".join(f"[{one}]" for one in names[:_SHOWN_LAYERS])
        more = f" and {len(names) - _SHOWN_LAYERS} more" if len(names) > _SHOWN_LAYERS else ""
        remedy = f"There are: {shown}{more}" if names else f'Add it as --layer "{name}=FILE"'
        raise PhraseError(f'No layer "{name}" was given{_place(expression, name)}', remedy)


def _areal_layers(expression: Expression) -> list[tuple[LayerName, str]]:
    """Returns the layers that must have an area, however deep, with the relation that asks for it."""
    found: list[tuple[LayerName, str]] = []
    for predicate in expression.where:
        inner = predicate.predicate if isinstance(predicate, Not) else predicate
        if isinstance(inner, Relation) and inner.kind in ("inside", "outside"):
            found += [(one, inner.kind) for one in inner.others if isinstance(one, LayerName)]
    for reference in expression.references:
        if isinstance(reference, Expression):
            found += _areal_layers(reference)
    return found


def _place(expression: Expression, name: str) -> str:
    """Returns the part of the phrase that speaks of a layer, with its characters, to be put after a word."""
    at = _folded_find(expression.phrase, name)
    if at < 0:
        return ""
    start = expression.phrase.rfind("[", 0, at + 1)
    end = expression.phrase.find("]", at) + 1
    start, end = start if start >= 0 else at, end or at + len(name)
    return f' for "{expression.phrase[start:end]}" (characters {start + 1} to {end})'


def _folded_find(phrase: str, name: str) -> int:
    return phrase.lower().find(name.strip().lower())
