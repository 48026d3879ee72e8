"""Reads distances and measures, and adds what is said of a thing to its draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..model import Not, Predicate, Reference, Relation, UnreadReason
from ..words.measures import Amount, amount_of, distances_of, measure_of
from ..words.tagged import Tagged
from .draft import Draft
from .parser import Node
from .source import Span
from .thing_reader import ThingReader


class DistanceSayings:
    """Holds the readers of what has an amount; what is denied is added as not holding."""

    def __init__(self, builder: ThingReader) -> None:
        self._builder = builder
        self._denied: Node | None = None

    @property
    def _draft(self) -> Draft:
        return self._builder.draft

    def _keep(self, reason: UnreadReason, *nodes: Node | Tagged) -> None:
        """Keeps a saying as unread."""
        if self._denied is not None:
            nodes, reason = (self._denied,), "negation"
        self._draft.add_unread(self._builder.span(*nodes), reason)

    def _add(self, predicate: Predicate, span: Span) -> None:
        """Adds a predicate, or that it does not hold."""
        if self._denied is not None:
            span = (min(span[0], self._builder.span(self._denied)[0]), span[1])
            predicate = predicate if isinstance(predicate, Not) else Not(predicate)
        self._draft.add_predicate(predicate, span)

    def _distance(self, node: Node) -> None:
        amount_node = child(node, "amount")
        amount = amount_of(terminals_of(amount_node)) if amount_node is not None else Amount(bad="unit")
        if amount_node is None or not self._is_distance(amount_node, amount):
            self._keep("relation", node)
        else:
            self._relate(node, lambda others: distances_of(amount, others[0]))

    def _is_distance(self, node: Node, amount: Amount) -> bool:
        """Returns False, and says so, where an amount cannot be a distance."""
        if amount.bad is None and not amount.is_area:
            return True
        span = self._builder.span(node)
        text = self._draft.source.phrase[self._draft.source.start(span) : self._draft.source.end(span)]
        if amount.bad == "unit":
            self._no_unit(span)
        else:
            self._draft.source.add_problem(
                "measure", f'"{text}" is no distance', "Give a length such as 200 m or 0.5 km", span
            )
        return False

    def _no_unit(self, span: Span) -> None:
        text = self._draft.source.phrase[self._draft.source.start(span) : self._draft.source.end(span)]
        self._draft.source.add_problem(
            "unit", f'"{text}" has no unit that is known', "Use m, km, ft, mi, m2, ha or acres", span
        )

    def _measure(self, node: Node) -> None:
        amount_node = child(node, "amount")
        amount = amount_of(terminals_of(amount_node)) if amount_node is not None else Amount(bad="unit")
        key = next((one.value for one in terminals_of(node) if one.tag in ("KEY", "DIMENSION")), None)
        span = self._builder.span(node)
        bare = key is None and amount_node is not None and len(terminals_of(amount_node)) == 1
        if bare and amount.bad is None and not amount.is_area:
            # "Taller than 10 m": a length alone behind a noun does not tell what it measures.
            self._keep("relation", node)
            return
        measure = None if amount.bad else measure_of(amount, key)
        if measure is not None:
            self._add(measure, span)
            return
        if amount.bad == "unit":
            self._no_unit(span)
        elif amount.by != "distance":
            text = self._draft.source.phrase[self._draft.source.start(span) : self._draft.source.end(span)]
            self._draft.source.add_problem(
                "measure", f'Nothing can be "{text}"', "Give lengths in m or km, areas in m2 or ha", span
            )
        self._keep("word", node)

    def _relate(
        self,
        node: Node,
        related: Callable[[tuple[Reference, ...]], tuple[Predicate, ...]],
        *,
        apart: bool = False,
        lifted: bool = False,
    ) -> None:
        """Adds the relations to each of the things named behind a word of relation."""
        references = child(node, "references")
        found = self._builder.others(references, apart, lifted) if references is not None else []
        if not found:
            self._keep("relation", node)
            return
        whole = self._builder.span(node)
        for k, (other, span, alternative) in enumerate(found):
            predicates = related((other,))
            first = whole[0] if k == 0 else span[0]
            last = whole[1] if k == len(found) - 1 else span[1]
            if alternative is not None and not self._holds_for_each(predicates):
                # All that is said has to hold, so an alternative cannot be held.
                self._draft.add_unread((alternative, last), "relation")
                continue
            for predicate in predicates:
                self._add(predicate, (first, last))

    def _holds_for_each(self, predicates: Sequence[Predicate]) -> bool:
        """Returns True where "or" means what "and" does: not near the one or the other, far from either."""
        denials = {isinstance(one, Not) or self._denied is not None for one in predicates}
        apart = {_is_apart(one.predicate if isinstance(one, Not) else one) for one in predicates}
        return len(denials) == len(apart) == 1 and denials != apart


def _is_apart(predicate: Predicate) -> bool:
    """Returns True for a relation that holds when it does for none of the others."""
    return isinstance(predicate, Relation) and predicate.kind in ("beyond", "far", "outside")


def terminals_of(node: Node) -> list[Tagged]:
    """Returns the terminals that are children of a node."""
    return [child for child in node.children if isinstance(child, Tagged)]


def child(node: Node, name: str) -> Node | None:
    """Returns the first child node of a rule."""
    return next((one for one in node.children if not isinstance(one, Tagged) and one.data == name), None)
