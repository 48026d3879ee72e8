"""Layers that are no files, written to files: from services on this machine, well and badly served."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from georefer.plugin.imagery import estimate as estimate_file
from georefer.plugin.imagery import export as export_file
from georefer.plugin.imagery.estimate import estimate
from georefer.plugin.imagery.export import Exported, ExportTask
from georefer.plugin.imagery.failures import ExportError
from georefer.tests.plugin import map_service
from georefer.tests.plugin.drawn_rasters import DRAWERS, draw
from osgeo import gdal
from qgis.core import QgsApplication, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication, QElapsedTimer, QTimer

PATIENCE_S = 60


@pytest.fixture
def service(qgis_app):
    service = map_service.MapService()
    yield service
    service.shutdown()
    service.server_close()


@pytest.fixture
def tiles(service):
    return QgsRasterLayer(service.xyz(), "Tiles / of a service", "wms")


def follow(layer, planned, folder, meanwhile=None):
    """Runs an export as QGIS does; returns how it ended, its shares, and the longest wait of the window."""
    task = ExportTask(layer, planned, str(folder))
    ends, shares, gaps_ms, clock = [], [], [0], QElapsedTimer()
    task.exported.connect(ends.append)
    task.failed.connect(ends.append)
    task.stopped.connect(lambda: ends.append("stopped"))
    task.progressChanged.connect(shares.append)
    timer = QTimer()
    timer.timeout.connect(lambda: gaps_ms.append(clock.restart()))
    clock.start()
    timer.start(10)
    QgsApplication.taskManager().addTask(task)
    until_s = time.monotonic() + PATIENCE_S
    while not ends and time.monotonic() < until_s:
        QCoreApplication.processEvents()
        if meanwhile is not None:
            meanwhile(task, shares)
        time.sleep(0.002)
    timer.stop()
    for _ in range(20):
        QCoreApplication.processEvents()
    assert len(ends) == 1
    return ends[0], shares, max(gaps_ms)


def pixels_of(path) -> tuple[np.ndarray, tuple[float, ...]]:
    dataset = gdal.Open(path)
    return dataset.ReadAsArray(), dataset.GetGeoTransform()


def test_tiles_come_pixel_by_pixel_and_in_place(service, tiles, tmp_path) -> None:
    left, bottom, right, top = map_service.EXTENT
    asked = (left + 30.1, bottom + 20.2, right - 10.3, top - 40.4)
    planned = estimate(tiles, asked)
    assert service.pictures == []
    exported, shares, longest_ms = follow(tiles, planned, tmp_path)

    assert isinstance(exported, Exported), exported
    assert Path(exported.path).name == "Tiles_of_a_service.tif"
    pixels, transform = pixels_of(exported.path)
    assert pixels.shape == (4, planned.height_px, planned.width_px)
    np.testing.assert_allclose(transform[0], planned.extent[0], atol=1e-4)
    np.testing.assert_allclose(transform[3], planned.extent[3], atol=1e-4)
    expected = map_service.picture(*planned.extent, planned.width_px, planned.height_px)
    assert np.array_equal(pixels[:3], expected)
    assert (pixels[3] == 255).all()
    assert gdal.Open(exported.path).GetRasterBand(1).GetBlockSize() == [256, 256]
    assert exported.missing == 0
    assert len(shares) > 0
    assert longest_ms < 200


def test_the_whole_grid_of_pixels_holds_the_extent(tiles) -> None:
    planned = estimate(tiles, map_service.EXTENT)

    assert (planned.width_px, planned.height_px) == (1024, 1024)
    assert planned.size_bytes == 1024 * 1024 * 4
    np.testing.assert_allclose(planned.extent, map_service.EXTENT, atol=1e-6)
    shifted = [edge + 0.4 * map_service.GSD for edge in map_service.EXTENT]
    assert estimate(tiles, tuple(shifted)).width_px == 1025


def test_the_canvas_decides_the_level_of_a_tile_service(tiles) -> None:
    fine = estimate(tiles, map_service.EXTENT, 1e-3)
    coarse = estimate(tiles, map_service.EXTENT, 4.5 * map_service.GSD)

    np.testing.assert_allclose(fine.pixel_width, map_service.GSD)
    np.testing.assert_allclose(coarse.pixel_width, 4 * map_service.GSD)


def test_a_wms_comes_in_windows(service, tmp_path) -> None:
    layer = QgsRasterLayer(service.wms(), "map", "wms")
    left, _, _, top = map_service.EXTENT
    planned = estimate(layer, (left, top - 150.0, left + 150.0, top), 0.1)
    assert (planned.width_px, planned.height_px) == (1500, 1500)
    service.paths.clear()
    exported, _, longest_ms = follow(layer, planned, tmp_path)

    assert isinstance(exported, Exported), exported
    pixels, _ = pixels_of(exported.path)
    expected = map_service.picture(*planned.extent, 1500, 1500)
    assert (pixels[:3] == expected).mean() > 0.999
    # It knew the service already, and asks for nothing but windows that a service serves.
    assert len(service.paths) == len(service.pictures) == 4
    assert longest_ms < 200


def test_a_wcs_keeps_its_values(service, tmp_path) -> None:
    layer = QgsRasterLayer(service.wcs(), "coverage", "wcs")
    assert layer.isValid(), layer.error().summary()
    planned = estimate(layer)
    assert (planned.width_px, planned.height_px) == (1024, 1024)
    exported, _, _ = follow(layer, planned, tmp_path)

    assert isinstance(exported, Exported), exported
    pixels, _ = pixels_of(exported.path)
    assert np.array_equal(pixels[:3], map_service.picture(*planned.extent, 1024, 1024))


@pytest.mark.parametrize("kind", ["rotated", "south_up", "palette", "alpha", "sixteen_bits", "geographic"])
def test_any_other_provider_is_written_in_place(qgis_app, tmp_path, kind) -> None:
    layer = draw(kind, tmp_path)
    exported, _, _ = follow(layer, estimate(layer), tmp_path / "out")

    assert isinstance(exported, Exported), exported
    copy = QgsRasterLayer(exported.path, "copy", "gdal")
    assert copy.crs() == layer.crs()
    assert (copy.width(), copy.height()) == (layer.width(), layer.height())
    np.testing.assert_allclose(_corners(copy), _corners(layer), rtol=1e-12)


def _corners(layer) -> tuple[float, ...]:
    extent = layer.extent()
    return extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()


def test_cancel_stops_a_slow_service_and_leaves_nothing(service, tiles, tmp_path) -> None:
    service.delay_s = 0.5
    asked_s = []

    def cancel_soon(task, shares) -> None:
        if len(service.pictures) > 2 and not asked_s:
            asked_s.append(time.monotonic())
            task.cancel()

    end, _, longest_ms = follow(tiles, estimate(tiles, map_service.EXTENT), tmp_path, cancel_soon)

    assert end == "stopped"
    assert time.monotonic() - asked_s[0] < 1
    assert longest_ms < 200
    time.sleep(0.6)
    QCoreApplication.processEvents()
    assert list(tmp_path.rglob("*.tif")) == []


def test_a_picture_that_is_missing_is_told(service, tiles, tmp_path) -> None:
    gap = f"/{map_service.ZOOM}/{map_service.FIRST_COLUMN + 1}/{map_service.FIRST_ROW + 2}.png"
    service.breaks = lambda path, times: path.endswith(gap)
    exported, _, _ = follow(tiles, estimate(tiles, map_service.EXTENT), tmp_path)

    assert isinstance(exported, Exported), exported
    assert exported.missing == 1
    assert exported.reason
    pixels, _ = pixels_of(exported.path)
    assert (pixels[3] == 0).sum() == 256 * 256


def test_a_service_out_of_order_is_told_and_not_asked_for_the_rest(service, tiles, tmp_path) -> None:
    service.breaks = lambda path, times: True
    left, bottom, right, top = map_service.EXTENT
    planned = estimate(tiles, (left - 900, bottom - 900, right + 900, top + 900))
    failure, _, _ = follow(tiles, planned, tmp_path)

    assert "does not give its pictures" in failure.message
    assert failure.remedy
    assert failure.detail
    assert list(tmp_path.rglob("*.tif")) == []


def test_a_service_that_refuses_by_a_document_is_told(service, tmp_path) -> None:
    layer = QgsRasterLayer(service.wms(), "map", "wms")
    service.is_refusing = True
    failure, _, _ = follow(layer, estimate(layer, map_service.EXTENT), tmp_path)

    assert "does not give its pictures" in failure.message


def test_a_service_that_is_gone_is_told(service, tiles, tmp_path) -> None:
    planned = estimate(tiles, map_service.EXTENT)
    service.shutdown()
    service.server_close()
    failure, _, _ = follow(tiles, planned, tmp_path)

    assert "does not give its pictures" in failure.message


def test_a_place_without_pictures_is_told(service, tiles, tmp_path) -> None:
    service.breaks, service.status = lambda path, times: True, 404
    failure, _, _ = follow(tiles, estimate(tiles, map_service.EXTENT), tmp_path)

    assert "shows nothing there" in failure.message


def test_what_is_too_large_is_refused_before_anything_is_fetched(service, tiles) -> None:
    with pytest.raises(ExportError, match="smaller extent"):
        estimate(tiles)
    assert service.pictures == []


def test_another_place_is_refused(qgis_app, tmp_path) -> None:
    with pytest.raises(ExportError, match="overlaps"):
        estimate(draw("plain", tmp_path), (0.0, 0.0, 1.0, 1.0))
    with pytest.raises(ExportError, match="cannot be read"):
        estimate(QgsRasterLayer("nowhere.tif", "gone", "gdal"))


def test_a_full_disk_is_noticed_first(tiles, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(export_file, "SPARE_BYTES", 2**60)

    with pytest.raises(ExportError, match="MB left"):
        ExportTask(tiles, estimate(tiles, map_service.EXTENT), str(tmp_path / "cache"))


def test_a_folder_that_cannot_be_made_is_told(tiles, tmp_path) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(ExportError, match="cannot be written"):
        ExportTask(tiles, estimate(tiles, map_service.EXTENT), str(tmp_path / "file" / "cache"))


def test_the_folder_may_vanish(service, tiles, tmp_path) -> None:
    planned = estimate(tiles, map_service.EXTENT)
    task = ExportTask(tiles, planned, str(tmp_path))
    folder = Path(task.path).parent
    folder.rmdir()
    folder.write_text("in the way")
    ends = []
    task.failed.connect(ends.append)
    task.stopped.connect(lambda: ends.append("stopped"))
    QgsApplication.taskManager().addTask(task)
    until_s = time.monotonic() + PATIENCE_S
    while not ends and time.monotonic() < until_s:
        QCoreApplication.processEvents()
        time.sleep(0.002)

    assert "cannot be written" in ends[0].message


@pytest.mark.parametrize("kind", sorted(DRAWERS))
def test_the_pixels_of_a_file_are_kept(qgis_app, tmp_path, kind) -> None:
    layer = draw(kind, tmp_path)
    planned = estimate(layer)

    assert (planned.width_px, planned.height_px) == (layer.width(), layer.height())
    assert estimate_file.estimate(layer, None, 1e-9) == planned
