from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from georefer.inference.errors import InputError
from georefer.inference.training.ros_sam_augmenting import Augmentation, sample_of
from georefer.inference.training.ros_sam_frames import Frame, FrameFolder
from georefer.tests.inference.training.moving_frames import SIDE_PX, drawn_frame, write_frame, write_frames

PLAIN = Augmentation(ratio_range=(1.0, 1.0), turn_chance=0.0)


def test_frames_are_read_as_they_were_written(tmp_path: Path) -> None:
    frames = FrameFolder(write_frames(tmp_path), "train")
    assert len(frames) == 4
    expected, read = drawn_frame(2), frames[2]
    assert read.name == expected.name
    np.testing.assert_array_equal(read.image, expected.image)
    np.testing.assert_array_equal(read.boxes, expected.boxes)
    np.testing.assert_array_equal(read.masks, expected.masks)


@pytest.mark.parametrize("empty", [np.zeros((0, 4)), np.zeros(0)], ids=["no rows", "no shape"])
def test_a_frame_without_objects_teaches_nothing(tmp_path: Path, empty: np.ndarray) -> None:
    write_frames(tmp_path)
    np.save(tmp_path / "train" / "boxes" / "frame_001.npy", empty)
    np.save(tmp_path / "train" / "onehotmask" / "frame_001.npy", empty)
    frame = FrameFolder(tmp_path, "train")[1]
    assert frame.boxes.shape == (0, 4)
    assert not frame.is_taught()


def test_what_the_published_code_leaves_out() -> None:
    car = drawn_frame(1, name="car_07")
    assert car.is_taught()
    assert not car.is_taught(as_coded=True)
    assert not replace(car, boxes=car.boxes[:1]).is_taught()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    write_frames(tmp_path)
    (tmp_path / "train" / "onehotmask" / "frame_003.npy").unlink()
    with pytest.raises(InputError, match=r"frame_003 lacks train/onehotmask/frame_003\.npy"):
        FrameFolder(tmp_path, "train")


def test_no_frames_say_where_they_should_be(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no frames in val/img"):
        FrameFolder(tmp_path, "val")


def test_arrays_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    write_frame(tmp_path / "train", drawn_frame(0))
    np.save(tmp_path / "train" / "onehotmask" / "frame_000.npy", np.zeros((2, 8, 8), np.uint8))
    with pytest.raises(InputError, match="do not fit its picture"):
        FrameFolder(tmp_path, "train")[0]


@pytest.mark.parametrize("part", ["boxes", "onehotmask"])
def test_a_pickle_is_never_opened(tmp_path: Path, part: str) -> None:
    write_frame(tmp_path / "train", drawn_frame(0))
    np.save(tmp_path / "train" / part / "frame_000.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match=rf"{part}/frame_000\.npy is damaged"):
        FrameFolder(tmp_path, "train")[0]


def test_a_damaged_picture_is_named(tmp_path: Path) -> None:
    write_frame(tmp_path / "train", drawn_frame(0))
    (tmp_path / "train" / "img" / "frame_000.png").write_bytes(b"no picture")
    with pytest.raises(InputError, match=r"img/frame_000\.png is damaged"):
        FrameFolder(tmp_path, "train")[0]


def extent_of(mask: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


@pytest.mark.parametrize("seed", range(12))
def test_boxes_stay_around_their_masks(seed: int) -> None:
    random = np.random.default_rng(seed)
    sample = sample_of(drawn_frame(seed, 3), 64, random, Augmentation(turn_chance=0.5))
    assert sample.pixels.shape == (64, 64, 3)
    assert sample.masks.shape == (len(sample.boxes), 64, 64)
    for box, mask in zip(sample.boxes, sample.masks, strict=True):
        # Nearest pixels and rounding of the size move borders by less than a pixel and a half.
        np.testing.assert_allclose(box, extent_of(mask), atol=1.5)


def test_a_small_frame_is_filled_up_to_the_right_and_below() -> None:
    halved = Augmentation(ratio_range=(0.5, 0.5), turn_chance=0.0)
    sample = sample_of(drawn_frame(0), 64, np.random.default_rng(0), halved)
    assert (sample.pixels[32:] == 144).all()
    assert (sample.pixels[:, 32:] == 144).all()
    assert not sample.masks[:, 32:].any()
    assert np.unique(sample.pixels[:32, :32]).size > 50


def test_half_a_turn_turns_everything() -> None:
    frame = drawn_frame(3)
    turned = replace(PLAIN, turn_chance=1.0)
    one = sample_of(frame, SIDE_PX, np.random.default_rng(5), PLAIN)
    other = sample_of(frame, SIDE_PX, np.random.default_rng(5), turned)
    np.testing.assert_array_equal(one.masks[:, ::-1, ::-1], other.masks)
    np.testing.assert_allclose(SIDE_PX - one.boxes[:, [2, 3, 0, 1]], other.boxes)


def test_colours_change_and_places_do_not() -> None:
    frame = drawn_frame(3)
    samples = [sample_of(frame, SIDE_PX, np.random.default_rng(seed), PLAIN) for seed in range(6)]
    assert len({round(float(sample.pixels.mean()), 3) for sample in samples}) > 3
    for sample in samples:
        np.testing.assert_array_equal(sample.masks, frame.masks)
        np.testing.assert_array_equal(sample.boxes, frame.boxes)


def test_an_object_without_anything_left_goes_with_its_mask() -> None:
    frame = drawn_frame(3, 3)
    empty = frame.masks.copy()
    empty[1] = False
    sample = sample_of(Frame("f", frame.image, frame.boxes, empty), SIDE_PX, np.random.default_rng(0), PLAIN)
    np.testing.assert_array_equal(sample.masks, frame.masks[[0, 2]])
    np.testing.assert_array_equal(sample.boxes, frame.boxes[[0, 2]])
    coded = sample_of(
        Frame("f", frame.image, frame.boxes, empty),
        SIDE_PX,
        np.random.default_rng(0),
        replace(PLAIN, as_coded=True),
    )
    # As coded the numbers agree, so the box stays, and is taught that nothing is there.
    assert len(coded.boxes) == len(coded.masks) == 3
