"""Checks that a pruned search selects what an unpruned one does."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from georefer.inference.expression.frame import Scene
from georefer.inference.expression.plan import Step, is_settled, plan
from georefer.inference.expression.reading import read
from georefer.inference.expression.selection import select
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

SIZE = 1000.0
SCENE = Scene.of_pixels(SIZE, SIZE)
PHRASES = (
    "buildings top-left",
    "building top-left",
    "the two buildings in the lower right corner",
    "the largest building in the north",
    "buildings in the right half",
    "the building in the center",
    "large buildings in the west",
    "building in the corner",
    "the three buildings in the top left quarter",
    "the building in the south-east at the bottom",
    "the buildings",
)


@dataclass(frozen=True)
class Found:
    geometry: Polygon
    score: float


@st.composite
def rectangles(draw: st.DrawFn) -> Found:
    x, y = draw(st.integers(0, 950)), draw(st.integers(0, 950))
    longest = draw(st.sampled_from([40, 150, 900]))
    width, height = draw(st.integers(5, longest)), draw(st.integers(5, longest))
    return Found(box(x, y, min(x + width, SIZE), min(y + height, SIZE)), draw(st.integers(50, 99)) / 100)


def seen_in(step: Step, objects: list[Found]) -> list[Found]:
    u_min, v_min, u_max, v_max = (share * SIZE for share in step.region)
    region = box(u_min, v_min, u_max, v_max)
    cut = [Found(found.geometry.intersection(region), found.score) for found in objects]
    return [found for found in cut if found.geometry.area > 0]


@settings(max_examples=300, deadline=None)
@given(st.lists(rectangles(), max_size=12), st.sampled_from(PHRASES), st.sampled_from([0.02, 0.1, 0.2]))
def test_pruned_search_selects_what_the_whole_search_does(
    objects: list[Found], phrase: str, margin: float
) -> None:
    expression = read(phrase)
    whole = [objects[k].geometry for k in select(objects, expression, SCENE).indexes]
    for step in plan(expression, SCENE, margin).steps:
        seen = seen_in(step, objects)
        if is_settled(step, expression, seen, SCENE):
            break
    pruned = [seen[k].geometry for k in select(seen, expression, SCENE).indexes]
    assert [shape.bounds for shape in pruned] == [shape.bounds for shape in whole]


@pytest.mark.parametrize("phrase", PHRASES)
def test_steps_grow_and_end_with_the_whole_scene(phrase: str) -> None:
    steps = plan(read(phrase), SCENE).steps
    assert steps[-1].is_whole
    for smaller, larger in pairwise(steps):
        assert all(smaller.region[k] >= larger.region[k] for k in (0, 1))
        assert all(smaller.region[k] <= larger.region[k] for k in (2, 3))


def test_a_corner_is_searched_in_a_fraction_of_the_scene() -> None:
    first = plan(read("red building top-left"), SCENE).steps[0]
    assert first.region == pytest.approx((0, 0, 1 / 3 + 0.2, 1 / 3 + 0.2))


def test_phrase_without_position_searches_everything() -> None:
    assert [step.is_whole for step in plan(read("the largest building"), SCENE).steps] == [True]


def test_compass_zone_is_found_on_a_turned_raster() -> None:
    turned = Scene.of_transform((0, 1, 0, 1, 0, 0), 900, 900)
    region = plan(read("buildings in the north"), turned).steps[0].region
    # Columns of this raster run north, so the north is on the picture's right.
    assert region == pytest.approx((2 / 3 - 0.2, 0, 1, 1))
