"""Tests that touching objects are cut apart at a clear neck, and nothing else is."""

from __future__ import annotations

import pytest
import shapely
from georefer.inference.geo.measuring import Measure
from georefer.inference.geo.splitting import pieces_of, split_touching
from georefer.inference.geo.vectorize import FoundPolygon
from shapely.affinity import rotate, translate
from shapely.geometry import Point, Polygon, box

CAR = box(0, 0, 2, 5)
TWO_CARS = shapely.union_all([CAR, translate(CAR, 2.6, 0.4), box(1.9, 2.5, 2.7, 3.2)])
WHOLE = {
    "car": CAR,
    "tank": Point(0, 0).buffer(10),
    "long road": box(0, 0, 200, 4),
    "L-shaped house": Polygon([(0, 0), (30, 0), (30, 10), (10, 10), (10, 30), (0, 30)]),
    "T-shaped house": shapely.union_all([box(0, 0, 30, 10), box(10, 10, 20, 30)]),
    "house with a porch": shapely.union_all([box(0, 0, 20, 15), box(8, 15, 11, 18)]),
    "house with a court": Polygon(box(0, 0, 30, 30).exterior, [box(8, 8, 22, 22).exterior]),
    "bent road": shapely.LineString([(0, 0), (50, 20), (120, 0)]).buffer(4),
}


@pytest.mark.parametrize("degrees", [0, 33, 90])
def test_two_cars_that_touch_become_two(degrees: float) -> None:
    pieces = pieces_of(rotate(TWO_CARS, degrees))
    assert [piece.area for piece in pieces] == pytest.approx([10.2, 10.2], abs=0.2)
    assert shapely.union_all(pieces).area == pytest.approx(TWO_CARS.area)
    assert pieces[0].intersection(pieces[1]).area == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("name", WHOLE)
def test_one_object_stays_one(name: str) -> None:
    assert pieces_of(WHOLE[name]) == [WHOLE[name]]


def test_a_row_of_tanks_is_cut_between_each() -> None:
    row = shapely.union_all([Point(19 * i, 0).buffer(10) for i in range(4)])
    assert len(pieces_of(row)) == 4


def test_on_the_map_pieces_are_measured_anew_and_the_rest_is_untouched() -> None:
    place = [translate(shape, 500_000, 6_000_000) for shape in (CAR, TWO_CARS)]
    measure = Measure("EPSG:32633")
    found = [FoundPolygon(shape, 0.8, measure.area_m2(shape), measure.length_m(shape)) for shape in place]
    car, *cars = split_touching(found, measure)
    assert car is found[0]
    assert len(cars) == 2
    assert sum(piece.area_m2 for piece in cars) == pytest.approx(found[1].area_m2, rel=1e-6)
    assert all(piece.score == 0.8 and piece.geometry.is_valid for piece in cars)
    assert shapely.union_all([piece.geometry for piece in cars]).symmetric_difference(place[1]).area < 1e-3
    assert split_touching([], measure) == []
