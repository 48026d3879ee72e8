"""Reads what stands behind the noun: positions, further heads, and the segments that stay unread."""

from __future__ import annotations

from collections.abc import Callable

from .draft import HeadDraft
from .placing import placing, scene_phrase
from .rules import colour_group, from_side, noun_index
from .segments import article_at, placing_holds, segment_end, starts_noun_phrase
from .word_rules import WordRules


class AfterNoun(WordRules):
    """Holds the rules for words behind the noun; a rule that finds a further noun phrase ends this half."""

    @property
    def rules(self) -> tuple[Callable[[int], int | None], ...]:
        """Returns the rules in the order in which they are tried; the last always reads a word."""
        return (
            *(self._coordination, self._sign, self._link, self._negation, self._coloured_roof),
            *(self._from_side, self._position, self._scene, self._relation, self._ranking),
            *(self._colours, self._shape, self._unknown),
        )

    def _link(self, at: int) -> int | None:
        found = self._word_list("links", at) or self._word_list("openers", at)
        return found.end if found else None

    def _negation(self, at: int) -> int | None:
        found = self._word_list("negations", at)
        if found is None:
            return None
        place = placing(self._tokens, found.end)
        end = place.end if place and not place.meaning.relative else segment_end(self._tokens, at)
        return self._keep(at, end, "negation")

    def _coloured_roof(self, at: int) -> int | None:
        """Reads "with a red roof" as the colour of a building: from above its roof is what is seen."""
        head = self._draft.head
        if self._tokens[at].word not in ("with", "having") or head.category != "building" or head.colours:
            return None
        article = article_at(self._tokens, at + 1)
        here = article.end if article else at + 1
        found = colour_group(self._tokens, here)
        noun = noun_index().match(self._tokens, found.end) if found else None
        if found is None or noun is None or noun.meaning[0].singular not in ("roof", "rooftop", "roof top"):
            return None
        head.add_colours(found.meaning, (at, noun.end))
        return noun.end

    def _from_side(self, at: int) -> int | None:
        """Reads "from the left" after "third car"."""
        found = from_side(self._tokens, at)
        if found is None or self._draft.ordinal is None or self._draft.rank is not None:
            return None
        place, span = self._draft.ordinal
        self._draft.add_ordinal_rank(found.meaning, place, span, (at, found.end))
        return found.end

    def _position(self, at: int) -> int | None:
        found = placing(self._tokens, at)
        if found is None:
            return None
        if found.meaning.relative:
            return self._relative(at)
        return self._place(at, found) if placing_holds(self._tokens, found) else None

    def _scene(self, at: int) -> int | None:
        end = scene_phrase(self._tokens, at)
        return end if end > at else None

    def _relation(self, at: int) -> int | None:
        return self._relative(at) if self._word_list("relations", at) else None

    def _colours(self, at: int) -> int | None:
        """Reads "cars that are red"; a second colour phrase is kept as unread."""
        found = None if self._draft.head.colours else colour_group(self._tokens, at)
        if found is None:
            return None
        self._draft.head.add_colours(found.meaning, (at, found.end))
        return found.end

    def _coordination(self, at: int) -> int | None:
        """Begins a further head at "and trucks", "or a bus", ", trucks"."""
        start = starts_noun_phrase(self._tokens, at)
        if start is None:
            return self._second_place(at)
        self._draft.heads.append(HeadDraft())
        self._draft.awaits_noun = True
        return start

    def _second_place(self, at: int) -> int | None:
        """Keeps "and on the right" as unread: positions are read as all holding, not as alternatives."""
        joint = self._word_list("and", at) or self._word_list("or", at)
        place = placing(self._tokens, joint.end) if joint is not None else None
        return self._keep(at, place.end, "relation") if place is not None else None

    def _unknown(self, at: int) -> int:
        return self._keep(at, segment_end(self._tokens, at), "word")
