"""Clicks: a raster and points in, polygons in the right place out."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from affine import Affine
from georefer.inference.click_messages import ClickObjectsRequest, PromptedObject
from georefer.inference.clicking import ClickReport, click_objects
from georefer.inference.errors import Cancelled, InputError
from georefer.inference.geo.georeference import pixel_to_map
from georefer.inference.protocol import Progress
from georefer.tests.inference.clicks.coloured_model import ColouredModel
from georefer.tests.inference.scenes import NORTH_UP, picture, write_raster

BOXES = [((40, 60, 20, 12), "red"), ((150, 30, 60, 40), "blue"), ((100, 120, 8, 8), "green")]
TURNED = Affine(0.4, 0.3, 500_000.0, 0.3, -0.4, 4_000_000.0)
SOUTH_UP = Affine(0.5, 0.0, 500_000.0, 0.0, 0.5, 4_000_000.0)
DEGREES = Affine(5e-6, 0.0, 14.2, 0.0, -5e-6, 52.1)


def at(transform: Affine, number: int) -> tuple[float, float, int]:
    (column, row, width, height), _ = BOXES[number]
    x, y = pixel_to_map(transform, column + width / 2, row + height / 2)
    return x, y, 1


def truth(transform: Affine, number: int) -> shapely.Polygon:
    (column, row, width, height), _ = BOXES[number]
    corners = [(column, row), (column + width, row), (column + width, row + height), (column, row + height)]
    return shapely.Polygon([pixel_to_map(transform, *corner) for corner in corners])


def iou(first: Any, second: Any) -> float:
    return float(first.intersection(second).area / first.union(second).area)


def run(
    raster: str, output: Path, objects: tuple[PromptedObject, ...], model: Any = None, **more: Any
) -> tuple[ClickReport, Any]:
    report = click_objects(
        ClickObjectsRequest(raster, str(output), objects, **more), model or ColouredModel()
    )
    return report, geopandas.read_file(output, layer="objects")


@pytest.mark.parametrize(
    ("crs", "transform"),
    [
        ("EPSG:32633", NORTH_UP),
        ("EPSG:32633", TURNED),
        ("EPSG:32633", SOUTH_UP),
        ("EPSG:4326", DEGREES),
        (None, None),
    ],
    ids=["north up", "turned", "south up", "degrees", "no place"],
)
def test_outlines_lie_where_the_objects_are(
    tmp_path: Path, crs: str | None, transform: Affine | None
) -> None:
    raster = write_raster(tmp_path / "r.tif", picture(240, BOXES), crs=crs, transform=transform)
    placed = transform or Affine(1, 0, 0, 0, -1, 0)
    objects = tuple(PromptedObject(n + 1, (at(placed, n),)) for n in range(3))
    report, found = run(raster, tmp_path / "o.gpkg", objects)
    assert report.polygons == 3
    assert not report.missed
    assert list(found["object_id"]) == [1, 2, 3]
    assert set(found["target"]) == {"click"}
    for number, shape in enumerate(found.geometry):
        assert iou(shape, truth(placed, number)) > (0.75 if number == 2 else 0.9)
    if crs == "EPSG:32633":
        assert found["area_m2"][1] == pytest.approx(60 * 40 * 0.25, rel=0.05)
    with sqlite3.connect(tmp_path / "o.gpkg") as connection:
        (parameters,) = connection.execute("SELECT parameters FROM georefer_runs").fetchone()
    assert json.loads(parameters)["method"] == "click"


def test_what_leaves_the_view_is_looked_at_from_further_away(tmp_path: Path) -> None:
    boxes = [((20, 30, 300, 200), "red")]
    raster = write_raster(tmp_path / "r.tif", picture(400, boxes))
    x, y = pixel_to_map(NORTH_UP, 50.0, 60.0)
    model = ColouredModel()
    _, found = run(raster, tmp_path / "o.gpkg", (PromptedObject(1, ((x, y, 1),)),), model)
    expected = shapely.box(500_010, 4_000_000 - 115, 500_160, 4_000_000 - 15)
    assert iou(found.geometry[0], expected) > 0.92
    assert max(max(shape) for shape in model.embedded) <= 64


def test_small_things_are_looked_at_closer(tmp_path: Path) -> None:
    boxes = [((100, 100, 6, 4), "red")]
    raster = write_raster(tmp_path / "r.tif", picture(240, boxes))
    x, y = pixel_to_map(NORTH_UP, 103.0, 102.0)
    model = ColouredModel()
    _, found = run(raster, tmp_path / "o.gpkg", (PromptedObject(1, ((x, y, 1),)),), model)
    assert len(model.embedded) == 2
    expected = shapely.box(500_050, 4_000_000 - 52, 500_053, 4_000_000 - 50)
    assert iou(found.geometry[0], expected) > 0.6


@pytest.mark.parametrize("length", [10, 40, 180])
def test_a_box_chooses_how_closely_is_looked(tmp_path: Path, length: int) -> None:
    boxes = [((30, 30, length, length), "blue")]
    raster = write_raster(tmp_path / "r.tif", picture(240, boxes))
    left, top = pixel_to_map(NORTH_UP, 28.0, 28.0)
    right, bottom = pixel_to_map(NORTH_UP, 32.0 + length, 32.0 + length)
    model = ColouredModel()
    box = PromptedObject(1, box=(left, bottom, right, top))
    _, found = run(raster, tmp_path / "o.gpkg", (box,), model)
    expected = shapely.box(left + 1, bottom + 1, right - 1, top - 1)
    assert iou(found.geometry[0], expected) > 0.8
    assert len(model.embedded) == 1


def test_a_click_beside_the_object_takes_something_away(tmp_path: Path) -> None:
    values = picture(120, [((30, 40, 24, 16), "red")])
    values[:, 40:56, 54:70] = np.array([205, 48, 48], np.uint8)[:, None, None]  # nearly the same red
    raster = write_raster(tmp_path / "r.tif", values)
    inside, beside = pixel_to_map(NORTH_UP, 36.0, 48.0), pixel_to_map(NORTH_UP, 62.0, 48.0)
    model = ColouredModel()
    both = ((*inside, 1), (*beside, -1))
    _, whole = run(raster, tmp_path / "a.gpkg", (PromptedObject(1, both[:1]),), model)
    assert not model.refined
    _, less = run(raster, tmp_path / "b.gpkg", (PromptedObject(1, both),), model)
    assert model.refined == 1
    assert whole.geometry[0].contains(shapely.Point(beside))
    assert not less.geometry[0].buffer(0.5).contains(shapely.Point(beside))


def test_what_cannot_be_outlined_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    values = picture(240, BOXES)
    values[:, 200:, :] = 0
    raster = write_raster(tmp_path / "r.tif", values, nodata=0)
    bare = (*pixel_to_map(NORTH_UP, 20.0, 220.0), 1)
    far = (0.0, 0.0, 1)
    objects = (
        PromptedObject(1, (at(NORTH_UP, 0),)),
        PromptedObject(2, (far,)),
        PromptedObject(3, (bare,)),
        PromptedObject(4),
        PromptedObject(5, box=(0.0, 0.0, 1.0, 1.0)),
        PromptedObject(6, ((float("nan"), 2.0, 1),)),
    )
    report, found = run(raster, tmp_path / "o.gpkg", objects)
    assert list(found["object_id"]) == [1]
    assert "outside r.tif" in report.missed[2]
    assert "shows nothing" in report.missed[3]
    assert "Nothing points" in report.missed[4]
    assert "box lies outside" in report.missed[5]
    assert "nowhere" in report.missed[6]
    with pytest.raises(InputError, match="outside"):
        run(raster, tmp_path / "p.gpkg", objects[1:])
    assert not (tmp_path / "p.gpkg").exists()


def test_objects_join_those_of_another_run(tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "r.tif", picture(240, BOXES))
    run(raster, tmp_path / "o.gpkg", (PromptedObject(1, (at(NORTH_UP, 0),)),))
    _, found = run(raster, tmp_path / "o.gpkg", (PromptedObject(1, (at(NORTH_UP, 1),)),), append=True)
    assert len(found) == 2
    assert found["run_id"].nunique() == 2


def test_a_run_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "r.tif", picture(240, BOXES))
    objects = tuple(PromptedObject(n + 1, (at(NORTH_UP, n),)) for n in range(3))
    request = ClickObjectsRequest(raster, str(tmp_path / "o.gpkg"), objects)
    told: list[Progress] = []
    click_objects(request, ColouredModel(), told.append)
    assert [(one.done, one.total) for one in told] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    with pytest.raises(Cancelled):
        click_objects(request, ColouredModel(), is_cancelled=lambda: len(told) > 3)
