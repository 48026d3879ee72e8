from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from georefer.benchmarks.referring.asking import Asker, template_file
from georefer.benchmarks.referring.inventory import Inventory, Thing
from georefer.benchmarks.referring.mistakes import Mistake, meaning_of, write_mistakes
from georefer.benchmarks.referring.notation import corpus, reference_of, same_meaning
from georefer.benchmarks.referring.truth import DoubtError, Truth
from georefer.inference.expression.model import Expression
from georefer.inference.training.scene import Scene
from shapely.geometry import LineString, box

SIDE_PX, GSD_M = 400, 0.5


def square(x: float, y: float, side: float = 8.0) -> tuple[float, float, float, float]:
    return (x - side / 2, y - side / 2, x + side / 2, y + side / 2)


@pytest.fixture
def known() -> Inventory:
    """Has a red and a blue building in the west, a larger grey one in the east, and two cars beside it."""
    rows = [
        ("building", "red", square(30, -30)),
        ("building", "blue", square(30, -170)),
        ("building", "grey", square(170, -100, 16)),
        ("car", "white", square(155, -100, 3)),
        ("car", "black", square(100, -100, 3)),
    ]
    things = tuple(Thing(n, kind, colour, box(*bounds)) for n, (kind, colour, bounds) in enumerate(rows))
    empty = np.zeros((SIDE_PX, SIDE_PX), np.uint16)
    scene = Scene(np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8), empty, (), GSD_M, frozenset())
    line = LineString([(0, -110), (200, -110)])
    layers = {"Line": (line,), "Roads": (), "Water": (), "Stations": (line,), "Power line": (line,)}
    layers |= {"Study area": (box(0, -200, 100, 0),)}
    return Inventory(scene, things, layers, (0.0, 0.0))


def test_the_corpus_is_large_enough_and_a_third_of_it_is_blind() -> None:
    for language in ("en", "zh"):
        entries = [one for one in corpus() if one.language == language]
        assert len(entries) >= 300
        assert sum(one.blind for one in entries) >= len(entries) / 3
        assert len({one.phrase for one in entries}) == len(entries)
    assert sum(one.construct == "dataset" for one in corpus()) >= 60


def test_every_meaning_is_an_expression_and_comes_back() -> None:
    for entry in corpus():
        again = reference_of(meaning_of(entry.intended))
        assert isinstance(again, Expression)
        assert same_meaning(again, entry.intended), entry.phrase


def test_what_differs_is_not_the_same() -> None:
    meanings = [
        "building",
        "the building",
        "red building",
        {"t": "building", "where": [{"near": "the river"}]},
        {"t": "building", "where": [{"near": "river"}]},
        {"t": "building", "where": [{"not": {"near": "river"}}]},
        {"t": "building", "where": [{"area": ["5 m2", None]}]},
        {"t": "building", "where": [{"area": [None, "5 m2"]}]},
        {"t": "building", "rank": "area"},
        {"t": "building", "rank": "-area"},
    ]
    expressions = [reference_of(one) for one in meanings]
    for one in expressions:
        assert isinstance(one, Expression)
        same = [other for other in expressions if isinstance(other, Expression) and same_meaning(one, other)]
        assert same == [one]


def test_order_of_predicates_and_units_make_no_difference() -> None:
    one = reference_of({"t": "car", "where": [{"at": "top"}, {"length": ["1 km", "2 km"]}]})
    two = reference_of(
        {"t": "car", "where": [{"length": [None, "2000 m"]}, {"length": ["1000 m", None]}, {"at": "top"}]}
    )
    assert isinstance(one, Expression)
    assert isinstance(two, Expression)
    assert one != two
    assert same_meaning(one, two)


@pytest.mark.parametrize(
    ("means", "numbers"),
    [
        ("building", [0, 1, 2]),
        ("the red building", [0]),
        ({"t": "building", "n": 1, "where": [{"at": "top left"}]}, [0]),
        ({"t": "building", "n": 1, "rank": "area"}, [2]),
        ({"t": "building", "n": 1, "rank": "north 3"}, [1]),
        ({"t": "car", "n": 1, "rank": "-distance", "to": "the grey building"}, [3]),
        ({"t": "building", "where": [{"not": {"is": "red building"}}]}, [1, 2]),
        ({"t": "car", "where": [{"within": "the grey building", "d": "10 m"}]}, [3]),
        ({"t": "building", "where": [{"side": "[Line]", "dir": "north"}]}, [0, 2]),
        ({"t": "building", "where": [{"inside": "[Study area]"}]}, [0, 1]),
        ({"t": "building", "where": [{"area": ["100 m2", None]}]}, [2]),
        ({"t": "car", "where": [{"between": ["the red building", "the grey building"]}]}, [3, 4]),
    ],
)
def test_truth(known: Inventory, means: object, numbers: list[int]) -> None:
    assert Truth(known).asked(means) == numbers  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "means",
    [
        "the building",
        "ship",
        {"t": "car", "n": 1, "rank": "area"},
        {"t": "car", "where": [{"near": "ship"}]},
        {"t": "building", "where": [{"area": ["64 m2", None]}]},
    ],
)
def test_where_nobody_could_say_there_is_no_truth(known: Inventory, means: object) -> None:
    with pytest.raises(DoubtError):
        Truth(known).asked(means)  # type: ignore[arg-type]


def test_templates_ask_over_every_construct_of_the_corpus() -> None:
    asked = {one["construct"] for one in template_file()["templates"]}
    assert asked == {entry.construct for entry in corpus()} - {"unread"}


def test_questions_have_a_truth_in_both_languages(known: Inventory) -> None:
    asker = Asker(known, np.random.default_rng(1))
    constructs: Counter[str] = Counter()
    for template in template_file()["templates"]:
        pair = asker.ask(template, 10)
        if pair is not None:
            english, chinese = pair
            assert english.truth
            assert chinese.truth
            assert "{" not in english.phrase + chinese.phrase
            assert english.phrase.isascii() or "²" in english.phrase
            constructs[english.construct] += 1
    assert len(constructs) >= 10


def test_mistakes_are_listed_by_construct(tmp_path: Path) -> None:
    mistakes = [Mistake("zh", "on", "桥", "a", "b"), Mistake("en", "on", "bridge", "a", "b", "blind")]
    write_mistakes(tmp_path / "list.md", "Reading", mistakes)
    text = (tmp_path / "list.md").read_text(encoding="utf-8")
    assert text.index("## en on (1)") < text.index("## zh on (1)")
    assert "bridge (blind)" in text
