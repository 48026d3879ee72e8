"""One raster on several working grids: the same stretch, square pixels, windows that agree."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from georefer.inference.geo.georeference import pixel_to_map
from georefer.inference.geo.raster import open_scene
from georefer.inference.geo.tiling import Window
from georefer.tests.inference.geo.test_raster import KINDS, PLACE, Factory, picture, whole
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS


def test_a_finer_raster_is_averaged_to_the_working_resolution(make_raster: Factory) -> None:
    stripes = np.zeros((3, 80, 80), dtype=np.uint8)
    stripes[:, :, ::2] = 200
    with open_scene(make_raster(stripes), working_gsd_m=1.0) as scene:
        assert (scene.width_px, scene.height_px) == (40, 40)
        assert scene.working_gsd_m == pytest.approx(1.0, rel=1e-3)
        assert (scene.read(scene.window).rgb == 100).all()


def test_a_coarser_raster_is_never_upsampled_unless_allowed(make_raster: Factory) -> None:
    path = make_raster(picture())
    with open_scene(path, working_gsd_m=0.1) as scene:
        assert scene.scale == 1.0
    with open_scene(path, working_gsd_m=0.1, max_upsample=2.0) as scene:
        assert scene.scale == 2.0
        assert scene.working_gsd_m == pytest.approx(0.25, rel=1e-3)
        assert scene.read(scene.window).valid.all()


def test_pixels_become_square_on_the_ground(make_raster: Factory) -> None:
    path = make_raster(picture(3, 100, 200), crs="EPSG:4326", transform=Affine(1e-6, 0, 10, 0, -1e-6, 60))
    with open_scene(path, working_gsd_m=0.5) as scene:
        assert scene.width_px == pytest.approx(200 * 0.0558 / 0.5, abs=1)
        assert scene.height_px == pytest.approx(100 * 0.1114 / 0.5, abs=1)


def test_invalid_pixels_do_not_colour_their_neighbours(make_raster: Factory) -> None:
    values = np.full((3, 60, 60), 200, dtype=np.uint8)
    values[:, 7:20, 7:20] = 0
    rgb, valid = whole(make_raster(values, nodata=0), working_gsd_m=1.3)
    assert not valid.all()
    assert (rgb[valid] == 200).all()


def test_the_stretch_is_that_of_the_scene_on_any_working_grid(make_raster: Factory) -> None:
    path = make_raster(picture(3, 100, 100, dtype="uint16"))
    with open_scene(path) as native, open_scene(path, working_gsd_m=3.0) as working:
        assert native.stretch == working.stretch


def test_overviews_serve_a_much_coarser_grid(make_raster: Factory) -> None:
    smooth = np.linspace(0, 255, 600).astype(np.uint8) * np.ones((3, 500, 1), dtype=np.uint8)
    profile: dict[str, Any] = {"tiled": True, "blockxsize": 64, "blockysize": 64}
    plain, _ = whole(make_raster(smooth, **profile), working_gsd_m=5.0)
    served, _ = whole(make_raster(smooth, overviews=(2, 4), **profile), working_gsd_m=5.0)
    assert np.abs(plain.astype(int) - served).max() <= 1


@pytest.mark.parametrize("external", [False, True])
def test_overviews_that_do_not_know_the_mask_are_not_believed(make_raster: Factory, external: bool) -> None:
    mask = np.full((400, 400), 255, dtype=np.uint8)
    mask[:, :200] = 0
    path = make_raster(picture(3, 400, 400), overviews=(2, 4), mask=mask, external_mask=external)
    if external:
        Path(path + ".msk").unlink()
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=False), rasterio.open(path, "r+") as dataset:
            dataset.write_mask(mask)
    _, valid = whole(path, working_gsd_m=5.0)
    assert not valid[:, : valid.shape[1] // 2].any()
    assert valid[:, valid.shape[1] // 2 :].all()


@pytest.mark.parametrize("kind", ["picture", "holes", "float", "gcps", "overviews"])
@pytest.mark.parametrize("options", KINDS, ids=lambda options: f"{options['working_gsd_m']}m")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.data())
def test_overlapping_windows_agree_pixel_by_pixel(
    make_raster: Factory, kind: str, options: dict[str, Any], drawn: st.DataObject
) -> None:
    """Law 2: what a pixel is never depends on the window through which it is read."""
    with open_scene(_phase_raster(make_raster, kind), **options) as scene:
        expected = scene.read(scene.window)
        column = drawn.draw(st.integers(-5, scene.width_px - 1))
        row = drawn.draw(st.integers(-5, scene.height_px - 1))
        window = Window(column, row, drawn.draw(st.integers(1, 150)), drawn.draw(st.integers(1, 150)))
        inside = window.intersection(scene.window)
        if inside is None:
            return
        got = scene.read(window)
        there = np.s_[
            inside.row_off - row : inside.row_end - row, inside.col_off - column : inside.col_end - column
        ]
        here = np.s_[inside.row_off : inside.row_end, inside.col_off : inside.col_end]
        assert np.array_equal(got.rgb[there], expected.rgb[here])
        assert np.array_equal(got.valid[there], expected.valid[here])


def _phase_raster(make_raster: Factory, kind: str) -> str:
    values = picture(3, 211, 307, "float32" if kind == "float" else "uint8")
    if kind == "holes":
        values[:, values[0] > 128] = 0
        return make_raster(values, nodata=0)
    if kind == "float":
        values[:, values[0] > 2000] = np.nan
    if kind == "gcps":
        turned = PLACE @ Affine.rotation(20) @ Affine.scale(0.5, -0.5)
        corners = [(0, 0), (307, 0), (0, 211), (307, 211)]
        gcps = [
            GroundControlPoint(row, column, *pixel_to_map(turned, column, row)) for column, row in corners
        ]
        return make_raster(values, crs=None, transform=None, gcps=(gcps, CRS.from_epsg(32633)))
    if kind == "overviews":
        return make_raster(values, overviews=(2, 4), tiled=True, blockxsize=64, blockysize=64)
    return make_raster(values)


def test_threads_may_read_at_the_same_time(make_raster: Factory) -> None:
    with open_scene(make_raster(picture(3, 300, 300)), working_gsd_m=0.8) as scene:
        expected = scene.read(scene.window).rgb
        wrong: list[int] = []

        def read_many() -> None:
            for start in range(0, 100, 5):
                part = scene.read(Window(start, start, 50, 50)).rgb
                if not np.array_equal(part, expected[start : start + 50, start : start + 50]):
                    wrong.append(start)

        threads = [threading.Thread(target=read_many) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not wrong


def test_the_identity_tells_a_changed_file(make_raster: Factory, tmp_path: Path) -> None:
    path = make_raster(picture())
    with open_scene(path) as scene:
        before = scene.identity
    with open_scene(path) as scene:
        assert scene.identity == before
    with Path(path).open("ab") as file:
        file.write(b"more")
    with open_scene(path) as scene:
        assert scene.identity != before
