"""Tests how the logits of views become one probability raster."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from georefer.inference.errors import OutputError
from georefer.inference.geo.stitching import ViewLogits, dequantize_logits, quantize_logits, stitch
from georefer.inference.geo.tiling import TileGrid, Window
from hypothesis import given, settings
from hypothesis import strategies as st

relaxed = settings(deadline=None, max_examples=25)
TRANSFORM = Affine(0.5, 0, 500000, 0, -0.5, 6000000)


def field(window: Window, sign: float = 1.0) -> np.ndarray:
    """Returns smooth logits that depend on the place in the raster alone."""
    rows = np.arange(window.row_off, window.row_end)[:, None]
    cols = np.arange(window.col_off, window.col_end)[None]
    return quantize_logits(sign * 6 * np.sin(cols / 9) * np.cos(rows / 7))


def stitched(views: Iterable[ViewLogits], width_px: int, height_px: int, folder: Path) -> np.ndarray:
    path = stitch(views, width_px, height_px, folder / "probability.tif", TRANSFORM, "EPSG:32633")
    with rasterio.open(path) as raster:
        return raster.read(1)


@contextmanager
def largest_file(size_bytes: int) -> Iterator[None]:
    """Lets every write beyond a size fail, as on a full disk."""
    resource = pytest.importorskip("resource")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def test_quantizing_keeps_the_sign_and_a_sixteenth() -> None:
    logits = np.linspace(-10, 10, 999)
    back = dequantize_logits(quantize_logits(logits))
    assert np.abs(back - np.clip(logits, -8, 8)).max() < 0.033
    assert (quantize_logits(np.array([np.nan, -99.0])) == 0).all()


def test_agreeing_views_give_their_probability(tmp_path: Path) -> None:
    grid = TileGrid(600, 500, 64, 24, 2)
    probability = stitched((ViewLogits(view, field(view)) for view in grid.views()), 600, 500, tmp_path)
    logits = dequantize_logits(field(Window(0, 0, 600, 500)))
    expected = 255 / (1 + np.exp(-logits))
    assert np.abs(probability - expected).max() <= 1


@relaxed
@given(st.integers(1, 3), st.integers(0, 39), st.integers(0, 39))
def test_the_lattice_leaves_no_trace_where_views_agree(
    tmp_path_factory: pytest.TempPathFactory, per_side: int, overlap_px: int, origin: int
) -> None:
    grid = TileGrid(300, 290, 40, overlap_px, per_side, (origin, 2 * origin))
    views = (ViewLogits(view, field(view)) for view in grid.views())
    probability = stitched(views, 300, 290, tmp_path_factory.mktemp("lattice"))
    whole = ViewLogits(Window(0, 0, 300, 290), field(Window(0, 0, 300, 290)))
    expected = stitched([whole], 300, 290, tmp_path_factory.mktemp("whole"))
    assert (probability == expected).all()


@relaxed
@given(st.randoms())
def test_the_order_within_a_row_is_of_no_matter(
    tmp_path_factory: pytest.TempPathFactory, random: np.random.RandomState
) -> None:
    grid = TileGrid(300, 300, 64, 48, 1)
    noise = np.random.default_rng(5)
    views = [
        ViewLogits(view, noise.integers(0, 256, (64, 64), np.uint8), noise.random((64, 64)) > 0.1)
        for view in grid.views()
    ]
    expected = stitched(views, 300, 300, tmp_path_factory.mktemp("a"))
    shuffled = list(views)
    random.shuffle(shuffled)
    shuffled.sort(key=lambda view: view.window.row_off)
    assert (stitched(shuffled, 300, 300, tmp_path_factory.mktemp("b")) == expected).all()


def test_the_blend_has_no_step_where_views_disagree(tmp_path: Path) -> None:
    grid = TileGrid(400, 64, 64, 32, 1)
    views = (
        ViewLogits(view, np.full((64, 64), 70 if view.col_off // 32 % 2 else 180, np.uint8))
        for view in grid.views()
    )
    probability = stitched(views, 400, 64, tmp_path).astype(int)
    assert np.abs(np.diff(probability, axis=1)).max() < 30
    assert np.ptp(probability) > 150


def test_a_view_counts_fully_at_the_edge_of_the_raster(tmp_path: Path) -> None:
    view = ViewLogits(Window(0, 0, 64, 64), np.full((64, 64), 255, np.uint8))
    assert (stitched([view], 50, 40, tmp_path) == 255).all()


def test_missing_empty_and_invalid_views_give_nothing(tmp_path: Path) -> None:
    high = np.full((64, 64), 255, np.uint8)
    valid = np.zeros((64, 64), bool)
    valid[:, :32] = True
    views = [
        ViewLogits(Window(0, 0, 64, 64), high, valid),
        ViewLogits(Window(128, 0, 64, 64), None),
        ViewLogits(Window(192, 0, 64, 64), np.zeros((64, 64), np.uint8)),
        ViewLogits(Window(600, 300, 64, 64), high),
    ]
    probability = stitched(views, 1000, 800, tmp_path)
    expected = np.zeros((800, 1000), bool)
    expected[:64, :32] = True
    expected[300:364, 600:664] = True
    assert ((probability == 255) == expected).all()
    assert (probability[~expected] == 0).all()


def test_finding_nothing_votes_against_and_not_looking_does_not(tmp_path: Path) -> None:
    found = ViewLogits(Window(0, 0, 64, 64), np.full((64, 64), 255, np.uint8))
    looked = stitched([found, ViewLogits(Window(32, 0, 64, 64), None)], 96, 64, tmp_path)
    alone = stitched([found], 96, 64, tmp_path)
    assert looked[32, 60] < 10
    assert alone[32, 60] == 255


def test_the_raster_is_tiled_compressed_and_georeferenced(tmp_path: Path) -> None:
    path = stitch([], 700, 300, tmp_path / "p.tif", TRANSFORM, "EPSG:32633")
    with rasterio.open(path) as raster:
        assert (raster.width, raster.height, raster.dtypes) == (700, 300, ("uint8",))
        assert raster.block_shapes == [(256, 256)]
        assert raster.compression.name == "deflate"
        assert raster.transform == TRANSFORM
        assert raster.crs.to_epsg() == 32633
        assert not raster.read(1).any()
    with rasterio.open(stitch([], 30, 30, path, TRANSFORM, None)) as raster:
        assert raster.crs is None


def test_an_empty_raster_of_any_size_is_cheap(tmp_path: Path) -> None:
    grid = TileGrid(20_000, 20_000, 256, 64, 4)
    views = (ViewLogits(view, None) for view in grid.views())
    path = stitch(views, 20_000, 20_000, tmp_path / "p.tif", TRANSFORM, None)
    assert path.stat().st_size < 200_000


def test_views_out_of_order_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    views = [ViewLogits(Window(0, row, 64, 64), None) for row in (64, 0)]
    with pytest.raises(ValueError, match="ascending"):
        stitch(views, 200, 200, tmp_path / "p.tif", TRANSFORM, None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are a thing of POSIX")
def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "p.tif"
    path.write_bytes(b"old")
    noise = np.random.default_rng(0).integers(0, 256, (512, 512), np.uint8)
    views = [ViewLogits(Window(0, row, 512, 512), noise) for row in range(0, 2048, 512)]
    with largest_file(50_000), pytest.raises(OutputError, match="cannot be written") as caught:
        stitch(views, 512, 2048, path, TRANSFORM, None)
    assert caught.value.remedy
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        stitch([], 10, 10, tmp_path / "nowhere" / "p.tif", TRANSFORM, None)
