"""Checks which words a text encoder is asked with."""

from __future__ import annotations

from georefer.inference.expression.encoder_texts import encoder_texts
from georefer.inference.expression.lexicon_reader import (
    canonical_category,
    canonical_colour,
    categories,
    colours,
    hypernyms,
    known_words,
    training_colour_words,
    training_nouns,
)
from georefer.inference.expression.reading import read

WORDS = frozenset({"red", "white", "building", "car", "truck", "bus"})


def test_open_vocabulary_is_asked_in_the_persons_words() -> None:
    assert encoder_texts(read("the red gabled roof").target, None) == ("red gabled roof",)


def test_closed_vocabulary_is_asked_in_canonical_words() -> None:
    assert encoder_texts(read("the red gabled roof").target, WORDS) == ("red building",)


def test_unknown_hypernym_is_asked_as_its_members() -> None:
    target = read("white vehicles").target
    assert encoder_texts(target, WORDS) == ("white car", "white truck", "white bus")
    assert encoder_texts(target, WORDS | {"vehicle"}) == ("white vehicle",)


def test_every_training_word_is_read_as_what_it_was_trained_for() -> None:
    for category in (*categories(), *hypernyms()):
        for noun in training_nouns(category):
            assert canonical_category(noun.singular) == category
            assert canonical_category(noun.plural) == category
            for colour in colours():
                for word in training_colour_words(colour):
                    assert canonical_colour(word) == colour
                    assert read(f"{word} {noun.plural}").target.text == f"{colour} {category}"
                    assert read(f"the {word} {noun.singular}").target.text == f"{colour} {category}"


def test_canonical_words_are_known() -> None:
    assert {word for category in categories() for word in category.split()} <= known_words()
    assert set(colours()) <= known_words()


def test_a_thing_of_two_colours_is_asked_for_in_each() -> None:
    target = read("the grey and brown striped roof").target
    assert encoder_texts(target, frozenset({"grey", "brown", "building"})) == (
        "grey building",
        "brown building",
    )
    assert encoder_texts(target, None) == target.wordings
