"""Reads windows of the native grid: values, validity, and the samples that describe the whole scene."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.io import DatasetReader
from rasterio.windows import Window as DatasetWindow

from ..errors import RasterError
from .bands import BandChoice, Validity
from .opening import CACHE_BYTES, GDAL_ERRORS, STRIP_CACHE_BYTES, gdal_session, short_name

_SAMPLES_PER_SIDE = 10
_SAMPLE_SIDE_PX = 192
_WHOLE_PX = 2_000_000

Box = tuple[int, int, int, int]
"""(col_off, row_off, col_end, row_end) in native pixels."""


@dataclass(frozen=True)
class Pixels:
    """Is what one window of the native grid holds.

    Args:
        values: (bands, rows, columns) in the raster's own type.
        alpha: (rows, columns) of the alpha band, or None.
        mask: (rows, columns) of the dataset's mask, 0 is invalid; or None.
    """

    values: NDArray[Any]
    alpha: NDArray[Any] | None
    mask: NDArray[Any] | None


@dataclass(frozen=True)
class NativeSource:
    """Reads chosen bands of one open dataset; one thread at a time, the others wait.

    Args:
        dataset: rasterio dataset, WarpedVRT or overview.
        path: Its name, for messages.
        choice: The bands.
        reads_mask: Whether the dataset's mask is read, too.
        lock: Shared by all sources over one dataset.
    """

    dataset: DatasetReader
    path: str
    choice: BandChoice
    reads_mask: bool
    lock: threading.Lock

    @property
    def size_px(self) -> tuple[int, int]:
        """Returns (width, height)."""
        return int(self.dataset.width), int(self.dataset.height)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Returns the type that holds the values of all chosen bands."""
        kinds = [np.dtype(self.dataset.dtypes[number - 1]) for number in self._numbers]
        return np.result_type(*kinds)

    @property
    def _numbers(self) -> list[int]:
        return [*self.choice.colour, *([self.choice.alpha] if self.choice.alpha else [])]

    def read(self, box: Box) -> Pixels:
        """Returns the pixels of a box inside the raster; raises RasterError where they cannot be read."""
        col_off, row_off, col_end, row_end = box
        window = DatasetWindow(col_off, row_off, col_end - col_off, row_end - row_off)
        with self.lock, gdal_session(_cache_bytes(self.dataset)) as messages:
            try:
                stack = self.dataset.read(self._numbers, window=window, out_dtype=self.dtype)
                mask = self._read_mask(window) if self.reads_mask else None
            except (*GDAL_ERRORS, MemoryError) as error:
                where = f"columns {col_off} to {col_end}, rows {row_off} to {row_end}"
                raise RasterError(
                    f"A part of {short_name(self.path)} cannot be read ({where})",
                    "The file may be damaged or incomplete; copy or download it again",
                    f"{self.path}: {error!r} caused by {error.__cause__!r}; {messages}",
                ) from error
        count = len(self.choice.colour)
        return Pixels(stack[:count], stack[count] if self.choice.alpha else None, mask)

    def _read_mask(self, window: DatasetWindow) -> NDArray[np.uint8]:
        mask: NDArray[np.uint8] = self.dataset.read_masks(self.choice.colour[0], window=window)
        return mask

    def samples(self) -> Iterator[Pixels]:
        """Yields windows spread evenly over the whole scene, or the scene itself where it is small.

        Memory is bounded by one window. Windows that cannot be read are left out; where none can, the first
        error is raised.
        """
        first_error: RasterError | None = None
        any_read = False
        for box in _sample_boxes(*self.size_px):
            try:
                pixels = self.read(box)
            except RasterError as error:
                first_error = first_error or error
                continue
            any_read = True
            yield pixels
        if first_error is not None and not any_read:
            raise first_error


def collect(source: NativeSource, pick: Callable[[Pixels], list[NDArray[Any]]]) -> list[NDArray[Any]]:
    """Returns, joined over all samples, the one-dimensional arrays that `pick` takes from each."""
    parts = [pick(pixels) for pixels in source.samples()]
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def flat_alpha(pixels: Pixels) -> list[NDArray[Any]]:
    """Returns the alpha values, flattened."""
    assert pixels.alpha is not None  # asked for only where an alpha band is read  # nosec B101
    return [pixels.alpha.ravel()]


def flat_mask(pixels: Pixels) -> list[NDArray[Any]]:
    """Returns the mask of the dataset, flattened."""
    assert pixels.mask is not None  # asked for only where the mask is read  # nosec B101
    return [pixels.mask.ravel()]


def valid_values(pixels: Pixels, validity: Validity) -> list[NDArray[Any]]:
    """Returns, for each band, the values that are valid in that band and in the mask, flattened."""
    by_band = validity.of_bands(pixels.values)
    by_pixel = validity.of_pixels(pixels.values, pixels.alpha, pixels.mask)
    kept: list[NDArray[Any]] = []
    for band, values in enumerate(pixels.values):
        valid = np.ones(values.shape, dtype=bool) if by_pixel is None else by_pixel
        if by_band is not None:
            valid = valid & by_band[band]
        kept.append(values[valid])
    return kept


def _sample_boxes(width: int, height: int) -> list[Box]:
    if width * height <= _WHOLE_PX:
        return [(0, 0, width, height)]
    side = _SAMPLE_SIDE_PX
    columns, rows = _starts(width, side), _starts(height, side)
    return [(c, r, min(c + side, width), min(r + side, height)) for r in rows for c in columns]


def _starts(length: int, side: int) -> list[int]:
    if length <= side:
        return [0]
    count = min(_SAMPLES_PER_SIDE, -(-length // side))
    return [number * (length - side) // max(1, count - 1) for number in range(count)]


def _cache_bytes(dataset: DatasetReader) -> int:
    block_rows, block_columns = dataset.block_shapes[0]
    in_strips = block_columns >= dataset.width > 4096 and block_rows < dataset.height
    return STRIP_CACHE_BYTES if in_strips else CACHE_BYTES
