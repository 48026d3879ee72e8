"""Holds what the rules before and behind the noun share."""

from __future__ import annotations

from .draft import Draft
from .model import UnreadReason
from .placing import Placing
from .rules import Match, index, ranking, shape_index
from .segments import segment_end
from .tokens import Token


class WordRules:
    """Holds tokens and draft; a rule takes an index and returns the one it has read up to, or None."""

    def __init__(self, tokens: list[Token], draft: Draft) -> None:
        self._tokens = tokens
        self._draft = draft

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

    def _place(self, at: int, found: Match[Placing]) -> int:
        self._draft.add_predicate(found.meaning.position, (at, found.end))
        return found.end

    def _relative(self, at: int) -> int:
        """Keeps a position of something else as unread."""
        return self._keep(at, segment_end(self._tokens, at), "relation")

    def _keep(self, at: int, end: int, reason: UnreadReason) -> int:
        self._draft.add_unread((at, end), reason)
        return end
