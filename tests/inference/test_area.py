"""A run in polygons that the person has chosen: its frame, what is read, and what counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from georefer.inference.cli import main
from georefer.inference.errors import ExtentError
from georefer.inference.estimating import estimate
from georefer.inference.geo.area import area_from_hex, read_area
from georefer.inference.protocol import RunReport, SegmentRequest
from georefer.inference.referring import segment
from georefer.tests.fakes import FakePhraseModel
from georefer.tests.inference.scenes import NORTH_UP, Box, picture, write_raster
from pyproj import Transformer
from shapely import affinity
from shapely.geometry.base import BaseGeometry

SIDE_PX = 640
STEP_PX = 50
CELLS = [(x, y) for x in range(10, 620, STEP_PX) for y in range(10, 620, STEP_PX)]


@pytest.fixture
def raster(tmp_path: Path) -> str:
    drawn = [((x, y, 20, 20), "red") for x, y in CELLS]
    return write_raster(tmp_path / "scene.tif", picture(SIDE_PX, drawn))


def on_map(pixels: BaseGeometry, transform: Affine = NORTH_UP) -> BaseGeometry:
    return affinity.affine_transform(pixels, [*transform[:2], *transform[3:5], transform[2], transform[5]])


def answer(
    raster: str, area: BaseGeometry | str, phrase: str = "red buildings", **values: object
) -> tuple[list[BaseGeometry], RunReport]:
    wkb = area if isinstance(area, str) else shapely.to_wkb(area, hex=True)
    output = str(Path(raster).with_name("out.gpkg"))
    usual = SegmentRequest(raster, phrase, output, tile_size_px=112, overlap_px=16, area=wkb)
    result = segment(replace(usual, **values), FakePhraseModel(), "test")  # type: ignore[arg-type]
    return [one.geometry for one in result.polygons], result.report


def centers(shapes: Sequence[BaseGeometry], transform: Affine = NORTH_UP) -> set[tuple[int, int]]:
    """Returns the column and row of the middle of each shape, to the next ten pixels."""
    pixels = [(~transform) @ (one.centroid.x, one.centroid.y) for one in shapes]
    return {(round(x / 10) * 10, round(y / 10) * 10) for x, y in pixels}


# Two islands and a hole: nothing that a rectangle could be.
ISLANDS = shapely.union_all(
    [
        shapely.Polygon([(30, 40), (290, 60), (130, 300)]),
        shapely.box(425, 380, 600, 610).difference(shapely.box(480, 450, 560, 560)),
    ]
)


def test_only_what_lies_in_the_area_counts(raster: str) -> None:
    found, report = answer(raster, on_map(ISLANDS))

    wanted = {(x + 10, y + 10) for x, y in CELLS if ISLANDS.contains(shapely.Point(x + 10, y + 10))}
    assert len(wanted) > 15
    assert centers(found) == wanted
    assert report.polygons == len(wanted)


def test_tiles_that_do_not_touch_the_area_are_not_read(raster: str) -> None:
    area = on_map(shapely.union_all([shapely.box(0, 0, 60, 60), shapely.box(580, 580, 640, 640)]))
    _, report = answer(raster, area)

    tiles = report.tiles
    assert tiles.total == 49
    assert tiles.run + tiles.gated <= 8
    assert tiles.pruned == tiles.total - tiles.run - tiles.gated


def test_place_and_number_mean_the_bounds_of_the_area(raster: str) -> None:
    area = on_map(shapely.box(250, 250, 450, 450))

    (found,), _ = answer(raster, area, "red building top-left")
    assert centers([found]) == {(270, 270)}
    (found,), _ = answer(raster, area, "the southernmost red building")
    assert found.centroid.y == pytest.approx(4_000_000 - 0.5 * 420, abs=1)


def test_an_extent_beside_the_area_is_the_frame(raster: str) -> None:
    bounds = on_map(shapely.box(0, 0, 640, 640)).bounds
    area = on_map(shapely.box(0, 0, 340, 640))

    found, _ = answer(raster, area, "red buildings in the left half", extent=bounds)
    assert max(x for x, _ in centers(found)) == 320
    found, _ = answer(raster, area, "red buildings on the right", extent=bounds)
    assert not found


def test_an_object_on_the_border_is_whole_or_not_there(tmp_path: Path) -> None:
    drawn: list[tuple[Box, str]] = [((100, 100, 40, 20), "red"), ((200, 100, 40, 20), "red")]
    raster = write_raster(tmp_path / "scene.tif", picture(SIDE_PX, drawn))

    (found,), _ = answer(raster, on_map(shapely.box(110, 90, 210, 130)))
    assert found.area == pytest.approx(40 * 20 / 4, rel=0.1)


@pytest.mark.parametrize("seed", range(4))
def test_pruning_and_tiles_change_nothing(tmp_path: Path, seed: int) -> None:
    dice = Random(seed)
    drawn = []
    for longest in [30] * 40 + [300] * 6:
        place = dice.randrange(SIDE_PX - 6), dice.randrange(SIDE_PX - 6)
        size = dice.randrange(6, longest), dice.randrange(6, 40)
        drawn.append(((*place, *size), dice.choice(("red", "blue"))))
    raster = write_raster(tmp_path / "scene.tif", picture(SIDE_PX, drawn))
    spots = [shapely.Point(dice.randrange(640), dice.randrange(640)) for _ in range(3)]
    area = on_map(shapely.union_all([spot.buffer(dice.randrange(30, 120)) for spot in spots]))
    for phrase in (
        "red buildings near a blue tank",
        "the 3 largest red buildings",
        "red buildings at the top",
    ):
        whole, _ = answer(raster, area, phrase, prune=False)
        for changes in ({}, {"tile_size_px": 256}, {"tile_size_px": 64}):
            found, _ = answer(raster, area, phrase, **changes)
            assert [one.wkb for one in found] == [one.wkb for one in whole]


@pytest.mark.parametrize(
    "transform",
    [
        Affine(0.5, 0.0, 500_000.0, 0.0, 0.5, 4_000_000.0),
        Affine.translation(500_000, 4_000_000) @ Affine.rotation(30) @ Affine.scale(0.5, -0.5),
    ],
    ids=["south-up", "rotated"],
)
def test_the_area_is_in_the_rasters_crs_however_it_lies(tmp_path: Path, transform: Affine) -> None:
    drawn = [((x, y, 20, 20), "red") for x, y in CELLS]
    raster = write_raster(tmp_path / "scene.tif", picture(SIDE_PX, drawn), transform=transform)

    found, _ = answer(raster, on_map(ISLANDS, transform))
    wanted = {(x + 10, y + 10) for x, y in CELLS if ISLANDS.contains(shapely.Point(x + 10, y + 10))}
    assert centers(found, transform) == wanted


def test_a_raster_without_crs_takes_an_area_too(tmp_path: Path) -> None:
    drawn = [((x, y, 20, 20), "red") for x, y in CELLS]
    raster = write_raster(tmp_path / "scene.tif", picture(SIDE_PX, drawn), crs=None)

    found, _ = answer(raster, on_map(shapely.box(0, 0, 100, 100)))
    assert len(found) == 4


@pytest.mark.parametrize(
    ("wkb", "word"),
    [
        ("no geometry", "no geometry"),
        ("00", "no geometry"),
        (shapely.to_wkb(shapely.Point(500_010, 3_999_990), hex=True), "no polygon"),
        (shapely.to_wkb(shapely.Polygon(), hex=True), "no polygon"),
        (shapely.to_wkb(shapely.box(0, 0, 10, 10), hex=True), "outside"),
    ],
    ids=["letters", "cut off", "point", "empty", "elsewhere"],
)
def test_an_area_that_cannot_be_searched_is_refused(raster: str, wkb: str, word: str) -> None:
    with pytest.raises(ExtentError, match=word) as refused:
        answer(raster, wkb)
    assert refused.value.remedy


def test_an_area_between_the_pixels_of_its_bounds_is_refused(tmp_path: Path) -> None:
    """The bounds of two polygons on both sides of the raster meet it; the polygons do not."""
    raster = write_raster(tmp_path / "scene.tif", picture(64, []))
    sides = on_map(shapely.union_all([shapely.box(-500, 0, -400, 10), shapely.box(400, 0, 500, 10)]))
    with pytest.raises(ExtentError, match="outside"):
        answer(raster, sides)


def test_a_bow_tie_is_repaired() -> None:
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    assert area_from_hex(shapely.to_wkb(bow, hex=True)).is_valid


def write_area(path: Path, area: BaseGeometry, crs: str) -> str:
    onto = Transformer.from_crs("EPSG:32633", crs, always_xy=True)
    moved = shapely.transform(area, onto.transform, interleaved=False)
    pyogrio.raw.write(
        path,
        shapely.to_wkb([moved]),
        [],
        [],
        geometry_type=moved.geom_type,
        crs=crs,
        driver="GPKG",
        layer="aoi",
    )
    return str(path)


def test_the_command_line_takes_a_file_in_another_crs(
    raster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("georefer.inference.running.load_model", lambda *_: FakePhraseModel())
    file = write_area(tmp_path / "aoi.gpkg", on_map(shapely.box(0, 0, 210, 110)), "EPSG:4326")
    output = tmp_path / "found.gpkg"
    command = [
        "segment",
        raster,
        "red buildings",
        "-o",
        str(output),
        "--area",
        f"{file}|layername=aoi",
        "--json",
    ]

    assert main([*command, "--tile-size-px", "128", "--overlap-px", "16", "--device", "cpu"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["polygons"] == 8
    assert report["parameters"]["area"]


def test_a_file_without_polygons_is_refused(raster: str, tmp_path: Path) -> None:
    file = write_area(
        tmp_path / "line.gpkg", shapely.LineString([(500_000, 4_000_000), (500_100, 3_999_900)]), "EPSG:32633"
    )
    with rasterio.open(raster) as opened, pytest.raises(ExtentError, match="no polygon"):
        read_area(file, opened.crs.to_wkt())


def test_what_would_be_searched_is_told_for_an_area(raster: str) -> None:
    wkb = shapely.to_wkb(on_map(shapely.box(0, 0, 60, 60)), hex=True)
    request = SegmentRequest(raster, "red buildings", "", tile_size_px=112, overlap_px=16, area=wkb)

    assert estimate(request, FakePhraseModel().card).tiles < 5
