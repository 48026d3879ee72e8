"""Opens a raster with GDAL, finds where it lies, and says in one sentence why it cannot be used."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import rasterio
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import CRSError, NotGeoreferencedWarning, RasterioError
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT

from ..errors import RasterError
from .georeference import NO_TRANSFORM, is_usable

CACHE_BYTES = 64 * 2**20
"""What GDAL may keep of decoded blocks; its own default is a share of the machine's memory."""

STRIP_CACHE_BYTES = 256 * 2**20
"""The same for rasters stored in strips, where a window costs whole rows and the next one the same rows."""

GDAL_ERRORS = (RasterioError, OSError, ValueError, RuntimeError)
"""What rasterio is seen to raise on broken files."""

_NO_CRS = 'LOCAL_CS["control points without a CRS",UNIT["unknown",1]]'
_IDENTITY = Affine.identity()
_SHOWN_SUBDATASETS = 3


@dataclass(frozen=True)
class OpenedRaster:
    """Is an open dataset with its place on the map.

    Args:
        dataset: rasterio dataset or WarpedVRT; band numbers, types and masks are read from it.
        base: The dataset under a WarpedVRT, else the same.
        transform: Full affine of the dataset's pixels.
        crs_wkt: CRS of the map coordinates, or None.
        is_placed: Whether the transform came with the file, so that a pixel has a size on the ground.
        is_warped: Whether ground control points or RPCs are resolved on read.
    """

    dataset: DatasetReader
    base: DatasetReader
    transform: Affine
    crs_wkt: str | None
    is_placed: bool
    is_warped: bool

    def close(self) -> None:
        """Closes the dataset and the one under it."""
        self.dataset.close()
        self.base.close()


class _Messages(logging.Handler):
    """Collects what GDAL says in this thread, so that it lands in the error's detail and not on stderr."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self._thread_id = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the message."""
        if record.thread == self._thread_id and len(self.lines) < 20:
            self.lines.append(record.getMessage())


@contextmanager
def gdal_session(cache_bytes: int = CACHE_BYTES) -> Iterator[list[str]]:
    """Limits GDAL's memory and catches its messages; yields the list that they are collected in."""
    messages = _Messages()
    logger = logging.getLogger("rasterio")
    logger.addHandler(messages)
    try:
        with rasterio.Env(GDAL_CACHEMAX=cache_bytes):
            yield messages.lines
    finally:
        logger.removeHandler(messages)


def open_raster(path: str) -> OpenedRaster:
    """Returns the open raster at a path or GDAL name; raises RasterError where there is none."""
    with gdal_session() as messages, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            dataset = rasterio.open(path)
        except GDAL_ERRORS as error:
            raise _why_not_opened(path, f"{error!r} {messages}") from error
        try:
            _check_content(dataset, path)
            has_nothing = any(issubclass(w.category, NotGeoreferencedWarning) for w in caught)
            return _place(dataset, path, has_nothing)
        except BaseException:
            dataset.close()
            raise


def raster_error(path: str, problem: str, remedy: str, detail: str = "") -> RasterError:
    """Returns an error whose message starts with the raster's short name."""
    return RasterError(f"{short_name(path)} {problem}", remedy, f"{path}: {detail}")


def short_name(path: str) -> str:
    """Returns what a person calls the raster: the file's name, or the whole name of a subdataset."""
    return Path(path).name or path


def _why_not_opened(path: str, detail: str) -> RasterError:
    is_plain = not path.startswith("/vsi") and "://" not in path
    choose = "Choose a GeoTIFF or another raster that GDAL reads"
    if not path.strip("\0 "):
        return RasterError("No raster is chosen", choose, detail)
    if is_plain and Path(path).is_dir():
        return raster_error(path, "is a folder, not a raster", "Choose a file inside it", detail)
    if is_plain and Path(path).is_file():
        if Path(path).stat().st_size == 0:
            return raster_error(path, "is an empty file", "Copy or download it again", detail)
        if not os.access(path, os.R_OK):
            return raster_error(path, "may not be read", "Ask for the right to read the file", detail)
    elif is_plain and ":" not in Path(path).name:
        remedy = "Check the path, and that the drive is connected"
        return raster_error(path, "does not exist", remedy, detail)
    if "not recognized" in detail or "not a valid" in detail.lower():
        return raster_error(path, "is no raster, or is damaged", choose, detail)
    remedy = "The file may be damaged or incomplete; copy or download it again"
    return raster_error(path, "is damaged, or of a kind that GDAL cannot open", remedy, detail)


def _check_content(dataset: DatasetReader, path: str) -> None:
    if dataset.count == 0:
        names = list(dataset.subdatasets)
        if not names:
            remedy = "Choose a file with at least one band of pixels"
            raise raster_error(path, "holds no raster band", remedy, dataset.driver)
        shown = ", ".join(names[:_SHOWN_SUBDATASETS])
        more = f" and {len(names) - _SHOWN_SUBDATASETS} more" if len(names) > _SHOWN_SUBDATASETS else ""
        problem = f"holds several rasters: {shown}{more}"
        raise raster_error(path, problem, "Give one of these names instead of the file", ", ".join(names))
    if dataset.width < 1 or dataset.height < 1:
        raise raster_error(path, "has no pixels", "Choose another raster", f"{dataset.profile}")
    complex_bands = [kind for kind in dataset.dtypes if kind.startswith("complex")]
    if complex_bands:
        remedy = "Write the amplitude to a real band first, for example with gdal_calc"
        raise raster_error(path, "holds complex numbers, which have no colour", remedy, complex_bands[0])


def _place(dataset: DatasetReader, path: str, has_nothing: bool) -> OpenedRaster:
    crs_wkt = _crs_wkt(dataset.crs)
    if has_nothing or dataset.transform != _IDENTITY:
        usable = is_usable(dataset.transform) and not has_nothing
        transform = dataset.transform if usable else NO_TRANSFORM
        return OpenedRaster(dataset, dataset, transform, crs_wkt, usable, False)
    gcps, gcps_crs = dataset.gcps
    if not gcps and dataset.rpcs is None:
        return OpenedRaster(dataset, dataset, dataset.transform, crs_wkt, True, False)
    try:
        warped = _warp(dataset, gcps_crs or CRS.from_wkt(_NO_CRS)) if gcps else _warp_rpc(dataset)
    except (*GDAL_ERRORS, CRSError) as error:
        remedy = "Warp it first, for example with Raster > Projections > Warp in QGIS"
        problem = "has control points or RPCs that cannot be resolved"
        raise raster_error(path, problem, remedy, repr(error)) from error
    crs_wkt = _crs_wkt(warped.crs) if gcps_crs or not gcps else None
    return OpenedRaster(warped, dataset, warped.transform, crs_wkt, True, True)


def _warp_rpc(dataset: DatasetReader) -> WarpedVRT:
    """Returns the dataset resolved by its RPCs at their mean height, the default of GDAL itself."""
    return _warp(dataset, CRS.from_epsg(4326), RPC_HEIGHT=dataset.rpcs.height_off)


def _warp(dataset: DatasetReader, crs: CRS, **options: float) -> WarpedVRT:
    """Returns the dataset resolved into a CRS; what lies outside of it is transparent."""
    has_validity = dataset.nodata is not None or any(c.name == "alpha" for c in dataset.colorinterp)
    is_palette = dataset.colorinterp[0].name == "palette"
    return WarpedVRT(
        dataset,
        src_crs=crs,
        crs=crs,
        resampling=Resampling.nearest if is_palette else Resampling.bilinear,
        tolerance=0.0,  # an approximated grid would depend on the window that is read
        add_alpha=not has_validity,
        **options,
    )


def _crs_wkt(crs: CRS | None) -> str | None:
    if not crs:
        return None
    try:
        return str(crs.to_wkt()) or None
    except CRSError:
        return None
