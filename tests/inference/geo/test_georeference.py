from __future__ import annotations

import math

import numpy as np
import pytest
from affine import Affine
from georefer.inference.geo.georeference import (
    NO_TRANSFORM,
    as_affine,
    ground_gsd_m,
    ground_gsd_xy_m,
    is_usable,
    map_bounds,
    map_to_pixel,
    pixel_bounds,
    pixel_to_map,
    resized_transform,
    window_transform,
)
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

SHEARED = Affine(2.0, 0.5, 500_000.0, 0.3, -3.0, 4_000_000.0)
numbers = st.floats(-1e4, 1e4)


def wkt(code: int) -> str:
    return CRS.from_epsg(code).to_wkt()


@given(numbers, numbers)
def test_pixel_and_map_are_inverse_for_a_sheared_grid(column: float, row: float) -> None:
    assert map_to_pixel(SHEARED, *pixel_to_map(SHEARED, column, row)) == pytest.approx(
        (column, row), abs=1e-6
    )


def test_arrays_map_like_numbers() -> None:
    columns, rows = np.array([0.0, 3.0]), np.array([1.0, 2.0])
    xs, ys = pixel_to_map(SHEARED, columns, rows)
    assert (xs[1], ys[1]) == pixel_to_map(SHEARED, 3.0, 2.0)


def test_a_resized_grid_covers_the_same_ground() -> None:
    resized = resized_transform(SHEARED, (100, 80), (33, 40))
    assert map_bounds(resized, 33, 40) == pytest.approx(map_bounds(SHEARED, 100, 80))


def test_a_window_starts_where_its_first_pixel_lies() -> None:
    assert pixel_to_map(window_transform(SHEARED, 7, 9), 0.0, 0.0) == pixel_to_map(SHEARED, 7.0, 9.0)


def test_pixel_bounds_hold_the_whole_extent_of_a_rotated_grid() -> None:
    rotated = Affine.rotation(45) @ Affine.scale(1, -1)
    assert pixel_bounds(rotated, map_bounds(rotated, 10, 10)) == pytest.approx((-5, -5, 15, 15))


def test_without_georeference_y_is_negative_downwards() -> None:
    assert map_bounds(NO_TRANSFORM, 60, 40) == (0.0, -40.0, 60.0, 0.0)


@pytest.mark.parametrize("values", [(0, 0, 0, 0, 0, 0), (1, 1, 0, 1, 1, 0), (math.nan, 0, 0, 0, 1, 0)])
def test_a_degenerate_transform_is_not_usable(values: tuple[float, ...]) -> None:
    assert not is_usable(as_affine(values))
    assert is_usable(SHEARED)


def test_web_mercator_metres_are_not_ground_metres() -> None:
    # Banepa, Nepal, 27.6 degrees north: a Mercator metre is cos(latitude) metres.
    transform = Affine(0.15, 0, 9_519_926, 0, -0.15, 3_202_940)
    assert ground_gsd_m(transform, wkt(3857), (0, 0)) == pytest.approx(
        0.15 * math.cos(math.radians(27.63)), rel=5e-3
    )


def test_degrees_become_metres_and_pixels_narrow_towards_the_pole() -> None:
    sides_m = ground_gsd_xy_m(Affine(1e-5, 0, 10, 0, -1e-5, 60), wkt(4326), (0, 0))
    assert sides_m == pytest.approx((0.558, 1.114), abs=2e-3)


def test_feet_become_metres() -> None:
    transform = Affine(1, 0, 2_000_000, 0, -1, 600_000)
    assert ground_gsd_m(transform, wkt(2263), (0, 0)) == pytest.approx(0.3048, rel=2e-2)


def test_a_rotated_grid_has_the_size_of_its_steps() -> None:
    transform = Affine.translation(500_000, 4_000_000) @ Affine.rotation(40) @ Affine.scale(0.3, -0.3)
    assert ground_gsd_m(transform, wkt(32633), (100, 100)) == pytest.approx(0.3, rel=1e-3)


@pytest.mark.parametrize("crs_wkt", [None, "", "no CRS at all"])
def test_without_crs_the_ground_size_is_unknown(crs_wkt: str | None) -> None:
    assert ground_gsd_m(SHEARED, crs_wkt, (0, 0)) is None


def test_a_local_crs_is_trusted_for_its_unit() -> None:
    local = 'LOCAL_CS["site",UNIT["foot",0.3048],AXIS["x",EAST],AXIS["y",NORTH]]'
    assert ground_gsd_m(Affine.scale(2, -2), local, (0, 0)) == pytest.approx(0.6096)
