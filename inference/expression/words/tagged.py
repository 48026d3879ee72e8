"""Holds what tagging gives to the grammars: the pieces of a phrase as terminals with their meaning.

The tags, shared by the grammars of all languages, with the type of their value:

- noun phrases: ``THE``, ``A``, ``EVERY``, ``PARTITIVE``, ``JOINT``, ``GROUP`` (None), ``NUMBER`` and
  ``ORDINAL`` (int), ``SUPERLATIVE`` (Rank; its ``other`` is still open for the distance), ``TRAIT`` (Shape or
  Size), ``COLOUR`` (Colours), ``SHADE`` (str), ``PLACED`` (Position, "the left tank"), ``MEASURED`` (Measure,
  "the 50 m long bridge"), ``NOUN`` (NounForm), ``PRONOUN`` (bool: plural), ``WORD`` (None), ``LAYER`` (str);
- places: ``AT``, ``OF``, ``SCENE`` (None), ``PLACE`` (Position), ``AREA`` (Area), ``FROMSIDE`` (RankKey),
  ``DIRECTION`` (Position, "north of" behind a distance);
- relations: ``RELATION`` (RelationWord), ``CLOSEST`` (Rank), ``TO`` (None), ``NOT`` (None), ``CARRY`` (None:
  begins something that is not understood);
- measures: ``COMPARE`` and ``ORMORE`` (Bound), ``QUANTITY`` (Quantity), ``RANGE`` (a pair of them),
  ``BADQUANTITY`` (Problem code), ``KEY`` and ``DIMENSION`` (MeasureKey), ``FROM`` (None);
- joints: ``AND`` between things and ``ALSO`` between what is said of one ("and", "or" or ","), ``STOP``,
  ``IS``, ``THAT`` (None), ``OPEN`` and ``CLOSE`` (round brackets round a reference);
- in Chinese only: ``DE`` (None: 的), ``DISTANCE`` (pairs of relation and Quantity, behind the other thing),
  ``LEADING`` (RelationWord), ``LEADCLOSEST`` (Rank) and ``LEADDISTANCE`` (such pairs, and True when denied)
  before the other thing;
- ``LOOSE`` (None): a word behind the noun that was not understood; ``SYMBOL`` (None): signs no grammar knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ..lexicon_reader import Noun, Number
from ..model import MeasureKey, Position, RelationKind


@dataclass(frozen=True)
class Tagged:
    """Holds one terminal.

    Attributes:
        tag: The terminal's name in the grammars.
        value: What the piece means; its type depends on the tag.
        start: First character in the phrase.
        end: One past the last character.
        word: The normalised words, compounds with their hyphens.
    """

    tag: str
    value: Any
    start: int
    end: int
    word: str

    @property
    def type(self) -> str:
        """Returns the tag under the name that the parser asks for."""
        return self.tag


@dataclass(frozen=True)
class NounForm:
    """Holds a known noun in the number that was said."""

    noun: Noun
    number: Number


@dataclass(frozen=True)
class Colours:
    """Holds colours that stand together; ``any_of`` when an "or" joins them."""

    names: tuple[str, ...]
    any_of: bool = False


@dataclass(frozen=True)
class RelationWord:
    """Holds what a word of relation says.

    Attributes:
        kind: The relation.
        direction: For ``side``.
        negated: True for "without" and "except".
    """

    kind: RelationKind
    direction: Position | None = None
    negated: bool = False


@dataclass(frozen=True)
class Bound:
    """Holds what a word of comparison says: which bound, and of which measure where it tells.

    ``size`` is the area, or the length where the unit is one of length ("larger than 50 m"); ``distance``
    measures no thing ("within").
    """

    side: Literal["least", "most", "about"]
    by: MeasureKey | Literal["size", "distance"] | None = None
