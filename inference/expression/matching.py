"""Matches what a phrase looks for with what a field of existing polygons says they are.

A value is read as a phrase is: "red building", "houses" and "油罐" mean what they mean in a phrase. A colour
that is asked for must be stated; a polygon of which no colour is known is not called red.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .lexicon_reader import hypernyms
from .reading import read
from .target import Head, Target

# What a field such as "building" or "is_tank" says where it says no more than that.
_YES = {"yes", "true", "y", "t", "1", "是"}
_ANYTHING = {"feature", "object", "polygon", "shape", "thing", "element"}


@dataclass(frozen=True)
class Meaning:
    """Is what a value was read as.

    Attributes:
        heads: The things it names; none where it names nothing.
        colours: Colours that another field states.
    """

    heads: tuple[Head, ...]
    colours: tuple[str, ...] = ()


def meaning_of(value: object, field: str, colour: object = None) -> Meaning:
    """Returns what a value of a field means.

    Args:
        value: The value; None and the like mean nothing.
        field: The field's name, which is the noun where the value is only "yes".
        colour: Value of a colour field.
    """
    text = _words(value)
    if text.casefold() in _YES:
        text = _words(field).removeprefix("is ")
    heads = read(text).target.heads if text else ()
    return Meaning(heads, _colours(_words(colour)))


def is_meant(target: Target, meaning: Meaning, nouns_there: frozenset[str]) -> bool:
    """Says whether a polygon is what a target names.

    Args:
        target: What the phrase looks for.
        meaning: What the polygon is.
        nouns_there: All nouns that the field uses; where it uses the phrase's own, synonyms do not count.
    """
    return any(_fits(wanted, head, meaning, nouns_there) for wanted in target.heads for head in meaning.heads)


def means_anything(target: Target) -> bool:
    """Says whether a target names anything at all, such as "features"."""
    return all(head.noun in _ANYTHING or head.noun.removesuffix("s") in _ANYTHING for head in target.heads)


def states_colour(meanings: Sequence[Meaning]) -> bool:
    """Says whether any of the polygons has a colour."""
    return any(one.colours or any(head.colours for head in one.heads) for one in meanings)


def nouns_of(meanings: Sequence[Meaning]) -> frozenset[str]:
    """Returns all nouns that values use."""
    return frozenset(_singular(head.noun) for one in meanings for head in one.heads)


def _fits(wanted: Head, head: Head, meaning: Meaning, nouns_there: frozenset[str]) -> bool:
    if not set(wanted.colours) <= {*head.colours, *meaning.colours}:
        return False
    if not wanted.noun or _singular(wanted.noun) == _singular(head.noun):
        return True
    if wanted.category is None:
        return False
    if wanted.noun != wanted.category and _singular(wanted.noun) in nouns_there:
        return False
    return head.category in (wanted.category, *hypernyms().get(wanted.category, ()))


def _words(value: object) -> str:
    """Returns a value as a person would write it: "storage_tank;silo" as "storage tank or silo"."""
    if value is None or value != value:  # NaN
        return ""
    return " or ".join(" ".join(part.replace("_", " ").split()) for part in str(value).split(";")).strip()


def _colours(text: str) -> tuple[str, ...]:
    return tuple(colour for head in read(text).target.heads for colour in head.colours) if text else ()


def _singular(noun: str) -> str:
    """Returns a noun that the lexicon does not know without its plural ending."""
    return noun.removesuffix("s") if len(noun) > 3 else noun
