"""Finds in an English phrase the longest words that the lexicon knows, each as a terminal.

What a word means often hangs on its place ("near the top" is no relation); `english_context` settles that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..model import Rank
from . import place_words
from .amount_words import index_of_keys
from .colour_words import colour_group, shade
from .english_amounts import EnglishAmounts
from .english_index import comparisons, grammar, known_nouns, ranks, small_words
from .tagged import Tagged

# Where what was found ends, its tag and its value.
Found = tuple[int, str, Any]


class EnglishWords(EnglishAmounts):
    """Reads tokens from left to right into terminals."""

    def read(self) -> list[Tagged]:
        """Returns the terminals; linear in the number of tokens."""
        at = self._openers()
        while at < len(self._tokens):
            at = self._sign(at) or self._amount(at) or self._longest(at)
        return self._found

    def _openers(self) -> int:
        """Passes over "please show me" at the beginning; returns the index after it."""
        at = 0
        while at < len(self._tokens):
            found = grammar("openers").match(self._tokens, at)
            if found is None:
                break
            at = found.end
            if at < len(self._tokens) and self._tokens[at].kind == "stop" and at > 0:
                at += 1
        return at

    def _sign(self, at: int) -> int | None:
        """Reads stops, layers, comparison signs and other signs."""
        token = self._tokens[at]
        if token.kind == "word":
            return None
        if token.kind == "stop":
            tag = {"(": "OPEN", ")": "CLOSE"}.get(token.word, "STOP")
            return self._put(tag, None, at, at + 1)
        if token.kind == "quote" and token.word.startswith("["):
            return self._put("LAYER", token.word[1:-1].strip(), at, at + 1)
        if token.kind == "quote":
            return self._put("LOOSE", None, at, at + 1)
        compared = comparisons().match(self._tokens, at)
        if compared is not None and self._amount_at(compared.end):
            return self._put("COMPARE", compared.meaning, at, compared.end)
        return self._put("SYMBOL", None, at, at + 1)

    def _longest(self, at: int) -> int:
        """Reads the longest of all that may stand there; of equal length the first."""
        tokens = self._tokens
        scene = place_words.scene_phrase(tokens, at)
        if scene is not None:
            return self._put("SCENE", None, at, scene)
        readers: tuple[Callable[[int], Found | None], ...] = (
            *(self._ranking, self._colour, self._place, self._small, self._noun, self._count, self._compared),
        )
        best: Found | None = None
        for reader in readers:
            found = reader(at)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
        if best is not None:
            end = self._put(best[1], best[2], at, best[0])
            return self._area(end) if best[1] == "PLACE" else end
        return self._unknown(at)

    def _small(self, at: int) -> Found | None:
        found = small_words().match(self._tokens, at)
        if found is None:
            return None
        # "on top of the image" is a place, not something on top.
        if found.end - at > 1 and place_words.scene_phrase(self._tokens, found.end - 1) is not None:
            return None
        return (found.end, *found.meaning)

    def _compared(self, at: int) -> Found | None:
        """Reads "larger than" before another thing."""
        found = comparisons().match(self._tokens, at)
        than = found is not None and self._tokens[found.end - 1].word == "than"
        return (found.end, "COMPARE", found.meaning) if found is not None and than else None

    def _noun(self, at: int) -> Found | None:
        found = known_nouns().match(self._tokens, at)
        return (found.end, *found.meaning) if found is not None else None

    def _colour(self, at: int) -> Found | None:
        found = colour_group(self._tokens, at)
        if found is not None:
            return (found.end, "COLOUR", found.meaning)
        lone = shade(self._tokens, at)
        return (lone.end, "SHADE", self._tokens[at].word) if lone is not None else None

    def _place(self, at: int) -> Found | None:
        if place_words.is_adverb(self._tokens, at):
            return (at + 1, "FILLER", None)
        found = place_words.place(self._tokens, at)
        if found is not None:
            return (found.end, "PLACE", found.meaning)
        area = place_words.area(self._tokens, at)
        if area is not None and area.meaning in ("edge", "corner"):
            return (area.end, "AREA", area.meaning)
        return None

    def _area(self, at: int) -> int:
        """Reads the word of area behind a place."""
        found = place_words.area(self._tokens, at)
        return self._put("AREA", found.meaning, at, found.end) if found is not None else at

    def _ranking(self, at: int) -> Found | None:
        """Reads "from the left", "largest area", and ordinals, also in "3rd-smallest"."""
        tokens = self._tokens
        if tokens[at].word == "from":
            article = grammar("definite").match(tokens, at + 1)
            here = article.end if article is not None else at + 1
            side = ranks("from").match(tokens, here)
            corner = place_words.place(tokens, here)
            if side is not None and corner is not None and corner.end > side.end:
                return None
            return (side.end, "FROMSIDE", tokens[here].word) if side is not None else None
        keyed = ranks("keyed").match(tokens, at)
        key = index_of_keys().match(tokens, keyed.end) if keyed is not None else None
        if keyed is not None and key is not None:
            return (key.end, "SUPERLATIVE", Rank(key.meaning, keyed.meaning == "most"))
        ordinal = ranks("ordinals").match(tokens, at, whole=False)
        if ordinal is None:
            return None
        following = small_words().match(tokens, ordinal.end)
        if tokens[ordinal.end - 1].glued and (following is None or following.meaning[0] != "SUPERLATIVE"):
            return None
        return (ordinal.end, "ORDINAL", ordinal.meaning)

    def _count(self, at: int) -> Found | None:
        """Reads a count such as "two", "3" or "a couple of"."""
        found = grammar("numbers").match(self._tokens, at)
        if found is not None:
            return (found.end, "NUMBER", found.meaning)
        token = self._tokens[at]
        digits = token.word
        plain = digits.isascii() and digits.isdecimal() and len(digits) <= 4 and not token.glued
        return (at + 1, "NUMBER", int(digits)) if plain and int(digits) > 0 else None

    def _unknown(self, at: int) -> int:
        """Keeps an unknown word with its whole compound."""
        end = at + 1
        while self._tokens[end - 1].glued and end < len(self._tokens):
            end += 1
        return self._put("WORD", None, at, end)
