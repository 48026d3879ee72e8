"""Cuts a phrase into words, stops, symbols and quotes; never fails, and linear in the phrase's length.

Words are lower-cased; "top-left" gives two words of which the first is ``glued`` to the next, so that a
rule can insist on reading a hyphenated compound as a whole or not at all ("two-storey" is not "two").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["word", "stop", "symbol", "quote"]

# Letters and digits, with the combining signs that \w leaves out (accents, Hebrew, Arabic, Indic, Thai).
_LETTER = "(?:[^\\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e])"
_PIECE = re.compile(
    r"(?P<quote>«[^«»]*»|\[[^\[\]]*\])"
    r"|(?P<word>[0-9]+(?:[.,][0-9]+)+|" + _LETTER + r"+(?:['’]" + _LETTER + r"+)*)"  # noqa: RUF001
    r"|(?P<other>\S)"
)
_HYPHENS = "-\u2010\u2011"


@dataclass(frozen=True)
class Token:
    """Holds one piece of the phrase.

    Attributes:
        kind: ``stop`` is punctuation, ``symbol`` any other sign, ``quote`` text in « » or [ ].
        word: The normalised text.
        start: First character in the phrase.
        end: One past the last character.
        glued: True when a hyphen joins this word to the next token.
    """

    kind: TokenKind
    word: str
    start: int
    end: int
    glued: bool = False


def tokenize(phrase: str) -> list[Token]:
    """Returns the tokens of a phrase in order; white space and control characters are dropped."""
    tokens: list[Token] = []
    for match in _PIECE.finditer(phrase):
        start, end = match.span()
        text = match.group()
        if match.lastgroup == "word":
            tokens.append(Token("word", _normal(text), start, end, _is_glued(phrase, end)))
        elif match.lastgroup == "quote":
            if text[1:-1].strip():
                tokens.append(Token("quote", text, start, end))
        else:
            kind = _sign_kind(phrase, start)
            if kind == "word":
                tokens.append(Token("word", text, start, end))
            elif kind is not None:
                _add_sign(tokens, Token(kind, text, start, end))
    return tokens


def _add_sign(tokens: list[Token], sign: Token) -> None:
    """Adds a stop or symbol, joining symbols that touch and dropping repeated stops but brackets."""
    last = tokens[-1] if tokens else None
    if (
        last is None
        or last.kind != sign.kind
        or sign.word in "()"
        or (sign.kind == "stop" and last.word in "()")
    ):
        tokens.append(sign)
    elif sign.kind == "symbol" and last.end == sign.start:
        tokens[-1] = Token("symbol", last.word + sign.word, last.start, sign.end)
    elif sign.kind == "symbol":
        tokens.append(sign)


def _sign_kind(phrase: str, index: int) -> TokenKind | None:
    """Returns what a character outside words is; None for hyphens in compounds and invisible characters."""
    sign = phrase[index]
    if sign == "&":
        return "word"
    category = unicodedata.category(sign)
    if category[0] in "ZC":
        # Private-use and unassigned characters are visible to the person as boxes: name them.
        return "symbol" if category in ("Co", "Cn", "Cs") else None
    if category[0] == "P":
        return None if index > 0 and _is_glued(phrase, index) else "stop"
    return "symbol"


def _is_glued(phrase: str, end: int) -> bool:
    """Returns True when a hyphen at ``end`` joins the word before it to the word after it."""
    if not (0 < end < len(phrase) - 1) or phrase[end] not in _HYPHENS:
        return False
    return phrase[end - 1].isalnum() and phrase[end + 1].isalnum()


def _normal(text: str) -> str:
    """Returns the word in lower case, unless lower case would no longer be one word (as for "İ")."""
    lower = text.replace("’", "'").lower()  # noqa: RUF001
    match = _PIECE.fullmatch(lower)
    return lower if match is not None and match.lastgroup == "word" and lower.lower() == lower else text
