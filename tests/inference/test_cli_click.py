"""`georefer click`: places and boxes on the command line, objects in a GeoPackage."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import pytest
from georefer.inference.cli import main
from georefer.inference.geo.georeference import pixel_to_map
from georefer.inference.models import catalog
from georefer.tests.inference.clicks.coloured_model import ColouredModel
from georefer.tests.inference.scenes import NORTH_UP, picture, write_raster

BOXES = [((40, 60, 20, 12), "red"), ((150, 30, 60, 40), "blue")]


@pytest.fixture
def raster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(catalog, "load_prompt_model", lambda model, device: ColouredModel())
    return write_raster(tmp_path / "r.tif", picture(240, BOXES))


def on_map(column: float, row: float) -> str:
    return ",".join(f"{value:.2f}" for value in pixel_to_map(NORTH_UP, column, row))


def test_points_mean_one_object_and_numbers_several(
    raster: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "o.gpkg"
    one, other = on_map(50, 66), on_map(180, 50)
    command = ["click", raster, "-o", str(output), "--device", "cpu"]
    assert main([*command, "--point", one, "--point", other]) == 0
    found = geopandas.read_file(output, layer="objects")
    assert len(found) == 1
    assert found["area_m2"][0] == pytest.approx((20 * 12 + 60 * 40) * 0.25, rel=0.25)
    assert "1 of 1 object(s)" in capsys.readouterr().out
    assert main([*command, "--point", one, "--point", f"{other}#2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["polygons"] == 2
    assert list(geopandas.read_file(output, layer="objects")["object_id"]) == [1, 2]


def test_pixels_boxes_and_places_beside(
    raster: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["click", raster, "--pixel", "-o", str(tmp_path / "o.gpkg"), "--device", "cpu"]
    arguments = ["--box", "38,58,62,74", "--point", "180,50#2", "--point", "-3,5,-#2"]
    assert main([*command, *arguments]) == 3
    text = capsys.readouterr().out
    assert "1 of 2 object(s)" in text
    assert "object 2: The click lies outside r.tif" in text
    shape = geopandas.read_file(tmp_path / "o.gpkg", layer="objects").geometry[0]
    assert shape.area == pytest.approx(20 * 12 * 0.25, rel=0.1)
    assert shape.centroid.x == pytest.approx(500_025, abs=0.5)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--point", "1"],
        ["--point", "a,b"],
        ["--box", "1,2,3"],
        ["--box", "1,1,1,1"],
        ["--box", "1,2,3,4", "--box", "5,6,7,8"],
        ["--point", "0,0"],
    ],
)
def test_wrong_arguments_end_in_one_line(
    raster: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    try:
        code = main(["click", raster, "-o", str(tmp_path / "o.gpkg"), *arguments])
    except SystemExit as stopped:
        code = int(str(stopped.code))
    assert code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "o.gpkg").exists()
