"""Checks what Chinese phrases are read as, and that expressions are written in Chinese and read back."""

# ruff: noqa: RUF001  (Chinese punctuation is what is tested)
from __future__ import annotations

import json

import pytest
from georefer.inference.expression.explaining import to_json
from georefer.inference.expression.lexicon_reader import colours, nouns, word_list
from georefer.inference.expression.reading import read
from georefer.inference.expression.sentence import to_sentence
from georefer.inference.expression.words.chinese_lexicon import chinese_nouns, noun_senses
from georefer.inference.expression.words.chinese_tagging import tag_chinese
from georefer.inference.expression.words.tagging import language_of
from hypothesis import given, settings
from hypothesis import strategies as st

from .chinese_table import CHINESE_CASES, PAIRS, ChineseCase
from .phrase_table import ALL_CASES

_CONTENT = frozenset(
    {"NOUN", "WORD", "COLOUR", "TRAIT", "PLACED", "MEASURED", "SUPERLATIVE", "LAYER", "NUMBER", "SYMBOL"}
    | {"RELATION", "DISTANCE", "CLOSEST", "LEADING", "LEADCLOSEST", "ORDINAL", "LOOSE", "NOT", "FROMSIDE"}
)


@pytest.mark.parametrize("case", CHINESE_CASES, ids=lambda case: case.phrase)
def test_chinese_phrase_is_read_as_agreed(case: ChineseCase) -> None:
    expression = read(case.phrase)
    assert expression.language == "zh"
    assert expression.target == case.meaning.target
    assert expression.count == case.meaning.count
    assert set(expression.where) == set(case.meaning.where)
    assert expression.rank == case.meaning.rank
    assert tuple(piece.text for piece in expression.unread) == case.unread
    assert not expression.problems


@pytest.mark.parametrize(("chinese", "english"), PAIRS)
def test_both_languages_give_equal_expressions(chinese: str, english: str) -> None:
    assert read(chinese) == read(english)


WORDS = sorted({one.word for case in CHINESE_CASES for one in tag_chinese(case.phrase)})
JUNK = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map("".join),
    st.lists(st.sampled_from([*WORDS, " ", "，", "的", "的", "和", "不"]), max_size=25).map("".join),
    st.text(alphabet="«»[]（）【】的之和不在被有 ，、。aL2\u200f\x00\n🚗第一百点", max_size=60),
    st.sampled_from([case.phrase for case in CHINESE_CASES]),
)


@settings(max_examples=300, deadline=None)
@given(JUNK)
def test_any_string_is_read_and_reads_back_in_chinese(phrase: str) -> None:
    expression = read(phrase, "zh")
    assert expression.phrase == phrase
    sentence = to_sentence(expression, "zh")
    assert read(sentence, None if sentence != phrase else "zh") == expression


@settings(max_examples=200, deadline=None)
@given(JUNK)
def test_spans_point_into_the_chinese_phrase(phrase: str) -> None:
    expression = read(phrase, "zh")
    for part in expression.parts:
        assert 0 <= part.start < part.end <= len(phrase)
        assert phrase[part.start : part.end] == part.text
    json.dumps(to_json(expression))


@settings(max_examples=200, deadline=None)
@given(JUNK)
def test_no_chinese_word_is_dropped_silently(phrase: str) -> None:
    expression = read(phrase, "zh")
    covered = {at for part in expression.parts for at in range(part.start, part.end)}
    for one in tag_chinese(phrase):
        # "左下角有公交车": where nothing else is named, what is there is what is looked for.
        there_is = one.tag == "LEADING" and one.value.kind == "with"
        # "最大的两个里的两个": how many there are does not change which is meant.
        again = one.tag == "NUMBER" and expression.rank is not None
        if one.tag in _CONTENT and not there_is and not again and not expression.names_nothing:
            assert one.start in covered, f"{one.word!r} was dropped"


def test_agreed_phrases_are_written_in_chinese_without_quotes() -> None:
    for case in CHINESE_CASES:
        sentence = to_sentence(read(case.phrase), "zh")
        assert "«" not in sentence
        assert "(" not in sentence


def test_english_phrases_are_written_in_chinese() -> None:
    readings = [read(case.phrase) for case in ALL_CASES]
    plain = [one for one in readings if not one.unread and not one.target.unknown_nouns]
    written = [language_of(to_sentence(one, "zh")) for one in plain]
    assert written.count("zh") >= 0.97 * len(written)


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("the second largest tank north of the river", "那条河流以北的第二大的储罐"),
        ("houses without a pool near [Railway]", "没有([Railway]附近的泳池)的所有房子"),
        ("cars near the building near the river", "那条河流附近的那栋建筑物附近的所有汽车"),
    ],
)
def test_chinese_sentences_are_natural(expression: str, sentence: str) -> None:
    assert to_sentence(read(expression), "zh") == sentence


@pytest.mark.parametrize(
    "unit",
    [
        "铁路200米以内的两个最大的储罐",
        "红",
        "的",
        "被",
        "靠近",
        "不",
        "左上角",
        "一二三",
        "有树",
        "第二大",
        "距",
        "红和",
        "（",
        "房子的",
    ],
)
@pytest.mark.timeout(60)
def test_long_chinese_phrases_are_read_in_bounded_time(unit: str) -> None:
    assert read(unit * (10_000 // len(unit)), "zh")


def test_every_noun_and_colour_has_a_chinese_word_of_its_own() -> None:
    known = {noun.singular for noun, _ in nouns().values()}
    assert known <= set(chinese_nouns())
    assert len(set(chinese_nouns().values())) == len(chinese_nouns())
    assert all(noun_senses()[word].singular == english for english, word in chinese_nouns().items())
    assert set(word_list("colours", "zh")["colours"]) == set(colours())


@pytest.mark.parametrize(
    ("phrase", "language"),
    [("红 car", "zh"), ("car", "en"), ("２００ m", "en"), ("[铁路] cars", "zh"), ("", "en")],
)
def test_language_is_told_by_the_characters(phrase: str, language: str) -> None:
    assert language_of(phrase) == language
