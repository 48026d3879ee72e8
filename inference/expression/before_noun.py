"""Reads what stands before and in the noun: how many, ranks, adjectives, colours, the noun itself."""

from __future__ import annotations

from collections.abc import Callable

from .draft import Draft
from .placing import placing, scene_phrase
from .rules import colour_group, noun_index, number, ranking, shape_index, standalone_shade
from .segments import article_at, is_plain_word, is_trailing_word
from .tokens import Token
from .word_rules import WordRules


class BeforeNoun(WordRules):
    """Holds the rules for words before the noun; a rule that finds the noun ends this half."""

    def __init__(self, tokens: list[Token], draft: Draft) -> None:
        super().__init__(tokens, draft)
        self._begun = False

    @property
    def rules(self) -> tuple[Callable[[int], int | None], ...]:
        """Returns the rules in the order in which they are tried; the last always reads a word."""
        return (
            *(self._sign, self._opener, self._group, self._negation, self._every, self._pronoun),
            *(self._ranking, self._number, self._article, self._shape, self._position, self._colours),
            *(self._shade, self._noun, self._glue, self._relation, self._unknown),
        )

    def _opener(self, at: int) -> int | None:
        """Passes over "please show me" at the beginning."""
        found = None if self._begun else self._word_list("openers", at)
        if found is None:
            self._begun = True
        return found.end if found else None

    def _group(self, at: int) -> int | None:
        """Keeps "row of" as unread, but takes from it that all members are meant."""
        found = self._word_list("groups", at)
        if found is None:
            return None
        self._draft.add_unread((at, found.end), "relation")
        self._draft.every = True
        return found.end

    def _every(self, at: int) -> int | None:
        found = self._word_list("every", at)
        if found is None:
            return None
        self._draft.add_count((at, found.end), every=True)
        return found.end

    def _pronoun(self, at: int) -> int | None:
        """Reads "one" in "the red one": it ends the noun phrase without naming anything."""
        found = self._word_list("pronouns", at)
        if found is None or not self._draft.head.is_named or self._continues(found.end):
            return None
        self._draft.awaits_noun = False
        self._draft.head.number = "plural" if self._tokens[at].word.endswith("s") else "singular"
        return found.end

    def _continues(self, at: int) -> bool:
        """Returns True when a word that may belong to a noun phrase stands there."""
        return (
            at < len(self._tokens) and is_plain_word(self._tokens, at) and placing(self._tokens, at) is None
        )

    def _number(self, at: int) -> int | None:
        found = number(self._tokens, at)
        if found is None:
            return None
        if self._draft.number is not None:
            # "the biggest of the three tanks": how many there are does not change which is meant.
            return found.end if self._draft.rank is not None else None
        self._draft.add_count((at, found.end), number=found.meaning)
        return found.end

    def _article(self, at: int) -> int | None:
        found = article_at(self._tokens, at)
        if found is None:
            return None
        self._draft.definite = True
        return found.end

    def _position(self, at: int) -> int | None:
        found = placing(self._tokens, at)
        if found is None:
            return None
        if found.meaning.has_preposition and self._draft.head.unknown:
            self._draft.awaits_noun = False
            return at
        return self._relative(at) if found.meaning.relative else self._place(at, found)

    def _shape(self, at: int) -> int | None:
        """Reads a shape, but not the noun of "the town square"."""
        unknown = self._draft.head.unknown
        if (
            self._tokens[at].word == "square"
            and unknown
            and unknown[-1][1] == at
            and not self._continues(at + 1)
        ):
            return None
        return super()._shape(at)

    def _colours(self, at: int) -> int | None:
        found = colour_group(self._tokens, at)
        if found is None:
            return None
        self._draft.head.add_colours(found.meaning, (at, found.end))
        return found.end

    def _shade(self, at: int) -> int | None:
        found = standalone_shade(self._tokens, at)
        if found is None or self._draft.head.shade is not None:
            return None
        self._draft.head.shade = (found.meaning, (at, found.end))
        return found.end

    def _noun(self, at: int) -> int | None:
        """Reads the noun; in a compound the last word decides ("house roofs", "water tower")."""
        found = noun_index().match(self._tokens, at)
        if found is None:
            return None
        noun, form = found.meaning
        following = noun_index().match(self._tokens, found.end)
        if following is not None:
            if following.meaning[0].category != noun.category:
                self._draft.head.unknown.append((at, found.end))
            else:
                self._draft.head.pieces.append((at, found.end))
            return found.end
        end = found.end
        while form != "plural" and self._is_compound(end):
            end += 1
        if end > found.end:
            self._draft.head.set_unknown_noun(self._draft.words((at, end)), (at, end))
        else:
            self._draft.head.set_noun(noun, form, (at, end))
        self._draft.awaits_noun = False
        return end

    def _is_compound(self, at: int) -> bool:
        """Returns True when the word there belongs to the noun before it."""
        if (
            at >= len(self._tokens)
            or not is_plain_word(self._tokens, at)
            or is_trailing_word(self._tokens, at)
        ):
            return False
        rules = (colour_group, ranking, number, standalone_shade, shape_index().match)
        return placing(self._tokens, at) is None and not any(rule(self._tokens, at) for rule in rules)

    def _glue(self, at: int) -> int | None:
        """Passes over "of" after a rank or count, "and" between adjectives, and "in the image"."""
        scene = scene_phrase(self._tokens, at)
        if scene > at:
            return scene
        joint = self._word_list("and", at) or self._word_list("or", at)
        if joint is not None:
            return joint.end
        draft, token = self._draft, self._tokens[at]
        if token.word != "of" or token.glued or draft.head.is_named:
            return None
        if draft.rank is not None and not draft.every:
            # "the largest of the houses" is one, though the noun is plural.
            draft.number = draft.number or 1
        return at + 1 if draft.rank or draft.number or draft.every else None

    def _relation(self, at: int) -> int | None:
        """Ends a noun phrase without a known noun at a relation or link."""
        if self._draft.head.is_named and (self._word_list("relations", at) or self._word_list("links", at)):
            self._draft.awaits_noun = False
            return at
        link = self._word_list("links", at)
        if link is not None:
            return link.end
        return self._relative(at) if self._word_list("relations", at) else None

    def _unknown(self, at: int) -> int:
        """Keeps an unknown word, with its whole compound, as a modifier of the noun to come."""
        end = at + 1
        while self._tokens[end - 1].glued and end < len(self._tokens):
            end += 1
        self._draft.head.unknown.append((at, end))
        return end

    def _negation(self, at: int) -> int | None:
        found = self._word_list("negations", at)
        if found is None:
            return None
        if self._draft.head.is_named and (self._draft.head.noun or self._draft.head.unknown):
            self._draft.awaits_noun = False
            return at
        rest = colour_group(self._tokens, found.end) or placing(self._tokens, found.end)
        end = rest.end if rest else min(found.end + 1, len(self._tokens))
        return self._keep(at, end, "negation")
