from __future__ import annotations

import numpy as np
import pytest
from georefer.inference.geo.stretch import Stretch, needs_stretch, percentile_limits


def test_limits_ignore_outliers() -> None:
    values = np.concatenate([np.arange(1000, dtype=np.uint16), np.array([65535], dtype=np.uint16)])
    low, high = percentile_limits(values) or (0, 0)
    assert 15 < low < 25
    assert 975 < high < 985


def test_limits_of_nothing_are_none() -> None:
    assert percentile_limits(np.array([], dtype=np.float32)) is None


@pytest.mark.parametrize("constant", [0.0, 500.0, -3e38, 1e-30])
def test_limits_of_a_constant_band_are_a_range(constant: float) -> None:
    low, high = percentile_limits(np.full(10, constant, dtype=np.float64)) or (0, 0)
    assert low < high


def test_a_mostly_constant_band_uses_its_whole_range() -> None:
    values = np.zeros(1000)
    values[:5] = 7.0
    assert percentile_limits(values) == (0.0, 7.0)


@pytest.mark.parametrize(
    "dtype", ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"]
)
def test_every_type_maps_its_limits_to_black_and_white(dtype: str) -> None:
    low, high = (-100, 100) if np.dtype(dtype).kind != "u" else (20, 220)
    values = np.array([[[low, (low + high) // 2, high]]]).astype(dtype)
    assert Stretch(((low, high),), dtype).apply(values)[0, 0].tolist() == pytest.approx([0, 128, 255], abs=1)


def test_values_beyond_the_limits_are_clipped_and_nan_is_black() -> None:
    values = np.array([[[np.nan, -np.inf, np.inf, -1e30, 1e30]]], dtype=np.float32)
    assert Stretch(((0.0, 1.0),), "float32").apply(values).tolist() == [[[0, 0, 255, 0, 255]]]


def test_large_numbers_keep_their_small_differences() -> None:
    values = np.array([[[5_000_000.0, 5_000_000.5, 5_000_001.0]]], dtype=np.float32)
    assert Stretch(((5_000_000.0, 5_000_001.0),), "float32").apply(values).tolist() == [[[0, 128, 255]]]


def test_only_8_bit_pictures_stay_as_they_are() -> None:
    wide, tiny = (10.0, 200.0), (0.0, 5.0)
    assert not needs_stretch("uint8", (wide, wide, wide), is_palette=False)
    assert not needs_stretch("uint8", (tiny, tiny, tiny), is_palette=False)
    assert not needs_stretch("uint8", (wide,), is_palette=False)
    assert needs_stretch("uint8", (tiny,), is_palette=False)
    assert not needs_stretch("uint8", (tiny,), is_palette=True)
    assert needs_stretch("uint16", (wide, wide, wide), is_palette=False)
