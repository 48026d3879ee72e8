"""Checks that phrases are measured on the ground, in metres, whatever the CRS."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from georefer.inference.expression.frame import Scene
from georefer.inference.geo.measuring import Measure
from georefer.inference.rulers import ground_measuring
from pyproj import Geod

PLACES = {
    "EPSG:32633": (500_000.0, 5_000_000.0, 20_000.0),
    "EPSG:3857": (1_500_000.0, 6_500_000.0, 20_000.0),
    "EPSG:4326": (15.0, 45.0, 0.2),
    "EPSG:4326 wide": (15.0, 45.0, 3.0),
    "EPSG:2263": (980_000.0, 200_000.0, 60_000.0),
}


@pytest.mark.parametrize("place", list(PLACES))
def test_distances_in_the_plane_are_those_on_the_ground(place: str) -> None:
    crs = place.split()[0]
    left, bottom, side = PLACES[place]
    measure = Measure(crs)
    scene = Scene.of_bounds((left, bottom, left + side, bottom + side))
    measuring = ground_measuring(measure, scene)
    points = np.random.default_rng(5).uniform(-0.8, 1.8, (200, 2)) * side + (left, bottom)
    plane = shapely.get_coordinates(measuring.plane(shapely.points(points)))
    lon, lat = measure.to_degrees(points[:, 0], points[:, 1])
    geod = Geod(ellps="GRS80" if crs == "EPSG:2263" else "WGS84")
    _, _, ground_m = geod.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    planar_m = np.hypot(*(plane[1:] - plane[:-1]).T)
    assert planar_m == pytest.approx(ground_m, rel=2e-3)


def test_a_shape_lies_in_the_plane_where_it_does_alone() -> None:
    scene = Scene.of_bounds((15.0, 45.0, 15.2, 45.2))
    measuring = ground_measuring(Measure("EPSG:4326"), scene)
    shapes = shapely.box([15.0, 15.1, 16.9], [45.0, 45.1, 45.0], [15.01, 15.2, 17.0], [45.01, 45.3, 45.1])
    together = measuring.plane(shapes)
    for index, shape in enumerate(shapes):
        alone = measuring.plane(np.array([shape]))[0]
        assert shapely.equals_exact(alone, together[index])


def test_without_a_crs_units_are_told_as_such() -> None:
    measuring = ground_measuring(Measure(None), Scene.of_bounds((0, 0, 10, 10)))
    assert not measuring.on_ground
    assert measuring.areas(np.array([shapely.box(0, 0, 2, 3)])).tolist() == [6]
    moved = measuring.plane(np.array([shapely.box(2, 2, 4, 5)]))[0]
    assert moved.bounds == pytest.approx((2, 2, 4, 5))
