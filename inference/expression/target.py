"""Defines what a phrase looks for: things with a noun and colours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Head:
    """Names one kind of thing that is looked for.

    Attributes:
        noun: The phrase's own noun, lower case and in the singular where it is known ("roof"); "" where
            the phrase has only a colour.
        category: The canonical category or hypernym the noun means ("building"), None if unknown.
        colours: Canonical colours, all of them on the same thing.
        modifiers: Words before the noun that were not understood ("striped"); also listed as unread.
    """

    noun: str
    category: str | None
    colours: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Returns the canonical words a small text encoder was trained on, such as "red building"."""
        return _joined(" and ".join(self.colours), self.category or self.noun)

    @property
    def wording(self) -> str:
        """Returns the person's own words, for open-vocabulary encoders, such as "red gabled roof"."""
        return _joined(" and ".join(self.colours), *self.modifiers, self.noun)


@dataclass(frozen=True)
class Target:
    """Names what the text encoder is asked for; several heads mean the union of their objects."""

    heads: tuple[Head, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Returns one canonical text a head, without repetition."""
        return tuple(dict.fromkeys(head.text for head in self.heads))

    @property
    def wordings(self) -> tuple[str, ...]:
        """Returns the person's own words, one text a head, without repetition."""
        return tuple(dict.fromkeys(head.wording for head in self.heads))

    @property
    def text(self) -> str:
        """Returns the canonical texts as one line, such as "car or truck"; "" when nothing is named."""
        return " or ".join(self.texts)

    @property
    def wording(self) -> str:
        """Returns the person's own words as one line."""
        return " or ".join(self.wordings)

    @property
    def unknown_nouns(self) -> tuple[str, ...]:
        """Returns the nouns the lexicon does not know; a closed-vocabulary model cannot find them."""
        return tuple(dict.fromkeys(head.noun for head in self.heads if head.noun and head.category is None))


def _joined(*words: str) -> str:
    """Joins the words that are there by single spaces."""
    return " ".join(word for word in words if word)
