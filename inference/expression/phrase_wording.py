"""Writes a piece of a phrase in the language of the phrase, for sentences that speak of it."""

from __future__ import annotations

from . import chinese_wording, wording
from .model import Language, Predicate, Rank, Reference


def in_words(meaning: Predicate | Rank, language: Language) -> str:
    """Returns a predicate or rank, such as "top left corner" or "左上角"."""
    return chinese_wording.piece_text(meaning) if language == "zh" else wording.reads_as(meaning)


def thing_in_words(reference: Reference, language: Language) -> str:
    """Returns another thing of a relation, such as "[River]" or "红色建筑物"."""
    if language == "zh":
        return chinese_wording.reference_text(reference)
    return wording.reference_text(reference)
