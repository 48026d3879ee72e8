"""Turns a phrase into the terminals of its language's grammar."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..model import Language
from .chinese_tagging import tag_chinese
from .english_context import EnglishContext
from .english_words import EnglishWords
from .tagged import Tagged
from .tokens import tokenize

_CJK = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def language_of(phrase: str) -> Language:
    """Returns the language a phrase is read in: Chinese where it has any Chinese character."""
    return "zh" if "zh" in _TAGGERS and _CJK.search(phrase) else "en"


def tag(phrase: str, language: Language | None = None) -> list[Tagged]:
    """Returns the terminals of a phrase in order; for any string, in linear time."""
    return _TAGGERS[language or language_of(phrase)](phrase)


def _tag_english(phrase: str) -> list[Tagged]:
    return EnglishContext(EnglishWords(tokenize(phrase)).read()).settled()


_TAGGERS: dict[str, Callable[[str], list[Tagged]]] = {"en": _tag_english, "zh": tag_chinese}
