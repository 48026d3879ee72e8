"""Holds a phrase while it is read: its terminals, and what of it cannot be answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..model import Language, Problem, ProblemCode
from ..words.tagged import Tagged

Span = tuple[int, int]  # indexes of terminals, end exclusive


@dataclass(frozen=True)
class Source:
    """Holds the phrase and its terminals, shared by all drafts of one reading."""

    phrase: str
    terminals: Sequence[Tagged]
    language: Language
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def places(self) -> dict[int, int]:
        """Returns the index of each terminal by its first character."""
        return {one.start: k for k, one in enumerate(self.terminals)}

    def start(self, span: Span) -> int:
        """Returns the first character of a span."""
        return self.terminals[span[0]].start

    def end(self, span: Span) -> int:
        """Returns one past the last character of a span."""
        return self.terminals[span[1] - 1].end

    def words(self, span: Span) -> str:
        """Returns the normalised words of a span."""
        return " ".join(one.word for one in self.terminals[span[0] : span[1]])

    def add_problem(self, code: ProblemCode, text: str, remedy: str, span: Span) -> None:
        """Notes why the phrase cannot be answered."""
        self.problems.append(Problem(code, text, remedy, self.start(span), self.end(span)))
