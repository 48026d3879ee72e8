"""Reads a phrase: `read` turns any string into an `Expression` and never fails.

Why no grammar file: people type fragments ("top left: red roof"), in any order, with words nobody listed.
A context-free grammar either refuses such a phrase or becomes so ambiguous that a parser has to guess, and
an unknown word must end up named, not as an error. So the reader walks over the tokens once, with two short
lists of rules over the lexicon: those for words *before* the noun and those for words *after* it. At each
place the first rule that matches reads on; where none does, the word is kept as unread. Each token is looked
at a bounded number of times: the time is linear in the phrase.

Before the noun an unknown word is a modifier ("gabled"). After it, a word such as "near" or an unknown word
begins an unread segment that swallows what follows ("loaded with orange material"), up to punctuation, the
next relation or a position of the scene, so that a colour or a noun inside it never reaches the target.
A position of something else ("the west side of the courtyard") is unread as a whole: taking it for a
position in the scene would be a lie.
"""

from __future__ import annotations

from collections.abc import Callable

from .draft import Draft, HeadDraft, Span
from .model import Expression, UnreadReason
from .placing import Placing, placing, scene_phrase
from .rules import (
    Colours,
    Match,
    colour_group,
    from_side,
    index,
    noun_index,
    number,
    ranking,
    shape_index,
    standalone_shade,
)
from .segments import (
    article_at,
    is_plain_word,
    is_trailing_word,
    placing_holds,
    segment_end,
    starts_noun_phrase,
)
from .tokens import Token, tokenize


def read(phrase: str) -> Expression:
    """Returns what a phrase means; for any string, without raising.

    Where the phrase names nothing to look for, ``Expression.names_nothing`` is True and the caller says so.
    """
    return _Reader(phrase).read()


class _Reader:
    """Walks over the tokens of one phrase; each rule returns the index it has read up to, or None."""

    def __init__(self, phrase: str) -> None:
        self._tokens: list[Token] = tokenize(phrase)
        self._draft = Draft(phrase, self._tokens)
        self._before_noun = True
        self._begun = False

    def read(self) -> Expression:
        """Reads all tokens."""
        before: tuple[Callable[[int], int | None], ...] = (
            *(self._sign, self._opener, self._group, self._negation_before, self._every, self._pronoun),
            *(self._ranking, self._number, self._article, self._shape, self._position_before, self._colours),
            *(self._shade, self._noun, self._glue, self._relation_before, self._unknown_before),
        )
        after: tuple[Callable[[int], int | None], ...] = (
            *(self._coordination, self._sign, self._link, self._negation_after, self._coloured_roof),
            *(self._from_side, self._position_after, self._scene, self._relation_after, self._ranking),
            *(self._colours_after, self._shape, self._unknown_after),
        )
        at = 0
        while at < len(self._tokens):
            rules = before if self._before_noun else after
            # The last rule of each list reads at least one token, so that this always ends.
            at = next(end for end in (rule(at) for rule in rules) if end is not None)
        return self._draft.build()

    def _word_list(self, name: str, at: int) -> Match[str] | None:
        """Matches an entry of a list of small words."""
        return index("grammar", name).match(self._tokens, at)

    def _sign(self, at: int) -> int | None:
        """Passes over stops; keeps symbols and quoted text as unread."""
        token = self._tokens[at]
        if token.kind == "word":
            return None
        if token.kind != "stop":
            self._draft.add_unread((at, at + 1), "layer" if token.word.startswith("[") else "word")
        return at + 1

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
        self._close_head()
        self._draft.head.number = "plural" if self._tokens[at].word.endswith("s") else "singular"
        return found.end

    def _continues(self, at: int) -> bool:
        """Returns True when a word that may belong to a noun phrase stands there."""
        return (
            at < len(self._tokens) and is_plain_word(self._tokens, at) and placing(self._tokens, at) is None
        )

    def _number(self, at: int) -> int | None:
        found = number(self._tokens, at)
        if found is None or self._draft.number is not None:
            return None
        self._draft.add_count((at, found.end), number=found.meaning)
        return found.end

    def _article(self, at: int) -> int | None:
        found = article_at(self._tokens, at)
        if found is None:
            return None
        self._draft.definite = True
        return found.end

    def _ranking(self, at: int) -> int | None:
        found = ranking(self._tokens, at)
        if found is None:
            return None
        span = (at, found.end)
        if found.meaning.rank is not None:
            self._draft.add_rank(found.meaning.rank, span)
            if found.meaning.number is not None:
                self._draft.number = found.meaning.number
        elif self._draft.ordinal is None:
            self._draft.ordinal = (found.meaning.ordinal, span)
        else:
            self._draft.add_unread(span, "word")
        return found.end

    def _shape(self, at: int) -> int | None:
        found = shape_index().match(self._tokens, at)
        if found is None:
            return None
        self._draft.add_predicate(found.meaning, (at, found.end))
        return found.end

    def _position_before(self, at: int) -> int | None:
        found = placing(self._tokens, at)
        if found is None:
            return None
        if found.meaning.has_preposition and self._draft.head.unknown:
            self._close_head()
            return self._position_after(at)
        return self._relative(at) if found.meaning.relative else self._place(at, found)

    def _place(self, at: int, found: Match[Placing]) -> int:
        self._draft.add_predicate(found.meaning.position, (at, found.end))
        return found.end

    def _relative(self, at: int) -> int:
        """Keeps a position of something else as unread."""
        return self._keep(at, segment_end(self._tokens, at), "relation")

    def _keep(self, at: int, end: int, reason: UnreadReason) -> int:
        self._draft.add_unread((at, end), reason)
        return end

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
        self._close_head()
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

    def _relation_before(self, at: int) -> int | None:
        """Ends a noun phrase without a known noun at a relation or link."""
        if self._draft.head.is_named and (self._word_list("relations", at) or self._word_list("links", at)):
            self._close_head()
            return at
        link = self._word_list("links", at)
        if link is not None:
            return link.end
        return self._relative(at) if self._word_list("relations", at) else None

    def _unknown_before(self, at: int) -> int:
        """Keeps an unknown word, with its whole compound, as a modifier of the noun to come."""
        end = at + 1
        while self._tokens[end - 1].glued and end < len(self._tokens):
            end += 1
        self._draft.head.unknown.append((at, end))
        return end

    def _negation_before(self, at: int) -> int | None:
        found = self._word_list("negations", at)
        if found is None:
            return None
        if self._draft.head.is_named and (self._draft.head.noun or self._draft.head.unknown):
            self._close_head()
            return self._negation_after(at)
        rest = colour_group(self._tokens, found.end) or placing(self._tokens, found.end)
        end = rest.end if rest else min(found.end + 1, len(self._tokens))
        return self._keep(at, end, "negation")

    def _close_head(self) -> None:
        self._before_noun = False

    # After the noun.

    def _link(self, at: int) -> int | None:
        found = self._word_list("links", at) or self._word_list("openers", at)
        return found.end if found else None

    def _negation_after(self, at: int) -> int | None:
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
        head.add_colours(Colours(found.meaning.names, found.meaning.any_of), (at, noun.end))
        return noun.end

    def _from_side(self, at: int) -> int | None:
        """Reads "from the left" after "third car"."""
        found = from_side(self._tokens, at)
        if found is None or self._draft.ordinal is None or self._draft.rank is not None:
            return None
        place, span = self._draft.ordinal
        self._draft.add_ordinal_rank(found.meaning, place, span, (at, found.end))
        return found.end

    def _position_after(self, at: int) -> int | None:
        found = placing(self._tokens, at)
        if found is None:
            return None
        if found.meaning.relative:
            return self._relative(at)
        return self._place(at, found) if placing_holds(self._tokens, found) else None

    def _scene(self, at: int) -> int | None:
        end = scene_phrase(self._tokens, at)
        return end if end > at else None

    def _relation_after(self, at: int) -> int | None:
        return self._relative(at) if self._word_list("relations", at) else None

    def _colours_after(self, at: int) -> int | None:
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
            return None
        self._draft.heads.append(HeadDraft())
        self._before_noun = True
        return start

    def _unknown_after(self, at: int) -> int:
        span: Span = (at, segment_end(self._tokens, at))
        self._draft.add_unread(span, "word")
        return span[1]
