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

from .after_noun import AfterNoun
from .before_noun import BeforeNoun
from .draft import Draft
from .model import Expression
from .tokens import tokenize


def read(phrase: str) -> Expression:
    """Returns what a phrase means; for any string, without raising.

    Where the phrase names nothing to look for, ``Expression.names_nothing`` is True and the caller says so.
    """
    tokens = tokenize(phrase)
    draft = Draft(phrase, tokens)
    before, after = BeforeNoun(tokens, draft).rules, AfterNoun(tokens, draft).rules
    at = 0
    while at < len(tokens):
        rules = before if draft.awaits_noun else after
        # This ends: the last rule of each half reads a word, and a rule that reads none changes the half.
        at = next(end for end in (rule(at) for rule in rules) if end is not None)
    return draft.build()
