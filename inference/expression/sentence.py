"""Writes an expression as an English phrase that reads back as the same expression.

The dock uses it when a chip is edited: the expression is changed, the phrase follows.
"""

from __future__ import annotations

from .lexicon_reader import nouns
from .model import Expression, Position, Rank, Shape, Size
from .reading import read
from .target import Head
from .wording import count_text, position_text, rank_text


def to_sentence(expression: Expression) -> str:
    """Returns a phrase for which `read` gives the same expression.

    Unread parts are appended as they stand; where that would change the reading they are put into « »,
    which the reader keeps unread. For an expression that came from `read` the law always holds, since its
    own phrase is the last resort; for one that was put together by hand the best attempt is returned.
    """
    for sentence in (_sentence(expression, quoted=False), _sentence(expression, quoted=True)):
        if read(sentence) == expression:
            return sentence
    if expression.phrase and read(expression.phrase) == expression:
        return expression.phrase
    return _sentence(expression, quoted=True)


def _sentence(expression: Expression, *, quoted: bool) -> str:
    """Writes determiner, rank, shapes, heads, positions and the unread rest."""
    positions = [predicate for predicate in expression.where if isinstance(predicate, Position)]
    adjectives = [predicate.name for predicate in expression.where if isinstance(predicate, (Shape, Size))]
    words = [
        *_opening(expression),
        *adjectives,
        _heads(expression),
        *(_place(position) for position in positions),
    ]
    rest = [piece.text for piece in expression.unread if piece.reason != "modifier"]
    if quoted:
        rest = [text if text.startswith("[") and text.endswith("]") else f"«{text}»" for text in rest]
    return ", ".join([" ".join(word for word in words if word), *rest])


def _place(position: Position) -> str:
    """Writes a position with its preposition."""
    return f"{'at' if position.area == 'edge' else 'in'} the {position_text(position)}"


def _opening(expression: Expression) -> list[str]:
    """Writes the article, the number and the rank."""
    rank = [rank_text(expression.rank)] if isinstance(expression.rank, Rank) else []
    if expression.count is None:
        return ["all", *rank]
    if expression.count == 1:
        return ["the", *rank]
    return ["the", count_text(expression.count), *rank]


def _heads(expression: Expression) -> str:
    """Writes the heads joined by "or", in the number that the count asks for."""
    plural = expression.count != 1
    return " or ".join(_head(head, plural=plural) for head in expression.target.heads)


def _head(head: Head, *, plural: bool) -> str:
    """Writes colours, unknown modifiers and the noun."""
    found = nouns().get(head.noun) if head.category is not None else None
    # A plural would make two colours two alternatives, and stuff ("water") has none.
    singular = not plural or len(head.colours) > 1 or (found is not None and found[0].mass)
    noun = head.noun if found is None else found[0].singular if singular else found[0].plural
    return " ".join(word for word in (" and ".join(head.colours), *head.modifiers, noun) if word)
