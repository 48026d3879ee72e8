"""The whole way with the bundled model: a drawn scene, a phrase, a GeoPackage read back."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import numpy as np
import pytest
import rasterio
from georefer.inference import demo
from georefer.inference.cli import main
from georefer.inference.training.generator.drawing import draw_scene
from georefer.inference.training.scene import Scene
from rasterio.features import shapes
from shapely.geometry import shape
from shapely.ops import unary_union

SIDE_PX = 768


@pytest.fixture(scope="module")
def scene() -> Scene:
    return draw_scene(demo.SEED, SIDE_PX, demo.GSD_M)


@pytest.fixture(scope="module")
def raster(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("journey") / "scene.tif"
    demo.write_scene(path, scene.image)
    return path


def truth(scene: Scene, raster: Path, category: str, colour: str | None = None) -> object:
    """Returns everything of a category as one geometry in the raster's CRS."""
    wanted = [o.instance_id for o in scene.objects if o.category == category and colour in (None, o.colour)]
    mask = np.isin(scene.instances, wanted).astype(np.uint8)
    with rasterio.open(raster) as dataset:
        found = shapes(mask, mask=mask > 0, transform=dataset.transform)
    return unary_union([shape(geometry) for geometry, _ in found])


def read(path: Path) -> geopandas.GeoDataFrame:
    return geopandas.read_file(path, layer="objects")


def segment(raster: Path, phrase: str, output: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["segment", str(raster), phrase, "-o", str(output), "--json"]) == 0
    report: dict[str, object] = json.loads(capsys.readouterr().out)
    return report


def test_buildings_come_out_where_they_are(
    scene: Scene, raster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = segment(raster, "buildings", tmp_path / "found.gpkg", capsys)
    found = read(tmp_path / "found.gpkg")
    assert found.crs == "EPSG:32645"
    assert len(found) == report["polygons"] > 0
    answer, wanted = found.union_all(), truth(scene, raster, "building")
    assert answer.intersection(wanted).area / answer.union(wanted).area > 0.4


def test_the_largest_is_one_and_the_largest_of_all(
    raster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    segment(raster, "buildings", tmp_path / "all.gpkg", capsys)
    segment(raster, "the largest building", tmp_path / "one.gpkg", capsys)
    everything, one = read(tmp_path / "all.gpkg"), read(tmp_path / "one.gpkg")
    assert len(one) == 1
    assert one.area_m2.iloc[0] == pytest.approx(everything.area_m2.max())


def test_the_tile_size_changes_nothing_but_speed(
    raster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    areas = []
    for tile_size_px in ("256", "512"):
        output = tmp_path / f"{tile_size_px}.gpkg"
        arguments = ["segment", str(raster), "buildings", "-o", str(output), "--tile-size-px", tile_size_px]
        assert main(arguments) == 0
        areas.append(read(output).union_all())
    capsys.readouterr()
    assert areas[0].intersection(areas[1]).area / areas[0].union(areas[1]).area > 0.98


def test_an_absent_thing_is_answered_with_nothing(
    raster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = segment(raster, "airplanes", tmp_path / "none.gpkg", capsys)
    assert report["polygons"] == 0
    assert len(read(tmp_path / "none.gpkg")) == 0
