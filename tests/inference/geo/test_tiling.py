"""Tests the lattice of views and the tiles over it."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from georefer.inference.geo.tiling import TileGrid, Window, views_per_side
from hypothesis import given, settings
from hypothesis import strategies as st

relaxed = settings(deadline=None, max_examples=50)


@st.composite
def grids(draw: st.DrawFn) -> TileGrid:
    view_size_px = draw(st.integers(1, 40))
    return TileGrid(
        width_px=draw(st.integers(1, 150)),
        height_px=draw(st.integers(1, 150)),
        view_size_px=view_size_px,
        overlap_px=draw(st.integers(0, view_size_px - 1)),
        views_per_side=draw(st.integers(1, 6)),
        origin_px=(draw(st.integers(-50, 50)), draw(st.integers(-50, 50))),
    )


@st.composite
def windows(draw: st.DrawFn) -> Window:
    return Window(*(draw(st.integers(-20, 150)) for _ in "xy"), *(draw(st.integers(1, 80)) for _ in "xy"))


def count(grid: TileGrid, pieces: list[Window]) -> np.ndarray:
    counts = np.zeros((grid.height_px, grid.width_px), int)
    for piece in pieces:
        counts[max(0, piece.row_off) : piece.row_end, max(0, piece.col_off) : piece.col_end] += 1
    return counts


def with_tile_size(grid: TileGrid, per_side: int) -> TileGrid:
    return TileGrid(
        grid.width_px, grid.height_px, grid.view_size_px, grid.overlap_px, per_side, grid.origin_px
    )


@relaxed
@given(grids())
def test_views_cover_the_raster_and_cores_partition_it(grid: TileGrid) -> None:
    tiles = list(grid.tiles())
    assert (count(grid, [view for tile in tiles for view in tile.views]) >= 1).all()
    assert (count(grid, [tile.core for tile in tiles]) == 1).all()
    assert sum(tile.core.area_px for tile in tiles) == grid.width_px * grid.height_px


@relaxed
@given(grids())
def test_a_tile_is_the_union_of_its_views_and_holds_its_core(grid: TileGrid) -> None:
    tiles = list(grid.tiles())
    assert [tile.index for tile in tiles] == list(range(len(grid)))
    for tile in tiles:
        assert tile.index == tile.row * grid.columns + tile.column
        assert tile.window.contains(tile.core)
        assert all(tile.window.contains(view) for view in tile.views)
        union = tile.views[0]
        for view in tile.views:
            union = union.union(view)
        assert union == tile.window


@relaxed
@given(grids())
def test_no_view_is_a_sliver_or_leaves_a_raster_that_holds_it(grid: TileGrid) -> None:
    size = grid.view_size_px
    for view in grid.views():
        assert (view.width, view.height) == (size, size)
        assert view.col_off == 0 or view.col_end <= grid.width_px
        assert view.row_off == 0 or view.row_end <= grid.height_px


@relaxed
@given(grids(), st.integers(1, 6), st.none() | windows())
def test_every_tile_size_gives_the_same_views(grid: TileGrid, per_side: int, within: Window | None) -> None:
    def views(a_grid: TileGrid) -> list[Window]:
        return sorted((view for tile in a_grid.tiles(within) for view in tile.views), key=astuple)

    assert views(grid) == views(with_tile_size(grid, per_side)) == sorted(grid.views(within), key=astuple)
    assert len(set(views(grid))) == len(views(grid))


@relaxed
@given(grids(), windows())
def test_an_extent_selects_views_and_never_moves_them(grid: TileGrid, within: Window) -> None:
    whole = {tile.index: tile for tile in grid.tiles()}
    selected = list(grid.tiles(within))
    for tile in selected:
        assert tile.views == tuple(view for view in whole[tile.index].views if view.touches(within))
        assert whole[tile.index].core.contains(tile.core)
    inside = within.intersection(Window(0, 0, grid.width_px, grid.height_px))
    if inside:
        covered = count(grid, [tile.core for tile in selected])
        assert (covered[inside.row_off : inside.row_end, inside.col_off : inside.col_end] == 1).all()
    assert list(grid.views(within)) == [view for view in grid.views() if view.touches(within)]


@relaxed
@given(grids())
def test_neighbouring_views_share_at_least_the_overlap(grid: TileGrid) -> None:
    for offsets in (grid.view_col_offs, grid.view_row_offs):
        strides = np.diff(offsets)
        assert (strides >= 1).all()
        assert (strides <= grid.stride_px).all()


def test_views_come_in_row_order() -> None:
    views = list(TileGrid(1000, 700, 256, 64, 2).views())
    assert [(view.row_off, view.col_off) for view in views] == sorted((v.row_off, v.col_off) for v in views)
    assert TileGrid(1000, 700, 256, 64, 2).view_count == len(views)


def test_a_small_raster_gives_one_view_that_exceeds_it() -> None:
    (tile,) = TileGrid(100, 60, 256, 64, 4).tiles()
    assert tile.views == (Window(0, 0, 256, 256),)
    assert tile.core == Window(0, 0, 100, 60)


def test_an_extent_beside_the_raster_gives_no_tile() -> None:
    assert list(TileGrid(100, 60, 32, 8, 2).tiles(Window(500, 0, 10, 10))) == []


@pytest.mark.parametrize(
    ("tile_size_px", "expected"), [(1, 1), (256, 1), (447, 1), (448, 2), (1024, 5), (1023, 4)]
)
def test_views_per_side_is_the_most_that_fit(tile_size_px: int, expected: int) -> None:
    assert views_per_side(tile_size_px, 256, 64) == expected


def test_a_window_knows_its_relations() -> None:
    window = Window(2, 3, 4, 5)
    assert (window.col_end, window.row_end, window.area_px) == (6, 8, 20)
    assert window.intersection(Window(6, 3, 4, 4)) is None
    assert window.intersection(Window(5, 7, 9, 9)) == Window(5, 7, 1, 1)
    assert window.contains(Window(3, 3, 1, 1))
    assert not window.contains(Window(3, 3, 9, 1))
    assert window.contains_pixel(5, 7)
    assert not window.contains_pixel(6, 7)
    assert window.shifted(1, -1) == Window(3, 2, 4, 5)


@pytest.mark.parametrize("arguments", [(0, 5, 4, 1, 1), (5, 5, 4, 4, 1), (5, 5, 4, -1, 1), (5, 5, 4, 1, 0)])
def test_impossible_grids_are_refused(arguments: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="not"):
        TileGrid(*arguments)


def test_an_empty_window_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one pixel"):
        Window(0, 0, 0, 3)
