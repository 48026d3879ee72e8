"""Settles the English words that join: "of", "and", "or", "that", commas, brackets, "closest to"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..lexicon_reader import word_list
from .english_amounts import measures_thing
from .english_terminals import ADJECTIVES, ARTICLES, ENDS_NAME, NAMES, PHRASE, SAYS, EnglishTerminals
from .tagged import Tagged

_OPENS = frozenset({"RELATION", "FROM", "OF", "CLOSEST", "TO", "AND", "NOT"})


class EnglishJoints(EnglishTerminals):
    """Holds the rules for words that join."""

    def _distances(self) -> None:
        """Joins "second closest to" and "nearest the" into one terminal."""
        kept: list[Tagged] = []
        for at, one in enumerate(self._all):
            last = kept[-1] if kept else None
            if last is not None and last.tag == "SUPERLATIVE" and last.value.by == "distance":
                follows = one.word in word_list("relations")["to"] and one.tag == "CARRY"
                bare = (
                    one.tag in ARTICLES | {"LAYER", "EVERY"} and len(kept) > 1 and kept[-2].tag in ENDS_NAME
                )
                if follows or bare:
                    kept[-1] = replace(last, tag="CLOSEST", end=one.end if follows else last.end)
                    if len(kept) > 1 and kept[-2].tag == "ORDINAL":
                        ordinal, rank = kept[-2], kept.pop().value
                        kept[-1] = replace(
                            ordinal,
                            tag="CLOSEST",
                            value=replace(rank, ordinal=ordinal.value),
                            end=self._all[at - 1].end,
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

    def _directions(self) -> None:
        """Joins the "to the north of" of "200 m to the north of the river" into one terminal."""
        kept: list[Tagged] = []
        at = 0
        while at < len(self._all):
            end = at
            while self._tag(end) == "AT" and end - at < 3:
                end += 1
            place = self._all[end] if self._tag(end) == "PLACE" else None
            end += 2 if self._tag(end + 1) == "AREA" else 1
            if place is not None and _is_distance(kept) and self._tag(end) == "OF":
                last = self._all[end]
                word = " ".join(one.word for one in self._all[at : end + 1])
                kept.append(Tagged("DIRECTION", place.value, self._all[at].start, last.end, word))
                at = end + 1
            else:
                kept.append(self._all[at])
                at += 1
        self._all = kept

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
            if following in SAYS or (prior == "STOP" and following in PHRASE):
                return replace(one, tag="ALSO" if following in SAYS else "AND")
            return replace(one, tag="FILLER") if prior != "AND" else one
        if following in SAYS or (following == "THAT" and self._tag(at + 2) in SAYS):
            return replace(one, tag="ALSO")
        if prior in ADJECTIVES and following in ADJECTIVES | {"WORD"}:
            return replace(one, tag="JOINT")
        words = prior == "WORD" and following == "WORD" and self._tag(at + 2) in ("NOUN", "WORD")
        if words and not self._word(at - 1).endswith("s"):
            return replace(one, tag="JOINT")
        return one

    def _comma(self, at: int) -> Tagged:
        """Reads the commas of a list: "cars, trucks and buses", "cars/trucks"."""
        one = self._all[at]
        if self._tag(at - 1) not in ENDS_NAME or one.word not in (",", "/", "、"):
            return one
        if self._tag(0) in SAYS and at == self._first_stop:
            # "Near the river, tanks": the river is no list of things.
            return one
        if self._tag(at + 1) == "AND" and self._tag(at + 2) in PHRASE:
            return replace(one, tag="FILLER")
        here = at + 1
        while self._tag(here) in ADJECTIVES | {"EVERY", "WORD", "NUMBER"} and here - at < 6:
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
        if following in ADJECTIVES | {"LOOSE"}:
            return one
        determiner = one.word in ("that", "which") and following in NAMES
        determiner = determiner and self._tag(at - 1) not in ENDS_NAME
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


def _is_distance(terminals: Sequence[Tagged]) -> bool:
    """Returns True when the last terminal is an amount that may be a distance, and no size of a thing."""
    if not terminals or measures_thing(terminals):
        return False
    one = terminals[-1]
    if one.tag == "RANGE":
        return not one.value[0].is_area
    return one.tag == "BADQUANTITY" or (one.tag == "QUANTITY" and not one.value.is_area)
