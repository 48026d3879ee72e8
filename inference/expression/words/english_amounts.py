"""Reads what has to do with measures in an English phrase: amounts, what they measure, distances."""

from __future__ import annotations

from collections.abc import Sequence

from . import amount_words, place_words
from .amount_words import amount_range, index_of_dimensions, index_of_keys, quantity
from .english_index import comparisons, grammar, known_nouns, small_words
from .tagged import Bound, Tagged
from .tokens import Token
from .word_index import Match


def words_of(tokens: Sequence[Token], first: int, last: int) -> str:
    """Returns the normalised words of tokens, compounds with their hyphens."""
    return "".join(token.word + ("-" if token.glued else " ") for token in tokens[first:last]).rstrip(" -")


def measures_thing(terminals: Sequence[Tagged]) -> bool:
    """Returns True for "longer than 30 m" and "with a length of 30 m" at the end: no distance."""
    for one in reversed(terminals[-3:-1]):
        if one.tag != "COMPARE":
            return one.tag == "KEY"
        if one.value.by is not None:
            return bool(one.value.by != "distance")
    return False


class EnglishAmounts:
    """Holds the rules for amounts, and the terminals found so far."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._found: list[Tagged] = []

    def _put(self, tag: str, value: object, first: int, last: int) -> int:
        """Adds a terminal for a span of tokens and returns the index after it."""
        start, end = self._tokens[first].start, self._tokens[last - 1].end
        self._found.append(Tagged(tag, value, start, end, words_of(self._tokens, first, last)))
        return last

    def _amount_at(self, at: int) -> bool:
        """Returns True when a quantity or a range stands there."""
        return quantity(self._tokens, at) is not None or amount_range(self._tokens, at) is not None

    def _amount(self, at: int) -> int | None:
        """Reads what has to do with measures."""
        tokens = self._tokens
        opened = self._key(at)
        if opened is not None:
            return opened
        found = amount_range(tokens, at)
        if found is not None:
            return self._behind(self._put("RANGE", found.meaning, at, found.end))
        one = quantity(tokens, at)
        if one is not None and one.meaning.value != float("inf"):
            return self._behind(self._put("QUANTITY", one.meaning, at, one.end))
        if one is not None:
            return self._behind(self._put("BADQUANTITY", "measure", at, one.end))
        compared = comparisons().match(tokens, at)
        if compared is None:
            return None
        radius = amount_words.index("radius").match(tokens, compared.end)
        here = radius.end if radius is not None and self._amount_at(radius.end) else compared.end
        if self._amount_at(here):
            return self._put("COMPARE", compared.meaning, at, here)
        return self._bad_amount(at, compared)

    def _key(self, at: int) -> int | None:
        """Reads "with an area of", where a quantity follows."""
        here = at
        opener = amount_words.index("key_openers").match(self._tokens, here)
        for _ in range(2):
            if opener is not None:
                here = opener.end
                opener = amount_words.index("key_openers").match(self._tokens, here) or grammar(
                    "indefinite"
                ).match(self._tokens, here)
        key = index_of_keys().match(self._tokens, here)
        if key is None:
            return None
        link = amount_words.index("key_links").match(self._tokens, key.end)
        here = link.end if link is not None else key.end
        compared = comparisons().match(self._tokens, here)
        if self._amount_at(here) or (compared is not None and self._amount_at(compared.end)):
            return self._put("KEY", key.meaning, at, here)
        return None

    def _behind(self, at: int) -> int:
        """Reads "long", "or more" and "from" behind a quantity."""
        measured = measures_thing(self._found)
        for _ in range(2):
            more = amount_words.index("or_more").match(self._tokens, at)
            less = amount_words.index("or_less").match(self._tokens, at)
            found = index_of_dimensions().match(self._tokens, at)
            if more is not None:
                at = self._put("ORMORE", Bound("least"), at, more.end)
            elif less is not None and self._tokens[at].word in ("or", "and"):
                at = self._put("ORMORE", Bound("most"), at, less.end)
            elif found is not None and not (found.end == at + 1 and self._is_path(at)):
                at, measured = self._put("DIMENSION", found.meaning, at, found.end), True
        away = amount_words.index("from").match(self._tokens, at)
        if (
            away is not None
            and not measured
            and self._relates(away.end)
            and place_words.scene_phrase(self._tokens, at) is None
        ):
            return self._put("FROM", None, at, away.end)
        return at

    def _is_path(self, at: int) -> bool:
        """Returns True for the "around" of "200 m around the lake", which measures nothing."""
        return self._tokens[at].word in ("around", "across") and self._relates(at + 1)

    def _relates(self, at: int) -> bool:
        """Returns True when something may stand there that a distance is measured to."""
        if at < len(self._tokens) and self._tokens[at].word == "(":
            return True
        if at >= len(self._tokens) or self._tokens[at].kind not in ("word", "quote"):
            return False
        article = grammar("definite").match(self._tokens, at) or grammar("indefinite").match(self._tokens, at)
        here = article.end if article is not None else at
        if self._tokens[at].kind == "quote":
            return True
        place = place_words.place(self._tokens, here)
        known = small_words().match(self._tokens, at)
        if place is not None:
            return place.end < len(self._tokens) and self._tokens[place.end].word not in ("of", "and")
        return known is None or known.meaning[0] not in ("AND", "RELATION", "CARRY", "NOT", "IS", "THAT")

    def _bad_amount(self, at: int, compared: Match[Bound]) -> int | None:
        """Reads "within 5 parsecs of" and "longer than 200": a number without a unit that is known."""
        tokens = self._tokens
        found = amount_words.number(tokens, compared.end)
        if found is None or not tokens[compared.end].word[0].isdigit():
            return None
        end = found.end
        away = amount_words.index("from")
        if compared.meaning.by is None and away.match(tokens, end) is None:
            end += 1
            if end >= len(tokens) or tokens[end - 1].kind != "word" or tokens[end - 1].glued:
                return None
            if away.match(tokens, end) is None and index_of_dimensions().match(tokens, end) is None:
                return None
        elif compared.meaning.by is not None and end < len(tokens) and self._is_unknown(end):
            end += 1
        self._put("COMPARE", compared.meaning, at, compared.end)
        return self._behind(self._put("BADQUANTITY", "unit", compared.end, end))

    def _is_unknown(self, at: int) -> bool:
        """Returns True for a word that is in no list."""
        if self._tokens[at].kind != "word" or self._tokens[at].glued:
            return False
        return small_words().match(self._tokens, at) is None and known_nouns().match(self._tokens, at) is None
