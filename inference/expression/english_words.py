"""Finds in an English phrase the longest words that the lexicon knows, each as a terminal.

What a word means often hangs on its place ("near the top" is no relation); `english_context` settles that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from . import amount_words, place_words
from .amount_words import amount_range, index_of_dimensions, index_of_keys, quantity
from .colour_words import colour_group, shade
from .lexicon_reader import nouns, word_list
from .model import Position, Rank, Shape, Size
from .tagged import Bound, NounForm, RelationWord, Tagged
from .tokens import Token
from .word_index import Match, WordIndex

# A terminal's name and its value.
Reading = tuple[str, Any]


def words_of(tokens: Sequence[Token], first: int, last: int) -> str:
    """Returns the normalised words of tokens, compounds with their hyphens."""
    return "".join(token.word + ("-" if token.glued else " ") for token in tokens[first:last]).rstrip(" -")


@cache
def small_words() -> WordIndex[Reading]:
    """Returns the index of all words with one meaning; of equal words the first list has them."""
    grammar, relations = word_list("grammar"), word_list("relations")
    found: dict[str, Reading] = {}

    def add(words: Sequence[str], tag: str, value: Any = None) -> None:
        for word in words:
            found.setdefault(word, (tag, value))

    for kind, words in relations["kinds"].items():
        add(words, "RELATION", RelationWord(kind))
    for word, direction in relations["sides"].items():
        add([word], "RELATION", RelationWord("side", Position(**direction)))
    add(relations["without"], "RELATION", RelationWord("with", negated=True))
    add(relations["except"], "RELATION", RelationWord("is", negated=True))
    add(relations["not"], "NOT")
    add(relations["unread"], "CARRY")
    for name in ("definite", "indefinite", "every", "is", "that", "fillers"):
        add(grammar[name], {"definite": "THE", "indefinite": "A", "fillers": "FILLER"}.get(name, name.upper()))
    add(grammar["groups"], "GROUP")
    add(grammar["and"], "AND", "and")
    add(grammar["or"], "AND", "or")
    for by, lists in word_list("ranks")["superlatives"].items():
        add(lists["most"], "SUPERLATIVE", Rank(by))
        add(lists.get("least", ()), "SUPERLATIVE", Rank(by, descending=False))
    for name, words in word_list("shapes")["shapes"].items():
        add(words, "TRAIT", Shape(name))
    for name, words in word_list("shapes")["sizes"].items():
        add(words, "TRAIT", Size(name))
    add(grammar["postures"], "POSTURE")
    return WordIndex(found)


@cache
def _nouns() -> WordIndex[Reading]:
    return WordIndex({word: ("NOUN", NounForm(*entry)) for word, entry in nouns().items()})


@cache
def _compare() -> WordIndex[Bound]:
    lists = word_list("quantities")
    found = {word: Bound(by_side) for by_side, words in lists["compare"].items() for word in words}
    for key, sides in lists["compare_keys"].items():
        for side, words in sides.items():
            found.update(dict.fromkeys(words, Bound(side, key)))
    return WordIndex(found)


@cache
def _grammar(key: str) -> WordIndex[Any]:
    entries = word_list("grammar")[key]
    return WordIndex(entries if isinstance(entries, dict) else dict.fromkeys(entries, key))


@cache
def _ranks(key: str) -> WordIndex[Any]:
    entries = word_list("ranks")[key]
    if isinstance(entries, dict) and "most" in entries:
        return WordIndex({word: side for side, words in entries.items() for word in words})
    return WordIndex(entries if isinstance(entries, dict) else dict.fromkeys(entries, key))


class EnglishWords:
    """Reads tokens from left to right into terminals."""

    def __init__(self, phrase: str, tokens: Sequence[Token]) -> None:
        self._phrase = phrase
        self._tokens = tokens
        self._found: list[Tagged] = []

    def read(self) -> list[Tagged]:
        """Returns the terminals; linear in the number of tokens."""
        at = self._openers()
        while at < len(self._tokens):
            at = self._sign(at) or self._amount(at) or self._longest(at)
        return self._found

    def _put(self, tag: str, value: Any, first: int, last: int) -> int:
        """Adds a terminal for a span of tokens and returns the index after it."""
        start, end = self._tokens[first].start, self._tokens[last - 1].end
        self._found.append(Tagged(tag, value, start, end, words_of(self._tokens, first, last)))
        return last

    def _openers(self) -> int:
        """Passes over "please show me" at the beginning; returns the index after it."""
        at = 0
        while at < len(self._tokens):
            found = _grammar("openers").match(self._tokens, at)
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
        compared = _compare().match(self._tokens, at)
        if compared is not None and self._amount_at(compared.end):
            return self._put("COMPARE", compared.meaning, at, compared.end)
        return self._put("SYMBOL", None, at, at + 1)

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
        compared = _compare().match(tokens, at)
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
                opener = amount_words.index("key_openers").match(self._tokens, here) or _grammar(
                    "indefinite"
                ).match(self._tokens, here)
        key = index_of_keys().match(self._tokens, here)
        if key is None:
            return None
        link = amount_words.index("key_links").match(self._tokens, key.end)
        here = link.end if link is not None else key.end
        compared = _compare().match(self._tokens, here)
        if self._amount_at(here) or (compared is not None and self._amount_at(compared.end)):
            return self._put("KEY", key.meaning, at, here)
        return None

    def _behind(self, at: int) -> int:
        """Reads "long", "or more" and "from" behind a quantity."""
        measured = False
        for _ in range(2):
            more = amount_words.index("or_more").match(self._tokens, at)
            less = amount_words.index("or_less").match(self._tokens, at)
            found = index_of_dimensions().match(self._tokens, at)
            if more is not None:
                at = self._put("COMPARE", Bound("least"), at, more.end)
            elif less is not None and self._tokens[at].word in ("or", "and"):
                at = self._put("COMPARE", Bound("most"), at, less.end)
            elif found is not None and not (found.end == at + 1 and self._is_path(at)):
                at, measured = self._put("DIMENSION", found.meaning, at, found.end), True
        away = amount_words.index("from").match(self._tokens, at)
        if away is not None and not measured and self._relates(away.end) and place_words.scene_phrase(self._tokens, at) is None:
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
        article = _grammar("definite").match(self._tokens, at) or _grammar("indefinite").match(self._tokens, at)
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
        return small_words().match(self._tokens, at) is None and _nouns().match(self._tokens, at) is None

    def _longest(self, at: int) -> int:
        """Reads the longest of all that may stand there; of equal length the first."""
        tokens = self._tokens
        scene = place_words.scene_phrase(tokens, at)
        if scene is not None:
            return self._put("SCENE", None, at, scene)
        readers: tuple[Callable[[int], tuple[int, str, Any] | None], ...] = (
            *(self._ranking, self._colour, self._place, self._small, self._noun, self._count, self._compared),
        )
        best: tuple[int, str, Any] | None = None
        for reader in readers:
            found = reader(at)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
        if best is not None:
            end = self._put(best[1], best[2], at, best[0])
            return self._area(end) if best[1] == "PLACE" else end
        return self._unknown(at)

    def _small(self, at: int) -> tuple[int, str, Any] | None:
        found = small_words().match(self._tokens, at)
        if found is None:
            return None
        # "on top of the image" is a place, not something on top.
        if found.end - at > 1 and place_words.scene_phrase(self._tokens, found.end - 1) is not None:
            return None
        return (found.end, *found.meaning)

    def _compared(self, at: int) -> tuple[int, str, Any] | None:
        """Reads "larger than" before another thing."""
        found = _compare().match(self._tokens, at)
        than = found is not None and self._tokens[found.end - 1].word == "than"
        return (found.end, "COMPARE", found.meaning) if found is not None and than else None

    def _noun(self, at: int) -> tuple[int, str, Any] | None:
        found = _nouns().match(self._tokens, at)
        return (found.end, *found.meaning) if found is not None else None

    def _colour(self, at: int) -> tuple[int, str, Any] | None:
        found = colour_group(self._tokens, at)
        if found is not None:
            return (found.end, "COLOUR", found.meaning)
        lone = shade(self._tokens, at)
        return (lone.end, "SHADE", self._tokens[at].word) if lone is not None else None

    def _place(self, at: int) -> tuple[int, str, Any] | None:
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

    def _ranking(self, at: int) -> tuple[int, str, Any] | None:
        """Reads "from the left", "largest area", and ordinals, also in "3rd-smallest"."""
        tokens = self._tokens
        if tokens[at].word == "from":
            article = _grammar("definite").match(tokens, at + 1)
            here = article.end if article is not None else at + 1
            side = _ranks("from").match(tokens, here)
            corner = place_words.place(tokens, here)
            if side is not None and corner is not None and corner.end > side.end:
                return None
            return (side.end, "FROMSIDE", tokens[here].word) if side is not None else None
        keyed = _ranks("keyed").match(tokens, at)
        key = index_of_keys().match(tokens, keyed.end) if keyed is not None else None
        if keyed is not None and key is not None:
            return (key.end, "SUPERLATIVE", Rank(key.meaning, keyed.meaning == "most"))
        ordinal = _ranks("ordinals").match(tokens, at, whole=False)
        if ordinal is None:
            return None
        following = small_words().match(tokens, ordinal.end)
        if tokens[ordinal.end - 1].glued and (following is None or following.meaning[0] != "SUPERLATIVE"):
            return None
        return (ordinal.end, "ORDINAL", ordinal.meaning)

    def _count(self, at: int) -> tuple[int, str, Any] | None:
        """Reads a count such as "two", "3" or "a couple of"."""
        found = _grammar("numbers").match(self._tokens, at)
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
