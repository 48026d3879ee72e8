"""Parses terminals by the grammar of a language; every list of terminals has a tree.

A terminal that fits nowhere is left out, and where something is missing NOTHING is put in, so that the rest
of the phrase is still read. The time is linear: each terminal is tried a bounded number of times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer, LexerState
from lark.parsers.lalr_interactive_parser import InteractiveParser

from ..model import Language
from ..words.tagged import Tagged

Node = Tree[Tagged]

_FOLDER = Path(__file__).with_name("grammar")
# "between" lacks two things at most; one more would be a mistake of the grammar.
_MOST_MISSING = 3


@dataclass(frozen=True)
class Parsed:
    """Holds the tree of a phrase and the terminals that fit nowhere."""

    tree: Node
    left_out: tuple[Tagged, ...]


class _NoLexer(Lexer):
    """Stands where the library expects a lexer; the terminals come from `tagging`."""

    def __init__(self, lexer_conf: Any) -> None:  # noqa: ANN401 - the library's own signature
        pass

    def lex(self, lexer_state: LexerState, parser_state: Any) -> Iterator[Token]:  # noqa: ANN401
        """Returns no tokens."""
        return iter(())


@cache
def _parser(language: Language) -> Lark:
    """Returns the parser of a language, built once."""
    grammar = (_FOLDER / f"{language}.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer=_NoLexer, maybe_placeholders=False)


def parse(terminals: Sequence[Tagged], language: Language) -> Parsed:
    """Returns the tree of the terminals."""
    feeding = _Feeding(_parser(language).parse_interactive())
    left_out = tuple(one for one in terminals if one.tag == "SYMBOL" or not feeding.take(one))
    tree = feeding.end()
    return Parsed(Tree("start", []), tuple(terminals)) if tree is None else Parsed(tree, left_out)


class _Feeding:
    """Feeds terminals to the parser one by one."""

    def __init__(self, parser: InteractiveParser) -> None:
        self._state = parser.parser_state
        # Each terminal may have opened something that lacks its end.
        self._open = _MOST_MISSING

    def take(self, one: Tagged) -> bool:
        """Returns False where the terminal fits nowhere."""
        self._open += 1
        for _ in range(_MOST_MISSING):
            if self._feed(one):
                return True
            if not self._feed(Tagged("NOTHING", None, one.start, one.start, "")):
                return False
        return False

    def end(self) -> Node | None:
        """Returns the tree, with NOTHING for what is missing at the end; None where that does not help."""
        for _ in range(_MOST_MISSING * self._open):
            try:
                return cast(Node, self._state.feed_token(Token("$END", ""), True))
            except UnexpectedToken:
                self._feed(Tagged("NOTHING", None, 0, 0, ""))
        return None

    def _feed(self, one: Tagged) -> bool:
        """Returns False, and feeds nothing, where the parser does not expect the terminal."""
        expected = self._state.parse_conf.states[self._state.position]
        if one.tag not in expected:
            return False
        try:
            self._state.feed_token(cast(Token, one))
        except UnexpectedToken:
            return False
        return True
