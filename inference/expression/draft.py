"""Gathers what the reader finds and settles what only the whole phrase decides: how many, and which rank."""

from __future__ import annotations

from dataclasses import dataclass, field

from .lexicon_reader import Noun, Number
from .model import (
    Expression,
    Frame,
    Part,
    PartKind,
    Position,
    Predicate,
    Rank,
    RankKey,
    Shape,
    Size,
    Unread,
    UnreadReason,
)
from .rules import Colours, shade_colour
from .target import Head, Target
from .tokens import Token
from .wording import count_text, rank_text, reads_as

Span = tuple[int, int]  # token indexes, end exclusive

_ORDER = (Shape, Size, Position)


@dataclass
class HeadDraft:
    """Gathers one noun with what stands before and behind it."""

    colours: list[str] = field(default_factory=list)
    any_of: bool = False
    shade: tuple[str, Span] | None = None
    unknown: list[Span] = field(default_factory=list)
    noun: str = ""
    category: str | None = None
    number: Number = "singular"
    mass: bool = False
    pieces: list[Span] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Returns True when there is enough to search for."""
        return bool(self.noun or self.colours or self.unknown)

    def add_colours(self, colours: Colours, span: Span) -> None:
        """Adds colours said of this head."""
        self.colours += [name for name in colours.names if name not in self.colours]
        self.any_of = self.any_of or colours.any_of
        self.pieces.append(span)

    def set_noun(self, noun: Noun, number: Number, span: Span) -> None:
        """Sets a noun the lexicon knows."""
        self.noun, self.category, self.number, self.mass = noun.singular, noun.category, number, noun.mass
        self.pieces.append(span)

    def set_unknown_noun(self, word: str, span: Span) -> None:
        """Sets a noun the lexicon does not know; its number is guessed from its ending."""
        self.noun, self.category, self.mass = word, None, False
        plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
        self.number = "plural" if plural else "singular"
        self.pieces.append(span)


class Draft:
    """Collects the readings of one phrase and turns them into an `Expression`."""

    def __init__(self, phrase: str, tokens: list[Token]) -> None:
        self._phrase = phrase
        self._tokens = tokens
        self._parts: list[tuple[Span, Part]] = []
        self.heads: list[HeadDraft] = [HeadDraft()]
        self.awaits_noun = True
        self.where: list[Predicate] = []
        self.rank: Rank | None = None
        self.ordinal: tuple[int, Span] | None = None
        self.number: int | None = None
        self.every = False
        self.definite = False
        self._rank_span: Span | None = None

    @property
    def head(self) -> HeadDraft:
        """Returns the head that is being read or was read last."""
        return self.heads[-1]

    def words(self, span: Span) -> str:
        """Returns the normalised words of a span, compounds with their hyphens."""
        first, last = span
        pieces = [token.word + ("-" if token.glued else " ") for token in self._tokens[first:last]]
        return "".join(pieces).rstrip(" -")

    def add_predicate(self, predicate: Predicate, span: Span) -> None:
        """Adds a predicate that has to hold."""
        if predicate not in self.where:
            self.where.append(predicate)
        self._add_part("where", span, reads_as(predicate), predicate)

    def add_rank(self, rank: Rank, span: Span) -> None:
        """Sets the rank; a second one is kept as unread."""
        if self.rank is None:
            self.rank, self._rank_span = rank, span
        else:
            self.add_unread(span, "word")

    def add_ordinal_rank(self, by: RankKey, place: int, ordinal: Span, side: Span) -> None:
        """Sets the rank of "third ... from the left", whose two pieces stand apart."""
        self.ordinal = None
        self.rank, self._rank_span = Rank(by, ordinal=place), ordinal
        self._add_part("rank", side, rank_text(self.rank), self.rank)

    def add_count(self, span: Span, *, number: int | None = None, every: bool = False) -> None:
        """Notes a count word."""
        self.number = number if number is not None else self.number
        self.every = self.every or every
        self._add_part("count", span, count_text(None if every else number), None if every else number)

    def add_unread(self, span: Span, reason: UnreadReason) -> None:
        """Keeps a piece that was not understood."""
        text = " ".join(
            self._phrase[self._start(span) : self._end(span)].replace("«", " ").replace("»", " ").split()
        )
        if text:
            self._add_part("unread", span, text, Unread(text, reason))

    def build(self) -> Expression:
        """Returns the finished expression."""
        if self.ordinal is not None:
            self.add_unread(self.ordinal[1], "word")
        named = [head for head in self.heads if head.is_named]
        targets = [self._finish(head, i, named) for i, head in enumerate(named)]
        self._settle_rank(named)
        self._parts.sort(key=lambda entry: entry[0])
        parts = tuple(part for _, part in self._parts)
        unread = [part.meaning for part in parts if isinstance(part.meaning, Unread)]
        return Expression(
            target=Target(tuple(dict.fromkeys(head for target in targets for head in target.heads))),
            count=self._count(named),
            where=tuple(sorted(self.where, key=lambda predicate: _ORDER.index(type(predicate)))),
            rank=self.rank,
            unread=tuple(sorted(unread, key=lambda piece: piece.reason != "modifier")),
            phrase=self._phrase,
            parts=parts,
        )

    def _finish(self, head: HeadDraft, place: int, named: list[HeadDraft]) -> Target:
        """Turns a head draft into one head, or several where colours are alternatives."""
        if head.shade is not None:
            colour = shade_colour(head.shade[0], head.category)
            if colour is None:
                head.unknown.append(head.shade[1])
            elif not head.colours:
                head.add_colours(Colours((colour,)), head.shade[1])
        if not head.noun and head.unknown:
            self._name_by_unknown(head)
        if place > 0 and not head.colours:
            # "red cars and trucks": the colour goes through.
            head.colours, head.any_of = list(named[place - 1].colours), named[place - 1].any_of
        modifiers = tuple(self.words(span) for span in sorted(head.unknown))
        for span, text in zip(sorted(head.unknown), modifiers, strict=True):
            self._add_part("unread", span, text, Unread(text, "modifier"))
        alternatives = len(head.colours) > 1 and (head.any_of or head.number == "plural")
        groups = [(name,) for name in head.colours] if alternatives else [tuple(head.colours)]
        target = Target(tuple(Head(head.noun, head.category, group, modifiers) for group in groups))
        for span in _joined(head.pieces):
            self._add_part("target", span, target.text, target)
        return target

    def _name_by_unknown(self, head: HeadDraft) -> None:
        """Takes the last run of unknown words as the noun of a head that has none."""
        spans = sorted(head.unknown)
        first, last = spans[-1]
        while len(spans) > 1 and spans[-2][1] == first:
            spans.pop()
            first = spans[-1][0]
        head.unknown = spans[:-1]
        head.set_unknown_noun(self.words((first, last)), (first, last))

    def _settle_rank(self, named: list[HeadDraft]) -> None:
        """Turns "the largest buildings" into "large buildings": without a number a rank picks no set."""
        if self.rank is None or self._rank_span is None:
            return
        many = self.every or any(head.number == "plural" for head in named)
        if many and self.number is None and self.rank.ordinal == 1:
            predicate = _predicate_of(self.rank)
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
        if self.every or not named or any(head.number == "plural" or head.mass for head in named):
            return None
        if len(named) > 1 and not self.definite:
            return None
        certain = all(head.number == "singular" for head in named)
        placed = any(isinstance(predicate, Position) for predicate in self.where)
        return 1 if self.definite or (placed and certain) else None

    def _add_part(
        self, kind: PartKind, span: Span, text: str, meaning: Target | Predicate | Rank | Unread | int | None
    ) -> None:
        """Adds a part with its place in the phrase."""
        start, end = self._start(span), self._end(span)
        self._parts.append((span, Part(kind, self._phrase[start:end], start, end, text, meaning)))

    def _start(self, span: Span) -> int:
        return self._tokens[span[0]].start

    def _end(self, span: Span) -> int:
        return self._tokens[span[1] - 1].end


def _predicate_of(rank: Rank) -> Predicate:
    """Returns the predicate that a superlative means when it picks no number."""
    if rank.by == "area":
        return Size("large" if rank.descending else "small")
    if rank.by == "length":
        return Shape("long") if rank.descending else Size("small")
    frame: Frame = "compass" if rank.by in ("north", "south", "west", "east") else "image"
    if rank.by in ("top", "north"):
        return Position("top", None, "edge", frame)
    if rank.by in ("bottom", "south"):
        return Position("bottom", None, "edge", frame)
    return Position(None, "left" if rank.by in ("left", "west") else "right", "edge", frame)


def _joined(spans: list[Span]) -> list[Span]:
    """Joins spans that touch, so that "red" and "building" are one chip."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and joined[-1][1] == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined
