"""Writes readings back in the notation of the corpus and lists those that are wrong, for people to mend."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from georefer.inference.expression.model import (
    Expression,
    LayerName,
    Measure,
    Not,
    Position,
    Predicate,
    Rank,
    Reference,
    Relation,
    Shape,
)
from georefer.inference.expression.quantities import Quantity
from georefer.inference.expression.target import Head

_COMPASS = {"top": "north", "bottom": "south", "left": "west", "right": "east"}


@dataclass(frozen=True)
class Mistake:
    """Holds one phrase that went wrong.

    Attributes:
        language: The language of the phrase.
        construct: What it was asked for.
        phrase: The phrase.
        intended: What it means.
        got: What came of it.
        remark: Where it is from.
    """

    language: str
    construct: str
    phrase: str
    intended: str
    got: str
    remark: str = ""


def write_mistakes(path: Path, title: str, mistakes: Sequence[Mistake]) -> None:
    """Writes a list of mistakes as Markdown, grouped by language and construct."""
    groups: dict[tuple[str, str], list[Mistake]] = defaultdict(list)
    for one in mistakes:
        groups[one.language, one.construct].append(one)
    lines = [f"# {title}: {len(mistakes)} mistakes", ""]
    for (language, construct), group in sorted(groups.items()):
        lines += [f"## {language} {construct} ({len(group)})", ""]
        for one in group:
            remark = f" ({one.remark})" if one.remark else ""
            lines += [f"- {one.phrase}{remark}", f"  - intended: `{one.intended}`", f"  - got: `{one.got}`"]
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")


def written(means: object) -> str:
    """Returns a meaning as one line of text."""
    return means if isinstance(means, str) else json.dumps(means, ensure_ascii=False)


def meaning_of(reference: Reference) -> Any:  # noqa: ANN401
    """Returns an expression or layer in the notation of the corpus."""
    if isinstance(reference, LayerName):
        return f"[{reference.name}]"
    heads = [_head(head) for head in reference.target.heads]
    means: dict[str, Any] = {"t": heads[0] if len(heads) == 1 else heads}
    if reference.count is not None:
        means["n"] = reference.count
    if reference.where:
        means["where"] = [_predicate(one) for one in reference.where]
    if reference.rank is not None:
        means |= _rank(reference.rank)
    if reference.unread:
        means["unread"] = [[one.text, one.reason] for one in reference.unread]
    if reference.problems:
        means["problems"] = [one.text for one in reference.problems]
    return means


def _head(head: Head) -> Any:  # noqa: ANN401
    if head.modifiers or not head.noun:
        return {"noun": head.noun, "colours": list(head.colours), "modifiers": list(head.modifiers)}
    return " ".join([*([" and ".join(head.colours)] if head.colours else []), head.noun])


def _rank(rank: Rank) -> dict[str, Any]:
    words = f"{'' if rank.descending else '-'}{rank.by}{f' {rank.ordinal}' if rank.ordinal != 1 else ''}"
    return {"rank": words} | ({} if rank.other is None else {"to": meaning_of(rank.other)})


def _predicate(predicate: Predicate) -> dict[str, Any]:
    if isinstance(predicate, Not):
        return {"not": _predicate(predicate.predicate)}
    if isinstance(predicate, Position):
        return {"at": _place(predicate)}
    if isinstance(predicate, Measure):
        return {predicate.by: [_amount(predicate.least), _amount(predicate.most)]}
    if isinstance(predicate, Relation):
        others = [meaning_of(one) for one in predicate.others]
        means: dict[str, Any] = {predicate.kind: others[0] if len(others) == 1 else others}
        means |= {} if predicate.distance is None else {"d": _amount(predicate.distance)}
        return means | ({} if predicate.direction is None else {"dir": _place(predicate.direction)})
    return {"shape" if isinstance(predicate, Shape) else "size": predicate.name}


def _place(position: Position) -> str:
    words = [word for word in (position.row, position.column) if word is not None]
    if position.frame == "compass":
        words = [_COMPASS.get(word, word) for word in words]
    return " ".join([*words, *([] if position.area == "zone" else [position.area])])


def _amount(quantity: Quantity | None) -> str | None:
    return None if quantity is None else f"{quantity.value:g} {quantity.unit}"


def expression_text(expression: Expression) -> str:
    """Returns what was read, as one line in the notation of the corpus."""
    return written(meaning_of(expression))
