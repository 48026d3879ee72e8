"""Tracking: frames in, a GeoPackage with objects and their ways out, also from the command line."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import rasterio
import torch
from georefer.inference.cli import main
from georefer.inference.cli_track import track_text
from georefer.inference.click_messages import FrameFacts, TrackClick, TrackRequest
from georefer.inference.errors import InputError
from georefer.inference.models.interface import MaskCandidates, ModelCard, TileEmbedding
from georefer.inference.tracking import track
from georefer.tests.inference.models.small_sam import meta_sam
from georefer.tests.inference.sequences.moving_scene import (
    GSD_M,
    LEFT_M,
    TOP_M,
    Car,
    moving_scene,
    write_geotiff,
    write_geotiffs,
    write_pngs,
)

CARS = [Car((20, 60), (9, 3)), Car((210, 100), (-8, 1), colour=(190, 40, 40))]


class BrightModel:
    """A prompt model that takes bright or red pixels for the object, wherever it is asked."""

    card = ModelCard("bright", "Bright", "0" * 64, 64)

    def embed_tile(self, tile: np.ndarray) -> TileEmbedding:
        return TileEmbedding(tile, *tile.shape[:2])

    def predict(
        self, embedding: TileEmbedding, points: Any = None, boxes: Any = None, masks: Any = None
    ) -> Any:
        logits = np.where(embedding.features.max(axis=2) > 175, 4.0, -4.0).astype(np.float32)[None, None]
        return MaskCandidates(logits, np.full((1, 1), 0.9, np.float32), logits[:, :, ::4, ::4])


def facts(paths: Any) -> tuple[FrameFacts, ...]:
    return tuple(FrameFacts(path) for path in paths)


def click_at(x: float, y: float, frame: int = 0, object_id: int = 1) -> TrackClick:
    return TrackClick(object_id, frame, ((x, y, 1),))


def layers(path: Path) -> tuple[Any, Any]:
    return geopandas.read_file(path, layer="objects"), geopandas.read_file(path, layer="tracks")


def test_movers_of_georeferenced_frames_have_true_speeds_and_headings(tmp_path: Path) -> None:
    paths = write_geotiffs(tmp_path / "f", moving_scene(CARS, frames=12).frames, step_s=2.0)
    report = track(TrackRequest(facts(paths), str(tmp_path / "o.gpkg"), find_movers=True))
    objects, ways = layers(tmp_path / "o.gpkg")
    assert report.tracks == len(ways) == 2
    assert report.speed_unit == "m/s"
    assert objects.crs.to_epsg() == ways.crs.to_epsg() == 32633
    first = ways.iloc[int(np.argmin([way.coords[0][0] for way in ways.geometry]))]
    step_m = GSD_M * np.hypot(9, 3)
    assert first["mean_speed_m_s"] == pytest.approx(step_m / 2.0, rel=0.1)
    assert first["length_m"] == pytest.approx(11 * step_m, rel=0.1)
    # The grid of the zone is turned by less than half a degree here.
    assert first["heading_deg"] == pytest.approx(np.degrees(np.arctan2(9, -3)), abs=4)
    assert str(first["start"]).startswith("2024-05-17 10:00:00")
    assert str(first["end"]).startswith("2024-05-17 10:00:22")
    assert objects["area_m2"].median() == pytest.approx(18 * 10 * GSD_M**2, rel=0.4)
    assert set(objects["frame"]) == set(range(12))
    assert objects.geometry.is_valid.all()


def test_clicks_in_map_coordinates_follow_and_styles_play(tmp_path: Path) -> None:
    scene = moving_scene(CARS, frames=8)
    paths = write_geotiffs(tmp_path / "f", scene.frames)
    left, top, right, bottom = scene.box(1, 5)
    x, y = LEFT_M + (left + right) / 2 * GSD_M, TOP_M - (top + bottom) / 2 * GSD_M
    report = track(TrackRequest(facts(paths), str(tmp_path / "o.gpkg"), clicks=(click_at(x, y, 5),)))
    objects, _ = layers(tmp_path / "o.gpkg")
    assert sorted(objects["frame"]) == list(range(8))
    assert set(objects["state"]) <= {"tracked", "uncertain"}
    assert any("no prompt model" in note for note in report.notes)
    for row in objects.itertuples():
        left, top, right, bottom = scene.box(1, row.frame)
        middle = row.geometry.centroid
        column, line = (middle.x - LEFT_M) / GSD_M, (TOP_M - middle.y) / GSD_M
        assert left <= column <= right
        assert top <= line <= bottom
    with sqlite3.connect(tmp_path / "o.gpkg") as connection:
        styles = dict(connection.execute("SELECT f_table_name, styleQML FROM layer_styles"))
        (parameters,) = connection.execute("SELECT parameters FROM georefer_runs").fetchone()
    assert 'startField="time"' in styles["objects"]
    assert 'startField="start"' in styles["tracks"]
    assert json.loads(parameters)["run_id"] == report.run_id


def test_a_prompt_model_makes_the_masks(tmp_path: Path) -> None:
    scene = moving_scene(CARS[:1], frames=6)
    paths = write_pngs(tmp_path / "f", scene.frames)
    left, top, right, bottom = scene.box(0, 0)
    click = click_at((left + right) / 2 - 4, (top + bottom) / 2)
    request = TrackRequest(facts(paths), str(tmp_path / "o.gpkg"), clicks=(click,))
    report = track(request, BrightModel(), is_pixel=True)
    assert report.methods["model"] >= 4
    assert report.model == "bright"


def test_a_second_click_on_an_object_corrects_its_way(tmp_path: Path) -> None:
    scene = moving_scene([Car((20, 60), (9, 3), hidden_in=tuple(range(2, 10)))], frames=14)
    paths = write_pngs(tmp_path / "f", scene.frames)

    def click(frame: int) -> TrackClick:
        left, top, right, bottom = scene.box(0, frame)
        return click_at((left + right) / 2 - 4, (top + bottom) / 2, frame, object_id=7)

    request = TrackRequest(facts(paths), str(tmp_path / "o.gpkg"), clicks=(click(0), click(11)))
    track(request, is_pixel=True)
    objects, ways = layers(tmp_path / "o.gpkg")
    assert list(ways["track_id"]) == [7]
    seen = objects[objects["state"].isin(["tracked", "uncertain"])]
    assert {0, 1, 11, 12, 13} <= set(seen["frame"])
    assert not set(seen["frame"]) & {3, 4, 5, 6, 7}


def test_bad_clicks_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    scene = moving_scene(CARS[:1], frames=4)
    paths = tuple(write_pngs(tmp_path / "f", scene.frames))
    left, top, right, bottom = scene.box(0, 0)
    good = click_at((left + right) / 2, (top + bottom) / 2)
    clicks = (good, click_at(-50, 9000, 0, 2), click_at(5, 5, 99, 3))
    report = track(TrackRequest(facts(paths), str(tmp_path / "o.gpkg"), clicks=clicks), is_pixel=True)
    assert report.tracks == 1
    assert any("outside the frame" in note for note in report.notes)
    assert any("no frame 99" in note for note in report.notes)
    with pytest.raises(InputError, match="No click"):
        track(TrackRequest(facts(paths), str(tmp_path / "p.gpkg"), clicks=clicks[1:]), is_pixel=True)
    assert not (tmp_path / "p.gpkg").exists()


def test_the_command_finds_movers_without_times(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pngs(tmp_path / "f", moving_scene(CARS, frames=8).frames)
    output = tmp_path / "o.gpkg"
    assert main(["track", str(tmp_path / "f"), "--find-movers", "-o", str(output), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    objects, ways = layers(output)
    assert report["tracks"] == len(ways) == 2
    assert report["speed_unit"] == "px/frame"
    assert ways["mean_speed_m_frame"].max() == pytest.approx(np.hypot(9, 3), rel=0.1)
    assert objects.total_bounds[3] <= 0
    assert main(["track", str(tmp_path / "f"), "--find-movers", "--fps", "5", "-o", str(output)]) == 0
    assert "2 object(s) in 8 frames" in capsys.readouterr().out
    assert layers(output)[1]["mean_speed_m_s"].max() == pytest.approx(5 * np.hypot(9, 3), rel=0.1)


@pytest.mark.parametrize(
    "arguments",
    [["--click", "a,b"], ["--click", "1,2@x"], [], ["--click", "1,2", "--find-movers"], ["--find-movers"]],
)
def test_wrong_arguments_end_in_one_line(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["track", str(tmp_path / "no.tif"), "-o", str(tmp_path / "o.gpkg"), *arguments]
    try:
        code = main(command)
    except SystemExit as stopped:
        code = int(str(stopped.code))
    assert code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_the_command_takes_a_prompt_model_of_ones_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = moving_scene(CARS[:1], frames=4)
    write_pngs(tmp_path / "f", scene.frames)
    weights = tmp_path / "sam_vit_b.pth"
    torch.save(meta_sam().state_dict(), weights)
    left, top, right, bottom = scene.box(0, 1)
    click = f"{(left + right) / 2 - 4},{(top + bottom) / 2}@1"
    command = ["track", str(tmp_path / "f"), "--pixel", "--click", click, "-o", str(tmp_path / "o.gpkg")]
    assert main([*command, "--model", str(weights), "--device", "cpu", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["model"] == "sam_vit_b"
    assert not any("no prompt model" in note for note in report["notes"])
    # Its weights are random: what it proposes may lose to what differs, but it never stops the run.
    assert sum(report["states"].values()) >= 1
    assert main([*command, "--model", str(tmp_path / "no.pth")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_an_output_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pngs(tmp_path / "f", moving_scene(CARS[:1], frames=4).frames)
    output = str(tmp_path / "nowhere" / "o.gpkg")
    assert main(["track", str(tmp_path / "f"), "--find-movers", "-o", output]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_frames_that_cannot_be_read_are_named_and_change_no_speed(tmp_path: Path) -> None:
    frames = moving_scene(CARS[:1], frames=9, shake_px=0).frames
    paths = [write_geotiff(tmp_path / f"frame_{number}.tif", frame) for number, frame in enumerate(frames)]
    whole = track(TrackRequest(facts(paths), str(tmp_path / "a.gpkg"), find_movers=True, fps=2.0))
    Path(paths[4]).write_bytes(b"no raster")
    cut = Path(paths[6]).read_bytes()
    Path(paths[6]).write_bytes(cut[: len(cut) // 2])
    report = track(TrackRequest(facts(paths), str(tmp_path / "b.gpkg"), find_movers=True, fps=2.0))
    assert (whole.frames, whole.left_out) == (9, 0)
    assert (report.frames, report.left_out) == (7, 2)
    named = [note for note in report.notes if note.startswith("left out")]
    assert [name in note for name, note in zip(("frame_4", "frame_6"), named, strict=True)] == [True, True]
    assert not any("shift of frame_6" in note for note in report.notes)
    (_, before), (_, after) = layers(tmp_path / "a.gpkg"), layers(tmp_path / "b.gpkg")
    speeds = [ways["mean_speed_m_s"].iloc[0] for ways in (before, after)]
    assert speeds[1] == pytest.approx(speeds[0], rel=0.03)
    assert after["max_speed_m_s"].iloc[0] < 1.5 * speeds[0]


def test_an_empty_frame_ends_no_track_and_an_object_that_leaves_is_named(tmp_path: Path) -> None:
    scene = moving_scene(CARS[:1], frames=8, shake_px=0)
    frames = scene.frames.copy()
    frames[3] = 0
    paths = [write_geotiff(tmp_path / f"frame_{number}.tif", frame) for number, frame in enumerate(frames)]
    with rasterio.open(paths[3], "r+") as dataset:
        dataset.nodata = 0
    leaving = Car((200, 60), (9, 0), colour=(190, 40, 40))
    left, top, right, bottom = scene.box(0, 0)
    click = click_at((left + right) / 2, (top + bottom) / 2)
    request = TrackRequest(facts(paths), str(tmp_path / "o.gpkg"), clicks=(click,))
    report = track(request, BrightModel(), is_pixel=True)
    objects, _ = layers(tmp_path / "o.gpkg")
    assert dict(zip(objects["frame"], objects["state"], strict=True))[3] == "occluded"
    assert sorted(objects["frame"]) == list(range(8))
    assert report.ended == {}
    paths = write_geotiffs(tmp_path / "l", moving_scene([leaving], frames=10, shake_px=0).frames)
    request = TrackRequest(facts(paths), str(tmp_path / "l.gpkg"), clicks=(click_at(200, 60),))
    report = track(request, BrightModel(), is_pixel=True)
    assert report.ended[1] in {"f03.tif", "f04.tif", "f05.tif"}
    assert "object 1 is not seen after f0" in track_text(report)
