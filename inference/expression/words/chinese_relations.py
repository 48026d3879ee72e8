"""Reads Chinese words of relation, and keeps the terminals of the phrase so far to tell what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..lexicon_reader import Noun, nouns
from ..model import Position, Rank, RelationKind
from .chinese_amounts import Amount, amount, distances
from .chinese_places import Place, place_at
from .chinese_words import Word, cut, is_chinese
from .tagged import NounForm, RelationWord, Tagged

_THINGS = frozenset({"NOUN", "WORD", "LAYER", "PRONOUN", "CLOSE"})
_LOOK_BACK = 12
_AFTER: tuple[tuple[str, RelationKind], ...] = (
    ("surrounded_after", "surrounded"),
    ("touching_after", "touching"),
    ("near_with_after", "near"),
    ("along_after", "along"),
    ("between", "between"),
    ("inside", "inside"),
    ("on", "on"),
    ("outside", "outside"),
    ("near", "near"),
)
_BEFORE: tuple[tuple[str, RelationKind], ...] = (
    ("around_before", "surrounded"),
    ("touching_before", "touching"),
    ("along_before", "along"),
    ("far_before", "far"),
    ("near_before", "near"),
    ("on_before", "on"),
)


class RelationTags:
    """Holds the words and terminals of one phrase, with the rules for words of relation.

    Attributes:
        words: The words of the phrase.
        found: The terminals so far.
    """

    def __init__(self, phrase: str) -> None:
        self.words: Sequence[Word] = cut(phrase)
        self.found: list[Tagged] = []
        self._away_since = -1
        self._except_since = -1
        self._compare_since = -1

    def put(self, tag: str, value: Any, first: int, last: int, text: str = "") -> int:  # noqa: ANN401 - by tag
        """Adds a terminal for a span of words and returns the index after it."""
        start, end = self.words[first].start, self.words[last - 1].end
        text = text or "".join(word.text for word in self.words[first:last])
        self.found.append(Tagged(tag, value, start, end, text))
        return last

    def says(self, at: int, *names: str) -> bool:
        """Returns True when the word there has one of the senses."""
        return at < len(self.words) and self.words[at].has(*names)

    def is_noun(self, at: int, *english: str) -> bool:
        """Returns True when the word there is a noun, one of those given if any are."""
        if not self.says(at, "noun"):
            return False
        return not english or self.words[at].senses["noun"].singular in english

    def is_building(self, at: int) -> bool:
        """Returns True when the word there is a kind of building."""
        return self.says(at, "noun") and self.words[at].senses["noun"].category == "building"

    def after_thing(self) -> bool:
        """Returns True when the last terminal, 的 left aside, names a thing."""
        at = len(self.found) - 1
        while at >= 0 and self.found[at].tag in ("DE", "PARTITIVE"):
            at -= 1
        return at >= 0 and self.found[at].tag in _THINGS

    def is_away(self) -> bool:
        """Returns True between "距离" and the words that close it."""
        return self._away_since >= 0 and self.after_thing()

    def ends(self, at: int) -> bool:
        """Returns True when nothing more is said there."""
        while at < len(self.words) and (self.words[at].has("openers", "de", "links")):
            at += 1
        return at >= len(self.words) or self.words[at].kind == "stop"

    def is_predicate(self) -> bool:
        """Returns True in "船位于左侧船的右下方", where a thing stands before 位于 and one behind it."""
        seen_thing = False
        for one in reversed(self.found[-_LOOK_BACK:]):
            if one.tag == "STOP":
                return False
            if one.tag == "AT":
                return seen_thing
            seen_thing = seen_thing or one.tag in _THINGS
        return False

    def past_scene(self, at: int) -> int | None:
        """Returns the index after "这张图像中", None where no such thing stands there."""
        here = at
        while here < at + 3 and self.says(here, "definite", "measure_words", "digit"):
            here += 1
        if not self.says(here, "scene"):
            return None
        here += 1
        return here + 1 if self.says(here, "within_scene") and not self.says(here, "place") else here

    def past_measure_word(self, at: int) -> int:
        """Returns the index after a measure word."""
        return at + 1 if self.says(at, "measure_words") else at

    def superlative(self, rank: Rank, at: int, end: int) -> int:
        """Adds a superlative; "最近" refers to the thing before it, "最靠近" to the one behind."""
        if rank.by != "distance":
            return self.put("SUPERLATIVE", rank, at, end)
        if self.after_thing():
            self._away_since = -1
            return self.put("CLOSEST", rank, at, end)
        place = place_at(self.words, end)
        if place is not None and (self.ends(place.end) or self.says(place.end, "de")):
            # Nobody can answer "最靠近图像中心" yet.
            return self.put("LOOSE", None, at, place.end)
        leads = not self.ends(end) and not self.says(end, "de")
        return self.put("LEADCLOSEST" if leads else "SUPERLATIVE", rank, at, end)

    def side(self, found: Place, at: int) -> int:
        """Adds the relation that a place means behind another thing."""
        position = found.position
        if position.row is None and position.column is None:
            return self.put("RELATION", RelationWord("near"), at, found.end)
        if (position.row, position.column) == ("middle", "center"):
            return self.put("RELATION", RelationWord(self._middle(at)), at, found.end)
        return self.put("RELATION", RelationWord("side", replace(position, area="zone")), at, found.end)

    def _relating(self, at: int) -> int | None:
        """Reads a word of relation."""
        word = self.words[at]
        if word.has("except_before"):
            self._except_since = len(self.found)
            return self.put("LEADING", RelationWord("is", negated=True), at, at + 1)
        if word.has("near") and not self.after_thing():
            found = self._near_amount(at)
            if found is not None:
                return found
        if word.has("without_before") and not (word.has("not") and self._denies(at + 1)):
            return self.put("LEADING", RelationWord("with", negated=True), at, at + 1)
        if word.has("not"):
            end = at + 1 + (self.says(at + 1, "links") and not self.says(at + 1, "not"))
            return self.put("NOT", None, at, end)
        return self._behind(at) or self._opening(at)

    def _denies(self, at: int) -> bool:
        """Returns True when what follows "没有" is said, not had."""
        leading = ("near_before", "along_before", "on_before", "touching_before")
        if self.says(at, *leading, "surrounded_before", "at", "distance_before", "place"):
            return True
        # "没有树木环绕的" is not surrounded by trees; it does not lack what trees surround.
        ahead = self.words[at : at + 6]
        end = next((k for k, word in enumerate(ahead) if word.has("de")), len(ahead))
        return any(word.has("surrounded_after") for word in ahead[:end])

    def _near_amount(self, at: int) -> int | None:
        """Reads "周围50米内有" and "周围50米内没有" before the other thing."""
        found = amount(self.words, at + 1)
        return None if found is None or found.first.is_area else self.has_within(found, at)

    def has_within(self, found: Amount, at: int) -> int | None:
        """Reads "50米内有" before the other thing; ``at`` is where the piece of the phrase begins."""
        if found.end >= len(self.words) or not found.is_possible:
            return None
        having = self.words[found.end]
        if not having.has("with_before", "without_before"):
            return None
        negated = having.has("without_before")
        return self.put("LEADDISTANCE", (distances(found), negated), at, found.end + 1)

    def _opening(self, at: int) -> int | None:
        """Reads words before the other thing: 在, 距离, 被, 带, 靠近."""
        word = self.words[at]
        if word.has("with_before"):
            return self.put("LEADING", RelationWord("with"), at, at + 1)
        if word.has("compare"):
            self._compare_since = len(self.found)
            return self.put("AT", None, at, at + 1)
        place = place_at(self.words, at + 1) if word.has("near_before", "at") else None
        if place is not None and (self.ends(place.end) or self.says(place.end, "de")):
            return at + 1
        for sense, kind in _BEFORE:
            if word.has(sense):
                return self.put("LEADING", RelationWord(kind), at, at + 1)
        if word.has("surrounded_before") and not self.ends(at + 1):
            return self.put("AT", None, at, at + 1)
        joins = word.has("and") and (self.after_thing() or not self._closes_ahead(at))
        if word.has("distance_before") and not joins:
            self._away_since = len(self.found)
            return self.put("AT", None, at, at + 1)
        if word.has("at"):
            if place is not None and not self.after_thing():
                return at + 1
            return self.past_scene(at + 1) or self.put("AT", "at", at, at + 1)
        return None

    def _closes_ahead(self, at: int) -> bool:
        """Returns True when "和" opens something like "和道路相邻"."""
        ahead = self.words[at + 1 : at + 8]
        return any(word.has("near_with_after", "touching_after", "distance_noun") for word in ahead)

    def _behind(self, at: int) -> int | None:
        """Reads words behind the other thing: 附近, 里, 上, 之间, 以北."""
        word = self.words[at]
        if self._except_since >= 0 and word.has("except_after"):
            self._except_since = -1
            # "除了红色的以外": what is left out has no noun of its own.
            return (
                at + 1
                if self.after_thing() and self.found[-1].tag != "DE"
                else self.put("PRONOUN", False, at, at + 1)
            )
        if not self.after_thing():
            return None
        compared = self._compared(at) if self._compare_since >= 0 else None
        if compared is not None:
            self._compare_since = -1
            return self.put("RELATION", None, at, compared)
        if word.has("unread_after"):
            return self.put("RELATION", None, at, at + 1)
        if word.has("below"):
            return self.put("RELATION", RelationWord("side", Position("bottom")), at, at + 1)
        if word.has("bank"):
            return self.put("RELATION", RelationWord("side", word.senses["bank"]), at, at + 1)
        if word.has("distance_noun"):
            if self.found[-1].tag == "DE":
                self.found.pop()
            return at + 1
        if word.has("side_prefix") and self.says(at + 1, "direction"):
            return self.put(
                "RELATION", RelationWord("side", self.words[at + 1].senses["direction"]), at, at + 2
            )
        if word.has("near") and self._amount_follows(at + 1):
            return at + 1
        if self._away_since >= 0 and word.has("far_after", "near_after"):
            self._away_since = -1
            return self.put("RELATION", RelationWord("far" if word.has("far_after") else "near"), at, at + 1)
        if self._away_since >= 0 and word.has("near_before"):
            return self.put("RELATION", RelationWord("near"), at, at + 1)
        for sense, kind in _AFTER:
            if word.has(sense):
                self._away_since = -1
                return self.put("RELATION", RelationWord(kind), at, at + 1)
        return None

    def _compared(self, at: int) -> int | None:
        """Returns the index after "更大" in "比红色建筑更大的", None where nothing is compared."""
        here = at + 1 if self.says(at, "compare_links") else at
        return here + 1 if self.says(here, "compare_more", "compare_less") else None

    def _amount_follows(self, at: int) -> bool:
        """Returns True when a number stands there: "周围200米范围内"."""
        return at < len(self.words) and (self.words[at].text[:1].isdecimal() or self.words[at].has("digit"))

    def _middle(self, at: int) -> RelationKind:
        """Returns what "中间" means behind a thing: between several, or in the middle of one."""
        if not self.words[at].has("between"):
            return "inside"
        for one in reversed(self.found[-_LOOK_BACK:]):
            if one.tag in ("STOP", "RELATION", "DISTANCE", "AT"):
                break
            if one.tag in ("AND", "NUMBER"):
                return "between"
        return "inside"

    def english(self, at: int) -> int | None:
        """Reads an English noun, of up to three words."""
        if self.words[at].kind != "word" or is_chinese(self.words[at].text):
            return None
        for length in (3, 2, 1):
            text = " ".join(word.text for word in self.words[at : at + length])
            found: tuple[Noun, Any] | None = nouns().get(text)
            if found is not None and at + length <= len(self.words):
                return self.put("NOUN", NounForm(found[0], "singular"), at, at + length)
        return None
