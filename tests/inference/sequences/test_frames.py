"""Frames: found, ordered, and laid on one grid."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import cv2
import numpy as np
import pytest
import rasterio
from georefer.inference.errors import InputError, RasterError
from georefer.inference.sequences.frame_files import find_frames
from georefer.inference.sequences.frame_times import moment_in, natural_key, numbers_that_order
from georefer.inference.sequences.frames import open_frames
from georefer.tests.inference.sequences.moving_scene import (
    GSD_M,
    LEFT_M,
    TOP_M,
    moving_scene,
    write_geotiff,
    write_geotiffs,
    write_pngs,
)
from rasterio.warp import Resampling, calculate_default_transform, reproject


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("S2_20240517T101530_B04", utc(2024, 5, 17, 10, 15, 30)),
        ("2024:05:17 10:15:30", utc(2024, 5, 17, 10, 15, 30)),
        ("2024-05-17T10:15:30.25Z", utc(2024, 5, 17, 10, 15, 30, 250_000)),
        ("scene_2024-05-17", utc(2024, 5, 17)),
        ("20230231", None),
        ("frame_000123", None),
        ("1234567890123", None),
    ],
)
def test_a_date_is_read_from_text(text: str, moment: datetime | None) -> None:
    assert moment_in(text) == moment


def test_numbers_order_names_that_differ_in_one_number_only() -> None:
    assert numbers_that_order(["a10", "a9"]) == [10, 9]
    assert numbers_that_order(["a1_b2", "a2_b3"]) is None
    assert numbers_that_order(["a1", "b2"]) is None
    assert sorted(["f10", "f9", "f1"], key=natural_key) == ["f1", "f9", "f10"]


def test_numbers_in_names_order_frames_and_the_given_order_numbers_them(tmp_path: Path) -> None:
    paths = write_pngs(tmp_path, moving_scene([], frames=12).frames)
    given = sorted(paths)  # frame_0, frame_1, frame_10, frame_11, frame_2 ...
    listed = find_frames(given)
    assert listed.order == "number in the name"
    assert [frame.path for frame in listed.frames] == paths
    assert [frame.number for frame in listed.frames][:4] == [0, 1, 4, 5]
    assert [frame.path for frame in find_frames([str(tmp_path)]).frames] == paths


def test_times_in_metadata_order_frames_before_their_names_do(tmp_path: Path) -> None:
    frames = moving_scene([], frames=3).frames
    paths = [
        write_geotiff(tmp_path / f"a{number}.tif", frame, time=datetime(2024, 1, 9 - number))
        for number, frame in enumerate(frames)
    ]
    listed = find_frames(paths)
    assert [frame.number for frame in listed.frames] == [2, 1, 0]
    assert "not given in the order of their times" in listed.notes[0]


def test_equal_times_are_named(tmp_path: Path) -> None:
    frames = moving_scene([], frames=3).frames
    days = (1, 1, 2)
    paths = [
        write_geotiff(tmp_path / f"a{n}.tif", frame, time=datetime(2024, 1, day))
        for n, (frame, day) in enumerate(zip(frames, days, strict=True))
    ]
    listed = find_frames(paths)
    assert [frame.number for frame in listed.frames] == [0, 2]
    assert "the same time as a0.tif" in listed.notes[0]


def test_bands_of_one_file_are_frames(tmp_path: Path) -> None:
    frames = moving_scene([], frames=5).frames[..., 0]
    path = write_geotiff(tmp_path / "bands.tif", np.moveaxis(frames, 0, -1))
    with rasterio.open(path, "r+") as dataset:
        dataset.colorinterp = [rasterio.enums.ColorInterp.gray] * 5
    stack = open_frames([path])
    assert len(stack) == 5
    assert np.array_equal(stack.read(3).rgb[..., 0], frames[3])
    assert len(open_frames([path], bands_as_frames=True)) == 5


def test_pages_of_a_tiff_are_frames(tmp_path: Path) -> None:
    frames = moving_scene([], frames=4).frames
    path = str(tmp_path / "pages.tif")
    cv2.imwritemulti(path, [cv2.cvtColor(frame, cv2.COLOR_RGB2BGR) for frame in frames])
    stack = open_frames([path])
    assert len(stack) == 4
    assert np.array_equal(stack.read(2).rgb, frames[2])


def test_one_frame_is_too_few(tmp_path: Path) -> None:
    path = write_geotiff(tmp_path / "one.tif", moving_scene([], frames=1).frames[0])
    with pytest.raises(InputError, match="only one frame"):
        open_frames([path])


def test_frames_that_cannot_be_read_or_do_not_overlap_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    frames = moving_scene([], frames=5).frames
    paths = write_geotiffs(tmp_path, frames)
    Path(paths[1]).write_bytes(b"no raster")
    write_geotiff(
        Path(paths[3]), frames[3], origin=(LEFT_M + 9000, TOP_M), time=datetime(2024, 5, 17, 10, 0, 3)
    )
    stack = open_frames(paths)
    assert [file.name for file in stack.files] == ["f00.tif", "f02.tif", "f04.tif"]
    assert any("f01.tif" in note for note in stack.notes)
    assert any("f03.tif does not overlap" in note for note in stack.notes)
    with pytest.raises(RasterError):
        open_frames([str(tmp_path / "nothing.tif")])


def test_a_frame_that_cannot_be_opened_keeps_its_number_and_leaves_a_gap(tmp_path: Path) -> None:
    paths = write_pngs(tmp_path, moving_scene([], frames=5).frames)
    Path(paths[1]).write_bytes(b"no raster")
    by_name = open_frames([paths[4], paths[1], paths[0], paths[2], paths[3]]).files
    assert [(file.name, file.number, file.step) for file in by_name] == [
        ("frame_0.png", 2, 0),
        ("frame_2.png", 3, 2),
        ("frame_3.png", 4, 3),
        ("frame_4.png", 0, 4),
    ]
    other = Path(paths[0]).rename(tmp_path / "first.png")
    as_given = open_frames([str(other), *paths[1:]]).files
    assert [(file.number, file.step) for file in as_given] == [(0, 0), (2, 2), (3, 3), (4, 4)]


def test_frames_with_other_extents_and_resolutions_lie_on_one_grid(tmp_path: Path) -> None:
    frame = moving_scene([], frames=1, shake_px=0).frames[0]
    coarse = cv2.resize(frame, (120, 90), interpolation=cv2.INTER_AREA)
    paths = [
        write_geotiff(tmp_path / "a1.tif", frame),
        write_geotiff(tmp_path / "a2.tif", frame[20:, 40:], origin=(LEFT_M + 40 * GSD_M, TOP_M - 20 * GSD_M)),
        write_geotiff(tmp_path / "a3.tif", coarse, gsd_m=2 * GSD_M),
    ]
    stack = open_frames(paths)
    assert (stack.grid.width_px, stack.grid.height_px) == (240, 180)
    assert np.array_equal(stack.read(0).rgb, frame)
    cut = stack.read(1)
    assert np.array_equal(cut.rgb[20:, 40:], frame[20:, 40:])
    assert not cut.valid[:20].any()
    difference = np.abs(stack.read(2).rgb.astype(int) - frame)[5:-5, 5:-5]
    assert difference.mean() < 8


def test_frames_in_another_crs_lie_on_the_same_ground(tmp_path: Path) -> None:
    frame = cv2.GaussianBlur(moving_scene([], frames=1, shake_px=0).frames[0], (0, 0), 2)
    first = write_geotiff(tmp_path / "a1.tif", frame)
    second = str(tmp_path / "a2.tif")
    with rasterio.open(first) as source:
        transform, width, height = calculate_default_transform(
            source.crs, "EPSG:4326", source.width, source.height, *source.bounds
        )
        profile = {
            **source.profile,
            "crs": "EPSG:4326",
            "transform": transform,
            "width": width,
            "height": height,
        }
        with rasterio.open(second, "w", **{**profile, "nodata": 0}) as target:
            for band in (1, 2, 3):
                reproject(
                    rasterio.band(source, band), rasterio.band(target, band), resampling=Resampling.cubic
                )
    stack = open_frames([first, second])
    one, two = stack.read(0), stack.read(1)
    both = cv2.erode((one.valid & two.valid).astype(np.uint8), np.ones((9, 9))) == 1
    assert both.mean() > 0.6
    assert np.abs(one.rgb.astype(int) - two.rgb)[both].mean() < 3


def test_frames_without_a_place_are_read_in_pixels_with_y_downwards_negative(tmp_path: Path) -> None:
    stack = open_frames(write_pngs(tmp_path, moving_scene([], frames=2).frames))
    assert not stack.grid.is_placed
    assert (stack.grid.transform.a, stack.grid.transform.e) == (1.0, -1.0)
    assert stack.grid.unit_per_px == 1.0


def test_an_extent_cuts_the_grid(tmp_path: Path) -> None:
    paths = write_geotiffs(tmp_path, moving_scene([], frames=2).frames)
    stack = open_frames(paths, extent=(LEFT_M + 10, TOP_M - 40, LEFT_M + 60, TOP_M - 5))
    assert (stack.grid.width_px, stack.grid.height_px) == (100, 70)
    with pytest.raises(InputError, match="outside"):
        open_frames(paths, extent=(0, 0, 10, 10))
