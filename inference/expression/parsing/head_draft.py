"""Gathers one noun with what stands before and behind it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..words.tagged import Colours, NounForm
from .source import Span


@dataclass
class HeadDraft:
    """Gathers one noun with what stands before and behind it."""

    colours: list[str] = field(default_factory=list)
    any_of: bool = False
    shade: tuple[str, Span] | None = None
    unknown: list[Span] = field(default_factory=list)
    noun: str = ""
    form: NounForm | None = None
    plural: bool | None = None
    pieces: list[Span] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Returns True when there is enough to search for."""
        return bool(self.noun or self.colours or self.unknown)

    @property
    def has_noun(self) -> bool:
        """Returns True when a noun, known or not, was read."""
        return bool(self.noun or self.unknown)

    @property
    def category(self) -> str | None:
        """Returns the category of a known noun."""
        return self.form.noun.category if self.form is not None else None

    @property
    def is_plural(self) -> bool:
        """Returns True when several are meant, or stuff that cannot be counted."""
        if self.form is not None:
            return self.form.number == "plural" or self.form.noun.mass
        return bool(self.plural)

    @property
    def is_singular(self) -> bool:
        """Returns True when one is meant for certain."""
        return not self.is_plural and (self.form is None or self.form.number == "singular")

    def add_colours(self, colours: Colours, span: Span) -> None:
        """Adds colours said of this head."""
        self.colours += [name for name in colours.names if name not in self.colours]
        self.any_of = self.any_of or colours.any_of
        self.pieces.append(span)

    def set_noun(self, form: NounForm, span: Span) -> None:
        """Sets a noun the lexicon knows."""
        self.noun, self.form = form.noun.singular, form
        self.pieces.append(span)

    def take_noun(self, other: HeadDraft) -> None:
        """Takes the noun of another head for a pronoun: "the white one"."""
        self.noun = other.noun
        if other.form is not None:
            self.form = replace(other.form, number="plural" if self.plural else "singular")

    def set_unknown_noun(self, word: str, span: Span) -> None:
        """Sets a noun the lexicon does not know; its number is guessed from its ending."""
        self.noun, self.form = word, None
        if self.plural is None:
            self.plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
        self.pieces.append(span)
