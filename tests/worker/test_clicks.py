"""Clicks as the plugin sends them, answered also while a run is under way; and jobs that begin with them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import geopandas
import pytest
import shapely
from georefer.inference.click_messages import (
    Clicked,
    ClickObjectsRequest,
    ClickRequest,
    Fetched,
    ForgetRequest,
    FrameFacts,
    PrefetchRequest,
    PromptedObject,
    Sighted,
    TrackClick,
    TrackRequest,
)
from georefer.inference.geo.georeference import pixel_to_map
from georefer.inference.messages import CancelRequest, Done, Failed, Ready, Stopped
from georefer.inference.protocol import Progress, SegmentRequest
from georefer.tests.inference.scenes import NORTH_UP, picture, write_raster
from georefer.tests.inference.sequences.moving_scene import (
    GSD_M,
    LEFT_M,
    TOP_M,
    Car,
    moving_scene,
    write_geotiffs,
)
from georefer.tests.worker.test_worker import Worker

BOXES = [((40, 60, 20, 12), "red"), ((150, 30, 30, 20), "blue")]
ENDS = (Done, Failed, Stopped)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    worker = Worker()
    worker.next(Ready)
    yield worker
    worker.end()


@pytest.fixture
def raster(tmp_path: Path) -> str:
    return write_raster(tmp_path / "r.tif", picture(240, BOXES))


def place(column: float, row: float) -> tuple[float, float]:
    x, y = pixel_to_map(NORTH_UP, column, row)
    return x, y


def test_a_click_is_answered_with_an_outline(worker: Worker, raster: str) -> None:
    worker.send(PrefetchRequest(raster, *place(50, 66)), "1")
    fetched = worker.next(Fetched, "1")
    assert isinstance(fetched, Fetched)
    assert fetched.was_needed
    worker.send(ClickRequest(raster, ((*place(50, 66), 1),)), "2")
    clicked = worker.next((Clicked, *ENDS), "2")
    assert isinstance(clicked, Clicked)
    assert clicked.is_warm
    assert shapely.from_wkb(clicked.wkb).contains(shapely.Point(place(50, 66)))
    worker.send(ForgetRequest(raster), "3")
    assert worker.next(Fetched, "3").was_needed


def test_a_click_that_hits_nothing_is_named(worker: Worker, raster: str) -> None:
    worker.send(ClickRequest(raster, ((*place(-9, 66), 1),)), "out")
    failed = worker.next((Clicked, *ENDS), "out")
    assert isinstance(failed, Failed)
    assert "outside r.tif" in failed.message
    worker.send(ClickRequest(raster, ((*place(50, 66), 1),)), "in")
    assert isinstance(worker.next((Clicked, *ENDS), "in"), Clicked)


def test_clicks_do_not_wait_for_a_run(worker: Worker, raster: str, tmp_path: Path) -> None:
    run = SegmentRequest(
        raster, "red building", str(tmp_path / "o.gpkg"), model="0.3", tile_size_px=64, overlap_px=8
    )
    worker.send(run, "run")
    worker.next(Progress, "run")
    worker.send(ClickRequest(raster, ((*place(50, 66), 1),)), "now")
    begun = time.monotonic()
    assert isinstance(worker.next((Clicked, *ENDS), "now"), Clicked)
    waited_s = time.monotonic() - begun
    worker.send(CancelRequest(), "run")
    assert isinstance(worker.next(ENDS, "run"), Stopped)
    # The run takes more than seven seconds.
    assert waited_s < 4


def test_several_objects_are_outlined_into_a_file(worker: Worker, raster: str, tmp_path: Path) -> None:
    objects = (
        PromptedObject(1, ((*place(50, 66), 1),)),
        PromptedObject(7, ((*place(165, 40), 1),)),
        PromptedObject(8, ((*place(-3, 5), 1),)),
    )
    worker.send(ClickObjectsRequest(raster, str(tmp_path / "o.gpkg"), objects), "outline")
    events = worker.until(ENDS, "outline")
    done = events[-1]
    assert isinstance(done, Done)
    assert done.report["polygons"] == 2
    assert "UTM zone 33N" in str(done.crs_wkt)
    assert [event.done for event in events if isinstance(event, Progress)] == [0, 1, 2, 3]
    assert list(geopandas.read_file(tmp_path / "o.gpkg", layer="objects")["object_id"]) == [1, 7]


def test_objects_are_tracked_shown_and_stopped(worker: Worker, tmp_path: Path) -> None:
    scene = moving_scene([Car((20, 60), (9, 3))], frames=6)
    frames = tuple(FrameFacts(path) for path in write_geotiffs(tmp_path / "f", scene.frames))
    left, top, right, bottom = scene.box(0, 0)
    middle = (LEFT_M + (left + right) / 2 * GSD_M, TOP_M - (top + bottom) / 2 * GSD_M, 1)
    request = TrackRequest(frames, str(tmp_path / "o.gpkg"), (TrackClick(1, 0, (middle,)),))
    worker.send(request, "track")
    events = worker.until(ENDS, "track")
    done = events[-1]
    assert isinstance(done, Done), done
    assert done.report["tracks"] == 1
    assert done.report["model"] == "coloured"
    assert {event.frame for event in events if isinstance(event, Sighted)} == set(range(6))
    assert any(isinstance(event, Progress) and event.stage == "following" for event in events)
    ways = geopandas.read_file(tmp_path / "o.gpkg", layer="tracks")
    assert len(ways) == 1
    worker.send(request, "again")
    worker.send(CancelRequest(), "again")
    assert isinstance(worker.next(ENDS, "again"), Stopped)
