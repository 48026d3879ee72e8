"""Chooses the words that a model's text encoder is asked with."""

from __future__ import annotations

from .lexicon_reader import hypernyms
from .target import Head, Target


def encoder_texts(target: Target, vocabulary: frozenset[str] | None) -> tuple[str, ...]:
    """Returns the texts whose objects together are the target; () when nothing is named.

    Args:
        target: What is looked for.
        vocabulary: Single lower-case words the encoder was trained on; None for an open vocabulary, which is
            asked in the person's own words ("red gabled roof"). A closed one is asked in canonical words
            ("red building"): for each colour of a thing with several ("grey and brown roof"), and for the
            members where it does not know a hypernym ("vehicle").
    """
    if vocabulary is None:
        return target.wordings
    texts = [text for head in target.heads for text in _closed(head, vocabulary)]
    return tuple(dict.fromkeys(texts))


def is_known(target: Target, vocabulary: frozenset[str] | None) -> bool:
    """Returns whether an encoder with this vocabulary has learned all words of one of the target's texts."""
    texts = encoder_texts(target, vocabulary)
    return vocabulary is None or any(vocabulary.issuperset(text.split()) for text in texts)


def _closed(head: Head, vocabulary: frozenset[str]) -> tuple[str, ...]:
    """Returns a head's texts for a closed vocabulary, which knows things of one colour only."""
    members = hypernyms().get(head.category or "", ())
    kinds = (head.category,) if not members or head.category in vocabulary else members
    colours: tuple[tuple[str, ...], ...] = tuple((colour,) for colour in head.colours) or ((),)
    return tuple(Head(head.noun, kind, colour).text for kind in kinds for colour in colours)
