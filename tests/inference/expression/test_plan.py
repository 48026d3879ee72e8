"""Where is searched first, and that fences keep what lies around a zone from being missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
import shapely
from georefer.inference.expression.frame import Scene
from georefer.inference.expression.model import (
    Expression,
    LayerName,
    Not,
    Position,
    Rank,
    Reference,
    Relation,
    Size,
)
from georefer.inference.expression.outlines import Measuring
from georefer.inference.expression.planning.lattice import Lattice
from georefer.inference.expression.planning.plan import Planner
from georefer.inference.expression.quantities import Quantity
from georefer.tests.inference.expression.worlds import (
    CELLS,
    HOUSE,
    ROAD,
    SCENE,
    SIZE,
    TANK,
    DrawnGround,
    Thing,
    meant,
    pursued,
)
from shapely.geometry.base import BaseGeometry

LINE = LayerName("Line")
TOP_LEFT, CENTER = Position("top", "left"), Position("middle", "center")
STREET = shapely.LineString([(0, 505), (SIZE, 505)])


def planner(layer: BaseGeometry = STREET) -> Planner:
    return Planner(SCENE, DrawnGround({}).lattice, {"line": np.array([layer], dtype=object)})


def share(expression: Expression, found: Mapping[Reference, Sequence[BaseGeometry]] | None = None) -> float:
    """Returns the share of the scene that is searched first."""
    plan = planner()
    want = next(plan.wants(expression, plan.things(expression, found or {})))
    return float(want.part.cells(plan.lattice).mean())


def house(*where: object, count: int | None = None, rank: Rank | None = None) -> Expression:
    return Expression(HOUSE, count, tuple(where), rank)  # type: ignore[arg-type]


def within(metres: float, other: Reference = LINE) -> Relation:
    return Relation("within", (other,), Quantity(metres, "m"))


def test_a_corner_is_searched_in_a_fifth_of_the_scene() -> None:
    assert 1 / 9 < share(house(TOP_LEFT, count=1)) < 0.21


def test_the_surroundings_of_a_layer_are_searched_alone() -> None:
    # 100 m on both sides of a line through 1000 m, and a cell more.
    assert 0.2 < share(house(within(100))) <= 0.31


def test_a_zone_and_a_layer_are_cheaper_together() -> None:
    both = share(house(Position(None, "left"), within(100)))
    assert both < share(house(within(100)))
    assert both < share(house(Position(None, "left")))


def test_the_first_in_a_direction_is_looked_for_in_a_band() -> None:
    assert share(house(count=1, rank=Rank("north"))) <= 0.2
    assert share(house(Size("large"), count=1, rank=Rank("north"))) == 1.0
    assert share(house(rank=Rank("north"))) == 1.0


def test_the_nearest_is_looked_for_in_rings() -> None:
    assert share(house(count=1, rank=Rank("distance", False, 1, LINE))) < 0.25
    assert share(house(count=1, rank=Rank("distance", True, 1, LINE))) == 1.0


@pytest.mark.parametrize(
    "predicate",
    [
        Relation("side", (LINE,), None, Position("top")),
        Relation("far", (LINE,)),
        Relation("beyond", (LINE,), Quantity(50, "m")),
        Relation("outside", (LINE,)),
        Not(within(50)),
        Not(TOP_LEFT),
        Size("large"),
    ],
)
def test_what_is_not_bounded_is_looked_for_everywhere(predicate: object) -> None:
    assert share(house(predicate)) == 1.0


def test_what_is_denied_to_be_far_is_near() -> None:
    assert share(house(Not(Relation("beyond", (LINE,), Quantity(50, "m"))))) == share(house(within(50)))


def test_a_widened_search_ends_with_the_whole_scene() -> None:
    plan = planner()
    for expression in (house(TOP_LEFT, count=1), house(count=1, rank=Rank("east"))):
        shares = [want.part.cells(plan.lattice).mean() for want in plan.wants(expression, {})]
        assert shares == sorted(shares)
        assert shares[-1] == 1.0


def test_the_cheaper_side_is_found_first() -> None:
    tank = Expression(TANK)
    corner_tank = Expression(TANK, None, (TOP_LEFT,))
    near_corner_tank = house(Relation("near", (corner_tank,)))
    assert planner().order(near_corner_tank).first == (corner_tank,)
    corner_house = house(TOP_LEFT, Relation("near", (tank,)))
    assert list(planner().order(corner_house).later) == [tank]
    # Which of several tanks is the largest, no corner tells.
    largest = Expression(TANK, 1, (), Rank("area"))
    assert planner().order(house(TOP_LEFT, Relation("near", (largest,)))).first == (largest,)


def test_a_compass_zone_is_found_on_a_turned_raster() -> None:
    # Columns of this raster run north, so the north is on the picture's right.
    scene = Scene.of_transform((0, 1, 0, 1, 0, 0), 900, 900)
    edges = np.linspace(0, 900, 10)
    left, top = np.meshgrid(edges[:-1], edges[:-1])
    cells = shapely.transform(shapely.box(left, top, left + 100, top + 100), lambda points: points[:, ::-1])
    plan = Planner(scene, Lattice(cells, Measuring(), 0.0, 0.0), {})
    marks = next(plan.wants(house(Position("top", None, "zone", "compass")), {})).part.cells(plan.lattice)
    assert marks[:, 6:].all()
    assert not marks[:, :5].any()


def ring(x: float, y: float, radius: float) -> BaseGeometry:
    return shapely.Point(x, y).buffer(radius).difference(shapely.Point(x, y).buffer(radius - 10))


@pytest.mark.parametrize(
    ("position", "shape"),
    [
        (CENTER, ring(500, 500, 400)),
        (CENTER, ring(500, 500, 400).difference(shapely.box(500, 490, 1000, 510))),
        # Two bodies and a thin street around the corner between them: the centroid lies in the corner's zone.
        (
            TOP_LEFT,
            shapely.union_all(
                [
                    shapely.box(0, 480, 60, 600),
                    shapely.box(480, 0, 600, 60),
                    shapely.LineString([(30, 600), (600, 600), (600, 30)]).buffer(2),
                ]
            ),
        ),
    ],
)
def test_an_object_around_its_zone_is_found(position: Position, shape: BaseGeometry) -> None:
    expression = house(position)
    ground = DrawnGround({HOUSE: [Thing(shape, 0.9)]})
    assert len(meant(expression, ground, [STREET])) == 1
    assert len(pursued(expression, ground, [STREET])) == 1
    assert ground.searched < CELLS**2


def test_an_object_that_is_in_the_zone_here_and_near_there_is_found() -> None:
    # Its centroid is top-left; it comes near the line far from there.
    shape = shapely.union_all([shapely.box(100, 100, 300, 300), shapely.box(290, 290, 310, 480)])
    expression = house(TOP_LEFT, within(40))
    ground = DrawnGround({HOUSE: [Thing(shape, 0.9)]})
    assert len(pursued(expression, ground, [STREET])) == 1


def test_a_long_object_is_followed_to_its_end() -> None:
    road = shapely.LineString([(20, 20), (20, 980), (980, 980)]).buffer(8)
    expression = Expression(ROAD, None, (within(10),))
    ground = DrawnGround({ROAD: [Thing(road, 0.9)]})
    (found,) = pursued(expression, ground, [STREET])
    assert found.geometry.equals(road)
    assert ground.searched < CELLS**2
