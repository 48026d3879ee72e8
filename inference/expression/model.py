"""Defines what a phrase means: the target, how many, where, and by which rank.

Everything here is a frozen value. Two expressions are equal when they ask for the same thing; the phrase
they were read from, its language and the places of the parts in it are carried along but not compared. So
"左上角的红色建筑物" and "the red building in the top left corner" are the same expression.

``where`` holds typed predicates, and everything that goes through it switches on the class, so that a
predicate it does not know is refused rather than passed over. A relation speaks of another thing: a phrase
of its own, nested as an `Expression`, or a map layer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from .quantities import Quantity
from .target import Target

Row = Literal["top", "middle", "bottom"]
Column = Literal["left", "center", "right"]
Frame = Literal["image", "compass"]
Area = Literal["zone", "edge", "corner", "half", "quarter"]
ShapeName = Literal["long", "round", "square", "rectangular", "l-shaped", "u-shaped"]
SizeName = Literal["large", "huge", "small", "tiny"]
MeasureKey = Literal["area", "length", "width", "perimeter"]
RankKey = Literal[
    "area",
    "length",
    "width",
    "perimeter",
    "distance",
    "left",
    "right",
    "top",
    "bottom",
    "north",
    "south",
    "east",
    "west",
]
RelationKind = Literal[
    "within",
    "beyond",
    "near",
    "far",
    "side",
    "inside",
    "outside",
    "on",
    "along",
    "between",
    "surrounded",
    "touching",
    "with",
    "is",
]
Language = Literal["en", "zh"]
PartKind = Literal["target", "count", "where", "rank", "unread"]
UnreadReason = Literal["modifier", "relation", "negation", "layer", "word"]
ProblemCode = Literal["contradiction", "measure", "unit"]


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


@dataclass(frozen=True)
class Measure:
    """Says how large the object is in numbers; at least one bound is there.

    Attributes:
        by: What is measured: geodesic area, the longer or the shorter side of the smallest rectangle around
            it, or the length of its outline.
        least: Smallest value, itself included; None leaves it open.
        most: Largest value, itself included; None leaves it open.
    """

    by: MeasureKey
    least: Quantity | None = None
    most: Quantity | None = None


@dataclass(frozen=True)
class LayerName:
    """Names a map layer, written `[Railway]`; names are compared without regard to case and outer spaces."""

    name: str


def folded(name: str) -> str:
    """Returns a layer's name as names are compared."""
    return name.strip().casefold()


@dataclass(frozen=True)
class Relation:
    """Says how the object lies to something else.

    Attributes:
        kind: ``within`` and ``beyond`` have a distance; ``near`` and ``far`` leave it to the thing's size;
            ``side`` has a direction ("north of", "on the upper left of"); ``on`` also means over, crossing
            and in the water; ``with`` is the reverse of on, inside and near ("a house with a pool"); ``is``
            says that the object is itself one of the others and stands only inside `Not` ("vehicles except
            trucks", "buildings that are not red").
        others: What it is compared with; one, or two for "between A and B".
        distance: For ``within`` and ``beyond``.
        direction: For ``side``: row, column and frame as in a zone; top is up or north, left is left or west.
    """

    kind: RelationKind
    others: tuple[Reference, ...]
    distance: Quantity | None = None
    direction: Position | None = None


@dataclass(frozen=True)
class Not:
    """Says that a predicate must not hold: "not near the river", "without a pool"."""

    predicate: Position | Shape | Size | Measure | Relation


Predicate = Position | Shape | Size | Measure | Relation | Not


@dataclass(frozen=True)
class Rank:
    """Orders the objects and starts at one of them.

    Attributes:
        by: What is compared. A direction means "the one farthest in that direction first".
        descending: True puts the largest value first; directions are always True; the nearest to something
            has False.
        ordinal: 1 is the first of the order, 2 the second ("second largest").
        other: What the distance is measured to, for ``distance`` only.
    """

    by: RankKey
    descending: bool = True
    ordinal: int = 1
    other: Reference | None = None


@dataclass(frozen=True)
class Unread:
    """Names a part of the phrase that was not understood, in the person's own words."""

    text: str
    reason: UnreadReason


@dataclass(frozen=True)
class Part:
    """Ties a piece of the phrase to what it was read as; the dock shows each as a chip.

    A relation with all that is said of the other thing is one piece.

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
class Problem:
    """Says why a phrase that was read cannot be answered, such as "largest smallest".

    Attributes:
        code: What kind of problem it is.
        text: One sentence for the person.
        remedy: What to do instead.
        start: First character of the part of the phrase that is to blame.
        end: One past its last character.
    """

    code: ProblemCode
    text: str
    remedy: str
    start: int
    end: int


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
        problems: Why the phrase cannot be answered; the parts of nested phrases included.
        language: The language it was read in.
    """

    target: Target
    count: int | None = None
    where: tuple[Predicate, ...] = ()
    rank: Rank | None = None
    unread: tuple[Unread, ...] = ()
    phrase: str = field(default="", compare=False)
    parts: tuple[Part, ...] = field(default=(), compare=False)
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    language: Language = field(default="en", compare=False)

    @property
    def references(self) -> tuple[Reference, ...]:
        """Returns what the predicates and the rank speak of, each once; not what these speak of in turn."""
        return tuple(dict.fromkeys(self._references()))

    def _references(self) -> Iterator[Reference]:
        for predicate in self.where:
            inner = predicate.predicate if isinstance(predicate, Not) else predicate
            if isinstance(inner, Relation):
                yield from inner.others
        if self.rank is not None and self.rank.other is not None:
            yield self.rank.other

    @property
    def layer_names(self) -> tuple[str, ...]:
        """Returns the names of all map layers the phrase speaks of, however deep, each once."""
        names: dict[str, None] = {}
        for reference in self.references:
            inner = (reference.name,) if isinstance(reference, LayerName) else reference.layer_names
            names.update(dict.fromkeys(inner))
        return tuple(names)

    @property
    def phrases(self) -> tuple[Expression, ...]:
        """Returns this expression and all phrases it speaks of, however deep, each once, outer ones first."""
        found: dict[Expression, None] = {self: None}
        for reference in self.references:
            if isinstance(reference, Expression):
                found.update(dict.fromkeys(reference.phrases))
        return tuple(found)

    @property
    def names_nothing(self) -> bool:
        """Returns True when the phrase names nothing that could be searched."""
        return not self.target.heads


Reference = Expression | LayerName
