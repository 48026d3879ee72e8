from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from affine import Affine
from georefer.inference.errors import ExtentError, InputError, RasterError
from georefer.inference.geo.georeference import pixel_to_map
from georefer.inference.geo.raster import open_scene
from georefer.inference.geo.tiling import Window
from numpy.typing import NDArray
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS
from rasterio.enums import ColorInterp

Factory = Callable[..., str]
RGB = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
PLACE = Affine.translation(500_000, 4_000_000)


def picture(bands: int = 3, height: int = 90, width: int = 120, dtype: str = "uint8") -> NDArray[Any]:
    top = {"uint8": 256, "int8": 127}.get(dtype, 3000)
    return np.random.default_rng(7).integers(1, top, (bands, height, width)).astype(dtype)


def whole(path: str, **options: Any) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    with open_scene(path, **options) as scene:
        pixels = scene.read(scene.window)
        return pixels.rgb, pixels.valid


# --- colours


def test_an_8_bit_picture_is_read_as_it_is(make_raster: Factory) -> None:
    values = picture()
    rgb, valid = whole(make_raster(values))
    assert np.array_equal(rgb, np.moveaxis(values, 0, -1))
    assert valid.all()


def test_tagged_bands_win_over_their_order(make_raster: Factory) -> None:
    values = picture(4)
    tags = (ColorInterp.blue, ColorInterp.green, ColorInterp.red, ColorInterp.undefined)
    rgb, _ = whole(make_raster(values, tags=tags))
    assert np.array_equal(rgb, np.moveaxis(values[[2, 1, 0]], 0, -1))


def test_chosen_bands_are_read_in_the_order_given(make_raster: Factory) -> None:
    values = picture(5)
    rgb, _ = whole(make_raster(values), bands=(5, 2, 1))
    assert np.array_equal(rgb, np.moveaxis(values[[4, 1, 0]], 0, -1))


@pytest.mark.parametrize("bands", [(0,), (4,), (1, 2, 9), (1, 2), ()])
def test_impossible_bands_are_refused_with_a_remedy(make_raster: Factory, bands: tuple[int, ...]) -> None:
    with pytest.raises(InputError) as caught:
        open_scene(make_raster(picture()), bands=bands)
    assert caught.value.remedy.startswith("Choose")


def test_one_band_is_grey(make_raster: Factory) -> None:
    values = picture(1)
    rgb, _ = whole(make_raster(values))
    assert all(np.array_equal(rgb[..., channel], values[0]) for channel in range(3))


def test_one_8_bit_band_of_a_tiny_range_is_stretched(make_raster: Factory) -> None:
    with open_scene(make_raster(picture(1) % 4)) as scene:
        assert scene.stretch is not None
        assert set(np.unique(scene.read(scene.window).rgb)) == {0, 85, 170, 255}


@pytest.mark.parametrize("dtype", ["int8", "uint16", "int16", "uint32", "int32", "float32", "float64"])
@pytest.mark.parametrize("bands", [1, 3])
def test_other_types_are_stretched_once_for_the_scene(make_raster: Factory, dtype: str, bands: int) -> None:
    values = picture(bands, dtype=dtype)
    with open_scene(make_raster(values)) as scene:
        assert scene.stretch is not None
        assert len(scene.stretch) == bands
        all_of_it = scene.read(scene.window).rgb
        part = scene.read(Window(30, 20, 40, 40)).rgb
    assert all_of_it.min() == 0
    assert all_of_it.max() == 255
    assert np.array_equal(part, all_of_it[20:60, 30:70])


def test_complex_numbers_are_refused(make_raster: Factory) -> None:
    with pytest.raises(RasterError, match="complex"):
        open_scene(make_raster(np.ones((1, 8, 8), dtype="complex64")))


def test_a_palette_becomes_its_colours(make_raster: Factory) -> None:
    values = np.array([[0, 1, 2], [2, 1, 0]], dtype=np.uint8)
    palette = {0: (0, 0, 0, 255), 1: (250, 10, 20, 255), 2: (5, 6, 7, 255)}
    rgb, valid = whole(make_raster(values, palette=palette, nodata=0))
    assert rgb[0, 1].tolist() == [250, 10, 20]
    assert rgb[1, 0].tolist() == [5, 6, 7]
    assert valid.tolist() == [[False, True, True], [True, True, False]]


# --- validity


def hole(height: int = 90, width: int = 120) -> NDArray[np.bool_]:
    mask = np.zeros((height, width), dtype=bool)
    mask[10:30, 20:60] = True
    return mask


@pytest.mark.parametrize("external", [False, True])
def test_a_mask_of_the_dataset_is_honoured(make_raster: Factory, external: bool) -> None:
    mask = np.where(hole(), 0, 255).astype(np.uint8)
    rgb, valid = whole(make_raster(picture(), mask=mask, external_mask=external))
    assert np.array_equal(valid, ~hole())
    assert not rgb[hole()].any()


@pytest.mark.parametrize("opaque", [1, 255])
def test_alpha_is_honoured(make_raster: Factory, opaque: int) -> None:
    values = picture(4)
    values[3] = np.where(hole(), 0, opaque)
    _, valid = whole(make_raster(values, tags=(*RGB, ColorInterp.alpha)))
    assert np.array_equal(valid, ~hole())


def test_near_infrared_tagged_as_alpha_is_no_alpha(make_raster: Factory) -> None:
    _, valid = whole(make_raster(picture(4), tags=(*RGB, ColorInterp.alpha)))
    assert valid.all()


def test_near_infrared_tagged_as_alpha_can_be_a_colour(make_raster: Factory) -> None:
    values = picture(4)
    rgb, _ = whole(make_raster(values, tags=(*RGB, ColorInterp.alpha)), bands=(4, 1, 2))
    assert np.array_equal(rgb, np.moveaxis(values[[3, 0, 1]], 0, -1))


@pytest.mark.parametrize(
    ("dtype", "nodata"),
    [("uint8", 0), ("uint8", 255), ("uint16", 0), ("int16", -9999), ("int32", -(2**31)), ("float32", -9999)],
)
def test_nodata_is_invalid_and_left_out_of_the_stretch(make_raster: Factory, dtype: str, nodata: int) -> None:
    values = np.clip(picture(3, dtype=dtype), 1, 200).astype(dtype)
    values[:, hole()] = nodata
    with open_scene(make_raster(values, nodata=nodata)) as scene:
        assert np.array_equal(scene.read(scene.window).valid, ~hole())
        assert scene.stretch is None or all(0 < low < high < 201 for low, high in scene.stretch)


def test_float_nodata_that_a_float32_cannot_hold_exactly(make_raster: Factory) -> None:
    values = picture(1, dtype="float32")
    values[:, hole()] = -3.4028234663852886e38
    _, valid = whole(make_raster(values, nodata=-3.4028234663852886e38))
    assert np.array_equal(valid, ~hole())


@pytest.mark.parametrize("nodata", [None, np.nan])
@pytest.mark.parametrize("band", [0, slice(None)])
def test_nan_is_invalid_declared_or_not(make_raster: Factory, nodata: float | None, band: Any) -> None:
    values = picture(3, dtype="float32")
    values[band, hole()] = np.nan
    with open_scene(make_raster(values, nodata=nodata)) as scene:
        assert np.array_equal(scene.read(scene.window).valid, ~hole())
        assert scene.stretch is not None
        assert np.isfinite(scene.stretch).all()


def test_nodata_in_one_band_of_three_is_a_colour(make_raster: Factory) -> None:
    values = picture()
    values[0, hole()] = 0
    rgb, valid = whole(make_raster(values, nodata=0))
    assert valid.all()
    assert np.array_equal(rgb, np.moveaxis(values, 0, -1))


def test_zero_is_valid_where_nothing_says_otherwise(make_raster: Factory) -> None:
    _, valid = whole(make_raster(np.zeros((3, 20, 20), dtype=np.uint8)))
    assert valid.all()


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_a_raster_without_any_observation_opens(make_raster: Factory, dtype: str) -> None:
    rgb, valid = whole(make_raster(np.zeros((1, 20, 20), dtype=dtype), nodata=0))
    assert not valid.any()
    assert not rgb.any()


# --- place


@pytest.mark.parametrize(
    "transform",
    [
        PLACE @ Affine.rotation(30) @ Affine.scale(2, -2),
        PLACE @ Affine.shear(10, 20) @ Affine.scale(2, -3),
        PLACE @ Affine.scale(2, 2),
        PLACE @ Affine.scale(-2, -2),
    ],
    ids=["rotated", "sheared", "south-up", "mirrored"],
)
def test_the_full_affine_is_kept_on_the_working_grid(make_raster: Factory, transform: Affine) -> None:
    path = make_raster(picture(), transform=transform)
    with open_scene(path) as native, open_scene(path, working_gsd_m=5.0) as working:
        assert native.transform.almost_equals(transform)
        assert working.scale < 0.6
        for share in (0.0, 0.3, 1.0):
            at_native = pixel_to_map(native.transform, share * native.width_px, share * native.height_px)
            at_working = pixel_to_map(working.transform, share * working.width_px, share * working.height_px)
            assert at_native == pytest.approx(at_working)


def test_without_crs_the_transform_stays(make_raster: Factory) -> None:
    with open_scene(make_raster(picture(), crs=None), working_gsd_m=5.0) as scene:
        assert scene.crs_wkt is None
        assert scene.gsd_m is None
        assert scene.scale == 1.0
        assert scene.transform == Affine(0.5, 0.0, 500_000.0, 0.0, -0.5, 4_000_000.0)


@pytest.mark.parametrize("crs", [None, "EPSG:32633"])
def test_without_transform_y_is_negative_downwards(make_raster: Factory, crs: str | None) -> None:
    with open_scene(make_raster(picture(), crs=crs, transform=None), working_gsd_m=5.0) as scene:
        assert scene.transform == Affine(1.0, 0.0, 0.0, 0.0, -1.0, 0.0)
        assert scene.gsd_m is None


@pytest.mark.parametrize("crs", [CRS.from_epsg(32633), CRS()])
def test_ground_control_points_place_the_raster(make_raster: Factory, crs: CRS) -> None:
    values = np.zeros((3, 60, 60), dtype=np.uint8)
    values[:, 20:30, 40:50] = 200
    turned = PLACE @ Affine.rotation(20) @ Affine.scale(2, -2)
    corners = [(0, 0), (60, 0), (0, 60), (60, 60)]
    gcps = [GroundControlPoint(row, column, *pixel_to_map(turned, column, row)) for column, row in corners]
    with open_scene(make_raster(values, crs=None, transform=None, gcps=(gcps, crs))) as scene:
        assert (scene.crs_wkt is None) == (not crs)
        pixels = scene.read(scene.window)
        rows, columns = np.nonzero(pixels.rgb[..., 0] > 100)
        middle = pixel_to_map(scene.transform, columns.mean() + 0.5, rows.mean() + 0.5)
        assert middle == pytest.approx(pixel_to_map(turned, 45, 25), abs=2.0)
        assert not pixels.valid.all()  # the corners beside the turned raster


def test_a_window_beyond_the_raster_is_padded_with_invalid(make_raster: Factory) -> None:
    values = picture()
    with open_scene(make_raster(values)) as scene:
        pixels = scene.read(Window(-10, 80, 256, 64))
        assert pixels.rgb.shape == (64, 256, 3)
        assert pixels.valid.sum() == 120 * 10
        assert np.array_equal(pixels.rgb[:10, 10:130], np.moveaxis(values[:, 80:], 0, -1))
        assert not scene.read(Window(500, 500, 8, 8)).valid.any()


def test_one_pixel_is_a_raster(make_raster: Factory) -> None:
    with open_scene(make_raster(picture(3, 1, 1)), working_gsd_m=30.0) as scene:
        assert (scene.width_px, scene.height_px) == (1, 1)
        assert scene.read(Window(0, 0, 256, 256)).valid.sum() == 1


# --- extents


def test_an_extent_becomes_the_window_around_it(make_raster: Factory) -> None:
    with open_scene(make_raster(picture())) as scene:
        window = scene.window_of_bounds(500_005.0, 3_999_990.0, 500_010.2, 3_999_995.0)
        assert window == Window(10, 10, 11, 10)
        assert scene.window_of_bounds(*scene.bounds) == scene.window
        assert scene.window_of_bounds(0.0, 0.0, 9e6, 9e6) == scene.window


def test_an_extent_on_a_rotated_raster_becomes_its_bounding_window(make_raster: Factory) -> None:
    transform = PLACE @ Affine.rotation(45) @ Affine.scale(1, -1)
    with open_scene(make_raster(picture(), transform=transform)) as scene:
        assert scene.window_of_bounds(*scene.bounds) == scene.window
        x, y = pixel_to_map(transform, 60, 45)
        assert scene.window_of_bounds(x - 1, y - 1, x + 1, y + 1) == Window(58, 43, 4, 4)


@pytest.mark.parametrize(
    "bounds",
    [(10.0, 10.0, 5.0, 20.0), (float("nan"), 0.0, 1.0, 1.0), (0.0, 0.0, 1.0, 1.0), (5.0, 5.0, 5.0, 5.0)],
)
def test_a_useless_extent_is_refused(make_raster: Factory, bounds: tuple[float, float, float, float]) -> None:
    with open_scene(make_raster(picture())) as scene, pytest.raises(ExtentError) as caught:
        scene.window_of_bounds(*bounds)
    assert caught.value.remedy


# --- the working grid


KINDS: list[dict[str, Any]] = [
    {"working_gsd_m": 0.5},
    {"working_gsd_m": 0.77},
    {"working_gsd_m": 1.5},
    {"working_gsd_m": 5.3},
    {"working_gsd_m": 0.3, "max_upsample": 4.0},
]
