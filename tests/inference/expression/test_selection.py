"""Checks which objects an expression selects, on drawn scenes."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from georefer.inference.expression.frame import Scene
from georefer.inference.expression.outlines import Measuring, measure_outline, shape_fit
from georefer.inference.expression.reading import read
from georefer.inference.expression.selecting.selection import Selection, select
from shapely import Point, Polygon, affinity, box, union_all


@dataclass(frozen=True)
class Found:
    """Stands in for a polygon the model found."""

    geometry: Polygon
    score: float = 0.8


PIXELS = Scene.of_pixels(900, 900)


def square(x: float, y: float, side: float = 20, score: float = 0.8) -> Found:
    return Found(box(x - side / 2, y - side / 2, x + side / 2, y + side / 2), score)


def chosen(phrase: str, objects: list[Found], scene: Scene = PIXELS) -> Selection:
    return select(objects, read(phrase), scene)


NINE = [square(150 + 300 * column, 150 + 300 * row) for row in range(3) for column in range(3)]


@pytest.mark.parametrize(
    ("phrase", "index"),
    [
        ("building top-left", 0),
        ("building at the top centre", 1),
        ("building in the upper right corner", 2),
        ("building in the middle left", 3),
        ("building in the center", 4),
        ("building center right", 5),
        ("building in the south-west", 6),
        ("building at the bottom center", 7),
        ("building in the lower right", 8),
    ],
)
def test_each_zone_selects_its_own_object(phrase: str, index: int) -> None:
    assert chosen(phrase, NINE).indexes == (index,)


@pytest.mark.parametrize(
    ("phrase", "indexes"),
    [
        ("buildings on the left", (0, 3, 6)),
        ("buildings at the bottom", (6, 7, 8)),
        ("buildings in the east", (2, 5, 8)),
        ("buildings in the corners", (0, 2, 6, 8)),
        ("buildings at the edge", (0, 1, 2, 3, 5, 6, 7, 8)),
        ("buildings in the top left quarter", (0, 1, 3, 4)),
        ("all buildings", tuple(range(9))),
    ],
)
def test_plural_keeps_every_object_of_the_zone(phrase: str, indexes: tuple[int, ...]) -> None:
    assert chosen(phrase, NINE).indexes == indexes


def test_singular_takes_the_object_nearest_the_named_corner() -> None:
    objects = [square(250, 250, score=0.9), square(60, 70, score=0.8), square(180, 40, score=0.85)]
    selection = chosen("red building top-left", objects)
    assert selection.indexes == (1,)


def test_image_up_and_grid_north_differ_on_a_turned_raster() -> None:
    # A quarter turn: row 0 lies along the west side, so the picture's up is west.
    scene = Scene.of_transform((0, 1, 0, 1, 0, 0), 900, 900)
    assert scene.place(0, 450) == (0.5, 0.0)
    west, north = square(50, 450), square(450, 850)
    assert chosen("building at the top", [west, north], scene).indexes == (0,)
    assert chosen("building in the north", [west, north], scene).indexes == (1,)


def test_canvas_rotation_turns_the_top_but_not_the_north() -> None:
    # QGIS turns the map clockwise by 90 degrees: north points to the right, west is at the top.
    scene = Scene.of_bounds((0, 0, 900, 900), rotation_deg=90)
    west, north = square(50, 450), square(450, 850)
    assert chosen("building at the top", [west, north], scene).indexes == (0,)
    assert chosen("building on the right", [west, north], scene).indexes == (1,)
    assert chosen("building in the north", [west, north], scene).indexes == (1,)


@pytest.mark.parametrize(
    "transform", [(1, 0, 0, 0, -1, 900), (1, 0, 0, 0, 1, 0)], ids=["north-up", "south-up"]
)
def test_top_is_row_zero_whichever_way_the_raster_runs(transform: tuple[int, ...]) -> None:
    a, b, c, d, e, f = map(float, transform)
    scene = Scene.of_transform((a, b, c, d, e, f), 900, 900)
    first_row = square(450, f + e * 20)
    last_row = square(450, f + e * 880)
    assert chosen("building at the top", [last_row, first_row], scene).indexes == (1,)
    north = 1 if e < 0 else 0
    assert chosen("building in the north", [last_row, first_row], scene).indexes == (north,)


def test_ranks_order_by_area_place_and_ordinal() -> None:
    objects = [square(100, 450, 20), square(320, 100, 40), square(600, 800, 60), square(800, 500, 80)]
    assert chosen("the largest building", objects).indexes == (3,)
    assert chosen("the second largest building", objects).indexes == (2,)
    assert chosen("the two smallest buildings", objects).indexes == (0, 1)
    assert chosen("third building from the left", objects).indexes == (2,)
    assert chosen("northernmost building", objects).indexes == (1,)
    assert chosen("the lowest building", objects).indexes == (2,)
    assert chosen("the largest building on the left", objects).indexes == (0,)
    assert chosen("the ninth largest building", objects).indexes == ()
    assert chosen("the ninth largest building", objects).notes[-1].code == "fewer"


def test_near_ties_are_reported() -> None:
    rank = chosen("the largest building", [square(100, 100, 100), square(500, 500, 99), square(700, 700, 20)])
    assert [choice.row for choice in rank.close] == [1]
    score = chosen("the building", [square(100, 100, score=0.9), square(500, 500, score=0.88)])
    assert score.indexes == (0,)
    assert [choice.row for choice in score.close] == [1]
    assert [note.code for note in score.notes] == ["close"]


def test_empty_zone_widens_for_one_and_not_for_all() -> None:
    objects = [square(880, 880), square(400, 350)]
    one = chosen("building top-left", objects)
    assert one.indexes == (1,)
    assert one.notes[0].code == "widened"
    assert chosen("buildings top-left", objects).indexes == ()
    assert chosen("building top-left", []).kept == ()


def test_ten_thousand_objects_take_seconds() -> None:
    objects = [square(9 * (k % 100), 9 * (k // 100), 3 + k % 5) for k in range(10_000)]
    started = time.perf_counter()
    chosen("the large long building top-left", objects)
    chosen("large buildings in the north", objects)
    chosen("the longest building", objects)
    assert time.perf_counter() - started < 20


def test_nothing_found_is_a_normal_answer() -> None:
    for phrase in ("the car", "cars", "the largest car", "large cars", "the long car top left"):
        assert chosen(phrase, []) == Selection(())


L_SHAPE = Polygon([(0, 0), (100, 0), (100, 40), (40, 40), (40, 100), (0, 100)])
U_SHAPE = Polygon([(0, 0), (100, 0), (100, 100), (70, 100), (70, 30), (30, 30), (30, 100), (0, 100)])
SHAPES = {
    "round": Point(0, 0).buffer(50),
    "square": box(0, 0, 100, 96),
    "long": box(0, 0, 200, 30),
    "l-shaped": L_SHAPE,
    "u-shaped": U_SHAPE,
}


@pytest.mark.parametrize("angle", [0, 17, 45, 80])
@pytest.mark.parametrize("word", list(SHAPES))
def test_each_shape_word_fits_its_shape_best(word: str, angle: float) -> None:
    shapes = [Found(affinity.rotate(shape, angle)) for shape in SHAPES.values()]
    assert chosen(f"the {word} building", shapes).indexes == (list(SHAPES).index(word),)
    assert list(SHAPES).index(word) in chosen(f"{word} buildings", shapes).indexes


def staircase(shape: Polygon, pixel: int = 3) -> Polygon:
    left, bottom, right, top = map(int, shape.bounds)
    cells = [
        box(x, y, x + pixel, y + pixel)
        for x in range(left, right, pixel)
        for y in range(bottom, top, pixel)
        if shape.contains(Point(x + pixel / 2, y + pixel / 2))
    ]
    return union_all(cells)


def test_staircase_outlines_of_pixels_keep_their_shape() -> None:
    disk = staircase(SHAPES["round"])
    assert shape_fit("round", measure_outline(disk)) > 0.5
    for word in ("l-shaped", "u-shaped"):
        stairs = staircase(affinity.rotate(SHAPES[word], 30))
        assert shape_fit(word, measure_outline(stairs)) > 0.5  # type: ignore[arg-type]


def test_size_words_compare_with_what_was_found() -> None:
    objects = [square(100 * k + 50, 450, side) for k, side in enumerate((10, 20, 20, 20, 20, 60))]
    assert chosen("large buildings", objects).indexes == (5,)
    assert chosen("small buildings", objects).indexes == (0,)
    assert chosen("the small building", objects).indexes == (0,)
    assert chosen("huge buildings", objects[:1]).indexes == (0,)


def test_longest_follows_the_bends_of_a_ribbon() -> None:
    river = Polygon([(0, 0), (300, 0), (300, 300), (0, 300), (0, 290), (290, 290), (290, 10), (0, 10)])
    straight = box(0, 400, 400, 410)
    assert chosen("the longest river", [Found(straight), Found(river)]).indexes == (1,)


def test_measuring_decides_what_is_largest() -> None:
    # In degrees the northern field looks larger; on the ground it is smaller.
    objects = [Found(box(0, 80, 1, 81)), Found(box(0, 0, 0.9, 0.9))]
    scene = Scene.of_bounds((0, 0, 90, 90))
    by_ground = Measuring(
        area_m2=lambda geometry: geometry.area * (0.17 if geometry.centroid.y > 45 else 1.0)
    )
    assert select(objects, read("the largest field"), scene).indexes == (0,)
    assert select(objects, read("the largest field"), scene, by_ground).indexes == (1,)
