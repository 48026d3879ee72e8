"""Checks the words that are offered while a phrase is typed."""

from __future__ import annotations

import pytest
from georefer.inference.expression.model import Language
from georefer.inference.expression.offered_words import offered_words
from georefer.inference.expression.reading import read

# What a word means depends on what stands around it; each is understood in one of these at least.
PLACES: dict[Language, tuple[str, ...]] = {
    "en": (
        "{}",
        "the {} building",
        "the building {} the river",
        "buildings {} 100 m2",
        "the {} largest building",
    ),
    "zh": ("{}", "{}的建筑物", "河流{}的建筑物", "面积{}100平方米的建筑物", "{}河流的建筑物"),
}


def test_things_that_the_model_cannot_find_are_left_out() -> None:
    known = frozenset({"red", "building", "tree"})

    assert "villa" in offered_words("en", known)  # it is asked for as "building"
    assert "airplane" not in offered_words("en", known)
    assert "airplane" in offered_words("en")
    assert "别墅" in offered_words("zh", known)
    assert "飞机" not in offered_words("zh", known)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_word_is_offered_once(language: Language) -> None:
    words = offered_words(language)
    assert len(words) == len(set(words)) > 300
    assert all(word == word.strip() != "" for word in words)


@pytest.mark.parametrize(
    "word", ["building", "trees", "red", "top left corner", "north", "largest", "round", "small"]
)
def test_what_people_type_first_is_offered(word: str) -> None:
    assert word in offered_words("en")


@pytest.mark.parametrize("word", ["建筑物", "树", "红色", "左上角", "北部", "最大", "圆形", "附近"])
def test_what_people_type_first_in_chinese_is_offered(word: str) -> None:
    assert word in offered_words("zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_offered_is_understood(language: Language) -> None:
    def is_understood(word: str) -> bool:
        readings = [read(place.format(word), language) for place in PLACES[language]]
        return any(not one.unread and not one.target.unknown_nouns for one in readings)

    assert [word for word in offered_words(language) if not is_understood(word)] == []
