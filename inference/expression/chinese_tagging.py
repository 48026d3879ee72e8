"""Turns the words of a Chinese phrase into terminals for its grammar; the terminals are listed in `tagged`.

Most small words of Chinese mean several things ("里" is a unit, and inside; "和" joins things, and stands
before what something is next to). Here the words around them decide, so that the grammar need not guess.
"""

from __future__ import annotations

from .chinese_amounts import amount, distances, measure, number
from .chinese_colours import colour_group
from .chinese_joints import settled
from .chinese_places import Place, place_at
from .chinese_relations import RelationTags
from .chinese_words import is_chinese
from .lexicon_reader import Noun
from .model import MeasureKey, Position, Rank, RankKey
from .tagged import NounForm, RelationWord, Tagged

_LARGEST_COUNT = 10_000
_QUOTES = "「」『』\"'“”‘’《》〈〉()"  # noqa: RUF001


def tag_chinese(phrase: str) -> list[Tagged]:
    """Returns the terminals of a phrase in order; never fails, and takes time linear in its length."""
    return settled(_ChineseTags(phrase).read())


class _ChineseTags(RelationTags):
    """Reads words from left to right into terminals; each rule returns the index after what it has read."""

    def read(self) -> list[Tagged]:
        """Returns the terminals."""
        rules = (
            *(self._sign, self._coloured_roof, self._amount, self._ranking, self._partitive, self._place),
            *(self._count, self._colour, self._relating, self._noun, self._trait, self._small, self._unknown),
        )
        at = 0
        while at < len(self.words):
            at = next(end for end in (rule(at) for rule in rules) if end is not None)
        return self.found

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
            return self._bad_amount(at)
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
            return self.put("BADQUANTITY", "unit", at, found.end)
        end = self.put("MEASURED", measure(found, key), at, found.end)
        return end + self.says(end, "inside")

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

    def _ranking(self, at: int) -> int | None:
        """Reads superlatives, "第二大", "从左数第三辆" and ordinals that say no more."""
        word = self.words[at]
        if word.has("rank"):
            return self.superlative(word.senses["rank"], at, at + 1)
        if word.has("measure") and at + 1 < len(self.words) and self.words[at + 1].has("nth"):
            return self._nth(at, at + 1, word.senses["measure"])
        if word.has("nth"):
            return self._nth(at, at, None)
        if not word.has("from_side"):
            return None
        side = word.senses["from_side"]
        here = at + 1
        while here < len(self.words) and self.words[here].kind == "stop":
            here += 1
        found = (
            number(self.words, here + 1) if here < len(self.words) and self.words[here].has("nth") else None
        )
        if found is None:
            return self.put("FROMSIDE", side, at, at + 1)
        rank = Rank(side, ordinal=int(found[1]))
        return self.put("SUPERLATIVE", rank, at, self.past_measure_word(found[0]))

    def _nth(self, at: int, nth: int, by: MeasureKey | None) -> int | None:
        """Reads "第二大", with the measure before it; "第三" alone is an ordinal."""
        found = number(self.words, nth + 1)
        if found is None or found[1] < 1:
            return None
        end, ordinal = found[0], int(found[1])
        following = self.words[end].senses if end < len(self.words) else {}
        if "rank" in following:
            rank: Rank = following["rank"]
        elif "nth_of" in following:
            key, descending = following["nth_of"]
            rank = Rank(by if by is not None and key in ("area", "length") else key, descending)
        else:
            return self._ordinal(at, ordinal, self.past_measure_word(end))
        rank = Rank(rank.by, rank.descending, ordinal)
        return self.superlative(rank, at, end + 1)

    def _ordinal(self, at: int, ordinal: int, end: int) -> int:
        """Reads "左边第二辆" as counted from that side; else keeps the ordinal for itself."""
        last = self.found[-1] if self.found else None
        if last is not None and last.tag == "PLACED":
            position = last.value
            by = side_of(position)
            if by is not None:
                self.found.pop()
                self.found.append(
                    Tagged("SUPERLATIVE", Rank(by, ordinal=ordinal), last.start, self.words[end - 1].end, "")
                )
                return end
        return self.put("ORDINAL", ordinal, at, end)

    def _partitive(self, at: int) -> int | None:
        """Passes over "中" in "储罐中最大的", where no noun follows: the largest of the tanks."""
        if not (self.after_thing() and self.words[at].has("inside", "between") and at + 1 < len(self.words)):
            return None
        here = at + 1 + self.says(at + 1, "de")
        if here >= len(self.words) or not self.words[here].has("rank", "nth", "measure", "from_side"):
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

    def _count(self, at: int) -> int | None:
        """Reads how many: "两座", "一艘" (indefinite), "那辆", "每一辆", "们"."""
        word = self.words[at]
        if word.has("every"):
            found = number(self.words, at + 1)
            end = found[0] if found is not None and self.words[at + 1].has("digit") else at + 1
            end = self.past_measure_word(end) if word.has("each") or found is not None else end
            return self.put("EVERY", None, at, end + self.says(end, "de"))
        if word.has("plural"):
            return self.put("EVERY", None, at, at + 1)
        if word.has("definite"):
            return self._definite(at)
        found = number(self.words, at)
        if found is None or word.has("half"):
            return None
        if found[1] != int(found[1]) or not 0 < found[1] < _LARGEST_COUNT:
            return self.put("WORD", None, at, found[0])
        end = self.past_measure_word(found[0])
        if word.text == "一" and found[0] == at + 1 and end > found[0]:
            return self.put("A", None, at, end)
        return self.put("NUMBER", int(found[1]), at, end)

    def _definite(self, at: int) -> int:
        """Reads "那辆", "这两座", "唯一的"."""
        end = at + 1
        found = number(self.words, end)
        if found is not None and self.words[end].text != "一":
            self.put("THE", None, at, end)
            return self.put("NUMBER", int(found[1]), end, self.past_measure_word(found[0]))
        end = found[0] if found is not None else end
        end = self.past_measure_word(end)
        return self.put("THE", None, at, end + self.says(end, "de"))

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
        return self.put("TRAIT", word.senses["shape"], at, at + 1) if word.has("shape") else None

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


def side_of(position: Position) -> RankKey | None:
    """Returns the side a position names, None for corners and the middle."""
    sides = [side for side in (position.row, position.column) if side is not None]
    if len(sides) != 1 or sides[0] in ("middle", "center"):
        return None
    if position.frame == "compass":
        return _GRID_SIDES[sides[0]]
    return _IMAGE_SIDES[sides[0]]


_IMAGE_SIDES: dict[str, RankKey] = {"top": "top", "bottom": "bottom", "left": "left", "right": "right"}
_GRID_SIDES: dict[str, RankKey] = {"top": "north", "bottom": "south", "left": "west", "right": "east"}
