"""Sides of a thing: of a compact one, of a river by the bank beside it, and of a turned map."""

from __future__ import annotations

import pytest
from georefer.inference.expression.frame import Scene
from georefer.inference.expression.model import (
    Column,
    Frame,
    Position,
    Row,
)
from georefer.tests.inference.expression.relation_scenes import (
    kept,
    relation,
    square,
)
from georefer.tests.inference.expression.test_relations import RIVER, TANK


@pytest.mark.parametrize(
    ("row", "column", "frame", "indexes"),
    [
        ("top", None, "image", (0, 4)),
        ("bottom", None, "image", (2, 6)),
        (None, "left", "image", (3, 4)),
        (None, "right", "image", (1, 6)),
        ("top", "left", "image", (4,)),
        ("bottom", "right", "compass", (6,)),
        ("top", None, "compass", (0, 4)),
    ],
)
def test_sides_of_a_compact_thing(
    row: Row | None, column: Column | None, frame: Frame, indexes: tuple[int, ...]
) -> None:
    tank = [square(500, 500, 100)]
    objects = [
        square(500, 800),
        square(800, 500),
        square(500, 200),
        square(200, 500),
        square(300, 700),
        square(500, 500),
        square(700, 300),
    ]
    side = relation("side", side=Position(row=row, column=column, frame=frame))
    assert kept(side, objects, tank) == indexes


def test_the_bank_right_beside_decides_the_side_of_a_river() -> None:
    # The second lies farther north than the middle of the river, and yet south of it.
    objects = [square(100, 320), square(900, 520), square(900, 650), square(100, 100)]
    north = relation("side", side=Position(row="top", frame="compass"))
    south = relation("side", side=Position(row="bottom", frame="compass"))
    assert kept(north, objects, [RIVER]) == (0, 2)
    assert kept(south, objects, [RIVER]) == (1, 3)


def test_canvas_rotation_turns_the_top_of_a_thing_but_not_its_north() -> None:
    scene = Scene.of_bounds((0, 0, 1000, 1000), rotation_deg=90)
    west, north = square(200, 500), square(500, 800)
    tank = [square(500, 500)]
    above = relation("side", side=Position(row="top"))
    north_of = relation("side", side=Position(row="top", frame="compass"))
    assert kept(above, [west, north], tank, scene=scene) == (0,)
    assert kept(north_of, [west, north], tank, scene=scene) == (1,)


def test_nothing_is_beside_itself() -> None:
    ships = [square(300, 300), square(600, 200)]
    lower_right = relation("side", TANK, side=Position(row="bottom", column="right"))
    assert kept(lower_right, ships, ships[:1]) == (1,)
