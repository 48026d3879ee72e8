"""Writes an expression as a phrase that reads back as the same expression.

The dock uses it when a chip is edited: the expression is changed, the phrase follows.
"""

from __future__ import annotations

from collections.abc import Callable

from .chinese_wording import write_chinese
from .model import Expression, Language
from .reading import read
from .wording import heads_text, opening_words, said_words


def to_sentence(expression: Expression, language: Language = "en") -> str:
    """Returns a phrase for which `read` gives the same expression.

    Unread parts are appended as they stand; where that would change the reading they are put into « »,
    which the reader keeps unread. For an expression that came from `read` the law always holds, since its
    own phrase is the last resort; for one that was put together by hand the best attempt is returned.
    """
    write = _WRITERS[language]
    for quoted in (False, True):
        sentence = write(expression, quoted)
        if read(sentence) == expression:
            return sentence
    if expression.phrase and read(expression.phrase, expression.language) == expression:
        return expression.phrase
    return write(expression, True)


def _write_english(expression: Expression, quoted: bool) -> str:
    """Writes determiner, rank, shapes, heads, what is said of them and the unread rest."""
    words = [*opening_words(expression, nested=False), heads_text(expression), *said_words(expression)]
    rest = [piece.text for piece in expression.unread if piece.reason != "modifier"]
    if quoted:
        rest = [text if text.startswith("[") and text.endswith("]") else f"«{text}»" for text in rest]
    return ", ".join([" ".join(word for word in words if word), *rest])


# Each takes an expression and whether unread parts are to be quoted.
_WRITERS: dict[Language, Callable[[Expression, bool], str]] = {"en": _write_english, "zh": write_chinese}
