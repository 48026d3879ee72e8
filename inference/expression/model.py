"""Defines what a phrase means: the target, how many, where, and by which rank.

Everything here is a frozen value. Two expressions are equal when they ask for the same thing; the phrase
they were read from and the places of the parts in it are carried along but not compared.

``where`` holds typed predicates. Today: `Position`, `Shape` and `Size`; measures and relations to other
phrases or map layers join this union as further classes, and everything that goes through ``where``
switches on the class, so that a predicate it does not know is refused rather than passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Row = Literal["top", "middle", "bottom"]
Column = Literal["left", "center", "right"]
Frame = Literal["image", "compass"]
Area = Literal["zone", "edge", "corner", "half", "quarter"]
ShapeName = Literal["long", "round", "square", "rectangular", "l-shaped", "u-shaped"]
SizeName = Literal["large", "huge", "small", "tiny"]
RankKey = Literal["area", "length", "left", "right", "top", "bottom", "north", "south", "east", "west"]
PartKind = Literal["target", "count", "where", "rank", "unread"]
UnreadReason = Literal["modifier", "relation", "negation", "layer", "word"]


@dataclass(frozen=True)
class Head:
    """Names one kind of thing that is looked for.

    Attributes:
        noun: The phrase's own noun, lower case and in the singular where it is known ("roof"); "" where
            the phrase has only a colour.
        category: The canonical category or hypernym the noun means ("building"), None if unknown.
        colours: Canonical colours, all of them on the same thing.
        modifiers: Words before the noun that were not understood ("striped"); also listed as unread.
    """

    noun: str
    category: str | None
    colours: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Returns the canonical words a small text encoder was trained on, such as "red building"."""
        return _joined(" and ".join(self.colours), self.category or self.noun)

    @property
    def wording(self) -> str:
        """Returns the person's own words, for open-vocabulary encoders, such as "red gabled roof"."""
        return _joined(" and ".join(self.colours), *self.modifiers, self.noun)


@dataclass(frozen=True)
class Target:
    """Names what the text encoder is asked for; several heads mean the union of their objects."""

    heads: tuple[Head, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Returns one canonical text a head, without repetition."""
        return tuple(dict.fromkeys(head.text for head in self.heads))

    @property
    def wordings(self) -> tuple[str, ...]:
        """Returns the person's own words, one text a head, without repetition."""
        return tuple(dict.fromkeys(head.wording for head in self.heads))

    @property
    def text(self) -> str:
        """Returns the canonical texts as one line, such as "car or truck"; "" when nothing is named."""
        return " or ".join(self.texts)

    @property
    def wording(self) -> str:
        """Returns the person's own words as one line."""
        return " or ".join(self.wordings)

    @property
    def unknown_nouns(self) -> tuple[str, ...]:
        """Returns the nouns the lexicon does not know; a closed-vocabulary model cannot find them."""
        return tuple(dict.fromkeys(head.noun for head in self.heads if head.noun and head.category is None))


@dataclass(frozen=True)
class Position:
    """Says in which part of the scene the object lies.

    Attributes:
        row: Top, middle or bottom third; None leaves it open.
        column: Left, center or right third; None leaves it open. In the compass frame top is north and
            right is east.
        area: ``zone`` is a cell or band of the 3x3 grid; ``edge`` and ``corner`` are the same thirds but
            prefer what is nearest to them (without row and column: any edge, any corner); ``half`` and
            ``quarter`` divide the scene in two.
        frame: ``image`` follows the picture's up, ``compass`` follows grid north.
    """

    row: Row | None = None
    column: Column | None = None
    area: Area = "zone"
    frame: Frame = "image"


@dataclass(frozen=True)
class Shape:
    """Says what outline the object has."""

    name: ShapeName


@dataclass(frozen=True)
class Size:
    """Says how large the object is, compared with the others that were found."""

    name: SizeName


Predicate = Position | Shape | Size


@dataclass(frozen=True)
class Rank:
    """Orders the objects and starts at one of them.

    Attributes:
        by: What is compared. A direction means "the one farthest in that direction first".
        descending: True puts the largest value first; directions are always True.
        ordinal: 1 is the first of the order, 2 the second ("second largest").
    """

    by: RankKey
    descending: bool = True
    ordinal: int = 1


@dataclass(frozen=True)
class Unread:
    """Names a part of the phrase that was not understood, in the person's own words."""

    text: str
    reason: UnreadReason


@dataclass(frozen=True)
class Part:
    """Ties a piece of the phrase to what it was read as; the dock shows each as a chip.

    Attributes:
        kind: Which field of the expression the piece went to.
        text: The piece as it stands in the phrase.
        start: First character in the phrase.
        end: One past the last character.
        reads_as: What the piece was taken to mean, in canonical words.
        meaning: The value itself, so that a chip that is switched off knows what to remove.
    """

    kind: PartKind
    text: str
    start: int
    end: int
    reads_as: str
    meaning: Target | Predicate | Rank | Unread | int | None = None


@dataclass(frozen=True)
class Expression:
    """Holds the meaning of a phrase.

    Attributes:
        target: What the text encoder is asked for; without heads the phrase names nothing to look for.
        count: How many objects are wanted; None means every one.
        where: Predicates that all have to hold.
        rank: The order that decides among them, None where the score decides.
        unread: What was not understood; never silently dropped.
        phrase: The phrase as it was given.
        parts: The pieces of the phrase in order, each with its character span.
    """

    target: Target
    count: int | None = None
    where: tuple[Predicate, ...] = ()
    rank: Rank | None = None
    unread: tuple[Unread, ...] = ()
    phrase: str = field(default="", compare=False)
    parts: tuple[Part, ...] = field(default=(), compare=False)

    @property
    def names_nothing(self) -> bool:
        """Returns True when the phrase names nothing that could be searched."""
        return not self.target.heads


def _joined(*words: str) -> str:
    """Joins the words that are there by single spaces."""
    return " ".join(word for word in words if word)
