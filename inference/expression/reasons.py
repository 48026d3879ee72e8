"""Says in a few words why an object was chosen: "near river", "within 200 m of [Railway]", "widest"."""

from __future__ import annotations

from .model import LayerName, Measure, Not, Predicate, Rank, Reference, Relation
from .quantities import Quantity
from .wording import position_text, rank_text, reads_as

_KINDS = {"side": "on the side", "surrounded": "surrounded by", "is": "one of", "far": "far from"}


def reason(predicate: Predicate) -> str:
    """Returns a predicate in a few words."""
    if isinstance(predicate, Not):
        return f"not {reason(predicate.predicate)}"
    if isinstance(predicate, Measure):
        bounds = [f"at least {quantity(predicate.least)}"] if predicate.least else []
        bounds += [f"at most {quantity(predicate.most)}"] if predicate.most else []
        return f"{predicate.by} {' and '.join(bounds)}"
    if isinstance(predicate, Relation):
        return _relation(predicate)
    return reads_as(predicate)


def rank_reason(rank: Rank) -> str:
    """Returns a rank in a few words."""
    if rank.by == "distance":
        name = "farthest from" if rank.descending else "nearest to"
        other = f" {reference_name(rank.other)}" if rank.other is not None else ""
        return f"{_ordinal(rank.ordinal)}{name}{other}"
    if rank.by in ("width", "perimeter"):
        most = {"width": ("widest", "narrowest"), "perimeter": ("longest outline", "shortest outline")}
        return _ordinal(rank.ordinal) + most[rank.by][0 if rank.descending else 1]
    return rank_text(rank)


def reference_name(reference: Reference) -> str:
    """Returns what a relation speaks of: "[Railway]", "red building"."""
    if isinstance(reference, LayerName):
        return f"[{reference.name}]"
    return reference.target.text or "it"


def quantity(value: Quantity) -> str:
    """Returns a quantity as the person gave it, such as "0.5 ha"."""
    return f"{value.value:g} {value.unit}"


def _relation(relation: Relation) -> str:
    others = " and ".join(reference_name(other) for other in relation.others)
    if relation.kind == "side" and relation.direction is not None:
        return f"on the {position_text(relation.direction).removesuffix(' part')} of {others}"
    if relation.distance is not None:
        verb = "within" if relation.kind == "within" else "more than"
        away = "of" if relation.kind == "within" else "away from"
        return f"{verb} {quantity(relation.distance)} {away} {others}"
    return f"{_KINDS.get(relation.kind, relation.kind)} {others}"


def _ordinal(number: int) -> str:
    return "" if number == 1 else f"{number}. "
