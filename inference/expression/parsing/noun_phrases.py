"""Reads a noun phrase's terminals into a draft: how many, ranks, adjectives, colours, the noun itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model import Rank
from ..words.tagged import Tagged
from .draft import Draft
from .source import Span

_NAMING = frozenset({"NOUN", "WORD"})


def names_something(terminals: Sequence[Tagged], *, pronouns: bool = True) -> bool:
    """Returns True when a noun, a word that may be one, or a pronoun is there."""
    return any(one.tag in _NAMING or (pronouns and one.tag == "PRONOUN") for one in terminals)


class NounPhrase:
    """Reads one noun phrase whose terminals follow each other in the phrase."""

    def __init__(self, draft: Draft, terminals: Sequence[Tagged], places: Sequence[int]) -> None:
        self._draft = draft
        self._all = terminals
        self._places = places
        nouns = [k for k, one in enumerate(terminals) if one.tag == "NOUN"]
        self._noun = nouns[-1] if nouns else None

    def read(self) -> None:
        """Adds all that the phrase says to the draft."""
        for k, one in enumerate(self._all):
            span = (self._places[k], self._places[k] + 1)
            if one.tag in ("NOUN", "WORD", "PRONOUN"):
                self._name(k, one, span)
            elif one.tag in ("COLOUR", "SHADE", "TRAIT", "PLACED", "MEASURED"):
                self._describe(k, one, span)
            else:
                self._determine(k, one, span)

    def _tag(self, k: int) -> str:
        return self._all[k].tag if 0 <= k < len(self._all) else ""

    def _determine(self, k: int, one: Tagged, span: Span) -> None:
        """Reads articles, counts and ranks."""
        draft = self._draft
        if one.tag == "THE":
            draft.definite = True
        elif one.tag == "A":
            draft.indefinite = not draft.nested
        elif one.tag == "EVERY":
            draft.add_count(span, every=True)
        elif one.tag == "GROUP":
            draft.add_unread(span, "relation")
            draft.every = True
        elif one.tag == "NUMBER":
            self._number(one, span)
        elif one.tag == "SUPERLATIVE":
            self._superlative(k, one, span)
        elif one.tag == "FROMSIDE":
            if not draft.add_ordinal_rank(one.value, span):
                draft.add_unread(span, "relation")
        elif one.tag == "ORDINAL" and self._tag(k + 1) != "SUPERLATIVE":
            if draft.ordinal is None:
                draft.ordinal = (one.value, span)
            else:
                draft.add_unread(span, "word")
        elif (
            one.tag == "PARTITIVE"
            and (draft.rank is not None or draft.toward is not None)
            and not draft.every
        ):
            # "the largest of the houses" is one, though the noun is plural.
            draft.number = draft.number or 1

    def _number(self, one: Tagged, span: Span) -> None:
        draft = self._draft
        if draft.number is None:
            draft.add_count(span, number=one.value)
        elif draft.rank is None:
            draft.add_unread(span, "word")
        # "the biggest of the three tanks": how many there are does not change which is meant.

    def _superlative(self, k: int, one: Tagged, span: Span) -> None:
        rank: Rank = one.value
        if self._tag(k - 1) == "ORDINAL":
            rank, span = replace(rank, ordinal=self._all[k - 1].value), (self._places[k - 1], span[1])
        if rank.by == "distance":
            if self._draft.toward is None and self._draft.rank is None:
                self._draft.toward = (rank, span)
            else:
                self._draft.add_unread(span, "word")
        else:
            self._draft.add_rank(rank, span)

    def _describe(self, k: int, one: Tagged, span: Span) -> None:
        """Reads adjectives."""
        draft = self._draft
        if one.tag == "COLOUR":
            if draft.head.has_noun and draft.head.colours:
                draft.add_unread(span, "word")
            else:
                draft.head.add_colours(one.value, span)
        elif one.tag == "SHADE":
            if draft.head.shade is None:
                draft.head.shade = (one.value, span)
            else:
                draft.head.unknown.append(span)
        elif one.word == "square" and self._tag(k - 1) == "WORD" and k == len(self._all) - 1:
            # The square of "the town square" is a thing.
            draft.head.unknown.append(span)
        else:
            draft.add_predicate(one.value, span)

    def _name(self, k: int, one: Tagged, span: Span) -> None:
        """Reads the noun; in a compound the last word decides ("house roofs", "water tower")."""
        head = self._draft.head
        if one.tag == "PRONOUN":
            head.plural = one.value
        elif one.tag == "WORD":
            if self._noun is None or k < self._noun:
                head.unknown.append(span)
            elif self._all[self._noun].value.number == "plural":
                self._draft.add_unread(span, "word")
        elif k == self._noun:
            self._last_noun(k, one, span)
        elif one.value.noun.category != self._all[self._noun or 0].value.noun.category:
            head.unknown.append(span)
        else:
            head.pieces.append(span)

    def _last_noun(self, k: int, one: Tagged, span: Span) -> None:
        end = k + 1
        while one.value.number != "plural" and self._tag(end) == "WORD":
            end += 1
        if end > k + 1:
            both = (span[0], self._places[end - 1] + 1)
            self._draft.head.set_unknown_noun(self._draft.source.words(both), both)
        else:
            self._draft.head.set_noun(one.value, span)
