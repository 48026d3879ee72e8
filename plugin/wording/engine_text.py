"""Says in the language of the dock what the engine has said in English.

The engine speaks English sentences, in its log as on its command line, and knows nothing of translations.
Here is the list of what it can say, with a place for each value. A sentence that comes is held against the
list, and its values are put into the translation. So the engine needs no second set of names for its
sentences; what is not on the list is shown as it is. A test reads the engine's code and proves that the list
is whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from string import Formatter

from qgis.PyQt.QtCore import QCoreApplication

from . import about_models, about_phrases, about_places, about_runs, about_weights

_LISTS = (about_models, about_phrases, about_places, about_runs, about_weights)
_DEEPEST = 3

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Template:
    """Is one sentence of the engine.

    Attributes:
        text: The sentence with named places.
        said: What the dock says for it, untranslated, with the same places or fewer.
        pieces: What stands before, between and behind the places.
        names: The places.
    """

    text: str
    said: str
    pieces: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, text: str, said: str) -> Template:
        """Takes a sentence apart."""
        pieces, names = [""], []
        for before, name, _, _ in Formatter().parse(text):
            pieces[-1] += before
            if name is not None:
                names.append(name)
                pieces.append("")
        return cls(text, said, tuple(pieces), tuple(names))

    @property
    def letters(self) -> int:
        """Returns how many characters of it are fixed: the more, the surer it is meant."""
        return sum(map(len, self.pieces))

    def values(self, sentence: str) -> dict[str, str] | None:
        """Returns what stands at the places of a sentence; None where it is another sentence."""
        first, last = self.pieces[0], self.pieces[-1]
        if not self.names:
            return {} if sentence == first else None
        if len(sentence) < self.letters or not sentence.startswith(first) or not sentence.endswith(last):
            return None
        end = len(sentence) - len(last)
        found: dict[str, str] = {}
        at = len(first)
        for name, piece in zip(self.names, (*self.pieces[1:-1], "")):
            until = sentence.find(piece, at, end) if piece else end
            if until < 0 or found.get(name, sentence[at:until]) != sentence[at:until]:
                return None
            found[name] = sentence[at:until]
            at = until + len(piece)
        return found


@lru_cache(maxsize=1)
def templates() -> tuple[Template, ...]:
    """Returns all that the engine can say, what is most special first."""
    said: list[Template] = []
    for words in _LISTS:
        said += (Template.of(text, text) for text in words.SENTENCES)
        said += (Template.of(text, other) for text, other in words.REWORDED.items())
    return tuple(sorted(said, key=lambda one: -one.letters))


def line_of(message: str, remedy: str) -> str:
    """Returns what went wrong and what helps, in one line and in the language of the dock."""
    if not remedy:
        return in_dock(message)
    return translate("GeoRefer", "{message}. {remedy}").format(
        message=in_dock(message), remedy=in_dock(remedy)
    )


def in_dock(sentence: str) -> str:
    """Returns what the engine has said in the language of the dock; unchanged where it is not known."""
    return _in_dock(sentence, 0)


def _in_dock(sentence: str, depth: int) -> str:
    core = sentence.strip()
    if depth > _DEEPEST or not core:
        return sentence
    ends = core.endswith(".") and not core.endswith("..")
    bare = core[:-1] if ends else core
    for template in templates():
        values = template.values(bare)
        if values is not None:
            text = _filled(template, values, depth)
            # What is said as it was keeps its spaces and its full stop.
            return sentence if text == bare else text
    return _in_parts(sentence, depth)


def _filled(template: Template, values: dict[str, str], depth: int) -> str:
    """Returns a sentence with its values; they may be sentences, too, such as the reason of a failure."""
    inner = {name: _in_dock(value, depth + 1) for name, value in values.items()}
    # The sentences stand in the lists with QT_TRANSLATE_NOOP, where pylupdate finds them.
    translated = QCoreApplication.translate("GeoRefer", template.said)
    try:
        return translated.format(**inner)
    except (KeyError, ValueError, IndexError):
        return template.said.format(**inner)


def _in_parts(sentence: str, depth: int) -> str:
    """Returns a sentence with the name of what it is about in front, or several in a row."""
    for mark in ("; ", ": "):
        before, found, behind = sentence.partition(mark)
        if found:
            parts = (_in_dock(before, depth + 1), _in_dock(behind, depth + 1))
            if parts != (before, behind):
                return mark.join(parts)
    return sentence
