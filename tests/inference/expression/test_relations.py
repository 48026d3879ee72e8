"""Checks what each relation means, on drawn scenes and against the definition applied one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from georefer.inference.expression.model import (
    Expression,
    Measure,
    MeasureKey,
    Not,
    Position,
    Rank,
    Shape,
    Size,
)
from georefer.inference.expression.quantities import Quantity
from georefer.inference.expression.selecting.others import near_distances_m
from georefer.inference.expression.selecting.selection import select
from georefer.tests.inference.expression.relation_scenes import (
    LAYER,
    OTHER_LAYER,
    SCENE,
    Found,
    chosen,
    denied,
    kept,
    relation,
    square,
    wanted,
)
from shapely import LineString, Point, Polygon, affinity, box

TANK = Expression(wanted(noun="tank").target, 1)
RIVER = shapely.LineString([(0, 200), (500, 500), (1000, 600)]).buffer(20)


def test_within_and_beyond_share_everything_at_the_limit() -> None:
    objects = [square(100 + 20 + gap, 500) for gap in (0, 30, 50, 51, 200)]
    other = [square(100, 500)]
    assert kept(relation("within", metres=50), objects, other) == (0, 1, 2)
    assert kept(relation("beyond", metres=50), objects, other) == (3, 4)
    assert kept(relation("within", metres=0), objects, other) == (0,)


def test_units_of_the_person_are_turned_into_metres() -> None:
    objects = [square(300, 500), square(700, 500)]
    within = relation("within", LAYER)
    feet = type(within)("within", (LAYER,), Quantity(1000, "ft"))
    assert kept(feet, objects, [square(100, 500)]) == (0,)
    li = type(within)("within", (LAYER,), Quantity(2, "li"))
    assert kept(li, objects, [square(100, 500)]) == (0, 1)


def test_without_others_nothing_is_near_and_everything_beyond() -> None:
    objects = [square(100, 100), square(900, 900)]
    for kind in ("near", "on", "inside", "along", "with", "touching", "surrounded", "is"):
        assert kept(relation(kind), objects, []) == ()  # type: ignore[arg-type]
        assert kept(denied(relation(kind)), objects, []) == (0, 1)  # type: ignore[arg-type]
    for kind in ("far", "outside"):
        assert kept(relation(kind), objects, []) == (0, 1)  # type: ignore[arg-type]
    assert kept(relation("within", metres=10), objects, []) == ()
    assert kept(relation("beyond", metres=10), objects, []) == (0, 1)
    assert kept(relation("between", LAYER, OTHER_LAYER), objects, []) == ()
    assert kept(relation("side", side=Position(row="top")), objects, []) == ()
    notes = chosen(wanted(relation("near")), objects, []).notes
    assert notes[0].code == "nothing"
    assert "[Others]" in notes[0].text


def test_near_follows_the_size_of_the_thing_and_is_told() -> None:
    tank, hall = [square(500, 500, 20)], [square(500, 500, 36)]
    objects = [square(500 + 10 + 10 + gap, 500) for gap in (5, 55, 70, 110, 130)]
    near_tank = chosen(wanted(relation("near")), objects, tank)
    assert near_tank.indexes == (0, 1)
    assert [note.text for note in near_tank.notes if note.code == "near"] == [
        "near [Others]: within 60 units from edge to edge"
    ]
    assert kept(relation("near"), objects, hall) == (0, 1, 2)
    # What is neither near nor far lies between one and two near distances.
    assert kept(relation("far"), objects, tank) == (4,)


def test_near_has_bounds_and_a_value_for_what_has_no_size() -> None:
    shapes = np.array([square(0, 0, 2), square(0, 0, 5000), LineString([(0, 0), (9, 9)]), Point(0, 0)])
    assert near_distances_m(shapes, math.inf).tolist() == [25, 500, 100, 100]
    assert near_distances_m(shapes, 160.0).tolist() == [20, 20, 20, 20]


def test_a_thing_is_not_near_itself_unless_a_layer_says_so() -> None:
    objects = [square(100, 100), square(130, 100), square(800, 800)]
    assert kept(relation("near", TANK), objects, objects) == (0, 1)
    assert kept(relation("near", LAYER), objects, objects) == (0, 1, 2)
    # The same object, found a second time with a slightly different outline.
    again = [affinity.scale(objects[2], 1.1, 1.1)]
    assert kept(relation("within", TANK, metres=500), objects, again) == ()
    assert kept(relation("beyond", TANK, metres=500), objects, again) == (0, 1, 2)


def test_touching_forgives_the_gap_of_drawn_outlines() -> None:
    other = [box(0, 0, 100, 100)]
    objects = [box(100, 0, 120, 20), box(101.5, 40, 121.5, 60), box(104, 70, 124, 90)]
    assert kept(relation("touching"), objects, other) == (0, 1)


def test_inside_goes_by_half_and_fills_holes() -> None:
    ring = Polygon(Point(500, 500).buffer(300).exterior, [Point(500, 500).buffer(250).exterior])
    objects = [square(500, 500), square(500, 795), square(500, 805), square(50, 50)]
    assert kept(relation("inside"), objects, [ring]) == (0, 1)
    assert kept(relation("outside"), objects, [ring]) == (2, 3)


def test_inside_a_large_polygon_holds_across_its_pieces() -> None:
    coast = Point(500, 500).buffer(400, quad_segs=2000)
    objects = [square(x, y, 40) for x in range(50, 1000, 50) for y in range(50, 1000, 50)]
    expected = [k for k, one in enumerate(objects) if one.intersection(coast).area >= one.area / 2]
    assert list(kept(relation("inside"), objects, [coast])) == expected


def test_on_means_standing_on_crossing_and_cut_out() -> None:
    road = box(0, 490, 1000, 510)
    holed = road.difference(box(300, 495, 310, 500)).difference(box(500, 502, 510, 510))
    objects = [
        box(100, 495, 110, 500),  # on it
        box(300, 495, 310, 500),  # in a hole of it
        box(500, 502, 510, 510),  # in a notch of it
        box(700, 400, 712, 600),  # a bridge across
        box(800, 511, 820, 531),  # beside it
        box(900, 508, 920, 528),  # beside it, a little over the edge
    ]
    assert kept(relation("on"), objects, [holed]) == (0, 1, 2, 3)
    assert kept(relation("on"), objects, [LineString([(0, 498), (1000, 498)])]) == (0, 1, 3)


def test_a_bridge_is_on_the_water_that_it_parts() -> None:
    bridge = box(490, 400, 510, 600)
    banks = [box(0, 420, 490, 580), box(510, 420, 1000, 580)]
    assert kept(relation("on"), [bridge, square(505, 700)], banks) == (0,)


def test_along_wants_length_beside_it() -> None:
    road = [box(0, 496, 1000, 504)]
    objects = [
        box(100, 510, 300, 520),  # beside it
        box(500, 510, 510, 900),  # only its end is near
        square(700, 520, 10),
        square(900, 800, 10),
    ]
    assert kept(relation("along"), objects, road) == (0, 2)
    assert kept(relation("near"), objects, road) == (0, 1, 2)


def test_with_turns_the_relation_around() -> None:
    houses = [square(100, 100, 30), square(200, 100, 30), square(300, 100, 30)]
    pools = [square(100, 100, 6), square(223, 100, 6)]
    assert kept(relation("with"), houses, pools) == (0, 1)
    assert kept(denied(relation("with")), houses, pools) == (2,)


def test_is_stands_for_except() -> None:
    objects = [square(100, 100), square(300, 100), square(500, 100)]
    others = [affinity.translate(objects[1], 2, 1), square(515, 100)]
    assert kept(denied(relation("is", TANK)), objects, others) == (0, 2)
    assert kept(denied(relation("is", LAYER)), objects, [Point(500, 100)]) == (0, 1)


def test_between_two_things_and_between_kinds() -> None:
    two = [square(100, 500), square(700, 500)]
    objects = [square(400, 500), square(400, 540), square(400, 800), square(850, 500), two[0]]
    assert kept(relation("between"), objects, two) == (0, 1)
    assert kept(relation("between", LAYER, OTHER_LAYER), objects, two[:1], two[1:]) == (0, 1)
    assert kept(relation("between"), objects, two[:1]) == ()


def test_between_a_winding_road_and_a_river() -> None:
    road = affinity.translate(RIVER, 0, 250)
    objects = [square(100, 390), square(500, 625), square(900, 700), square(500, 400), square(500, 900)]
    assert kept(relation("between", LAYER, OTHER_LAYER), objects, [RIVER], [road]) == (0, 1, 2)


def test_between_neighbours_only() -> None:
    row = [square(x, 500) for x in (100, 300, 500, 700)]
    objects = [square(200, 500), square(600, 500), square(850, 500)]
    assert kept(relation("between"), objects, row) == (0, 1)
    same_place = [square(500, 500), square(500, 500, 30)]
    assert kept(relation("between"), objects, same_place) == ()


def test_surrounded_by_many_or_by_one() -> None:
    house = square(500, 500)
    trees = [square(500 + 40 * math.cos(k), 500 + 40 * math.sin(k), 20) for k in np.arange(0, 6.28, 0.5)]
    assert kept(relation("surrounded"), [house, square(800, 500)], trees) == (0,)
    assert kept(relation("surrounded"), [house], trees[: len(trees) // 2]) == ()
    water = Polygon(Point(500, 500).buffer(300).exterior, [Point(500, 500).buffer(60).exterior])
    assert kept(relation("surrounded"), [house, square(900, 500)], [water]) == (0,)
    assert kept(relation("surrounded"), [house, square(500, 300)], [box(0, 510, 1000, 520)]) == ()


def test_measures_bound_both_ways_in_any_unit() -> None:
    objects = [box(0, 0, 10, 10), box(100, 0, 150, 20), box(300, 0, 500, 100)]

    def within(by: MeasureKey, least: Quantity | None, most: Quantity | None) -> tuple[int, ...]:
        return kept(Measure(by, least, most), objects, [])

    assert within("area", Quantity(100, "m2"), None) == (0, 1, 2)
    assert within("area", Quantity(0.1, "ha"), Quantity(1, "ha")) == (1,)
    assert within("length", Quantity(50, "m"), None) == (1, 2)
    assert within("width", None, Quantity(20, "m")) == (0, 1)
    assert within("perimeter", Quantity(141, "m"), None) == (2,)
    denied_area = Not(Measure("area", Quantity(1, "ha"), None))
    assert kept(denied_area, objects, []) == (0, 1)


def test_not_denies_positions_shapes_and_sizes() -> None:
    objects = [square(100, 900), square(900, 100), box(400, 500, 600, 510), square(500, 200, 200)]
    assert kept(Not(Position("top", "left")), objects, []) == (1, 2, 3)
    assert kept(Not(Shape("long")), objects, []) == (0, 1, 3)
    assert kept(Not(Size("large")), objects, []) == (0, 1, 2)


def test_a_denied_place_is_never_widened() -> None:
    one = wanted(Not(Position("top", "left")), count=1)
    assert chosen(one, [square(100, 900)], []).indexes == ()
    both = wanted(Position("bottom", "right"), relation("within", metres=50), count=1)
    objects = [square(100, 900), square(600, 500)]
    selection = chosen(both, objects, [square(100, 900)])
    assert selection.indexes == (0,)
    assert selection.notes[-1].code == "widened"


def test_ranks_by_width_outline_and_distance() -> None:
    objects = [box(0, 0, 100, 10), box(200, 0, 240, 40), box(400, 0, 420, 20)]

    def first(rank: Rank) -> tuple[int, ...]:
        return chosen(wanted(count=1, rank=rank), objects, [Point(600, 0)]).indexes

    assert first(Rank("width")) == (1,)
    assert first(Rank("width", descending=False)) == (0,)
    assert first(Rank("perimeter")) == (0,)
    assert first(Rank("distance", descending=False, other=LAYER)) == (2,)
    assert first(Rank("distance", descending=False, ordinal=2, other=LAYER)) == (1,)
    assert first(Rank("distance", other=LAYER)) == (0,)


def test_the_nearest_to_a_thing_is_another_thing_and_near_ties_are_told() -> None:
    objects = [square(100, 100), square(200, 100), square(0, 100.5), square(900, 900)]
    nearest = wanted(count=1, rank=Rank("distance", descending=False, other=TANK))
    selection = chosen(nearest, objects, objects[:1])
    assert selection.indexes == (1,)
    assert [choice.row for choice in selection.close] == [2]
    assert chosen(nearest, objects, []).indexes == ()


def test_one_near_a_thing_is_the_nearest_of_those() -> None:
    objects = [square(160, 100), square(130, 100), square(900, 100)]
    assert chosen(wanted(relation("near"), count=1), objects, [square(100, 100)]).indexes == (1,)


def test_a_missing_reference_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        select([Found(square(0, 0))], wanted(relation("near")), SCENE, None, {})
