"""Settles what English words mean where they stand: each step is one pass over the terminals.

"Near the top" has a place and no relation; "the left tank" an adjective and no place; "and" joins things,
adjectives or what is said of one thing; a participle behind the noun describes it, before it names it.
"""

from __future__ import annotations

from dataclasses import replace

from ..lexicon_reader import word_list
from ..model import Position
from .english_joints import EnglishJoints
from .english_terminals import ADJECTIVES, ARTICLES, ENDS_NAME, PHRASE, SAYS
from .measures import amount_of, measure_of
from .tagged import RelationWord, Tagged


class EnglishContext(EnglishJoints):
    """Settles terminals by what stands around them."""

    def settled(self) -> list[Tagged]:
        """Returns the terminals as the grammar takes them."""
        self._each(self._pronoun)
        self._each(self._gerund)
        self._each(self._exception)
        self._each(self._place)
        self._each(self._preposition)
        self._each(self._away_from_place)
        self._each(self._no_place)
        self._all = [one for one in self._all if one.tag != "FILLER"]
        self._measured()
        self._each(self._behind_noun)
        self._all = [one for one in self._all if one.tag != "FILLER"]
        self._each(self._toward_place)
        self._all = [one for one in self._all if one.tag != "FILLER"]
        self._distances()
        self._each(self._of)
        self._directions()
        self._first_stop = next((at for at, one in enumerate(self._all) if one.tag == "STOP"), -1)
        self._each(self._joint)
        self._each(self._that)
        self._brackets()
        self._all = [one for one in self._all if one.tag != "FILLER"]
        return self._all

    def _before(self, at: int) -> int:
        """Returns the index before, articles skipped."""
        return at - 2 if self._tag(at - 1) in ARTICLES else at - 1

    def _pronoun(self, at: int) -> Tagged:
        """Reads "one" in "the red one" and "that" in "the size of that"."""
        one = self._all[at]
        if one.word not in word_list("grammar")["pronouns"]:
            return one
        described = self._tag(at - 1) in ADJECTIVES | {"THE", "PLACE", "AREA", "WORD", "PRONOUN"}
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
        thing = one.tag == "RELATION" and one.word.endswith("ing") and self._tag(at - 1) in ARTICLES
        return replace(one, tag="WORD", value=None) if thing and self._tag(at + 1) not in PHRASE else one

    def _exception(self, at: int) -> Tagged:
        """Reads "but not near the road" as "and not", "except near the road" as "not"."""
        one = self._all[at]
        if one.tag != "RELATION" or one.value.kind != "is" or self._tag(at + 1) not in SAYS | {"CARRY"}:
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
        if one.tag in ARTICLES and self._tag(at + 1) in ("PLACE", "AREA"):
            return replace(one, tag="AT", value=None)
        named = self._tag(at + 1) == "LAYER" if one.tag in ARTICLES else self._tag(at - 1) == "LAYER"
        if named and (one.tag in ARTICLES or one.word in ("layer", "map layer")):
            # "The [Railway] layer" is the layer.
            return replace(one, tag="FILLER")
        if one.word not in word_list("positions")["prepositions"]:
            return one
        after = at + 2 if self._tag(at + 1) in ARTICLES else at + 1
        return replace(one, tag="AT", value=None) if self._tag(after) in ("PLACE", "AREA") else one

    def _place_after(self, at: int) -> int:
        """Returns the index of a place that follows, articles skipped; -1 where none does."""
        after = at + 2 if self._word(at + 1) in ("the", "a", "an", "this") else at + 1
        end = after + 2 if self._tag(after + 1) == "AREA" else after + 1
        return after if self._tag(after) in ("PLACE", "AREA") and self._word(end) != "of" else -1

    def _away_from_place(self, at: int) -> Tagged:
        """Reads "outside the left half" as "not in the left half", "among" by what stands before it."""
        one = self._all[at]
        if one.tag != "RELATION":
            return one
        if one.value.kind in ("outside", "far") and self._place_after(at) > 0:
            return replace(one, tag="NOT", value=None)
        if one.value.kind == "surrounded" and one.word.startswith("among"):
            chosen = any(other.tag == "SUPERLATIVE" for other in self._all[max(0, at - 6) : at])
            bare = self._tag(at - 1) in ("SUPERLATIVE", "ORDINAL", "NUMBER")
            return replace(one, tag="PARTITIVE" if bare else "CARRY", value=None) if chosen or bare else one
        if one.word == "in the middle of" and self._tag(at + 1) == "NUMBER" and self._all[at + 1].value > 1:
            return replace(one, value=RelationWord("between"))
        return one

    def _no_place(self, at: int) -> Tagged:
        """Keeps places that are none of the scene: "facing the left", "with a white top"."""
        one = self._all[at]
        if one.tag == "PLACE" and self._word(at + 1) != "of" and self._tag(at + 1) not in ("AREA", "SCENE"):
            one_way = None in (one.value.row, one.value.column)
            if one_way and self._tag(at - 1) in ("COLOUR", "SHADE", "TRAIT"):
                return replace(one, tag="WORD", value=None)
        first = at - 1
        while self._tag(first) == "AT" and self._word(first) in ("the", "a", "an", "this"):
            first -= 1
        related = self._tag(first) in ("RELATION", "CARRY") and self._place_after(first) >= 0
        if one.tag == "AREA" and self._tag(at - 1) == "LOOSE":
            return replace(one, tag="LOOSE", value=None)
        return replace(one, tag="LOOSE", value=None) if related and one.tag in ("PLACE", "AREA") else one

    def _measured(self) -> None:
        """Joins "50 m long" and "over 500 m2" before a noun into one adjective."""
        kept: list[Tagged] = []
        at = 0
        while at < len(self._all):
            first = at + 1 if self._tag(at) == "COMPARE" else at
            end = first + 2 if self._tag(first + 1) == "DIMENSION" else first + 1
            prior = kept[-1].tag if kept else ""
            before = prior in ADJECTIVES | ARTICLES | {"", "EVERY", "NUMBER"}
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
            if self._tag(at + 1) in SAYS | {"CARRY"} and prior in ENDS_NAME | {
                "IS",
                "THAT",
                "LOOSE",
            }:
                return replace(one, tag="FILLER")
            one = replace(one, tag="WORD")
        if (
            one.tag == "WORD"
            and prior in ("NOUN", "PRONOUN", "LOOSE", "AREA", "SCENE")
            and self._is_trailing(at)
        ):
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
        follows = self._word(at - 1).split(" ")[0] in (*words, "the")
        if one.tag == "PLACE" and self._tag(at + 1) != "AREA":
            if follows or None in (one.value.row, one.value.column):
                return replace(one, tag="LOOSE", value=None)
        elif one.tag == "AT" and (follows or one.word in words):
            return replace(one, tag="LOOSE")
        elif one.word in words or one.tag == "FROMSIDE":
            place = one.tag == "FROMSIDE" or self._tag(at + 1) in ("AT", "PLACE")
            tag = "LOOSE" if place else "CARRY"
            return replace(one, tag=tag, value=None)
        return one

    def _toward_place(self, at: int) -> Tagged:
        """Reads "closest to the left edge" as at the left edge."""
        one = self._all[at]
        nearest = one.tag == "SUPERLATIVE" and one.value.by == "distance" and not one.value.descending
        return replace(one, tag="FILLER") if nearest and self._tag(at + 1) in ("AT", "PLACE", "AREA") else one
