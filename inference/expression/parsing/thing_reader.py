"""Says what the readers of sayings need of the builder, which in turn needs them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from ..model import Reference
from ..words.tagged import Tagged
from .draft import Draft
from .parser import Node
from .source import Span


class Other(NamedTuple):
    """Holds a thing that a relation speaks of.

    Attributes:
        reference: The layer, or the expression.
        span: Its terminals.
        alternative: The index of the "or" that makes it an alternative to the one before; None elsewhere.
    """

    reference: Reference
    span: Span
    alternative: int | None = None


class ThingReader(Protocol):
    """Describes the reader of one thing with all that is said of it."""

    @property
    def draft(self) -> Draft:
        """Returns what was read of the thing so far."""

    def span(self, *nodes: Node | Tagged) -> Span:
        """Returns the span from the first to the last terminal of nodes; they hold one at least."""

    def others(self, node: Node, apart: bool = False, lifted: bool = False) -> list[Other]:
        """Returns what a relation speaks of, each with its span."""

    def read_items(self, items: Sequence[Node | Tagged]) -> None:
        """Reads what stands in the phrase one after the other."""

    def read_reference(self, node: Node) -> None:
        """Reads a thing into the draft."""

    def read_noun_phrase(self, node: Node) -> None:
        """Reads a noun phrase into the draft."""

    def read_terminals(self, terminals: Sequence[Tagged]) -> None:
        """Reads the terminals of a noun phrase into the draft."""
