"""Checks that nested phrases are settled first, and that layers are asked for by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from georefer.inference.errors import PhraseError
from georefer.inference.expression.model import Expression, LayerName
from georefer.inference.expression.reading import read
from georefer.inference.expression.selecting.resolving import Resolved, check_layer_names, resolve
from georefer.tests.inference.expression.relation_scenes import SCENE, Found, square
from shapely import LineString, box
from shapely.geometry.base import BaseGeometry

THINGS: dict[str, list[BaseGeometry]] = {
    "tank": [square(200, 500, 40), square(600, 500, 20), square(600, 900, 20)],
    "building": [square(250, 500), square(650, 500), square(650, 900), square(900, 100)],
    "water": [box(0, 0, 1000, 30)],
}


class Counting:
    """Finds things and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, expression: Expression) -> Sequence[Found]:
        self.asked.append(expression.target.text)
        return [Found(shape) for shape in THINGS.get(expression.target.text, [])]


def resolved(
    phrase: str, find: Callable[[Expression], Sequence[Found]] | None = None, **layers: list[BaseGeometry]
) -> Resolved[Found]:
    return resolve(read(phrase), find or Counting(), layers, SCENE)


@pytest.mark.parametrize(
    ("phrase", "indexes"),
    [
        ("the building nearest to the largest tank", (0,)),
        ("buildings near tanks", (0, 1, 2)),
        ("buildings within 40 m of the northernmost tank", (2,)),
        ("the building near the river", (3,)),
        ("the building nearest to the river", (3,)),
        ("buildings south of the largest tank", (3,)),
        ("buildings not near tanks", (3,)),
        ("离最大的油罐最近的建筑物", (0,)),
    ],
)
def test_the_inner_phrase_decides_what_the_outer_is_compared_with(
    phrase: str, indexes: tuple[int, ...]
) -> None:
    assert resolved(phrase).selection.indexes == indexes


def test_each_target_is_found_once_and_each_reference_is_given_back() -> None:
    find = Counting()
    answer = resolved("tanks near the building near the largest tank", find)
    assert sorted(find.asked) == ["building", "tank"]
    assert {len(shapes) for shapes in answer.references.values()} == {1}
    assert len(answer.references) == 2
    assert len(answer.objects) == 3


def test_what_nested_phrases_have_to_say_is_said() -> None:
    notes = [note.text for note in resolved("buildings near the pool").selection.notes]
    assert any("pool" in note and "Nothing was found" in note for note in notes)


def test_layer_names_ignore_case_and_outer_spaces() -> None:
    rail = [LineString([(0, 890), (1000, 890)])]
    answer = resolve(read("tanks within 5 m of [ RAILWAY ]"), Counting(), {"Railway": rail}, SCENE)
    assert answer.selection.indexes == (2,)


def test_a_missing_layer_is_named_with_its_place_and_what_there_is() -> None:
    with pytest.raises(PhraseError, match=r'\[Rail\]" \(characters 12 to 17\)\. There are: \[Road\]'):
        resolved("tanks near [Rail]", Road=[])
    with pytest.raises(PhraseError, match="--layer"):
        check_layer_names(read("the tank near the building inside [Harbour]"), [])


def test_only_a_layer_with_an_area_has_an_inside() -> None:
    rail = [LineString([(0, 890), (1000, 890)])]
    with pytest.raises(PhraseError, match="holds no polygons"):
        resolved("tanks inside [Rail]", Rail=rail)
    assert resolved("tanks outside [Zone]", Zone=[box(0, 0, 400, 1000)]).selection.indexes == (1, 2)


def test_an_empty_layer_has_nothing_in_it() -> None:
    answer = resolve(read("tanks near [Rail]"), Counting(), {"Rail": []}, SCENE)
    assert answer.selection.indexes == ()
    assert answer.references == {LayerName("Rail"): ()}
