"""Blends the mask logits of overlapping views into one probability raster on disk.

Views vote with a smooth taper: most in their middle, where they know most, a little at their edges. All sums
are whole numbers, so the outcome does not depend on the order of the votes. Memory is about one row of views;
a stretch where no view found anything costs next to nothing and takes no room in the file.
"""

from __future__ import annotations

import os
import uuid
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import rasterio
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning, RasterioError, RasterioIOError
from rasterio.windows import Window as RasterioWindow

from ..errors import OutputError
from .tiling import Window

LOGIT_LIMIT = 8.0
BLOCK_PX = 256
CHUNK_PX = 8 * BLOCK_PX
SUBSTEPS = 16
TAPER_STEPS = 126
CACHE_MB = 64
PROFILE = {
    "driver": "GTiff",
    "count": 1,
    "dtype": "uint8",
    "tiled": True,
    "blockxsize": BLOCK_PX,
    "blockysize": BLOCK_PX,
    "compress": "DEFLATE",
    "zlevel": 4,
    "bigtiff": "IF_SAFER",
    "sparse_ok": True,
}

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class ViewLogits:
    """Is what one view says.

    Args:
        window: Where the view lies; it may reach beyond the raster.
        logits: uint8 [height, width] from `quantize_logits`; None says: looked at, nothing found.
        valid: bool [height, width], False where the raster holds nothing; None says: valid throughout.
    """

    window: Window
    logits: Bytes | None
    valid: npt.NDArray[np.bool_] | None = None


def quantize_logits(logits: npt.NDArray[np.floating]) -> Bytes:
    """Returns mask logits, clipped to -8..8, as uint8 0..255 of the same shape."""
    steps = 255 / (2 * LOGIT_LIMIT)
    clipped = np.clip(np.nan_to_num(logits, nan=-LOGIT_LIMIT), -LOGIT_LIMIT, LOGIT_LIMIT)
    quantized: Bytes = np.rint((clipped + LOGIT_LIMIT) * steps).astype(np.uint8)
    return quantized


def dequantize_logits(quantized: Bytes) -> npt.NDArray[np.float32]:
    """Returns the mask logits -8..8 as float32 of the same shape."""
    steps = np.float32(255 / (2 * LOGIT_LIMIT))
    logits: npt.NDArray[np.float32] = quantized.astype(np.float32) / steps - np.float32(LOGIT_LIMIT)
    return logits


def stitch(
    views: Iterable[ViewLogits],
    width_px: int,
    height_px: int,
    path: Path,
    transform: Affine,
    crs_wkt: str | None,
) -> Path:
    """Writes the blended probability of all views as a GeoTIFF and returns its path.

    The file is uint8 (0..255 stands for 0..1), in DEFLATE tiles of 256 px, and appears whole or not at all.
    A view that is missing casts no vote; where no view votes, the probability is 0.

    Args:
        views: The views by ascending `row_off` (`TileGrid.views` yields that order); any order within a row.
        width_px: Width of the raster, in pixels.
        height_px: Height of the raster.
        path: The GeoTIFF to write; an older one is replaced at the end.
        transform: Pixel to map, of the whole raster.
        crs_wkt: The raster's CRS, None where it has none.

    Raises:
        OutputError: The file cannot be written; nothing is left behind.
        ValueError: The views are not in row order.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with rasterio.Env(GDAL_CACHEMAX=CACHE_MB), warnings.catch_warnings():
            # A raster without georeferencing is mapped one to one, upside down: meant so.
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(
                temporary, "w", width=width_px, height=height_px, transform=transform, crs=crs_wkt, **PROFILE
            ) as raster:
                written = _write_rows(raster, views)
            _verify(temporary, written)
        os.replace(temporary, path)
    except (RasterioError, OSError) as error:
        raise OutputError(
            f"The probability raster {path.name} cannot be written",
            "Make room on the disk, or choose another folder for temporary files.",
            f"{path}: {error!r}",
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _write_rows(raster: rasterio.io.DatasetWriter, views: Iterable[ViewLogits]) -> dict[Window, int]:
    """Writes each row of blocks once no later view can touch it; returns the sums of what was written."""
    written: dict[Window, int] = {}
    pending: list[ViewLogits] = []
    done_row = last_row_off = 0
    for view in views:
        row_off = max(0, view.window.row_off)
        if row_off < last_row_off:
            raise ValueError(f"views come by ascending row: {row_off} after {last_row_off}")
        last_row_off = row_off
        while done_row + BLOCK_PX <= min(row_off, raster.height):
            _write_row(raster, done_row, pending, written)
            done_row += BLOCK_PX
            pending = [waiting for waiting in pending if waiting.window.row_end > done_row]
        pending.append(_without_zeros(view))
    for row in range(done_row, raster.height, BLOCK_PX):
        _write_row(raster, row, pending, written)
    return written


def _write_row(
    raster: rasterio.io.DatasetWriter, row_off: int, pending: list[ViewLogits], written: dict[Window, int]
) -> None:
    """Writes one row of blocks, in chunks of a few blocks, where any view found something."""
    rows = Window(0, row_off, raster.width, min(BLOCK_PX, raster.height - row_off))
    views = [view for view in pending if view.window.touches(rows)]
    if all(view.logits is None for view in views):
        return
    for col_off in range(0, raster.width, CHUNK_PX):
        chunk = Window(col_off, row_off, min(CHUNK_PX, raster.width - col_off), rows.height)
        voters = [view for view in views if view.window.touches(chunk)]
        if all(view.logits is None for view in voters):
            continue
        probability = _blend(voters, chunk)
        if probability.any():
            window = RasterioWindow(chunk.col_off, chunk.row_off, chunk.width, chunk.height)
            raster.write(probability, 1, window=window)
            written[chunk] = int(probability.sum(dtype=np.int64))


def _blend(views: list[ViewLogits], chunk: Window) -> Bytes:
    """Returns the probability uint8 [height, width] of the chunk."""
    total = np.zeros((chunk.height, chunk.width), np.int32)
    weight = np.zeros_like(total)
    for view in views:
        part = view.window.intersection(chunk)
        assert part is not None  # nosec B101
        inner = _slices(part, view.window)
        outer = _slices(part, chunk)
        votes = _taper(view.window.height, view.window.width)[inner]
        if view.valid is not None:
            votes = votes * view.valid[inner]
        weight[outer] += votes
        if view.logits is not None:
            cast = view.logits[inner].astype(np.int32)
            cast *= votes
            total[outer] += cast
    np.maximum(weight, 1, out=weight)
    # In place, and float64 as whole numbers have it: every pixel of the raster comes through here.
    steps = np.true_divide(total, weight)
    steps *= SUBSTEPS
    steps += 0.5
    probability: Bytes = _probability_table()[steps.astype(np.uint16)]
    return probability


def _verify(path: Path, written: dict[Window, int]) -> None:
    """Raises where the file does not hold what was written: GDAL may meet a full disk without a word."""
    with rasterio.open(path) as raster:
        for chunk, expected in written.items():
            window = RasterioWindow(chunk.col_off, chunk.row_off, chunk.width, chunk.height)
            if int(raster.read(1, window=window).sum(dtype=np.int64)) != expected:
                raise RasterioIOError(f"the raster differs from what was written at {chunk}")
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _without_zeros(view: ViewLogits) -> ViewLogits:
    """Returns the view with None in the place of logits that are at their least throughout."""
    if view.logits is not None and not view.logits.any():
        return ViewLogits(view.window, None, view.valid)
    return view


def _slices(part: Window, of: Window) -> tuple[slice, slice]:
    """Returns where `part` lies in an array over the window `of`, as row and column slices."""
    top, left = part.row_off - of.row_off, part.col_off - of.col_off
    return slice(top, top + part.height), slice(left, left + part.width)


@lru_cache(maxsize=8)
def _taper(height: int, width: int) -> npt.NDArray[np.int32]:
    """Returns the votes [height, width]: a raised cosine, at least 1 everywhere."""
    votes: npt.NDArray[np.int32] = np.outer(_taper_along(height), _taper_along(width))
    return votes


def _taper_along(length: int) -> npt.NDArray[np.int32]:
    phase = (np.arange(length) + 0.5) / length
    votes: npt.NDArray[np.int32] = 1 + np.rint(TAPER_STEPS * np.sin(np.pi * phase) ** 2).astype(np.int32)
    return votes


@lru_cache(maxsize=1)
def _probability_table() -> Bytes:
    """Returns the probability for a mean quantized logit, in sixteenths of a step."""
    logits = np.arange(255 * SUBSTEPS + 1) / SUBSTEPS * (2 * LOGIT_LIMIT / 255) - LOGIT_LIMIT
    table: Bytes = np.rint(255 / (1 + np.exp(-logits))).astype(np.uint8)
    return table
