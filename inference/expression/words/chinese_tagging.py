"""Turns the words of a Chinese phrase into terminals for its grammar; the terminals are listed in `tagged`.

Most small words of Chinese mean several things ("里" is a unit, and inside; "和" joins things, and stands
before what something is next to). Here the words around them decide, so that the grammar need not guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from ..lexicon_reader import Noun
from ..model import MeasureKey, Rank, Shape, Size
from .chinese_amounts import amount, distances, measure, number
from .chinese_colours import colour_group
from .chinese_counts import CountTags
from .chinese_joints import settled
from .chinese_places import Place, place_at
from .chinese_words import Word, is_chinese
from .tagged import NounForm, RelationWord, Tagged

_QUOTES = "「」『』\"'“”‘’《》〈〉()"  # noqa: RUF001


def tag_chinese(phrase: str) -> list[Tagged]:
    """Returns the terminals of a phrase in order; never fails, and takes time linear in its length."""
    return settled(_ChineseTags(phrase).read())


# The senses of a word that can begin what a rule reads; without any every word can.
_RULES: tuple[tuple[str, frozenset[str]], ...] = (
    ("_coloured_roof", frozenset({"with_before", "colour", "shade", "noun"})),
    ("_amount", frozenset({"digit", "power", "half", "measure", "more", "less", "about", "exactly"})),
    ("_amount", frozenset({"range_from", "compare"})),
    ("_ranking", frozenset({"rank", "measure", "nth", "from_side", "first_of"})),
    ("_partitive", frozenset({"inside", "between"})),
    ("_place", frozenset({"place", "scene"})),
    ("_count", frozenset({"every", "plural", "definite", "digit", "power"})),
    ("_colour", frozenset({"colour", "shade", "standalone"})),
    ("_relating", frozenset()),
    ("_noun", frozenset()),
    ("_trait", frozenset({"shape"})),
    ("_small", frozenset()),
    ("_unknown", frozenset()),
)


@cache
def _rules_of(senses: frozenset[str]) -> tuple[str, ...]:
    """Returns the names of the rules that a word with these senses can begin, in their order."""
    if not senses:
        return ("_noun", "_unknown")
    return tuple(name for name, begins in _RULES if not begins or begins & senses)


class _ChineseTags(CountTags):
    """Reads words from left to right into terminals; each rule returns the index after what it has read."""

    def read(self) -> list[Tagged]:
        """Returns the terminals."""
        at = 0
        while at < len(self.words):
            rules = self._rules(self.words[at])
            at = next(end for end in (rule(at) for rule in rules) if end is not None)
        return self.found

    def _rules(self, word: Word) -> Sequence[Callable[[int], int | None]]:
        """Returns the rules that a word can begin, in their order; the last always reads."""
        if word.kind != "word":
            return (self._sign, self._amount, self._unknown)
        if word.text.isascii():
            return (self._amount, self._count, self._colour, self._noun, self._small, self._unknown)
        return [getattr(self, name) for name in _rules_of(frozenset(word.senses))]

    def _sign(self, at: int) -> int | None:
        """Reads layers, stops and signs; passes over quotation marks and round brackets."""
        word = self.words[at]
        if word.kind == "word":
            return None
        if word.kind == "quote" and word.text.startswith("["):
            return self.put("LAYER", word.text[1:-1].strip(), at, at + 1)
        if word.kind == "stop":
            if word.text in ("(", ")"):
                return self.put("OPEN" if word.text == "(" else "CLOSE", None, at, at + 1)
            if all(sign in _QUOTES for sign in word.text):
                return at + 1
            return (
                self.put("AND", "and", at, at + 1)
                if word.text == "、"
                else self.put("STOP", None, at, at + 1)
            )
        if word.kind == "quote" or not word.senses:
            return self.put("LOOSE" if word.kind == "quote" else "SYMBOL", None, at, at + 1)
        return None

    def _coloured_roof(self, at: int) -> int | None:
        """Reads "有红色屋顶的" and "屋顶为红色的" before a building as its colour: the roof is seen."""
        here = at + 1 if self.words[at].has("with_before") else at
        inverted = self.is_noun(here, "roof", "rooftop") and self.says(here + 1, "exactly", "links")
        found = colour_group(self.words, here + 2 if inverted else here)
        if found is None:
            return None
        end, colours = found
        if not inverted:
            end += self.says(end, "de")
            if not self.is_noun(end, "roof", "rooftop"):
                return None
            end += 1
        if not self.says(end, "de"):
            return None
        for ahead in range(end + 1, min(end + 5, len(self.words))):
            if self.is_noun(ahead):
                return self.put("COLOUR", colours, at, end + 1) if self.is_building(ahead) else None
        return None

    def _amount(self, at: int) -> int | None:
        """Reads a quantity as the distance from the thing before it, or as a measure of the thing itself."""
        found = amount(self.words, at)
        if found is None:
            return self._two_measures(at) or self._bad_amount(at)
        if found.away and found.key is None and not found.first.is_area and not self.after_thing():
            having = self.has_within(found, at)
            if having is not None:
                return having
        if not found.is_possible:
            return self.put("DISTANCE" if self.after_thing() else "BADQUANTITY", "measure", at, found.end)
        aside = bool(self.found) and self.found[-1].tag == "RELATION" and self.found[-1].value is not None
        if aside and found.away and found.key is None and self.found[-1].value.kind == "side":
            return self.put("DISTANCE", distances(found), at, found.end)
        relates = found.key is None and not found.first.is_area and (self.after_thing() or self.is_away())
        if relates and (self.is_away() or found.away or not self.ends(found.end)):
            return self.put("DISTANCE", distances(found), at, found.end)
        key: MeasureKey = found.key or ("area" if found.first.is_area else "length")
        if found.first.is_area != (key == "area"):
            return self.put("BADQUANTITY", "measure", at, found.end)
        end = self.put("MEASURED", measure(found, key), at, found.end)
        return end + self.says(end, "inside")

    def _two_measures(self, at: int) -> int | None:
        """Reads "长宽都大于20米" and "长和宽均大于20米": one amount that bounds two measures."""
        second = at + 1 + self.says(at + 1, "and")
        if not (self.says(at, "measure") and self.says(second, "measure")):
            return None
        here = second + 1 + self.says(second + 1, "links")
        found = amount(self.words, here)
        keys: list[MeasureKey] = [self.words[k].senses["measure"] for k in (at, second)]
        bare = found is not None and found.is_possible and found.key is None
        if found is None or not bare or any(found.first.is_area != (key == "area") for key in keys):
            return None
        self.put("MEASURED", measure(found, keys[0]), at, second)
        return self.put("MEASURED", measure(found, keys[1]), second, found.end)

    def _bad_amount(self, at: int) -> int | None:
        """Reads "5帕以内": a number with a unit that nobody knows."""
        before = at
        while before < min(at + 3, len(self.words)) and self.words[before].has(
            "more", "less", "about", "measure"
        ):
            before += 1
        found = number(self.words, before)
        if found is None or not self.words[before].text[:1].isdecimal() or found[0] >= len(self.words):
            return None
        unit = found[0]
        if self.words[unit].senses or self.words[unit].kind != "word":
            return None
        after = unit + 1
        if after < len(self.words) and self.words[after].has("within_after", "beyond_after"):
            return self.put("DISTANCE" if self.after_thing() else "BADQUANTITY", "unit", at, after + 1)
        return self.put("BADQUANTITY", "unit", at, after) if before > at else None

    def _partitive(self, at: int) -> int | None:
        """Passes over "中" in "储罐中最大的", where no noun follows: the largest of the tanks."""
        if not (self.after_thing() and self.words[at].has("inside", "between") and at + 1 < len(self.words)):
            return None
        here = at + 1 + self.says(at + 1, "de")
        if here >= len(self.words) or not self.words[here].has(
            "rank", "nth", "measure", "from_side", "shape"
        ):
            return None
        ahead = self.words[here : here + 12]
        for word in ahead:
            if word.kind == "stop":
                break
            if word.has("noun") or not word.senses:
                return None
        return self.put("PARTITIVE", None, at, here)

    def _place(self, at: int) -> int | None:
        """Reads a place in the scene, or a side of the thing before it."""
        found = place_at(self.words, at)
        if found is None:
            return None
        return self.placed(found, at)

    def placed(self, found: Place, at: int) -> int:
        """Adds a place of the scene, or the relation to the thing before it."""
        if found.of_scene or not self.after_thing() or (self.ends(found.end) and not self.is_predicate()):
            return self.put("PLACED", found.position, at, found.end)
        if self.words[at].has("on"):
            return self.put("RELATION", RelationWord("on"), at, found.end)
        return self.side(found, at)

    def _colour(self, at: int) -> int | None:
        found = colour_group(self.words, at)
        if found is not None:
            return self.put("COLOUR", found[1], at, found[0])
        if self.words[at].has("standalone"):
            return self.put("SHADE", self.words[at].senses["standalone"], at, at + 1)
        return None

    def _noun(self, at: int) -> int | None:
        """Reads a known noun, English ones too; a noun without category goes by its English word."""
        word = self.words[at]
        if word.has("noun"):
            noun: Noun = word.senses["noun"]
            if noun.category:
                return self.put("NOUN", NounForm(noun, "singular"), at, at + 1)
            return self.put("WORD", None, at, at + 1, noun.singular)
        return self.english(at)

    def _trait(self, at: int) -> int | None:
        word = self.words[at]
        if not word.has("shape"):
            return None
        trait: Shape | Size = word.senses["shape"]
        if self.found and self.found[-1].tag == "PARTITIVE" and isinstance(trait, Size):
            # "两个储罐中较大的": of several the larger one is the largest.
            return self.put("SUPERLATIVE", Rank("area", trait.name in ("large", "huge")), at, at + 1)
        return self.put("TRAIT", trait, at, at + 1)

    def _small(self, at: int) -> int | None:
        """Reads what is left of the small words; openers and links carry nothing."""
        word = self.words[at]
        if word.has("de"):
            return self.put("DE", None, at, at + 1) if self.found and self.found[-1].tag != "DE" else at + 1
        if word.has("or"):
            return self.put("AND", "or", at, at + 1)
        if word.has("and", "also"):
            return self.put("AND", "and" if word.has("and") else "also", at, at + 1)
        if word.has("pronouns"):
            return self.put("PRONOUN", False, at, at + 1)
        carried = ("openers", "links", "scene", "within_scene", "mixed", "near", "far_after")
        return at + 1 if word.has(*carried, "distance_noun", "exactly", "about", "about_after") else None

    def _unknown(self, at: int) -> int:
        """Keeps an unknown word; one that touches the word before it makes a compound with it ("汽车站")."""
        word = self.words[at]
        last = self.found[-1] if self.found else None
        touches = last is not None and last.end == word.start and is_chinese(word.text)
        if (
            last is not None
            and touches
            and (last.tag == "WORD" or (last.tag == "NOUN" and len(word.text) == 1))
        ):
            before = self.found.pop()
            self.found.append(Tagged("WORD", None, before.start, word.end, before.word + word.text))
            return at + 1
        return self.put("LOOSE" if last is not None and last.tag == "NOUN" else "WORD", None, at, at + 1)
