"""Files as they are in the wild: each is read, or refused with one clear sentence."""

from __future__ import annotations

import json
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from georefer.inference.errors import RasterError
from georefer.inference.geo.raster import open_scene
from georefer.inference.geo.tiling import Window

Factory = Callable[..., str]
resource = pytest.importorskip("resource", reason="peak memory is measured where the system tells it")
HRO = "hostile/rio_tiler_hro/201404_13SED190110_201404_0x1500m_CL_1"


def refusal(path: str | Path) -> RasterError:
    with pytest.raises(RasterError) as caught:
        open_scene(path)
    error = caught.value
    assert "\n" not in str(error)
    assert error.remedy
    assert error.detail
    return error


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.tif").message == "none.tif does not exist"


def test_a_folder_is_no_raster(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path).message


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"II*\0", b'{"type": "FeatureCollection", "features": []}']
)
@pytest.mark.parametrize("name", ["a.tif", "a.geojson", "a.jp2", "a"])
def test_what_is_no_raster_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path).message.startswith(f"{name} is ")


@pytest.mark.parametrize(
    "path", ["", " ", "\0", "/vsizip/none.zip/a.tif", "GPKG:none.gpkg:table", "none://a/b.tif"]
)
def test_a_senseless_name_is_refused(path: str) -> None:
    refusal(path)


def test_a_database_without_rasters_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vector.gpkg"
    with sqlite3.connect(path) as connection:
        connection.execute("create table t (a)")
    refusal(path)


def test_a_container_names_its_rasters(make_raster: Factory, tmp_path: Path) -> None:
    container = tmp_path / "two.gpkg"
    for table in ("first", "second"):
        with rasterio.open(
            container,
            "w",
            driver="GPKG",
            width=8,
            height=8,
            count=3,
            dtype="uint8",
            crs="EPSG:3857",
            transform=rasterio.Affine(1, 0, 0, 0, -1, 0),
            raster_table=table,
            append_subdataset=container.exists(),
        ) as dataset:
            dataset.write(np.full((3, 8, 8), 9, dtype=np.uint8))
    message = str(refusal(container))
    assert "GPKG:" in message
    assert "first" in message
    assert "second" in message
    with open_scene(f"GPKG:{container}:second") as scene:
        assert scene.read(Window(0, 0, 8, 8)).valid.any()


def test_a_raster_in_a_zip_file_is_read(make_raster: Factory, tmp_path: Path) -> None:
    path = make_raster(np.full((3, 9, 9), 7, dtype=np.uint8))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(path, "in/a.tif")
    with open_scene(f"/vsizip/{tmp_path}/a.zip/in/a.tif") as scene:
        assert (scene.read(scene.window).rgb == 7).all()


@pytest.mark.parametrize("name", ["größe 东.tif", "a?b#c.tif", "a!b.tif", "a:b.tif", "100%.tif"])
def test_any_file_name_is_read(make_raster: Factory, tmp_path: Path, name: str) -> None:
    path = Path(make_raster(np.full((3, 9, 9), 7, dtype=np.uint8))).rename(tmp_path / name)
    with open_scene(path) as scene:
        assert (scene.read(scene.window).rgb == 7).all()


def test_a_truncated_file_fails_only_where_it_is_truncated(make_raster: Factory) -> None:
    values = np.random.default_rng(1).integers(0, 255, (3, 512, 512)).astype(np.uint8)
    path = Path(make_raster(values, tiled=True, blockxsize=128, blockysize=128, compress="deflate"))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    with open_scene(path) as scene:
        assert np.array_equal(
            scene.read(Window(0, 0, 128, 128)).rgb, np.moveaxis(values[:, :128, :128], 0, -1)
        )
        with pytest.raises(RasterError, match="cannot be read"):
            scene.read(Window(400, 400, 100, 100))
        assert scene.read(Window(128, 0, 128, 128)).valid.all()


def test_nothing_is_said_on_stderr(
    make_raster: Factory, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = Path(make_raster(np.zeros((3, 512, 512), dtype=np.uint8) + 5, tiled=True, compress="lzw"))
    path.write_bytes(path.read_bytes()[:-2000])
    with open_scene(path) as scene, pytest.raises(RasterError):
        scene.read(scene.window)
    refusal(tmp_path / "none.tif")
    assert capfd.readouterr().err == ""


@pytest.mark.timeout(60)
def test_a_sparse_giant_opens_at_once_in_little_memory(make_raster: Factory, tmp_path: Path) -> None:
    path = tmp_path / "giant.tif"
    side = 200_000
    profile = {"driver": "GTiff", "width": side, "height": side, "count": 3, "dtype": "uint16", "tiled": True}
    with rasterio.open(
        path, "w", **profile, crs="EPSG:32633", sparse_ok=True, bigtiff="yes",
        transform=rasterio.Affine(0.1, 0, 5e5, 0, -0.1, 4e6),
    ) as dataset:  # fmt: skip
        dataset.write(np.full((3, 512, 512), 999, dtype=np.uint16), window=((0, 512), (0, 512)))
    before = peak_mb()
    with open_scene(path, working_gsd_m=0.5) as scene:
        assert scene.width_px == pytest.approx(side / 5, rel=1e-3)
        for window in (Window(0, 0, 256, 256), Window(20_000, 20_000, 1024, 1024)):
            assert scene.read(window).valid.all()
    assert peak_mb() - before < 700


def peak_mb() -> float:
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def read_some_windows(path: Path, working_gsd_m: float | None) -> None:
    with open_scene(path, working_gsd_m=working_gsd_m) as scene:
        right, bottom = scene.width_px, scene.height_px
        for column, row, side in ((0, 0, 256), (right // 2, bottom // 2, 64), (right - 9, bottom - 9, 256)):
            pixels = scene.read(Window(column, row, side, side))
            assert pixels.rgb.shape == (side, side, 3), path
            assert not pixels.rgb[~pixels.valid].any(), path


@pytest.mark.parametrize("working_gsd_m", [None, 0.5])
def test_every_hostile_raster_is_read_or_refused(shared_data: Path, working_gsd_m: float | None) -> None:
    index = json.loads((shared_data / "hostile_index.json").read_text())
    refused = {}
    before_mb = peak_mb()
    for name in index:
        try:
            read_some_windows(shared_data / name, working_gsd_m)
        except RasterError as error:
            refused[Path(name).name] = error
    # All that GDAL itself cannot read, and nothing else.
    assert sorted(refused) == ["README", "compdcs.vrt", "corrupt.tif", "hub13263.vrt", "white-gemini-iv.vrt"]
    assert all(error.remedy for error in refused.values())
    assert len(index) > 70
    assert peak_mb() - before_mb < 1000


def test_encodings_of_one_scene_give_one_answer(shared_data: Path) -> None:
    scenes = {}
    for kind in ("", "_alpha", "_mask", "_extmask", "_nodata"):
        path = shared_data / f"{HRO}{kind}.tif"
        with open_scene(path) as scene, rasterio.open(path) as dataset:
            pixels = scene.read(scene.window)
            # What GDAL calls valid is valid here, whichever way the file says it.
            assert np.array_equal(pixels.valid, dataset.dataset_mask() > 0), kind
            scenes[kind] = pixels
    assert np.array_equal(scenes["_mask"].rgb, scenes["_extmask"].rgb)
    assert np.array_equal(scenes["_mask"].valid, scenes["_extmask"].valid)
    black_and_valid = scenes["_nodata"].valid != scenes["_mask"].valid
    assert black_and_valid.mean() < 0.005
    for kind, pixels in scenes.items():
        both = pixels.valid & scenes["_mask"].valid
        assert both.mean() > 0.7, kind
        assert np.array_equal(pixels.rgb[both], scenes["_mask"].rgb[both]), kind


def test_near_infrared_tagged_as_alpha_in_the_wild(shared_data: Path) -> None:
    with open_scene(next((shared_data / "naip").glob("*.tif"))) as scene:
        assert scene.bands == (1, 2, 3)
        assert scene.read(scene.window).valid.all()
