"""Leaves out what is said of things that cannot be looked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .model import Expression, LayerName, Not, Predicate, Reference, Relation, Unread
from .target import Target
from .wording import reads_as


def without_unknown(expression: Expression, is_known: Callable[[Target], bool]) -> Expression:
    """Returns an expression without relations to things that nobody can find; these are unread then.

    "The red roof next to the fountain" still means a red roof where no model knows fountains: it is better
    found with a word about the fountain than not at all. A rank is kept: "nearest to the fountain" without
    the fountain would be anyone's guess.

    Args:
        expression: What a phrase means.
        is_known: Tells whether a target can be looked for.
    """
    kept: list[Predicate] = []
    left_out: list[Unread] = []
    for predicate in expression.where:
        relation = predicate.predicate if isinstance(predicate, Not) else predicate
        if not isinstance(relation, Relation):
            kept.append(predicate)
        elif any(_is_unknown(other, is_known) for other in relation.others):
            left_out.append(Unread(reads_as(predicate), "relation"))
        else:
            inner = replace(relation, others=tuple(_trimmed(other, is_known) for other in relation.others))
            kept.append(Not(inner) if isinstance(predicate, Not) else inner)
    return replace(expression, where=tuple(kept), unread=(*expression.unread, *left_out))


def _is_unknown(other: Reference, is_known: Callable[[Target], bool]) -> bool:
    return not isinstance(other, LayerName) and not is_known(other.target)


def _trimmed(other: Reference, is_known: Callable[[Target], bool]) -> Reference:
    return other if isinstance(other, LayerName) else without_unknown(other, is_known)
