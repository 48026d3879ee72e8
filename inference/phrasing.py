"""Reads a phrase for a use case: one that cannot be answered is refused with the part that is to blame."""

from __future__ import annotations

from .errors import PhraseError
from .expression.model import Expression
from .expression.reading import read


def read_phrase(phrase: str) -> Expression:
    """Reads a phrase that can be searched.

    Raises:
        PhraseError: It is empty, or names nothing.
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
    if expression.names_nothing:
        raise PhraseError(
            f'The phrase "{_shortened(phrase)}" names nothing that could be looked for',
            'Name a thing, such as "building", "white car" or "storage tank"',
        )
    return expression


def _shortened(phrase: str, limit: int = 60) -> str:
    line = " ".join(phrase.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
