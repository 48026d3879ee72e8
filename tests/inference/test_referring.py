"""The laws of the main job, with a model that colour decides: same objects whatever the grid, none lost."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine
from georefer.inference import referring
from georefer.inference.errors import Cancelled, PhraseError
from georefer.inference.geo.tiling import TileGrid
from georefer.inference.protocol import Progress, SegmentRequest
from georefer.inference.referring import Hooks, SegmentResult, segment
from georefer.tests.fakes import FakePhraseModel
from georefer.tests.inference.scenes import NORTH_UP, Box, picture, write_raster
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import Polygon, box

SIDE_PX = 320
# Across many seams of 64 px views, in corners, and one that no single view can hold.
BOXES: tuple[tuple[Box, str], ...] = (
    ((5, 6, 20, 14), "red"),
    ((50, 50, 30, 25), "red"),
    ((100, 20, 150, 90), "red"),
    ((290, 295, 30, 25), "red"),
    ((40, 200, 12, 60), "red"),
    ((150, 180, 40, 40), "blue"),
    ((10, 120, 25, 25), "green"),
)


@pytest.fixture
def raster(tmp_path: Path) -> str:
    return write_raster(tmp_path / "scene.tif", picture(SIDE_PX, BOXES))


def request_for(raster: str, phrase: str = "red buildings", **values: Any) -> SegmentRequest:
    output = str(Path(raster).with_name("out.gpkg"))
    usual: dict[str, Any] = {"tile_size_px": 128, "overlap_px": 16}
    return SegmentRequest(raster, phrase, output, **{**usual, **values})


def run(request: SegmentRequest, model: FakePhraseModel | None = None, **hooks: Any) -> SegmentResult:
    return segment(request, model or FakePhraseModel(), "test", Hooks(**hooks))


def ground(place: Box, transform: Affine = NORTH_UP) -> Polygon:
    column, row, width, height = place
    pixels = box(column, row, column + width, row + height)
    return affinity.affine_transform(pixels, [*transform[:2], *transform[3:5], transform[2], transform[5]])


def expected(colour: str, transform: Affine = NORTH_UP) -> list[Polygon]:
    return [ground(place, transform) for place, own in BOXES if own == colour]


def iou(one: Polygon, other: Polygon) -> float:
    return float(one.intersection(other).area / one.union(other).area)


def assert_same(result: SegmentResult, truth: Sequence[Any], least: float = 0.9) -> None:
    found = [polygon.geometry for polygon in result.polygons]
    assert len(found) == len(truth)
    for wanted in truth:
        assert max(iou(wanted, one) for one in found) >= least


def test_objects_come_out_in_place_and_whole(raster: str) -> None:
    result = run(request_for(raster))
    assert_same(result, expected("red"), 0.95)
    assert all(one.score > 0.9 for one in result.polygons)
    areas = sorted(one.area_m2 for one in result.polygons)
    assert areas == pytest.approx(sorted(one.area for one in expected("red")), rel=0.03)


@pytest.mark.parametrize("tile_size_px", [64, 100, 128, 200, 512])
@pytest.mark.parametrize("overlap_px", [0, 8, 32])
def test_tile_size_and_overlap_change_nothing(raster: str, tile_size_px: int, overlap_px: int) -> None:
    result = run(request_for(raster, tile_size_px=tile_size_px, overlap_px=overlap_px))
    assert_same(result, expected("red"))


def test_tile_size_changes_no_bit(raster: str) -> None:
    first, *others = (run(request_for(raster, tile_size_px=size)) for size in (64, 128, 512))
    for other in others:
        assert [one.geometry.wkb for one in other.polygons] == [one.geometry.wkb for one in first.polygons]


@pytest.mark.parametrize("origin_px", [(1, 1), (17, 31), (47, 5)])
def test_the_origin_of_the_lattice_changes_nothing(
    raster: str, origin_px: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shifted(*values: int) -> TileGrid:
        return TileGrid(*values, origin_px=origin_px)

    monkeypatch.setattr(referring, "TileGrid", shifted)
    assert_same(run(request_for(raster)), expected("red"))


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_boxes_on_any_grid_come_out_once(tmp_path: Path, data: st.DataObject) -> None:
    cells = data.draw(st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1))
    places: list[Box] = []
    for column, row in sorted(cells):
        width, height = data.draw(st.integers(8, 50)), data.draw(st.integers(8, 50))
        left, top = data.draw(st.integers(0, 55 - width)), data.draw(st.integers(0, 55 - height))
        places.append((column * 60 + left, row * 60 + top, width, height))
    raster = write_raster(tmp_path / "drawn.tif", picture(240, [(place, "red") for place in places]))
    tile_size_px = data.draw(st.integers(64, 300))
    overlap_px = data.draw(st.integers(0, 32))
    result = run(request_for(raster, tile_size_px=tile_size_px, overlap_px=overlap_px))
    assert_same(result, [ground(place) for place in places], 0.85)


@pytest.mark.parametrize(
    ("phrase", "count"),
    [
        ("red building top-left", 1),
        ("the red building in the bottom right corner", 1),
        ("red buildings on the left", 3),
        ("the largest red building", 1),
        ("the northernmost red building", 1),
        ("the two largest red buildings", 2),
        ("red buildings in the middle", 0),
        ("the red building in the east", 1),
    ],
)
def test_pruning_changes_no_answer(raster: str, phrase: str, count: int) -> None:
    pruned, whole = (run(request_for(raster, phrase, prune=prune)) for prune in (True, False))
    assert [one.geometry.wkb for one in pruned.polygons] == [one.geometry.wkb for one in whole.polygons]
    assert whole.report.tiles.pruned == 0
    if count:
        assert len(pruned.polygons) == count


def test_a_position_saves_work(tmp_path: Path) -> None:
    boxes: list[tuple[Box, str]] = [((20, 20, 30, 30), "red"), ((700, 710, 30, 20), "red")]
    raster = write_raster(tmp_path / "wide.tif", picture(800, boxes))
    pruned, whole = FakePhraseModel(), FakePhraseModel()
    result = run(request_for(raster, "red building bottom-right"), pruned)
    run(request_for(raster, "red building bottom-right", prune=False), whole)
    assert pruned.views_seen < whole.views_seen / 2
    assert result.report.tiles.pruned > result.report.tiles.total / 2
    (step,) = result.report.plan
    assert step.tiles == result.report.tiles.total - result.report.tiles.pruned
    assert whole.views_embedded < whole.views_seen  # the gate saves the expensive encoder


@pytest.mark.parametrize(
    "phrase", ["red buildings", "red building top-left", "blue building bottom-right", "white building"]
)
def test_every_tile_is_counted_once(raster: str, phrase: str) -> None:
    tiles = run(request_for(raster, phrase)).report.tiles
    assert tiles.total == 16
    assert tiles.pruned + tiles.gated + tiles.run + tiles.cached + tiles.failed == tiles.total
    assert min(tiles.pruned, tiles.gated, tiles.run, tiles.cached, tiles.failed) >= 0


def test_an_extent_is_the_scene(raster: str) -> None:
    # The right half: "left" is the left of that half now.
    extent = (500_080.0, 3_999_840.0, 500_160.0, 4_000_000.0)
    result = run(request_for(raster, "the leftmost red building", extent=extent))
    assert_same(result, [ground((100, 20, 150, 90))], 0.9)


@pytest.mark.parametrize("margin_px", [0, 3, 20])
def test_any_extent_gives_the_same_objects(raster: str, margin_px: int) -> None:
    m = margin_px * 0.5
    extent = (500_000 - m, 3_999_840 + m, 500_160 - m, 4_000_000 + m)
    truth = [one for one in expected("red") if box(*extent).contains(one.centroid)]
    assert_same(run(request_for(raster, extent=extent)), truth)


def test_an_extent_does_not_cut_what_reaches_out_of_it(raster: str) -> None:
    extent = (500_060.0, 3_999_940.0, 500_110.0, 3_999_995.0)
    result = run(request_for(raster, extent=extent, overlap_px=32, tile_size_px=64))
    assert_same(result, [ground((100, 20, 150, 90))], 0.9)
    tiles = result.report.tiles
    assert tiles.pruned == 0
    assert tiles.run + tiles.gated == tiles.total


def test_several_targets_are_united(raster: str) -> None:
    result = run(request_for(raster, "red buildings or blue tanks"))
    assert_same(result, [*expected("red"), *expected("blue")])
    assert result.report.target == "red building or blue tank"


def test_nothing_found_is_an_answer(raster: str) -> None:
    result = run(request_for(raster, "white buildings"))
    assert result.polygons == ()
    assert result.report.polygons == 0
    assert result.report.tiles.gated == result.report.tiles.total


def test_unknown_words_are_named_and_refused_when_alone(raster: str) -> None:
    with pytest.raises(PhraseError, match="never seen"):
        run(request_for(raster, "wombats"))
    for phrase in ("red buildings or ships", "red buildings or wombats"):
        report = run(request_for(raster, phrase)).report
        assert report.unknown_words or report.unread
        assert report.polygons == len(expected("red"))
    assert run(request_for(raster, "red buildings or ships")).report.unknown_words == ("ship",)


def test_no_traffic(raster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the engine reached for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert_same(run(request_for(raster)), expected("red"))


def test_a_stopped_run_goes_on_to_the_same_polygons(raster: str) -> None:
    undisturbed = run(request_for(raster))
    seen: list[Progress] = []
    with pytest.raises(Cancelled, match="--resume"):
        run(request_for(raster), on_progress=seen.append, is_cancelled=lambda: len(seen) > 4)
    model = FakePhraseModel()
    resumed = run(request_for(raster, resume=True), model)
    assert resumed.report.tiles.cached == 4
    assert resumed.report.tiles.run + resumed.report.tiles.gated == 12
    assert [one.geometry.wkb for one in resumed.polygons] == [
        one.geometry.wkb for one in undisturbed.polygons
    ]
    assert 0 < model.views_seen < 49


def test_making_polygons_can_be_cancelled_too(raster: str) -> None:
    stages: list[str] = []
    with pytest.raises(Cancelled):
        run(
            request_for(raster),
            on_progress=lambda progress: stages.append(progress.stage),
            is_cancelled=lambda: "polygons" in stages,
        )
    kept = [path.suffix for path in Path(raster).parent.iterdir() if path.name.startswith(("out", ".out"))]
    assert ".tif" not in kept
    assert run(request_for(raster, resume=True)).report.tiles.run == 0


def test_progress_counts_to_the_end(raster: str) -> None:
    seen: list[Progress] = []
    run(request_for(raster), on_progress=seen.append)
    assert [one.done for one in seen if one.stage == "tiles"] == list(range(17))
    assert {one.total for one in seen if one.stage == "tiles"} == {16}


def test_relevance_is_asked_before_the_expensive_encoder(raster: str) -> None:
    model = FakePhraseModel()
    run(request_for(raster, "blue buildings"), model)
    assert model.views_embedded < model.views_seen
    assert model.calls["embed_text"] == 1
    assert np.isfinite(model.views_embedded)
