"""Settles what English words mean where they stand: each step is one pass over the terminals.

"Near the top" has a place and no relation; "the left tank" an adjective and no place; "and" joins things,
adjectives or what is said of one thing; a participle behind the noun describes it, before it names it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .lexicon_reader import word_list
from .measures import amount_of, measure_of
from .model import Position
from .tagged import Tagged

_NAMES = frozenset({"NOUN", "WORD", "COLOUR", "SHADE", "TRAIT", "PRONOUN", "PLACED", "MEASURED"})
_ADJECTIVES = frozenset({"COLOUR", "SHADE", "TRAIT", "PLACED", "MEASURED", "ORDINAL", "SUPERLATIVE"})
_ARTICLES = frozenset({"THE", "A"})
_PHRASE = _NAMES | _ARTICLES | {"EVERY", "NUMBER", "ORDINAL", "SUPERLATIVE", "GROUP", "LAYER"}
_ENDS_NAME = frozenset({"NOUN", "WORD", "PRONOUN", "LAYER"})
_SAYS = frozenset(
    {"AT", "PLACE", "RELATION", "COMPARE", "QUANTITY", "RANGE", "KEY", "NOT", "CLOSEST", "FROMSIDE", "TO"}
)

_OPENS = frozenset({"RELATION", "FROM", "OF", "CLOSEST", "TO", "AND", "NOT"})


class EnglishContext:
    """Holds the terminals of one phrase while they are settled."""

    def __init__(self, found: list[Tagged]) -> None:
        self._all = found
        self._first_stop = -1

    def settled(self) -> list[Tagged]:
        """Returns the terminals as the grammar takes them."""
        self._each(self._pronoun)
        self._each(self._gerund)
        self._each(self._exception)
        self._each(self._place)
        self._each(self._preposition)
        self._all = [one for one in self._all if one.tag != "FILLER"]
        self._measured()
        self._each(self._behind_noun)
        self._all = [one for one in self._all if one.tag != "FILLER"]
        self._each(self._toward_place)
        self._all = [one for one in self._all if one.tag != "FILLER"]
        self._distances()
        self._each(self._of)
        self._first_stop = next((at for at, one in enumerate(self._all) if one.tag == "STOP"), -1)
        self._each(self._joint)
        self._each(self._that)
        self._brackets()
        self._all = [one for one in self._all if one.tag != "FILLER"]
        return self._all

    def _each(self, step: Callable[[int], Tagged]) -> None:
        for at in range(len(self._all)):
            self._all[at] = step(at)

    def _tag(self, at: int) -> str:
        """Returns the tag at a place; "" outside the phrase."""
        return self._all[at].tag if 0 <= at < len(self._all) else ""

    def _word(self, at: int) -> str:
        return self._all[at].word if 0 <= at < len(self._all) else ""

    def _before(self, at: int) -> int:
        """Returns the index before, articles skipped."""
        return at - 2 if self._tag(at - 1) in _ARTICLES else at - 1

    def _is_plain(self, at: int) -> bool:
        """Returns True for a part of a noun phrase that goes on after an adjective."""
        if self._tag(at) == "WORD":
            return not self._is_trailing(at)
        return self._tag(at) in _NAMES | {"NUMBER", "SUPERLATIVE", "ORDINAL", "QUANTITY"}

    def _is_trailing(self, at: int) -> bool:
        """Returns True for a word that behind a noun begins something new: "turning", "there"."""
        word, lists = self._word(at), word_list("grammar")
        return (len(word) > 4 and word.endswith(tuple(lists["trailing_endings"]))) or word in lists["trailing"]

    def _pronoun(self, at: int) -> Tagged:
        """Reads "one" in "the red one" and "that" in "the size of that"."""
        one = self._all[at]
        if one.word not in word_list("grammar")["pronouns"]:
            return one
        described = self._tag(at - 1) in _ADJECTIVES | {"THE", "PLACE", "AREA", "WORD", "PRONOUN"}
        if one.word in ("that", "those"):
            described = self._tag(at - 1) in ("RELATION", "FROM", "CARRY")
            if one.word == "that" and self._tag(at + 1) in ("RELATION", "IS"):
                described = False
        if described and not self._is_plain(at + 1):
            return replace(one, tag="PRONOUN", value=one.word.endswith("s") or one.word == "those")
        return one

    def _gerund(self, at: int) -> Tagged:
        """Reads "the crossing", which is a thing and crosses nothing."""
        one = self._all[at]
        thing = one.tag == "RELATION" and one.word.endswith("ing") and self._tag(at - 1) in _ARTICLES
        return replace(one, tag="WORD", value=None) if thing and self._tag(at + 1) not in _PHRASE else one

    def _exception(self, at: int) -> Tagged:
        """Reads the "but" of "but not near the road" as "and", the "except" of "except near the road" as "not"."""
        one = self._all[at]
        if one.tag != "RELATION" or one.value.kind != "is" or self._tag(at + 1) not in _SAYS | {"CARRY"}:
            return one
        if one.word == "but":
            return replace(one, tag="AND", value="and")
        return replace(one, tag="NOT", value=None) if self._tag(at + 1) != "NOT" else one

    def _place(self, at: int) -> Tagged:
        """Turns a place before a noun into an adjective: "the left tank", "the corner building"."""
        one = self._all[at]
        if one.tag == "AREA" and self._tag(at - 1) not in ("PLACE", "PLACED"):
            return self._lone_area(at)
        if one.tag == "AREA" and self._tag(at - 1) == "PLACED":
            return replace(one, tag="FILLER")
        if one.tag != "PLACE":
            return one
        has_area = self._tag(at + 1) == "AREA"
        after = at + 2 if has_area else at + 1
        opener = self._before(at)
        prepared = self._word(opener) in word_list("positions")["prepositions"]
        if not self._is_plain(after) or (prepared and (has_area or opener == 0)):
            return one
        position: Position = one.value
        if has_area and self._all[at + 1].value != "zone":
            position = replace(position, area=self._all[at + 1].value)
        return replace(one, tag="PLACED", value=position)

    def _lone_area(self, at: int) -> Tagged:
        """Reads "edge" and "corner" without a place: an adjective before a noun."""
        one = self._all[at]
        if self._is_plain(at + 1):
            return replace(one, tag="PLACED", value=Position(area=one.value))
        return one

    def _preposition(self, at: int) -> Tagged:
        """Reads the "near" of "near the top", which is no relation."""
        one = self._all[at]
        if one.tag in _ARTICLES and self._tag(at + 1) in ("PLACE", "AREA"):
            return replace(one, tag="AT", value=None)
        if one.word not in word_list("positions")["prepositions"]:
            return one
        after = at + 2 if self._tag(at + 1) in _ARTICLES else at + 1
        return replace(one, tag="AT", value=None) if self._tag(after) in ("PLACE", "AREA") else one

    def _measured(self) -> None:
        """Joins "50 m long" and "over 500 m2" before a noun into one adjective."""
        kept: list[Tagged] = []
        at = 0
        while at < len(self._all):
            first = at + 1 if self._tag(at) == "COMPARE" else at
            end = first + 2 if self._tag(first + 1) == "DIMENSION" else first + 1
            prior = kept[-1].tag if kept else ""
            before = prior in _ADJECTIVES | _ARTICLES | {"", "EVERY", "NUMBER"}
            if self._tag(first) == "QUANTITY" and self._is_plain(end) and before:
                pieces = self._all[at:end]
                key = pieces[-1].value if pieces[-1].tag == "DIMENSION" else None
                measure = measure_of(amount_of(pieces), key)
                if measure is not None:
                    word = " ".join(one.word for one in pieces)
                    kept.append(Tagged("MEASURED", measure, pieces[0].start, pieces[-1].end, word))
                    at = end
                    continue
            kept.append(self._all[at])
            at += 1
        self._all = kept

    def _behind_noun(self, at: int) -> Tagged:
        """Reads words behind a noun: "parked on the left", "turning", "loaded with sand"."""
        one, prior = self._all[at], self._tag(at - 1)
        if one.tag == "POSTURE":
            if self._tag(at + 1) in _SAYS | {"CARRY"} and prior in _ENDS_NAME | {"IS", "THAT", "LOOSE", "THAT"}:
                return replace(one, tag="FILLER")
            one = replace(one, tag="WORD")
        if one.tag == "WORD" and prior in ("NOUN", "PRONOUN", "LOOSE", "AREA", "SCENE") and self._is_trailing(at):
            return replace(one, tag="LOOSE")
        adverb = one.word.endswith(("ly", "ed")) and self._is_trailing(at) and not self._is_plain(at + 1)
        if one.tag == "WORD" and (prior in ("IS", "THAT") or (prior == "WORD" and adverb)):
            return replace(one, tag="LOOSE")
        if prior == "LOOSE" and self._word(at - 1)[:1] != "«":
            return self._behind_participle(at)
        one_way = one.tag == "PLACE" and None in (one.value.row, one.value.column)
        if prior == "WORD" and one_way and self._tag(at + 1) not in ("OF", "AREA", "CARRY", "SCENE"):
            return replace(one, tag="LOOSE", value=None)
        return one

    def _behind_participle(self, at: int) -> Tagged:
        """Reads what a participle takes along: "loaded with sand", "running from north to south"."""
        one = self._all[at]
        words = word_list("relations")["carried"]
        follows = self._word(at - 1) in (*words, "the")
        if one.tag == "PLACE" and self._tag(at + 1) != "AREA":
            if follows or None in (one.value.row, one.value.column):
                return replace(one, tag="LOOSE", value=None)
        elif one.tag == "AT" and (follows or one.word in words):
            return replace(one, tag="LOOSE")
        elif one.word in words or one.tag == "FROMSIDE":
            tag = "LOOSE" if self._tag(at + 1) in ("AT", "PLACE") else "CARRY"
            return replace(one, tag=tag, value=None)
        return one

    def _toward_place(self, at: int) -> Tagged:
        """Reads "closest to the left edge" as at the left edge."""
        one = self._all[at]
        nearest = one.tag == "SUPERLATIVE" and one.value.by == "distance" and not one.value.descending
        return replace(one, tag="FILLER") if nearest and self._tag(at + 1) in ("AT", "PLACE", "AREA") else one

    def _distances(self) -> None:
        """Joins "second closest to" and "nearest the" into one terminal."""
        kept: list[Tagged] = []
        for at, one in enumerate(self._all):
            last = kept[-1] if kept else None
            if last is not None and last.tag == "SUPERLATIVE" and last.value.by == "distance":
                follows = one.word in word_list("relations")["to"] and one.tag == "CARRY"
                bare = one.tag in _ARTICLES | {"LAYER", "EVERY"} and len(kept) > 1 and kept[-2].tag in _ENDS_NAME
                if follows or bare:
                    kept[-1] = replace(last, tag="CLOSEST", end=one.end if follows else last.end)
                    if len(kept) > 1 and kept[-2].tag == "ORDINAL":
                        ordinal, rank = kept[-2], kept.pop().value
                        kept[-1] = replace(
                            ordinal, tag="CLOSEST", value=replace(rank, ordinal=ordinal.value), end=self._all[at - 1].end
                        )
                    if follows:
                        continue
            kept.append(one)
        self._all = kept
        waiting = False
        for at, one in enumerate(kept):
            if one.tag == "SUPERLATIVE" and one.value.by == "distance":
                waiting = True
            elif waiting and one.tag == "CARRY" and one.word in word_list("relations")["to"]:
                kept[at], waiting = replace(one, tag="TO"), False

    def _of(self, at: int) -> Tagged:
        """Reads "of" by what stands before it."""
        one = self._all[at]
        if one.word in ("of", "with") and self._tag(at + 1) in ("COMPARE", "QUANTITY", "RANGE", "KEY"):
            return replace(one, tag="FILLER")
        of_all = self._tag(at + 1) == "EVERY" and self._tag(at + 2) in ("", "STOP")
        if one.tag == "EVERY" and self._word(at - 1) == "of" and self._tag(at + 1) in ("", "STOP"):
            return replace(one, tag="FILLER")
        if one.word != "of" or one.tag != "CARRY":
            return one
        if of_all:
            return replace(one, tag="FILLER")
        prior = self._tag(at - 1)
        if prior in ("PLACE", "AREA"):
            return replace(one, tag="OF")
        if prior in ("SUPERLATIVE", "NUMBER", "EVERY", "ORDINAL"):
            return replace(one, tag="PARTITIVE")
        return one

    def _joint(self, at: int) -> Tagged:
        """Reads "and", "or" and commas by what they join."""
        one = self._all[at]
        if one.tag == "STOP":
            return self._comma(at)
        if one.tag != "AND":
            return one
        prior, following = self._tag(at - 1), self._tag(at + 1)
        if prior in ("", "STOP", "AND") or following in ("", "STOP", "AND", "IS"):
            if following in _SAYS or (prior == "STOP" and following in _PHRASE):
                return replace(one, tag="ALSO" if following in _SAYS else "AND")
            return replace(one, tag="FILLER") if prior != "AND" else one
        if following in _SAYS or (following == "THAT" and self._tag(at + 2) in _SAYS):
            return replace(one, tag="ALSO")
        if prior in _ADJECTIVES and following in _ADJECTIVES | {"WORD"}:
            return replace(one, tag="JOINT")
        words = prior == "WORD" and following == "WORD" and self._tag(at + 2) in ("NOUN", "WORD")
        if words and not self._word(at - 1).endswith("s"):
            return replace(one, tag="JOINT")
        return one

    def _comma(self, at: int) -> Tagged:
        """Reads the commas of a list: "cars, trucks and buses", "cars/trucks"."""
        one = self._all[at]
        if self._tag(at - 1) not in _ENDS_NAME or one.word not in (",", "/", "、"):
            return one
        if self._tag(0) in _SAYS and at == self._first_stop:
            # "Near the river, tanks": the river is no list of things.
            return one
        if self._tag(at + 1) == "AND" and self._tag(at + 2) in _PHRASE:
            return replace(one, tag="FILLER")
        here = at + 1
        while self._tag(here) in _ADJECTIVES | {"EVERY", "WORD", "NUMBER"} and here - at < 6:
            here += 1
        if self._tag(here) == "NOUN" and self._tag(here + 1) in ("", "STOP", "AND"):
            return replace(one, tag="AND", value="or" if one.word == "/" else ",")
        return one

    def _that(self, at: int) -> Tagged:
        """Keeps "that is" before adjectives only; "that building" is a determiner."""
        one = self._all[at]
        if one.tag != "THAT":
            return one
        following = self._tag(at + 1)
        if following in _ADJECTIVES | {"LOOSE"}:
            return one
        determiner = one.word in ("that", "which") and following in _NAMES
        determiner = determiner and self._tag(at - 1) not in _ENDS_NAME
        return replace(one, tag="THE" if determiner else "FILLER")

    def _brackets(self) -> None:
        """Keeps round brackets only in pairs round the other thing of a relation."""
        opened: list[int] = []
        pairs: dict[int, int] = {}
        for at, one in enumerate(self._all):
            if one.tag == "OPEN":
                opened.append(at)
            elif one.tag == "CLOSE" and opened:
                pairs[opened.pop()] = at
        kept = {at for at in pairs if self._tag(at - 1) in _OPENS}
        kept |= {pairs[at] for at in kept}
        for at, one in enumerate(self._all):
            if one.tag in ("OPEN", "CLOSE") and at not in kept:
                self._all[at] = replace(one, tag="STOP")
