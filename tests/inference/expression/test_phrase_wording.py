"""What is said of a phrase quotes it in its own language."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import shapely
from georefer.inference.expression.frame import Scene
from georefer.inference.expression.model import Expression, LayerName
from georefer.inference.expression.outlines import Measuring
from georefer.inference.expression.phrase_wording import in_words, thing_in_words
from georefer.inference.expression.reading import read
from georefer.inference.expression.selecting.selection import select
from georefer.inference.geo.measuring import Measure
from georefer.inference.rulers import ground_measuring
from shapely.geometry.base import BaseGeometry

SCENE = Scene.of_bounds((500_000, 5_000_000, 500_300, 5_000_300))


@dataclass(frozen=True)
class Found:
    geometry: BaseGeometry
    score: float = 0.9


def measuring() -> Measuring:
    return ground_measuring(Measure("EPSG:32633"), SCENE)


def square(x: float, y: float, side: float = 20) -> Found:
    return Found(shapely.box(500_000 + x, 5_000_000 + y, 500_000 + x + side, 5_000_000 + y + side))


def notes(phrase: str, objects: list[Found]) -> str:
    layers = {name: [square(0, 0).geometry] for name in map(LayerName, ("河流", "River"))}
    others: dict[LayerName | Expression, list[BaseGeometry]] = {**layers}
    return "; ".join(note.text for note in select(objects, read(phrase), SCENE, measuring(), others).notes)


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("左上角的红色建筑物", "左上角"),
        ("[河流]附近的建筑物", "[河流]附近"),
        ("距[河流]200米以内的建筑物", "[河流]200米以内"),
        ("大的建筑物", "大型"),
        ("面积至少500平方米的建筑物", "面积至少500平方米"),
        ("red building top-left", "top left part"),
        ("buildings near [River]", "near [River]"),
    ],
)
def test_a_condition_is_quoted_in_the_language_of_the_phrase(phrase: str, said: str) -> None:
    expression = read(phrase)
    (where,) = expression.where
    assert in_words(where, expression.language) == said


@pytest.mark.parametrize(
    ("phrase", "said"),
    [("最大的建筑物", "最大"), ("从左数第三座建筑物", "从左数第三个"), ("the largest building", "largest")],
)
def test_a_rank_is_quoted_in_the_language_of_the_phrase(phrase: str, said: str) -> None:
    expression = read(phrase)
    assert expression.rank is not None
    assert in_words(expression.rank, expression.language) == said


def test_things_are_quoted_in_the_language_of_the_phrase() -> None:
    assert thing_in_words(LayerName("河流"), "zh") == "[河流]"
    assert thing_in_words(read("红色建筑物"), "zh") == "红色建筑物"
    assert thing_in_words(LayerName("River"), "en") == "[River]"


def test_a_contradiction_names_what_was_typed() -> None:
    (problem,) = read("最大最小的储罐").problems
    assert problem.text == "Nothing can be the 最大 and 最小 at once"
    (problem,) = read("the largest smallest tank").problems
    assert problem.text == "Nothing can be the largest and smallest at once"


def test_notes_of_a_selection_quote_the_phrase() -> None:
    assert "[河流]附近: within" in notes("[河流]附近的建筑物", [square(5, 5)])
    assert "near [River]: within" in notes("buildings near [River]", [square(5, 5)])
    assert "左上角" in notes("左上角的那座建筑物", [square(250, 10)])
    assert notes("大的建筑物", [square(0, 0), square(50, 50, 90)]).startswith("大型: at least")
