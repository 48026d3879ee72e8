from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, Resampling

NORTH_UP = Affine(0.5, 0.0, 500_000.0, 0.0, -0.5, 4_000_000.0)

RasterFactory = Callable[..., str]


@pytest.fixture
def make_raster(tmp_path: Path) -> RasterFactory:
    """Returns a maker of GeoTIFFs: bands x rows x columns of any dtype, nodata kind, CRS and transform."""
    count = 0

    def make(
        values: NDArray[Any],
        *,
        crs: str | None = "EPSG:32633",
        transform: Affine | None = NORTH_UP,
        mask: NDArray[np.uint8] | None = None,
        external_mask: bool = False,
        tags: tuple[ColorInterp, ...] | None = None,
        palette: dict[int, tuple[int, int, int, int]] | None = None,
        gcps: tuple[list[Any], Any] | None = None,
        overviews: tuple[int, ...] = (),
        **profile: Any,
    ) -> str:
        nonlocal count
        count += 1
        path = tmp_path / f"raster_{count}.tif"
        bands = values if values.ndim == 3 else values[None]
        if transform is not None:
            profile["transform"] = transform
        shape = {"count": bands.shape[0], "height": bands.shape[1], "width": bands.shape[2]}
        with warnings.catch_warnings(), rasterio.Env(GDAL_TIFF_INTERNAL_MASK=not external_mask):
            warnings.simplefilter("ignore")
            with rasterio.open(
                path, "w", driver="GTiff", dtype=bands.dtype, crs=crs, **shape, **profile
            ) as dataset:
                if tags is not None:
                    dataset.colorinterp = tags
                if palette is not None:
                    dataset.write_colormap(1, palette)
                if gcps is not None:
                    dataset.gcps = gcps
                dataset.write(bands)
                if mask is not None:
                    dataset.write_mask(mask)
            if overviews:
                with rasterio.open(path, "r+") as dataset:
                    dataset.build_overviews(list(overviews), Resampling.average)
        return str(path)

    return make
