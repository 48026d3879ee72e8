"""What a request to track can say: ways, accepted outlines, boxes, named frames; and how a run is watched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from georefer.inference.cli_track import click, clicks_of
from georefer.inference.click_messages import (
    BACKWARD,
    FORWARD,
    FrameFacts,
    Sighted,
    TrackClick,
    TrackRequest,
)
from georefer.inference.errors import Cancelled, InputError
from georefer.inference.models.interface import TileEmbedding
from georefer.inference.protocol import Progress
from georefer.inference.tracking import TrackHooks, track
from georefer.tests.inference.sequences.moving_scene import (
    GSD_M,
    LEFT_M,
    TOP_M,
    Car,
    MovingScene,
    moving_scene,
    write_geotiffs,
    write_pngs,
)
from georefer.tests.inference.test_tracking import BrightModel

CARS = [Car((20, 60), (9, 3))]


def facts(paths: Any) -> tuple[FrameFacts, ...]:
    return tuple(FrameFacts(path) for path in paths)


def middle(scene: MovingScene, frame: int) -> tuple[float, float, int]:
    left, top, right, bottom = scene.box(0, frame)
    return (left + right) / 2, (top + bottom) / 2, 1


def objects_of(path: Path) -> Any:
    return geopandas.read_file(path, layer="objects")


def test_a_run_is_watched_and_can_be_stopped(tmp_path: Path) -> None:
    scene = moving_scene(CARS, frames=6)
    paths = write_geotiffs(tmp_path / "f", scene.frames)
    column, row, _ = middle(scene, 2)
    click = TrackClick(1, 2, ((LEFT_M + column * GSD_M, TOP_M - row * GSD_M, 1),))
    request = TrackRequest(facts(paths), str(tmp_path / "o.gpkg"), clicks=(click,))
    told: list[Progress] = []
    seen: list[Sighted] = []
    report = track(request, hooks=TrackHooks(told.append, on_sighted=seen.append))
    stages = list(dict.fromkeys(one.stage for one in told))
    assert stages == ["registration", "following", "writing"]
    for stage in stages:
        counts = [(one.done, one.total) for one in told if one.stage == stage]
        assert counts == sorted(counts)
        assert counts[-1][0] >= counts[-1][1] - 1
    assert {one.frame for one in seen} == set(range(6))
    assert seen[0].frame == 2
    for one in seen:
        left, top, right, bottom = scene.box(0, one.frame)
        place = shapely.from_wkb(one.wkb).centroid
        assert left <= (place.x - LEFT_M) / GSD_M <= right
        assert top <= (TOP_M - place.y) / GSD_M <= bottom
    assert report.crs_wkt == seen[0].crs_wkt
    (tmp_path / "o.gpkg").unlink()
    for after in (1, 8, 16):
        calls = iter(range(1000))
        with pytest.raises(Cancelled):
            track(
                request, hooks=TrackHooks(is_cancelled=lambda calls=calls, after=after: next(calls) > after)
            )
    assert not (tmp_path / "o.gpkg").exists()


@pytest.mark.parametrize(("direction", "frames"), [(FORWARD, {3, 4, 5}), (BACKWARD, {0, 1, 2, 3})])
def test_an_object_is_followed_one_way(tmp_path: Path, direction: str, frames: set[int]) -> None:
    scene = moving_scene(CARS, frames=6)
    paths = write_pngs(tmp_path / "f", scene.frames)
    clicks = (TrackClick(1, 3, (middle(scene, 3),)),)
    request = TrackRequest(facts(paths), str(tmp_path / "o.gpkg"), clicks=clicks, direction=direction)
    track(request, is_pixel=True)
    assert set(objects_of(tmp_path / "o.gpkg")["frame"]) == frames
    with pytest.raises(InputError, match="direction"):
        track(replace(request, direction="sideways"), is_pixel=True)


def test_an_accepted_outline_is_where_the_object_begins(tmp_path: Path) -> None:
    scene = moving_scene(CARS, frames=5)
    paths = write_geotiffs(tmp_path / "f", scene.frames)
    left, top, right, bottom = scene.box(0, 1)
    accepted = shapely.box(
        LEFT_M + left * GSD_M, TOP_M - bottom * GSD_M, LEFT_M + right * GSD_M, TOP_M - top * GSD_M
    )
    clicks = (TrackClick(4, 1, wkb=shapely.to_wkb(accepted, hex=True)), TrackClick(5, 1, wkb="00ff"))
    report = track(TrackRequest(facts(paths), str(tmp_path / "o.gpkg"), clicks=clicks))
    objects = objects_of(tmp_path / "o.gpkg")
    assert set(objects["track_id"]) == {4}
    assert set(objects["frame"]) == set(range(5))
    first = objects[objects["frame"] == 1].iloc[0]
    assert first["method"] == "click"
    assert first.geometry.intersection(accepted).area > 0.8 * accepted.area
    assert any("object 5" in note and "no polygon" in note for note in report.notes)


def test_a_box_and_a_click_beside_tell_the_model_more(tmp_path: Path) -> None:
    scene = moving_scene(CARS, frames=4)
    paths = write_pngs(tmp_path / "f", scene.frames)
    left, top, right, bottom = scene.box(0, 0)
    click = TrackClick(1, 0, ((left - 6, top - 6, -1),), (left - 1, top - 1, right + 1, bottom + 1))
    request = TrackRequest(facts(paths), str(tmp_path / "o.gpkg"), clicks=(click,))
    asked: list[tuple[Any, Any, Any]] = []

    class Watched(BrightModel):
        def predict(
            self, embedding: TileEmbedding, points: Any = None, boxes: Any = None, masks: Any = None
        ) -> Any:
            asked.append((points, boxes, masks))
            return super().predict(embedding, points, boxes, masks)

    report = track(request, Watched(), is_pixel=True)
    assert report.tracks == 1
    assert asked[0][0] is None
    assert asked[0][1][0, 2] - asked[0][1][0, 0] == pytest.approx(right - left + 2, abs=0.1)
    assert asked[1][0].signs.tolist() == [[0]]
    assert asked[1][2] is not None


def test_frames_say_their_names_times_and_bands(tmp_path: Path) -> None:
    scene = moving_scene(CARS, frames=8)
    paths = write_pngs(tmp_path / "f", scene.frames)
    frames = tuple(
        FrameFacts(path, f"take {number}", f"2024-05-17T10:00:0{7 - number}Z", (1,))
        for number, path in enumerate(paths)
    )
    request = TrackRequest(frames, str(tmp_path / "o.gpkg"), find_movers=True)
    track(request)
    ways = geopandas.read_file(tmp_path / "o.gpkg", layer="tracks")
    assert set(objects_of(tmp_path / "o.gpkg")["frame_name"]) <= {f"take {number}" for number in range(8)}
    # The last one given was taken first.
    assert int(str(ways["start"][0])[17:19]) == 7 - ways["start_frame"][0]
    assert ways["start"][0] < ways["end"][0]
    bad = (*frames[:7], replace(frames[7], time="yesterday"))
    with pytest.raises(InputError, match="yesterday"):
        track(replace(request, frames=bad))


def test_the_command_gathers_clicks_on_one_object() -> None:
    given = ["1,2", "3,4@2#1", "5,6,-@2#1", "-7,8"]
    assert clicks_of([click(text) for text in given]) == (
        TrackClick(2, 0, ((1.0, 2.0, 1),)),
        TrackClick(1, 2, ((3.0, 4.0, 1), (5.0, 6.0, -1))),
        TrackClick(3, 0, ((-7.0, 8.0, 1),)),
    )
