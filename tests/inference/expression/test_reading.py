"""Checks what phrases are read as."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from georefer.inference.expression.explaining import to_json
from georefer.inference.expression.lexicon_reader import word_list
from georefer.inference.expression.reading import read
from georefer.inference.expression.sentence import to_sentence
from georefer.inference.expression.words.tokens import tokenize
from hypothesis import given, settings
from hypothesis import strategies as st

from .phrase_table import ALL_CASES as FIRST_CASES
from .phrase_table import EMPTY_CASES, Case
from .relation_table import RELATED_CASES

ALL_CASES = (*FIRST_CASES, *RELATED_CASES)


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case.phrase)
def test_phrase_is_read_as_agreed(case: Case) -> None:
    expression = read(case.phrase)
    assert expression.target.text == case.text
    assert expression.target.wording == (case.wording or case.text)
    assert expression.count == case.count
    assert expression.where == case.where
    assert expression.rank == case.rank
    assert tuple(sorted(part.text for part in expression.unread)) == tuple(sorted(case.unread))


@pytest.mark.parametrize("phrase", EMPTY_CASES)
def test_phrase_without_a_target_names_nothing(phrase: str) -> None:
    assert read(phrase).names_nothing


JUNK = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from([word for case in ALL_CASES for word in case.phrase.split()]), max_size=25).map(
        " ".join
    ),
    st.text(alphabet="«»[](){}<>-,.;:' aİßﬁ²½\u200f\u202e\u0301\x00\n🚗️", max_size=80),
    st.lists(
        st.sampled_from(
            [
                *("not", "and", "or", "of", "the", "in", "near", "top", "left", "red", "car", "-", ",", "2"),
                *(
                    "within",
                    "200 m",
                    "from",
                    "between",
                    "closest",
                    "to",
                    "(",
                    ")",
                    "[A]",
                    "that is",
                    "is",
                    "5 ha",
                ),
                *(
                    "without",
                    "except",
                    "longer than",
                    "second",
                    "one",
                    "all",
                    "second",
                    "parked",
                    "with",
                    "but",
                ),
            ]
        ),
        max_size=25,
    ).map(" ".join),
)


@settings(max_examples=400, deadline=None)
@given(JUNK)
def test_any_string_is_read_and_reads_back(phrase: str) -> None:
    expression = read(phrase)
    assert expression.phrase == phrase
    assert read(to_sentence(expression)) == expression


@settings(max_examples=200, deadline=None)
@given(JUNK)
def test_spans_point_into_the_phrase(phrase: str) -> None:
    expression = read(phrase)
    for part in expression.parts:
        assert 0 <= part.start < part.end <= len(phrase)
        assert phrase[part.start : part.end] == part.text
    json.dumps(to_json(expression))


@settings(max_examples=200, deadline=None)
@given(JUNK)
def test_no_word_is_dropped_silently(phrase: str) -> None:
    expression = read(phrase)
    covered = {at for part in expression.parts for at in range(part.start, part.end)}
    lists = [*word_list("grammar").values(), word_list("positions")["scene"]]
    small = {
        word
        for entries in lists
        if not isinstance(entries, str)
        for entry in entries
        for word in entry.split()
    }
    small |= {"in", "on", "of", "with", "within", "inside", "from"}
    for token in tokenize(phrase):
        if token.kind == "word" and token.word not in small and not expression.names_nothing:
            assert token.start in covered, f"{token.word!r} was dropped"


def test_sentences_of_agreed_phrases_need_no_quotes() -> None:
    quoted = [case.phrase for case in ALL_CASES if "«" in to_sentence(read(case.phrase))]
    assert len(quoted) <= 5, quoted


@pytest.mark.parametrize(
    "phrase",
    [
        "a" * 10_000,
        "top left " * 1_200,
        "red or " * 1_400,
        "«" * 10_000,
        "[" * 10_000,
        "not near the " * 800,
        "-a" * 5_000,
        "🚗" * 10_000,
        "of the " * 1_500,
        "blue-" * 2_000,
        "near the " * 1_100,
        "near (" * 1_600,
        "(" * 10_000,
        "[a] near " * 1_100,
        "between a tank and " * 500,
        "with an area of " * 600,
        "tank, " * 1_600,
    ],
    ids=lambda phrase: phrase[:10],
)
@pytest.mark.timeout(60)
def test_long_phrases_are_read_in_bounded_time(phrase: str) -> None:
    assert read(phrase)


@pytest.mark.parametrize(
    ("phrase", "code", "blamed"),
    [
        ("the largest smallest tank", "contradiction", "largest smallest"),
        ("the large small tank", "contradiction", "large small"),
        ("tanks in the top left in the bottom right", "contradiction", "in the top left in the bottom right"),
        (
            "tanks larger than 5 ha and smaller than 2 ha",
            "contradiction",
            "larger than 5 ha and smaller than 2 ha",
        ),
        ("tanks near [A] and far from [A]", "contradiction", "near [A] and far from [A]"),
        ("cars near the large small tank", "contradiction", "large small"),
        ("bridges longer than 50 m2", "measure", "longer than 50 m2"),
        ("tanks smaller than 0 m2", "measure", "smaller than 0 m2"),
        ("tanks within 50 m2 of the river", "measure", "within 50 m2"),
        ("tanks longer than " + "9" * 400 + " m", "measure", "longer than " + "9" * 400 + " m"),
        ("tanks within 5 parsecs of the river", "unit", "within 5 parsecs"),
        ("tanks within 200 of the river", "unit", "within 200"),
        ("bridges longer than 5 parsecs", "unit", "longer than 5 parsecs"),
    ],
)
def test_what_cannot_be_answered_is_said_with_its_place(phrase: str, code: str, blamed: str) -> None:
    (problem,) = read(phrase).problems
    assert (problem.code, phrase[problem.start : problem.end]) == (code, blamed)
    assert problem.text
    assert problem.remedy


@pytest.mark.parametrize(
    "phrase",
    [
        "the building north of the southernmost building",
        "the largest tank near the smallest tank",
        "small tanks",
    ],
)
def test_what_only_sounds_contradictory_is_read(phrase: str) -> None:
    assert read(phrase).problems == ()


def test_the_reader_loads_no_heavy_library() -> None:
    code = "import sys, georefer.inference.expression.reading; print({n.split('.')[0] for n in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "lark" in loaded
    assert not any(name in loaded for name in ("'torch'", "'shapely'", "'numpy'", "'rasterio'"))


def test_explanation_names_every_part_with_its_place() -> None:
    explained: dict[str, Any] = to_json(
        read("the red-tiled villa in the top left corner next to the fountain")
    )
    parts = [(part["kind"], part["text"], part["reads_as"]) for part in explained["parts"]]
    assert parts == [
        ("target", "red-tiled villa", "red building"),
        ("where", "in the top left corner", "top left corner"),
        ("where", "next to the fountain", "near the fountain"),
    ]
    assert explained["count"] == 1
    assert explained["unread"] == []
