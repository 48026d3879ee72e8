"""A map that is turned on the screen turns what "top" and "left" mean, and nothing else."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely
from affine import Affine
from georefer.inference import options
from georefer.inference.choosing import choose
from georefer.inference.cli import main
from georefer.inference.expression.frame import Scene
from georefer.inference.protocol import SegmentRequest, SelectRequest
from georefer.inference.referring import segment
from georefer.tests.fakes import FakePhraseModel
from georefer.tests.inference.scenes import NORTH_UP, Box, picture, write_raster
from shapely.geometry.base import BaseGeometry

SIDE_PX = 480
WEST, NORTH, EAST, SOUTH = (20, 230), (230, 20), (430, 230), (230, 430)
# Where the four of them stand on the screen when the map is turned clockwise by so much.
AT_TOP = {0: NORTH, 90: WEST, 180: SOUTH, 270: EAST, -90: EAST, 37: NORTH, 62: WEST}
TURNS = list(AT_TOP)


@pytest.fixture
def raster(tmp_path: Path) -> str:
    drawn: list[tuple[Box, str]] = [((*place, 30, 30), "red") for place in (WEST, NORTH, EAST, SOUTH)]
    return write_raster(tmp_path / "scene.tif", picture(SIDE_PX, drawn))


def found(raster: str, phrase: str, **values: object) -> list[BaseGeometry]:
    output = str(Path(raster).with_name("out.gpkg"))
    request = SegmentRequest(raster, phrase, output, tile_size_px=112, overlap_px=16, **values)  # type: ignore[arg-type]
    return [one.geometry for one in segment(request, FakePhraseModel(), "test").polygons]


def corners(shapes: list[BaseGeometry], transform: Affine = NORTH_UP) -> set[tuple[int, int]]:
    """Returns the left and upper pixel of each shape, to the next ten."""
    middles = [(~transform) @ (one.centroid.x, one.centroid.y) for one in shapes]
    return {(round((x - 15) / 10) * 10, round((y - 15) / 10) * 10) for x, y in middles}


@pytest.mark.parametrize("turn", TURNS)
def test_the_top_is_that_of_the_screen(raster: str, turn: int) -> None:
    assert corners(found(raster, "the topmost red building", rotation_deg=float(turn))) == {AT_TOP[turn]}


@pytest.mark.parametrize("turn", [0, 37, 90, 180])
def test_north_stays_north(raster: str, turn: int) -> None:
    for phrase in ("red buildings in the north", "the northernmost red building"):
        assert corners(found(raster, phrase, rotation_deg=float(turn))) == {NORTH}


def test_without_a_turn_the_top_is_row_zero(raster: str) -> None:
    assert corners(found(raster, "the topmost red building")) == {NORTH}


def test_zones_and_sides_turn_with_the_screen(raster: str) -> None:
    turned = {"rotation_deg": 90.0}
    assert corners(found(raster, "red buildings on the left", **turned)) == {SOUTH}
    assert corners(found(raster, "red buildings on the right", **turned)) == {NORTH}
    assert corners(found(raster, "red buildings at the bottom", **turned)) == {EAST}


def test_nothing_beyond_the_extent_counts(raster: str) -> None:
    # The upright picture around a turned extent is larger than the extent.
    left, top = NORTH_UP.c, NORTH_UP.f
    extent = (left + 60.0, top - 180.0, left + 180.0, top - 60.0)
    assert found(raster, "red buildings", extent=extent, rotation_deg=45.0) == []


@pytest.mark.parametrize("turn", [30.0, 90.0, 135.0, 200.0])
@pytest.mark.parametrize(
    "phrase",
    [
        "red buildings in the top left corner",
        "the 2 leftmost red buildings",
        "red buildings in the upper half near a blue tank",
        "red buildings in the south that are on the right",
    ],
)
def test_pruning_changes_nothing(tmp_path: Path, turn: float, phrase: str) -> None:
    dice = np.random.default_rng(round(turn))
    drawn: list[tuple[Box, str]] = []
    for colour in ["red"] * 30 + ["blue"] * 8:
        x, y, width, height = dice.integers((0, 0, 8, 8), (450, 450, 60, 30)).tolist()
        drawn.append(((x, y, width, height), colour))
    raster = write_raster(tmp_path / "scene.tif", picture(SIDE_PX, drawn))
    whole = found(raster, phrase, rotation_deg=turn, prune=False)
    assert [one.wkb for one in found(raster, phrase, rotation_deg=turn)] == [one.wkb for one in whole]


def test_polygons_that_exist_are_chosen_on_the_turned_map(tmp_path: Path) -> None:
    places = {"west": (0, 50), "north": (50, 100), "east": (100, 50)}
    shapes = [shapely.Point(place).buffer(5) for place in places.values()]
    table = geopandas.GeoDataFrame(
        {"kind": ["building"] * 3, "name": list(places)}, geometry=shapes, crs="EPSG:32633"
    )
    objects, output = str(tmp_path / "objects.gpkg"), str(tmp_path / "out.gpkg")
    pyogrio.write_dataframe(table, objects)
    for turn, name in ((None, "north"), (90.0, "west"), (-90.0, "east")):
        choose(SelectRequest(objects, "the topmost building", output, "kind", rotation_deg=turn))
        assert list(pyogrio.read_dataframe(output, layer="objects")["name"]) == [name]
    command = ["select", objects, "the topmost building", "--target-field", "kind", "-o", output]
    assert main([*command, "--rotation-deg", "-90"]) == 0
    assert list(pyogrio.read_dataframe(output, layer="objects")["name"]) == ["east"]


@pytest.mark.parametrize("text", ["", "north", "nan", "inf"])
def test_a_turn_is_a_number(text: str) -> None:
    with pytest.raises(options.ArgumentTypeError):
        options.angle(text)


@pytest.mark.parametrize("turn", [0.0, 20.0, 90.0, 123.0])
def test_the_turned_picture_is_the_smallest_that_holds_the_scene(turn: float) -> None:
    scene = Scene.of_bounds((100, 200, 500, 300))
    turned = scene.turned(turn)
    points = np.array([(x, y) for x in (100, 500) for y in (200, 300)], float)
    places = turned.places(points)
    assert places.min(axis=0) == pytest.approx([0, 0], abs=1e-9)
    assert places.max(axis=0) == pytest.approx([1, 1], abs=1e-9)
    assert turned.places(points, "compass") == pytest.approx(scene.places(points, "compass"))
    assert turned.turned(-turn / 2).on_ground == scene
