"""Rasters that are turned, mirrored, sheared, finer or without CRS: objects come out in place."""

from __future__ import annotations

from pathlib import Path

import pytest
import rasterio
from affine import Affine
from georefer.tests.fakes import FakePhraseModel
from georefer.tests.inference.scenes import picture, write_raster
from georefer.tests.inference.test_referring import (  # noqa: F401 (fixtures)
    BOXES,
    SIDE_PX,
    assert_same,
    expected,
    ground,
    raster,
    request_for,
    run,
)
from rasterio.control import GroundControlPoint
from shapely.ops import unary_union

# Turned by 30 degrees, pixels of 0.5 m.
ROTATED = Affine(0.433_013, 0.25, 500_000.0, 0.25, -0.433_013, 4_000_000.0)
SOUTH_UP = Affine(0.5, 0.0, 500_000.0, 0.0, 0.5, 4_000_000.0)
SHEARED = Affine(0.5, 0.1, 500_000.0, 0.05, -0.5, 4_000_000.0)


@pytest.mark.parametrize("transform", [ROTATED, SOUTH_UP, SHEARED], ids=["rotated", "south-up", "sheared"])
def test_oblique_rasters_come_out_in_place(tmp_path: Path, transform: Affine) -> None:
    raster = write_raster(tmp_path / "oblique.tif", picture(SIDE_PX, BOXES), transform=transform)  # noqa: F811
    assert_same(run(request_for(raster)), expected("red", transform))


def test_a_raster_without_crs_lies_where_qgis_shows_it(tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "bare.tif", picture(SIDE_PX, BOXES), crs=None, transform=None)  # noqa: F811
    result = run(request_for(raster))
    assert result.crs_wkt is None
    assert_same(result, expected("red", Affine(1, 0, 0, 0, -1, 0)))
    top_left = run(request_for(raster, "red building top-left"))
    assert_same(top_left, [ground((5, 6, 20, 14), Affine(1, 0, 0, 0, -1, 0))])


def test_control_points_place_the_objects(tmp_path: Path) -> None:
    points = [
        GroundControlPoint(row, column, 500_000 + column * 0.5, 4_000_000 - row * 0.5)
        for row in (0, SIDE_PX)
        for column in (0, SIDE_PX)
    ]
    raster = write_raster(  # noqa: F811
        tmp_path / "gcps.tif",
        picture(SIDE_PX, BOXES),
        crs=None,
        transform=None,
        gcps=(points, rasterio.crs.CRS.from_epsg(32633)),
    )
    assert_same(run(request_for(raster)), expected("red"), 0.85)


def test_a_finer_raster_is_worked_on_at_the_models_distance(tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "scene.tif", picture(SIDE_PX, BOXES))  # noqa: F811
    result = run(request_for(raster), FakePhraseModel(best_gsd_m=1.0))
    assert result.report.working_gsd_m == pytest.approx(1.0, rel=0.01)
    assert_same(result, expected("red"), 0.8)


def test_invalid_pixels_hold_no_object(tmp_path: Path) -> None:
    values = picture(SIDE_PX, [((100, 100, 80, 80), "red")])
    values[:, :, 140:] = 0
    raster = write_raster(tmp_path / "half.tif", values, nodata=0)  # noqa: F811
    result = run(request_for(raster))
    assert_same(result, [ground((100, 100, 40, 80))])
    assert unary_union([one.geometry for one in result.polygons]).bounds[2] <= 500_070 + 0.5


def test_a_rotated_scene_has_its_own_top_left(tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "rotated.tif", picture(SIDE_PX, BOXES), transform=ROTATED)  # noqa: F811
    result = run(request_for(raster, "red building top-left"))
    assert_same(result, [ground((5, 6, 20, 14), ROTATED)])
