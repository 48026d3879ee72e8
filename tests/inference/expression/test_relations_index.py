"""The index over many objects answers like each object asked alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from georefer.inference.expression.model import (
    Position,
    Rank,
)
from georefer.inference.expression.outlines import Measuring
from georefer.inference.expression.selecting.candidates import Candidates
from georefer.inference.expression.selecting.others import Others, near_distances_m
from georefer.inference.expression.selecting.relating import stands
from georefer.tests.inference.expression.relation_scenes import (
    LAYER,
    SCENE,
    Found,
    chosen,
    kept,
    relation,
    wanted,
)
from georefer.tests.inference.expression.test_relations import TANK
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry


@st.composite
def shapes(draw: st.DrawFn) -> BaseGeometry:
    x, y = draw(st.integers(0, 300)), draw(st.integers(0, 300))
    kind = draw(st.sampled_from(["box", "box", "line", "point", "disk", "ribbon"]))
    if kind == "point":
        return Point(x, y)
    width, height = draw(st.integers(1, 90)), draw(st.integers(1, 90))
    if kind == "disk":
        return Point(x, y).buffer(width, quad_segs=80)
    line = LineString([(x, y), (x + width, y + height), (x + 2 * width, y)])
    return {"box": box(x, y, x + width, y + height), "line": line}.get(kind, line.buffer(4, quad_segs=40))


polygons = shapes().filter(lambda shape: shape.area > 0)


def other_gaps(one: BaseGeometry, others: list[BaseGeometry]) -> list[float]:
    return [one.distance(other) for other in others]


@settings(max_examples=80, deadline=None)
@given(st.lists(polygons, max_size=8), st.lists(shapes(), max_size=8), st.integers(0, 200))
def test_the_index_answers_distances_as_one_by_one_does(
    objects: list[BaseGeometry], others: list[BaseGeometry], metres: int
) -> None:
    near_m = near_distances_m(np.array(others, object), 1000.0) if others else np.zeros(0)
    gaps = [other_gaps(one, others) for one in objects]
    within = [k for k, row in enumerate(gaps) if any(gap <= metres + 1e-9 for gap in row)]
    # Distances that sit on the limit to within a rounding error may go either way.
    if any(0 < abs(gap - metres) < 1e-6 for row in gaps for gap in row):
        return
    assert list(kept(relation("within", metres=metres), objects, others)) == within
    beyond = [k for k in range(len(objects)) if k not in within]
    assert list(kept(relation("beyond", metres=metres), objects, others)) == beyond
    near = [k for k, row in enumerate(gaps) if any(row <= near_m)]
    assert list(kept(relation("near"), objects, others)) == near
    far = [k for k, row in enumerate(gaps) if not any(row <= 2 * near_m)]
    assert list(kept(relation("far"), objects, others)) == far
    if objects and others:
        order = wanted(rank=Rank("distance", descending=False, other=LAYER), count=len(objects))
        ranked = [min(gaps[k]) for k in chosen(order, objects, others).indexes]
        assert ranked == pytest.approx(sorted(min(row) for row in gaps), abs=1e-6)


@settings(max_examples=50, deadline=None)
@given(st.lists(polygons, max_size=8), st.lists(polygons, max_size=5))
def test_the_index_answers_shares_as_one_by_one_does(
    objects: list[BaseGeometry], others: list[BaseGeometry]
) -> None:
    shares = [[one.intersection(other).area / one.area for other in others] for one in objects]
    if any(abs(share - 0.5) < 1e-6 for row in shares for share in row):
        return
    inside = [k for k, row in enumerate(shares) if any(share > 0.5 for share in row)]
    assert list(kept(relation("inside"), objects, others)) == inside
    assert list(kept(relation("outside"), objects, others)) == [
        k for k in range(len(objects)) if k not in inside
    ]


@settings(max_examples=50, deadline=None)
@given(st.lists(polygons, min_size=1, max_size=8), st.integers(0, 120))
def test_things_compared_with_each_other_leave_themselves_out(
    objects: list[BaseGeometry], metres: int
) -> None:
    def alike(one: BaseGeometry, other: BaseGeometry) -> bool:
        shared = one.intersection(other).area
        return bool(shared >= 0.5 * one.union(other).area)

    def gap(one: BaseGeometry) -> float:
        return min((one.distance(other) for other in objects if not alike(one, other)), default=math.inf)

    gaps = [gap(one) for one in objects]
    if any(0 < abs(one - metres) < 1e-6 for one in gaps):
        return
    within = [k for k, one in enumerate(gaps) if one <= metres]
    assert list(kept(relation("within", TANK, metres=metres), objects, objects)) == within


@settings(max_examples=30, deadline=None)
@given(st.lists(polygons, min_size=1, max_size=6), st.lists(shapes(), min_size=1, max_size=6))
def test_many_objects_are_answered_like_each_alone(
    objects: list[BaseGeometry], others: list[BaseGeometry]
) -> None:
    measuring = Measuring()
    table = Candidates([Found(one) for one in objects], SCENE, measuring)
    things = np.empty(len(others), object)
    things[:] = others
    for kind in ("on", "along", "with", "touching", "surrounded", "between", "is", "side"):
        asked = relation(kind, side=Position(row="top"))  # type: ignore[arg-type]
        together = stands(asked, table.rows, table, [Others(things, things, 1000.0)])
        alone = [
            bool(stands(asked, table.rows[[row]], table, [Others(things, things, 1000.0)])[0])
            for row in range(len(objects))
        ]
        assert together.tolist() == alone
