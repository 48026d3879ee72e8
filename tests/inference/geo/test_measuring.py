"""Tests that measures are true on the ground in any CRS."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from georefer.inference.geo.measuring import Measure
from pyproj import Transformer
from shapely.geometry import LineString, MultiPolygon, Polygon, box

SIDE_M = 200.0
LONLAT = (15.2, 60.0)


def square_in(crs: str, side_m: float = SIDE_M) -> Polygon:
    """Returns a square on the ground at 60 degrees north, drawn in the CRS."""
    plane = f"+proj=aeqd +lon_0={LONLAT[0]} +lat_0={LONLAT[1]} +datum=WGS84"
    onwards = Transformer.from_crs(plane, crs, always_xy=True)
    square = shapely.segmentize(box(-side_m / 2, -side_m / 2, side_m / 2, side_m / 2), 5)
    return shapely.transform(square, onwards.transform, interleaved=False)


@pytest.mark.parametrize(
    "crs", ["EPSG:4326", "EPSG:3857", "EPSG:32633", "EPSG:3035", "EPSG:2154", "EPSG:4258"]
)
def test_area_and_length_are_those_on_the_ground(crs: str) -> None:
    measure = Measure(crs)
    assert measure.area_m2(square_in(crs)) == pytest.approx(SIDE_M**2, rel=1e-4)
    assert measure.length_m(square_in(crs)) == pytest.approx(4 * SIDE_M, rel=1e-4)


def test_web_mercator_is_not_believed() -> None:
    square = square_in("EPSG:3857")
    assert square.area > 3.9 * SIDE_M**2
    assert Measure("EPSG:3857").area_m2(square) == pytest.approx(SIDE_M**2, rel=1e-4)


def test_grads_and_other_prime_meridians_count() -> None:
    paris = Polygon([(0, 54), (0.01, 54), (0.01, 54.01), (0, 54.01)])
    expected_m2 = (np.radians(0.009) * 6.371e6) ** 2 * np.cos(np.radians(54.005 * 0.9))
    assert Measure("EPSG:4807").area_m2(paris) == pytest.approx(expected_m2, rel=0.01)


def test_holes_are_subtracted_and_parts_added() -> None:
    outer, inner = square_in("EPSG:32633"), square_in("EPSG:32633", 100)
    holed = Polygon(outer.exterior, [inner.exterior])
    measure = Measure("EPSG:32633")
    assert measure.area_m2(holed) == pytest.approx(30_000, rel=1e-4)
    assert measure.length_m(holed) == pytest.approx(1200, rel=1e-4)
    apart = shapely.affinity.translate(holed, 1000)
    assert measure.area_m2(MultiPolygon([holed, apart])) == pytest.approx(60_000, rel=1e-3)


def test_a_line_has_a_length_and_no_area() -> None:
    line = LineString([(500000, 6000000), (500300, 6000000), (500300, 6000400)])
    measure = Measure("EPSG:32633")
    assert measure.length_m(line) == pytest.approx(700, rel=1e-3)
    assert measure.area_m2(line) == 0


def test_turning_a_ring_around_changes_nothing() -> None:
    square = square_in("EPSG:4326")
    measure = Measure("EPSG:4326")
    assert measure.area_m2(square.reverse()) == pytest.approx(measure.area_m2(square))


def test_without_crs_units_are_those_of_the_map() -> None:
    measure = Measure(None)
    assert measure.area_m2(box(0, 0, 3, 4)) == 12
    assert measure.length_m(box(0, 0, 3, 4)) == 14
    assert measure.to_local_metric(box(1, 2, 3, 4)).equals(box(1, 2, 3, 4))
    assert not measure.on_ground


def test_a_crs_of_a_building_site_is_plane_and_may_count_feet() -> None:
    axes = 'CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["foot",0.3048]'
    feet = f'ENGCRS["site",EDATUM["peg"],{axes}]'
    assert Measure(feet).area_m2(box(0, 0, 10, 10)) == pytest.approx(3.048**2)
    assert Measure(feet).length_m(box(0, 0, 10, 10)) == pytest.approx(40 * 0.3048)


def test_many_are_measured_as_one_is() -> None:
    squares = [square_in("EPSG:3857", side) for side in (10, 50, 90)]
    measure = Measure("EPSG:3857")
    areas_m2, lengths_m = measure.areas_and_lengths(squares)
    assert areas_m2.tolist() == [measure.area_m2(square) for square in squares]
    assert lengths_m.tolist() == [measure.length_m(square) for square in squares]
    assert measure.areas_m2([]).shape == (0,)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32633"])
def test_distances_in_the_local_plane_are_ground_distances(crs: str) -> None:
    square = square_in(crs)
    plane = Measure(crs).plane_at(*square.centroid.coords[0])
    assert plane.from_map(square).area == pytest.approx(SIDE_M**2, rel=1e-4)
    left, bottom, right, top = plane.from_map(square).bounds
    assert (right - left, top - bottom) == pytest.approx((SIDE_M, SIDE_M), rel=1e-3)
    assert Measure(crs).to_local_metric(square).area == pytest.approx(SIDE_M**2, rel=1e-4)


def test_metres_per_unit_tell_direction_and_length() -> None:
    (axes,) = Measure("EPSG:4326").metres_per_unit(np.array([15.2]), np.array([60.0]), 1e-4)
    assert axes[0] == pytest.approx([55_800, 0], abs=60)
    assert axes[1] == pytest.approx([0, 111_412], abs=60)
    assert Measure(None).metres_per_unit(np.zeros(2), np.zeros(2), 1.0).tolist() == [np.eye(2).tolist()] * 2


def test_pixels_that_are_said_to_be_degrees_are_measured_as_they_are() -> None:
    plane = Measure("EPSG:4326").plane_at(395.5, 359.0)
    near, far = (plane.from_map(shapely.Point(x, 300)) for x in (20, 40))
    assert 0 < near.distance(far) < float("inf")
