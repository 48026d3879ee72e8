"""Reads a phrase and its map layers for a use case; refuses one that cannot be answered, naming the part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shapely.geometry.base import BaseGeometry

from .errors import PhraseError
from .expression.encoder_texts import is_known
from .expression.model import Expression, folded
from .expression.reading import read
from .expression.selecting.resolving import check_layer_names, check_layers
from .expression.trimming import without_unknown

Layers = Mapping[str, Sequence[BaseGeometry]]
"""What each map layer holds, by the name that the person gave it."""


def read_phrase(phrase: str, may_name_nothing: bool = False) -> Expression:
    """Reads a phrase that can be searched.

    Args:
        phrase: The person's words.
        may_name_nothing: Whether conditions without a thing will do, such as "larger than 100 m2".

    Raises:
        PhraseError: It is empty, contradicts itself, or names nothing.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in phrase):
        raise PhraseError("The phrase holds characters that are broken", "Type it anew, as UTF-8 text")
    if not phrase.strip():
        raise PhraseError("The phrase is empty", 'Say what to look for, such as "red building top-left"')
    expression = read(phrase)
    if expression.problems:
        problem = expression.problems[0]
        part = phrase[problem.start : problem.end].strip()
        place = f': "{_shortened(part)}" (characters {problem.start + 1} to {problem.end})' if part else ""
        raise PhraseError(f"{problem.text.rstrip('.')}{place}", problem.remedy)
    says_something = expression.where or expression.rank is not None
    if expression.names_nothing and not (may_name_nothing and says_something):
        raise PhraseError(
            f'The phrase "{_shortened(phrase)}" names nothing that could be looked for',
            'Name a thing, such as "building", "white car" or "storage tank"',
        )
    return expression


def read_for_model(phrase: str, vocabulary: frozenset[str] | None) -> Expression:
    """Reads a phrase for a model: relations to things that it never learned are left out, and are unread.

    Args:
        phrase: The person's words.
        vocabulary: The words that the model has learned; None: any.

    Raises:
        PhraseError: As `read_phrase`.
    """
    return without_unknown(read_phrase(phrase), lambda target: is_known(target, vocabulary))


def read_layers(expression: Expression, given: Sequence[tuple[str, str]], crs_wkt: str | None) -> Layers:
    """Returns the map layers that a phrase speaks of.

    Args:
        expression: What the phrase means.
        given: Name and file of each layer that there is.
        crs_wkt: The CRS that they are wanted in.

    Raises:
        PhraseError: One was not given, or cannot be what it is asked to be.
        InputError: One cannot be read, or cannot be brought to that CRS.
    """
    check_layer_names(expression, [name for name, _ in given])
    wanted = {folded(name) for name in expression.layer_names}
    layers: Layers = {}
    if wanted:
        # Brings pandas, which most phrases do without.
        from .geo.layers import read_layer

        layers = {name: read_layer(file, name, crs_wkt) for name, file in given if folded(name) in wanted}
    check_layers(expression, layers)
    return layers


def _shortened(phrase: str, limit: int = 60) -> str:
    line = " ".join(phrase.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
