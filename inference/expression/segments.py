"""Finds where unread segments end and where further noun phrases begin."""

from __future__ import annotations

from collections.abc import Sequence

from .lexicon_reader import word_list
from .placing import Placing, placing
from .rules import Match, colour_group, index, noun_index
from .tokens import Token

_SMALL_WORDS = (
    *("relations", "links", "and", "or", "negations", "definite", "indefinite", "every"),
    *("numbers", "openers"),
)


def is_plain_word(tokens: Sequence[Token], at: int) -> bool:
    """Returns True for a word that is none of the small words of the grammar."""
    if tokens[at].kind != "word":
        return False
    return all(index("grammar", name).match(tokens, at) is None for name in _SMALL_WORDS)


def article_at(tokens: Sequence[Token], at: int) -> Match[str] | None:
    """Matches "the", "a" and their like."""
    return index("grammar", "indefinite").match(tokens, at) or index("grammar", "definite").match(tokens, at)


def is_trailing_word(tokens: Sequence[Token], at: int) -> bool:
    """Returns True for a word that after a noun begins something new: a participle, "there"."""
    word = tokens[at].word
    return (len(word) > 4 and word.endswith(("ing", "ed"))) or word in word_list("grammar")["trailing"]


def placing_holds(tokens: Sequence[Token], found: Match[Placing]) -> bool:
    """Returns True when a position after the noun stands alone, not before a noun ("the left tank")."""
    if found.meaning.relative:
        return False
    if found.meaning.has_noun or found.end >= len(tokens) or not is_plain_word(tokens, found.end):
        return True
    return is_trailing_word(tokens, found.end) or placing(tokens, found.end) is not None


def segment_end(tokens: Sequence[Token], start: int) -> int:
    """Returns the end of the unread segment that begins at ``start``: at least one token later."""
    at, has_content = start, False
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "stop" or (at > start and index("grammar", "negations").match(tokens, at)):
            break
        if has_content and _begins_position(tokens, at):
            break
        relation = index("grammar", "relations").match(tokens, at)
        if relation is not None:
            if has_content and token.word not in word_list("grammar")["continuing"]:
                break
            at, has_content = relation.end, False
        else:
            has_content = has_content or token.word not in ("the", "a", "an")
            at += 1
    return max(at, start + 1)


def _begins_position(tokens: Sequence[Token], at: int) -> bool:
    """Returns True when a position of the scene begins there.

    A direction ("running north to south") is none: that takes a preposition, and not "to", or two words.
    """
    found = placing(tokens, at)
    if found is None or tokens[at].word in ("to", "toward", "towards") or not placing_holds(tokens, found):
        return False
    position = found.meaning.position
    return found.meaning.has_preposition or None not in (position.row, position.column)


def starts_noun_phrase(tokens: Sequence[Token], at: int) -> int | None:
    """Returns where the noun phrase of a coordination begins ("and trucks"), None where there is none."""
    here, must_end = at, False
    if tokens[here].kind == "stop":
        here, must_end = here + 1, True
    says_or = index("grammar", "or").match(tokens, here)
    joint = index("grammar", "and").match(tokens, here) or says_or
    if joint is not None:
        here, must_end = joint.end, False
    if here == at:
        return None
    if (every := index("grammar", "every").match(tokens, here)) is not None:
        here = every.end
    article = index("grammar", "indefinite").match(tokens, here) or index("grammar", "definite").match(
        tokens, here
    )
    if article is not None and says_or is not None:
        here = article.end
    end = _known_noun_end(tokens, here)
    if end is None or (must_end and not _is_list_end(tokens, end)):
        return None
    return here


def _known_noun_end(tokens: Sequence[Token], start: int) -> int | None:
    """Returns the end of colours, at most two unknown words, and a known noun."""
    here, unknown = start, 0
    while here < len(tokens):
        noun = noun_index().match(tokens, here)
        if noun is not None:
            return noun.end
        colours = colour_group(tokens, here)
        if colours is not None:
            here = colours.end
        elif unknown < 2 and is_plain_word(tokens, here) and placing(tokens, here) is None:
            here, unknown = here + 1, unknown + 1
        else:
            return None
    return None


def _is_list_end(tokens: Sequence[Token], at: int) -> bool:
    """Returns True at the end, at a stop, or before "and" or "or"."""
    if at >= len(tokens) or tokens[at].kind == "stop":
        return True
    return any(index("grammar", name).match(tokens, at) is not None for name in ("and", "or"))
