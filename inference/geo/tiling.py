"""Defines windows, views and tiles: where the model looks, in pixels of the working grid; pure arithmetic.

A *view* is what the model sees at once: a square of its own input size. Views lie on a lattice that is
anchored to the raster, `stride_px = view_size_px - overlap_px` apart; the first and the last of a row are
shifted in, so that no view is a sliver. A *tile* is a block of views: the unit of reading, batching, journal
and progress. The size of a tile is thereby a matter of speed alone: every tile size gives the same views.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Window:
    """Is a rectangle of pixels; it may reach beyond the raster, where the reader pads.

    Args:
        col_off: First column, in pixels of the working grid.
        row_off: First row.
        width: Number of columns, at least 1.
        height: Number of rows, at least 1.
    """

    col_off: int
    row_off: int
    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise ValueError(f"a window holds at least one pixel, not {self.width} x {self.height}")

    @property
    def col_end(self) -> int:
        """Returns the column after the last one."""
        return self.col_off + self.width

    @property
    def row_end(self) -> int:
        """Returns the row after the last one."""
        return self.row_off + self.height

    @property
    def area_px(self) -> int:
        """Returns the number of pixels."""
        return self.width * self.height

    def intersection(self, other: Window) -> Window | None:
        """Returns the shared part of both windows, or None where they share no pixel."""
        return _between(
            max(self.col_off, other.col_off),
            max(self.row_off, other.row_off),
            min(self.col_end, other.col_end),
            min(self.row_end, other.row_end),
        )

    def union(self, other: Window) -> Window:
        """Returns the smallest window that holds both."""
        col_off, row_off = min(self.col_off, other.col_off), min(self.row_off, other.row_off)
        col_end, row_end = max(self.col_end, other.col_end), max(self.row_end, other.row_end)
        return Window(col_off, row_off, col_end - col_off, row_end - row_off)

    def touches(self, other: Window) -> bool:
        """Says whether both windows share a pixel."""
        return self.intersection(other) is not None

    def contains(self, other: Window) -> bool:
        """Says whether every pixel of the other window lies in this one."""
        return self.intersection(other) == other

    def contains_pixel(self, column: int, row: int) -> bool:
        """Says whether the pixel lies in this window."""
        return self.col_off <= column < self.col_end and self.row_off <= row < self.row_end

    def shifted(self, columns: int, rows: int) -> Window:
        """Returns this window moved by whole pixels."""
        return Window(self.col_off + columns, self.row_off + rows, self.width, self.height)


@dataclass(frozen=True)
class Tile:
    """Is a block of neighbouring views that are read, computed and kept together.

    Args:
        index: Number of the tile in the whole grid, row by row; the same whatever extent is asked for.
        row: Row of the tile in the grid of tiles.
        column: Column of the tile in the grid of tiles.
        window: The union of the views.
        core: The part of the window that this tile owns; the cores of all tiles partition the raster.
        views: The views in row order, all of the model's input size.
    """

    index: int
    row: int
    column: int
    window: Window
    core: Window
    views: tuple[Window, ...]


@dataclass(frozen=True)
class TileGrid:
    """Lays views and tiles over a raster.

    Args:
        width_px: Width of the raster, in pixels of the working grid.
        height_px: Height of the raster.
        view_size_px: Side of the square that the model sees; a smaller raster gives one view that exceeds it.
        overlap_px: Shared pixels of neighbouring views, at least 0 and less than the view.
        views_per_side: Views along one side of a tile.
        origin_px: Column and row by which the lattice is shifted (to measure grid independence).
    """

    width_px: int
    height_px: int
    view_size_px: int
    overlap_px: int
    views_per_side: int
    origin_px: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        if self.width_px < 1 or self.height_px < 1:
            raise ValueError(f"a raster holds at least one pixel, not {self.width_px} x {self.height_px}")
        _check_view(self.view_size_px, self.overlap_px)
        if self.views_per_side < 1:
            raise ValueError(f"a tile holds at least one view a side, not {self.views_per_side}")

    @property
    def stride_px(self) -> int:
        """Returns the distance of neighbouring views."""
        return self.view_size_px - self.overlap_px

    @property
    def columns(self) -> int:
        """Returns the number of tiles in a row."""
        return -(-len(self.view_col_offs) // self.views_per_side)

    @property
    def rows(self) -> int:
        """Returns the number of rows of tiles."""
        return -(-len(self.view_row_offs) // self.views_per_side)

    def __len__(self) -> int:
        """Returns the number of tiles of the whole raster."""
        return self.columns * self.rows

    @property
    def view_count(self) -> int:
        """Returns the number of views of the whole raster."""
        return len(self.view_col_offs) * len(self.view_row_offs)

    def tiles(self, within: Window | None = None) -> Iterator[Tile]:
        """Yields the tiles in row order.

        With `within`, a tile holds only those of its views that touch it, and its window and core shrink to
        these views; index, row, column and the place of each view stay what they are in the whole grid. So
        the views are the same for every tile size here, too.
        """
        rows, cols = self._positions(within)
        for row in _blocks(rows, self.views_per_side):
            for column in _blocks(cols, self.views_per_side):
                yield self._tile(row, column, rows, cols)

    def tiles_of(self, wanted: NDArray[np.bool_]) -> Iterator[Tile]:
        """Yields, in row order, the tiles that have any of the wanted views, and only these of their views.

        Args:
            wanted: bool [len(view_row_offs), len(view_col_offs)].
        """
        per_side = self.views_per_side
        for row in range(self.rows):
            block = wanted[row * per_side : (row + 1) * per_side]
            columns = np.flatnonzero(block.any(axis=0)) // per_side
            for column in dict.fromkeys(columns.tolist()):
                here = block[:, column * per_side : (column + 1) * per_side]
                places = [(row * per_side + int(r), column * per_side + int(c)) for r, c in np.argwhere(here)]
                yield self._tile_with(row, column, places)

    def count_tiles(self, wanted: NDArray[np.bool_]) -> int:
        """Returns the number of tiles that have any of the wanted views."""
        rows, columns = np.nonzero(wanted)
        return len(set(zip(rows // self.views_per_side, columns // self.views_per_side, strict=True)))

    def positions(self, within: Window) -> NDArray[np.bool_]:
        """Returns which views touch a window, bool [len(view_row_offs), len(view_col_offs)]."""
        rows, cols = self._positions(within)
        wanted = np.zeros((len(self.view_row_offs), len(self.view_col_offs)), dtype=bool)
        wanted[rows.start : rows.stop, cols.start : cols.stop] = True
        return wanted

    def views(self, within: Window | None = None) -> Iterator[Window]:
        """Yields the views in row order of the lattice, the order in which they are stitched."""
        rows, cols = self._positions(within)
        for row in rows:
            for column in cols:
                yield self._view(row, column)

    def _positions(self, within: Window | None) -> tuple[range, range]:
        """Returns the rows and the columns of the lattice whose views touch the window."""
        if within is None:
            return range(len(self.view_row_offs)), range(len(self.view_col_offs))
        size = self.view_size_px
        return (
            _touching(self.view_row_offs, size, within.row_off, within.row_end),
            _touching(self.view_col_offs, size, within.col_off, within.col_end),
        )

    def _tile(self, row: int, column: int, rows: range, cols: range) -> Tile:
        per_side = self.views_per_side
        view_rows = range(max(rows.start, row * per_side), min(rows.stop, (row + 1) * per_side))
        view_cols = range(max(cols.start, column * per_side), min(cols.stop, (column + 1) * per_side))
        return self._tile_with(row, column, [(r, c) for r in view_rows for c in view_cols])

    def _tile_with(self, row: int, column: int, places: list[tuple[int, int]]) -> Tile:
        """Returns a tile with some of its views, given by their rows and columns in the lattice."""
        per_side = self.views_per_side
        views = tuple(self._view(r, c) for r, c in places)
        window = reduce(Window.union, views)
        top, bottom = _core_bounds(self.view_row_offs, row, per_side, self.view_size_px, self.height_px)
        left, right = _core_bounds(self.view_col_offs, column, per_side, self.view_size_px, self.width_px)
        core = Window(left, top, right - left, bottom - top).intersection(window)
        assert core is not None  # every view meets the core of its tile  # nosec B101
        return Tile(row * self.columns + column, row, column, window, core, views)

    def _view(self, row: int, column: int) -> Window:
        size = self.view_size_px
        return Window(self.view_col_offs[column], self.view_row_offs[row], size, size)

    @cached_property
    def view_col_offs(self) -> tuple[int, ...]:
        """Returns the first column of the views of each column of the lattice, ascending."""
        return _lattice(self.width_px, self.view_size_px, self.stride_px, self.origin_px[0])

    @cached_property
    def view_row_offs(self) -> tuple[int, ...]:
        """Returns the first row of the views of each row of the lattice, ascending."""
        return _lattice(self.height_px, self.view_size_px, self.stride_px, self.origin_px[1])


def views_per_side(tile_size_px: int, view_size_px: int, overlap_px: int) -> int:
    """Returns how many views a side fit into a tile of this size; at least one."""
    _check_view(view_size_px, overlap_px)
    return max(1, (tile_size_px - overlap_px) // (view_size_px - overlap_px))


def _check_view(view_size_px: int, overlap_px: int) -> None:
    if not 0 <= overlap_px < view_size_px:
        raise ValueError(f"overlap must be at least 0 and less than {view_size_px} px, not {overlap_px}")


def _between(left: int, top: int, right: int, bottom: int) -> Window | None:
    if left >= right or top >= bottom:
        return None
    return Window(left, top, right - left, bottom - top)


def _lattice(length_px: int, view_size_px: int, stride_px: int, origin_px: int) -> tuple[int, ...]:
    """Returns the ascending offsets of the views along one axis; the outermost ones touch the edges."""
    last = length_px - view_size_px
    if last <= 0:
        return (0,)
    first = origin_px % stride_px
    return tuple(sorted({0, last, *range(first, last, stride_px)}))


def _touching(offsets: tuple[int, ...], size_px: int, start: int, end: int) -> range:
    """Returns the positions in `offsets` of the views that share a pixel with start..end."""
    return range(bisect_right(offsets, start - size_px), bisect_left(offsets, end))


def _blocks(positions: range, per_side: int) -> range:
    """Returns the tile numbers along one axis that hold these view positions."""
    if not positions:
        return range(0)
    return range(positions.start // per_side, (positions.stop - 1) // per_side + 1)


def _core_bounds(
    offsets: tuple[int, ...], block: int, per_side: int, size_px: int, length_px: int
) -> tuple[int, int]:
    """Returns where a tile's core begins and ends: in the middle of the overlap with its neighbours."""
    first, after = block * per_side, (block + 1) * per_side
    start = 0 if first == 0 else (offsets[first] + offsets[first - 1] + size_px) // 2
    end = length_px if after >= len(offsets) else (offsets[after] + offsets[after - 1] + size_px) // 2
    return start, end
