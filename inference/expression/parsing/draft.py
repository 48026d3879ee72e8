"""Gathers what is read of one thing and settles what only its whole phrase decides: how many, which rank."""

from __future__ import annotations

from dataclasses import replace

from ..model import (
    Expression,
    Measure,
    Not,
    Part,
    PartKind,
    Position,
    Predicate,
    Rank,
    RankKey,
    Relation,
    Shape,
    Size,
    Unread,
    UnreadReason,
)
from ..phrase_wording import in_words
from ..target import Head, Target
from ..wording import count_text, rank_text, reads_as
from ..words.colour_words import shade_colour
from ..words.tagged import Colours
from .contradictions import contradictions
from .head_draft import HeadDraft
from .source import Source, Span
from .superlatives import predicate_of

# Tags of words that say nothing without what follows.
_OPENS = ("CARRY", "AT", "RELATION", "FROM", "OF")

_ORDER = (Shape, Size, Position, Measure, Relation, Not)


class Draft:
    """Collects what is said of one thing and turns it into an `Expression`."""

    def __init__(self, source: Source, *, nested: bool = False) -> None:
        self.source = source
        self.nested = nested
        self._parts: list[tuple[Span, Part]] = []
        self.heads: list[HeadDraft] = [HeadDraft()]
        self.where: list[Predicate] = []
        self.rank: Rank | None = None
        self.ordinal: tuple[int, Span] | None = None
        self.toward: tuple[Rank, Span] | None = None
        self.denied: list[tuple[Colours, Span]] = []
        self.number: int | None = None
        self.every = False
        self.definite = False
        self.indefinite = False
        self._rank_span: Span | None = None

    @property
    def head(self) -> HeadDraft:
        """Returns the head that is being read or was read last."""
        return self.heads[-1]

    @property
    def is_named(self) -> bool:
        """Returns True when a target was read."""
        return any(head.is_named for head in self.heads)

    def add_predicate(self, predicate: Predicate, span: Span) -> None:
        """Adds a predicate that has to hold."""
        if predicate not in self.where:
            self.where.append(predicate)
        self._add_part("where", span, reads_as(predicate), predicate)

    def take_places(self, other: Draft) -> None:
        """Takes over the positions said of another thing."""
        places = [one for one in other.where if isinstance(one, Position)]
        self.where += [one for one in places if one not in self.where]
        other.where = [one for one in other.where if one not in places]
        self._parts += [entry for entry in other._parts if entry[1].meaning in places]
        other._parts = [entry for entry in other._parts if entry[1].meaning not in places]

    def add_rank(self, rank: Rank, span: Span) -> None:
        """Sets the rank; a second one is kept as unread, its opposite is a contradiction."""
        if self.rank is None:
            self.rank, self._rank_span = rank, span
            return
        if (
            self.rank.by == rank.by
            and self.rank.descending != rank.descending
            and self._rank_span is not None
        ):
            both = (min(self._rank_span[0], span[0]), max(self._rank_span[1], span[1]))
            one, other = (in_words(each, self.source.language) for each in (self.rank, rank))
            text = f"Nothing can be the {one} and {other} at once"
            self.source.add_problem("contradiction", text, "Keep one of the two", both)
        self.add_unread(span, "word")

    def add_rank_piece(self, rank: Rank, span: Span) -> None:
        """Adds a further piece of the phrase that the rank was read from."""
        if self.rank == rank:
            self._add_part("rank", span, rank_text(rank), rank)

    def add_ordinal_rank(self, by: RankKey, side: Span) -> bool:
        """Sets the rank of "third ... from the left"; False where no ordinal waits for it."""
        if self.ordinal is None or self.rank is not None:
            return False
        place, ordinal = self.ordinal
        self.ordinal = None
        self.rank, self._rank_span = Rank(by, ordinal=place), ordinal
        self._add_part("rank", side, rank_text(self.rank), self.rank)
        return True

    def add_count(self, span: Span, *, number: int | None = None, every: bool = False) -> None:
        """Notes a count word."""
        self.number = number if number is not None else self.number
        self.every = self.every or every
        self._add_part("count", span, count_text(None if every else number), None if every else number)

    def add_unread(self, span: Span, reason: UnreadReason) -> None:
        """Keeps a piece that was not understood, as it stands."""
        piece = self.source.phrase[self.source.start(span) : self.source.end(span)]
        text = " ".join(piece.replace("«", " ").replace("»", " ").split())
        if text:
            self._add_part("unread", span, text, Unread(text, reason))

    def build(self) -> Expression:
        """Returns the finished expression."""
        if self.ordinal is not None:
            self.add_unread(self.ordinal[1], "word")
        if self.toward is not None:
            self.add_unread(self.toward[1], "relation")
        named = [head for head in self.heads if head.is_named]
        targets = [self._finish(head, i, named) for i, head in enumerate(named)]
        target = Target(tuple(dict.fromkeys(head for one in targets for head in one.heads)))
        self._deny(target)
        self._settle_rank(named)
        self._join_unread()
        parts = tuple(part for _, part in self._parts)
        self.source.problems.extend(contradictions(parts))
        unread = [part.meaning for part in parts if isinstance(part.meaning, Unread)]
        return Expression(
            target=target,
            count=self._count(named),
            where=tuple(sorted(self.where, key=lambda predicate: _ORDER.index(type(predicate)))),
            rank=self.rank,
            unread=tuple(sorted(unread, key=lambda piece: piece.reason != "modifier")),
            phrase=self.source.phrase,
            parts=parts,
            language=self.source.language,
        )

    def _finish(self, head: HeadDraft, place: int, named: list[HeadDraft]) -> Target:
        """Turns a head draft into one head, or several where colours are alternatives."""
        if head.shade is not None:
            colour = shade_colour(head.shade[0], head.category)
            if colour is None:
                head.unknown.append(head.shade[1])
            elif not head.colours:
                head.add_colours(Colours((colour,)), head.shade[1])
            else:
                self.add_unread(head.shade[1], "word")
        if not head.noun and head.unknown:
            self._name_by_unknown(head)
        if place > 0 and not head.colours:
            # "red cars and trucks": the colour goes through.
            head.colours, head.any_of = list(named[place - 1].colours), named[place - 1].any_of
        modifiers = tuple(self.source.words(span) for span in sorted(head.unknown))
        for span, text in zip(sorted(head.unknown), modifiers, strict=True):
            self._add_part("unread", span, text, Unread(text, "modifier"))
        alternatives = len(head.colours) > 1 and (head.any_of or self._says_plural(head))
        groups = [(name,) for name in head.colours] if alternatives else [tuple(head.colours)]
        target = Target(tuple(Head(head.noun, head.category, group, modifiers) for group in groups))
        for span in _joined(head.pieces):
            self._add_part("target", span, target.text, target)
        return target

    @staticmethod
    def _says_plural(head: HeadDraft) -> bool:
        """Returns True for the plural itself, not for stuff."""
        return head.form.number == "plural" if head.form is not None else bool(head.plural)

    def _name_by_unknown(self, head: HeadDraft) -> None:
        """Takes the last run of unknown words as the noun of a head that has none."""
        spans = sorted(head.unknown)
        first, last = spans[-1]
        while len(spans) > 1 and spans[-2][1] == first:
            spans.pop()
            first = spans[-1][0]
        head.unknown = spans[:-1]
        head.set_unknown_noun(self.source.words((first, last)), (first, last))

    def _deny(self, target: Target) -> None:
        """Turns "not red" into "is no red one of these", now that the nouns are known."""
        for colours, span in self.denied:
            heads = [
                replace(head, colours=(name,), modifiers=())
                for head in target.heads
                for name in colours.names
            ]
            if heads:
                other = Expression(Target(tuple(dict.fromkeys(heads))))
                self.add_predicate(Not(Relation("is", (other,))), span)
            else:
                self.add_unread(span, "negation")

    def _settle_rank(self, named: list[HeadDraft]) -> None:
        """Turns "the largest buildings" into "large buildings": without a number a rank picks no set."""
        if self.rank is None or self._rank_span is None:
            return
        many = self.every or any(self._says_plural(head) for head in named)
        predicate = predicate_of(self.rank)
        if many and self.number is None and self.rank.ordinal == 1 and predicate is not None:
            self.rank = None
            self.add_predicate(predicate, self._rank_span)
        else:
            self._add_part("rank", self._rank_span, reads_as(self.rank), self.rank)

    def _count(self, named: list[HeadDraft]) -> int | None:
        """Returns how many are wanted: the design's rule of singular, plural and "the"."""
        if self.rank is not None:
            return self.number or 1
        if self.number is not None:
            return self.number
        if self.every or not named or any(head.is_plural for head in named):
            return None
        if len(named) > 1 and (not self.definite or self.nested):
            return None
        certain = all(head.is_singular for head in named)
        placed = any(isinstance(predicate, Position) for predicate in self.where)
        return 1 if self.definite or self.indefinite or (placed and certain) else None

    def _join_unread(self) -> None:
        """Sorts the parts and joins loose words that stand together: "loaded with sand"."""
        self._parts.sort(key=lambda entry: entry[0])
        joined: list[tuple[Span, Part]] = []
        for span, part in self._parts:
            last = joined[-1] if joined else None
            touches = last is not None and last[0][1] == span[0]
            opens = touches and self.source.terminals[span[0] - 1].tag in _OPENS
            if last is not None and touches and _goes_on(last[1], part, opens=opens):
                both = (last[0][0], span[1])
                start, end = self.source.start(both), self.source.end(both)
                text = " ".join(self.source.phrase[start:end].split())
                reason: UnreadReason = last[1].meaning.reason  # type: ignore[union-attr]
                joined[-1] = (
                    both,
                    Part("unread", self.source.phrase[start:end], start, end, text, Unread(text, reason)),
                )
            else:
                joined.append((span, part))
        self._parts = joined

    def _add_part(
        self, kind: PartKind, span: Span, text: str, meaning: Target | Predicate | Rank | Unread | int | None
    ) -> None:
        """Adds a part with its place in the phrase."""
        start, end = self.source.start(span), self.source.end(span)
        self._parts.append((span, Part(kind, self.source.phrase[start:end], start, end, text, meaning)))


def _goes_on(last: Part, part: Part, *, opens: bool) -> bool:
    """Returns True when a loose word, or one that opens a relation, and what follows are one unread piece."""
    if not isinstance(last.meaning, Unread) or not isinstance(part.meaning, Unread):
        return False
    quoted = "«" in last.text or "«" in part.text or "[" in last.text
    begins = last.meaning.reason == "word" or (opens and last.meaning.reason == "relation")
    return begins and part.meaning.reason in ("word", "relation") and not quoted


def _joined(spans: list[Span]) -> list[Span]:
    """Joins spans that touch, so that "red" and "building" are one chip."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and joined[-1][1] == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined
