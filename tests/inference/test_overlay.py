"""The picture of a result: in place, whole or absent, grey where the raster cannot be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from georefer.inference import overlay
from georefer.inference.errors import OutputError, RasterError
from georefer.inference.geo.raster import SceneRaster, TilePixels
from georefer.inference.geo.tiling import Window
from georefer.inference.geo.vectorize import FoundPolygon
from georefer.inference.overlay import draw_overlay
from georefer.inference.protocol import Bounds, SegmentRequest
from georefer.tests.inference.scenes import NORTH_UP, picture, write_raster
from numpy.typing import NDArray
from PIL import Image
from shapely.geometry import Polygon, box

YELLOW = np.array(overlay._LINE[:3], dtype=int)


def request(raster: str, extent: Bounds | None = None) -> SegmentRequest:
    return SegmentRequest(raster, "red building", "out.gpkg", extent=extent)


def found(geometry: Polygon) -> FoundPolygon:
    return FoundPolygon(geometry, 0.9, geometry.area, geometry.length)


def drawn(request: SegmentRequest, geometry: Polygon, folder: Path) -> NDArray[np.int_]:
    path = draw_overlay(request, [found(geometry)], folder / "a.png")
    return np.asarray(Image.open(path)).astype(int)


def yellow_box(image: NDArray[np.int_]) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero((np.abs(image - YELLOW) < 40).all(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def test_an_object_is_outlined_where_it_lies(tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "a.tif", picture(200, [((40, 60, 50, 30), "blue")]))
    geometry = box(500_020, 3_999_955, 500_045, 3_999_970)
    image = drawn(request(raster), geometry, tmp_path)
    assert image.shape == (200, 200, 3)
    assert yellow_box(image) == pytest.approx((40, 60, 90, 90), abs=3)


def test_a_hole_is_not_filled(tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "a.tif", picture(200, []))
    geometry = box(500_010, 3_999_910, 500_090, 3_999_990) - box(500_030, 3_999_930, 500_070, 3_999_970)
    image = drawn(request(raster), geometry, tmp_path)
    assert (image[100, 100] == image[5, 5]).all()
    assert (image[100, 40] != image[5, 5]).any()


def test_the_extent_is_the_picture(tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "a.tif", picture(200, []))
    extent = (500_050.0, 3_999_900.0, 500_100.0, 3_999_950.0)
    image = drawn(request(raster, extent), box(500_060, 3_999_910, 500_070, 3_999_940), tmp_path)
    assert image.shape == (100, 100, 3)
    assert yellow_box(image) == pytest.approx((20, 20, 40, 80), abs=3)


@pytest.mark.parametrize("crs", ["EPSG:32633", None])
def test_a_large_raster_gives_a_small_picture(
    tmp_path: Path, crs: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overlay, "LONGEST_SIDE_PX", 50)
    monkeypatch.setattr(overlay, "_STRIP_PX", 3000)
    transform = NORTH_UP if crs else Affine(1, 0, 0, 0, -1, 0)
    raster = write_raster(
        tmp_path / "a.tif", picture(200, [((100, 100, 100, 100), "blue")]), crs=crs, transform=transform
    )
    left, top, side = (transform.c, transform.f, transform.a)
    geometry = box(left + 40 * side, top - 80 * side, left + 80 * side, top - 40 * side)
    image = drawn(request(raster), geometry, tmp_path)
    assert image.shape == (50, 50, 3)
    assert yellow_box(image) == pytest.approx((10, 10, 20, 20), abs=3)
    assert image[40, 40, 2] > image[40, 40, 0] + 50


def test_what_cannot_be_read_stays_grey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raster = write_raster(tmp_path / "a.tif", picture(200, [((0, 0, 200, 200), "blue")]))
    monkeypatch.setattr(overlay, "_STRIP_PX", 4000)
    read = SceneRaster.read

    def broken(self: SceneRaster, window: Window) -> TilePixels:
        if window.row_off >= 100:
            raise RasterError("A part cannot be read")
        return read(self, window)

    monkeypatch.setattr(SceneRaster, "read", broken)
    image = np.asarray(Image.open(draw_overlay(request(raster), [], tmp_path / "a.png")))
    assert image[50, 50, 2] > 150
    assert (image[150, 50] == overlay._UNREAD).all()


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "a.tif", picture(64, []))
    with pytest.raises(OutputError, match="cannot be written"):
        draw_overlay(request(raster), [], tmp_path / "none" / "a.png")
    folder = tmp_path / "folder.png"
    folder.mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        draw_overlay(request(raster), [], folder)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.tif", "folder.png"]
