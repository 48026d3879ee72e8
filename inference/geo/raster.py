"""Opens any raster as a scene: 8-bit colours and a valid mask on a model's working grid."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from ..errors import ExtentError, InputError
from .bands import BandChoice, choose_bands
from .georeference import (
    ground_gsd_xy_m,
    map_bounds,
    pixel_bounds,
    resized_transform,
)
from .opening import OpenedRaster, gdal_session, open_raster, short_name
from .resampling import AxisGrid, Resampler
from .stretch import Limits, Stretch
from .survey import overview_of, survey
from .tiling import Window

_SAME_GRID = 1.05
"""Grids that differ by less than this are not resampled: it would only blur."""

_MAX_FACTOR = 256.0
"""Native pixels per side of a working pixel at most; beyond it the working grid stays finer than asked."""

_CHUNK_PX = 4_000_000
"""Native pixels read at once: bounds the memory whatever the factor is."""


@dataclass(frozen=True)
class TilePixels:
    """Is what a window of the working grid holds.

    Args:
        rgb: (rows, columns, 3) uint8; 0 where invalid.
        valid: (rows, columns) bool.
    """

    rgb: NDArray[np.uint8]
    valid: NDArray[np.bool_]


class SceneRaster:
    """Reads one raster on the working grid; made by `open_scene`, used as a context manager.

    The working grid covers exactly the ground of the raster with square pixels of `working_gsd_m` where the
    native ones are finer. Any window may be read, in any order and from any thread: a pixel has the same
    value in all of them.

    Attributes:
        path: Name as given.
        width_px: Width of the working grid.
        height_px: Height of the working grid.
        transform: Full affine of the working grid (rotated, sheared and south-up kept).
        crs_wkt: CRS of the map coordinates, or None.
        gsd_m: Native ground sample distance in metres, or None where unknown.
        working_gsd_m: The same of the working grid.
        scale: Working pixels per native pixel, at most 1 unless upsampling was allowed.
        bands: Band numbers read, one (grey) or three.
        stretch: (low, high) of each band over the whole scene, or None where 8-bit values stay as they are.
        identity: What tells this raster from another or from an older state of itself; JSON values only.
    """

    def __init__(
        self,
        opened: OpenedRaster,
        path: str,
        choice: BandChoice,
        working_gsd_m: float | None,
        max_upsample: float,
    ) -> None:
        self._opened = opened
        self._choice = choice
        self.path = path
        self.crs_wkt = opened.crs_wkt
        self.bands = choice.colour
        native = (int(opened.dataset.width), int(opened.dataset.height))
        sides_m = _sides_m(opened, native)
        self.width_px, self.height_px = _working_size(native, sides_m, working_gsd_m, max_upsample)
        self.transform: Affine = resized_transform(opened.transform, native, (self.width_px, self.height_px))
        self.scale = math.sqrt(self.width_px / native[0] * self.height_px / native[1])
        self.gsd_m = None if sides_m is None else math.sqrt(sides_m[0] * sides_m[1])
        self.working_gsd_m = None if self.gsd_m is None else self.gsd_m / self.scale
        surveyed = survey(opened, path, choice)
        self._validity = surveyed.validity
        self.stretch: tuple[Limits, ...] | None = surveyed.limits
        dtype = surveyed.source.dtype.name
        self._stretch = None if self.stretch is None else Stretch(self.stretch, dtype)
        factor = min(native[0] / self.width_px, native[1] / self.height_px)
        self._overview = None if opened.is_warped else overview_of(surveyed.source, factor)
        self._source = self._overview or surveyed.source
        self.identity = _identity(path, opened, native)

    def __enter__(self) -> SceneRaster:
        """Returns itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the raster."""
        self.close()

    def close(self) -> None:
        """Closes the raster; further reads fail."""
        with self._source.lock:
            if self._overview is not None:
                self._overview.dataset.close()
            self._opened.close()

    @property
    def window(self) -> Window:
        """Returns the window that is the whole working grid."""
        return Window(0, 0, self.width_px, self.height_px)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Returns (left, bottom, right, top) in the raster's CRS."""
        return map_bounds(self.transform, self.width_px, self.height_px)

    def read(self, window: Window) -> TilePixels:
        """Returns the pixels of a window, always of the window's size; what lies outside is invalid and 0.

        Args:
            window: In pixels of the working grid; it may reach beyond it.

        Raises:
            RasterError: This part of the file cannot be read; other parts may be.
        """
        rgb = np.zeros((window.height, window.width, 3), dtype=np.uint8)
        valid = np.zeros((window.height, window.width), dtype=bool)
        inside = window.intersection(self.window)
        if inside is None:
            return TilePixels(rgb, valid)
        for part in self._chunks(inside):
            planes, is_valid = self._read_part(part)
            place = (
                slice(part.row_off - window.row_off, part.row_end - window.row_off),
                slice(part.col_off - window.col_off, part.col_end - window.col_off),
            )
            for channel in range(3):
                rgb[..., channel][place] = planes[min(channel, len(planes) - 1)]
            valid[place] = True if is_valid is None else is_valid
        rgb[~valid] = 0
        return TilePixels(rgb, valid)

    def window_of_bounds(self, left: float, bottom: float, right: float, top: float) -> Window:
        """Returns the window of the working grid that holds an extent given in the raster's CRS.

        Of a rotated raster it is the bounding window. Only the part inside the raster counts.

        Raises:
            ExtentError: The extent is malformed or does not meet the raster.
        """
        extent = (left, bottom, right, top)
        name = short_name(self.path)
        if not all(math.isfinite(value) for value in extent) or left >= right or bottom >= top:
            remedy = "Give left < right and bottom < top in the raster's CRS"
            raise ExtentError("The extent is not a rectangle", remedy, f"{extent}")
        col_min, row_min, col_max, row_max = pixel_bounds(self.transform, extent)
        # An extent that was drawn along pixel edges must not gain a pixel by rounding.
        col_off, row_off = max(0, math.floor(col_min + 1e-6)), max(0, math.floor(row_min + 1e-6))
        col_end = min(self.width_px, math.ceil(col_max - 1e-6))
        row_end = min(self.height_px, math.ceil(row_max - 1e-6))
        if col_off >= col_end or row_off >= row_end:
            remedy = "Choose an extent that overlaps it, in the raster's CRS"
            detail = f"{extent} against {self.bounds}"
            raise ExtentError(f"The extent lies outside {name}", remedy, detail)
        return Window(col_off, row_off, col_end - col_off, row_end - row_off)

    @property
    def _resampler(self) -> Resampler:
        width, height = self._source.size_px
        return Resampler(AxisGrid(width, self.width_px), AxisGrid(height, self.height_px))

    def _chunks(self, inside: Window) -> Iterator[Window]:
        """Yields parts of a window whose native pixels fit the memory budget."""
        width, height = self._source.size_px
        per_column, per_row = max(1.0, width / self.width_px), max(1.0, height / self.height_px)
        rows = max(1, int(_CHUNK_PX / (per_column * per_row * inside.width)))
        columns = inside.width
        if rows == 1:
            columns = max(1, min(inside.width, int(_CHUNK_PX / (per_column * per_row))))
        for row in range(inside.row_off, inside.row_end, rows):
            for column in range(inside.col_off, inside.col_end, columns):
                yield Window(
                    column, row, min(columns, inside.col_end - column), min(rows, inside.row_end - row)
                )

    def _read_part(self, part: Window) -> tuple[NDArray[np.uint8], NDArray[np.bool_] | None]:
        target = (part.col_off, part.row_off, part.col_end, part.row_end)
        resampler = self._resampler
        pixels = self._source.read(resampler.source_window(*target))
        valid = self._validity.of_pixels(pixels.values, pixels.alpha, pixels.mask)
        planes, valid = self._colours(pixels.values, valid)
        return resampler.resample(planes, valid, target)

    def _colours(
        self, values: NDArray[Any], valid: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.uint8], NDArray[np.bool_] | None]:
        palette = self._choice.palette
        if palette is None:
            return (values if self._stretch is None else self._stretch.apply(values)), valid
        rgba = palette[values[0]]
        opaque = rgba[..., 3] > 0
        valid = opaque if valid is None else valid & opaque
        return np.ascontiguousarray(np.moveaxis(rgba[..., :3], -1, 0)), valid


def open_scene(
    path: str | Path,
    bands: tuple[int, ...] | None = None,
    working_gsd_m: float | None = None,
    max_upsample: float = 1.0,
) -> SceneRaster:
    """Opens a raster as a scene.

    Args:
        path: A file, or any name that GDAL opens (/vsizip/, /vsicurl/, a subdataset).
        bands: One or three band numbers counted from 1; None chooses.
        working_gsd_m: Wished ground sample distance of the working grid in metres. None, or a raster whose
            pixels are coarser or of unknown size, keeps the native grid.
        max_upsample: How many working pixels a native one may become along a side; 1 never upsamples.

    Raises:
        RasterError: There is no raster, or none that can be shown as colours.
        InputError: The bands cannot be used.
    """
    name = str(path)
    opened = open_raster(name)
    try:
        with gdal_session():
            choice = choose_bands(opened.dataset, name, bands)
        return SceneRaster(opened, name, choice, working_gsd_m, max_upsample)
    except BaseException:
        opened.close()
        raise


def _sides_m(opened: OpenedRaster, native: tuple[int, int]) -> tuple[float, float] | None:
    if not opened.is_placed:
        return None
    return ground_gsd_xy_m(opened.transform, opened.crs_wkt, (native[0] / 2, native[1] / 2))


def _working_size(
    native: tuple[int, int],
    sides_m: tuple[float, float] | None,
    working_gsd_m: float | None,
    max_upsample: float,
) -> tuple[int, int]:
    if sides_m is None or working_gsd_m is None:
        return native
    if not working_gsd_m > 0.0:
        raise InputError("The working resolution is not positive", "Give metres per pixel above 0")
    width, height = (
        max(1, round(length / _factor(working_gsd_m / side, max_upsample)))
        for length, side in zip(native, sides_m, strict=True)
    )
    return width, height


def _factor(factor: float, max_upsample: float) -> float:
    """Returns the native pixels per working pixel along one axis."""
    if 1.0 / _SAME_GRID < factor < _SAME_GRID:
        return 1.0
    return min(max(factor, 1.0 / max(1.0, max_upsample)), _MAX_FACTOR)


def _identity(path: str, opened: OpenedRaster, native: tuple[int, int]) -> dict[str, Any]:
    """Returns JSON values that change when the raster's pixels may have changed."""
    own = [Path(name) for name in opened.base.files if not name.endswith(".aux.xml")]
    stats = [file.stat() for file in own if file.is_file()]
    return {
        "path": path,
        "size_bytes": sum(stat.st_size for stat in stats),
        "modified_ns": max((stat.st_mtime_ns for stat in stats), default=0),
        "width_px": native[0],
        "height_px": native[1],
        "dtype": str(opened.dataset.dtypes[0]),
        "band_count": int(opened.dataset.count),
    }
