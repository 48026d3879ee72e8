"""Checks what remains of phrases when parts of them are switched off."""

from __future__ import annotations

import pytest
from georefer.inference.expression.explaining import to_json
from georefer.inference.expression.reading import read
from georefer.inference.expression.switching import means, switch, without_parts
from hypothesis import given, settings
from hypothesis import strategies as st

from .chinese_table import CHINESE_CASES
from .phrase_table import ALL_CASES
from .relation_table import RELATED_CASES

PHRASES = tuple(dict.fromkeys(case.phrase for case in (*ALL_CASES, *RELATED_CASES, *CHINESE_CASES)))


def remaining(phrase: str, *off: str, flip_count: bool = False) -> str:
    """Returns the phrase that remains when the parts with these texts are switched off."""
    expression = read(phrase)
    indexes = [index for index, part in enumerate(expression.parts) if part.text in off]
    assert len(indexes) == len(off), [part.text for part in expression.parts]
    return switch(expression, indexes, flip_count).phrase


@pytest.mark.parametrize("phrase", PHRASES)
def test_what_remains_means_the_phrase_without_just_that(phrase: str) -> None:
    expression = read(phrase)
    for index in range(len(expression.parts)):
        switched = switch(expression, [index])
        wanted = without_parts(expression, [index])
        assert means(switched.expression, wanted)
        assert switched.phrase == "" if wanted.names_nothing else means(read(switched.phrase), wanted)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PHRASES), st.sets(st.integers(0, 6)), st.booleans())
def test_any_parts_may_be_off_together(phrase: str, off: set[int], flip: bool) -> None:
    expression = read(phrase)
    switched = switch(expression, off, flip)
    if switched.phrase:
        assert means(read(switched.phrase), switched.expression)
    else:
        assert without_parts(expression, off).names_nothing


@pytest.mark.parametrize("phrase", PHRASES)
def test_flipping_the_count_changes_nothing_else(phrase: str) -> None:
    expression = read(phrase)
    flipped = switch(expression, flip_count=True)
    if flipped.can_flip_count:
        assert {flipped.expression.count, expression.count} >= {None}
        assert flipped.expression.count != expression.count
        assert flipped.expression.where == expression.where
        assert flipped.expression.target == expression.target
    else:
        assert flipped.expression == expression


@pytest.mark.parametrize(
    ("phrase", "off", "left"),
    [
        ("red building top-left", ("top-left",), "the red building"),
        ("red buildings top-left", ("top-left",), "red buildings"),
        ("all red buildings near the river", ("near the river",), "all red buildings"),
        ("the two largest tanks near [Railway]", ("two",), "the largest tank near [Railway]"),
        ("the largest tank, in the north, near [A]", ("in the north",), "the largest tank, near [A]"),
        ("the striped shed in the north", ("striped",), "the shed in the north"),
        ("cars and trucks", ("cars",), "trucks"),
        ("red building top-left", ("red building",), ""),
        ("左上角的红色建筑物", ("左上角",), "那栋红色建筑物"),
        ("两座最大的储罐", ("最大",), "两座储罐"),
        ("距[铁路]200米以内的红色建筑物", ("距[铁路]200米以内",), "红色建筑物"),
    ],
)
def test_the_persons_own_words_are_kept_where_they_can_be(
    phrase: str, off: tuple[str, ...], left: str
) -> None:
    assert remaining(phrase, *off) == left


@pytest.mark.parametrize(
    ("phrase", "flipped"),
    [
        ("red building", "the red building"),
        ("the red building", "all red buildings"),
        ("red building top-left", "all red buildings in the top left part"),
        ("three tanks", "all tanks"),
        ("the largest tank", "the largest tank"),
    ],
)
def test_one_and_every_one_are_flipped(phrase: str, flipped: str) -> None:
    assert remaining(phrase, flip_count=True) == flipped


def test_a_phrase_with_nothing_off_stays_as_it_was_typed() -> None:
    assert remaining("  the RED building, top left ") == "  the RED building, top left "


def test_indexes_that_name_no_part_change_nothing() -> None:
    assert switch(read("red building"), [7, -1]).phrase == "red building"


def test_the_explanation_tells_what_remains() -> None:
    explained = to_json(read("red building top-left"), [1], flip_count=True)
    assert explained["effective_phrase"] == "red building"
    assert explained["count_reads_as"] == "every one"
    assert explained["can_flip_count"] is True
    assert [part["text"] for part in explained["parts"]] == ["red building", "top-left"]
