"""Reads a phrase: `read` turns any string into an `Expression` and never fails.

Three steps, each with its own data. `tagging` cuts the phrase into the terminals of a grammar, by the
lexicon. `parsing` builds a tree by ``grammar/<language>.lark``; what fits nowhere is left out, so that people
may type fragments in any order. `building` turns the tree into an expression, the same for all languages.
"""

from __future__ import annotations

from .model import Expression, Language
from .parsing.building import build
from .parsing.chinese_order import in_english_order
from .parsing.parser import parse
from .words.tagging import language_of, tag


def read(phrase: str, language: Language | None = None) -> Expression:
    """Returns what a phrase means; for any string, without raising.

    Where the phrase names nothing to look for, ``Expression.names_nothing`` is True and the caller says so.

    Args:
        phrase: What the person typed.
        language: The language to read it in; None tells by the characters.
    """
    spoken = language or language_of(phrase)
    terminals = tag(phrase, spoken)
    parsed = parse(terminals, spoken)
    if spoken == "zh":
        parsed = in_english_order(parsed)
    return build(phrase, terminals, parsed, spoken)
