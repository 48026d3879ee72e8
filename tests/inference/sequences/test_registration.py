"""Registration: the shake of the camera is found, whatever drives through the scene."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from georefer.inference.sequences.frames import FramePixels, open_frames
from georefer.inference.sequences.registration import register, residual
from georefer.tests.inference.sequences.moving_scene import Car, moving_scene, write_pngs

CARS = [
    Car((30, 40), (12, 2), (30, 16)),
    Car((200, 120), (-10, 1), (30, 16), (30, 40, 160)),
    Car((120, 20), (0, 9), (16, 28), (200, 40, 40)),
]


def test_the_shake_of_each_frame_is_found(tmp_path: Path) -> None:
    scene = moving_scene(CARS, frames=8, shake_px=8)
    steady = register(open_frames(write_pngs(tmp_path, scene.frames)))
    middle = scene.shakes_px[4]
    for shake, found in zip(scene.shakes_px, steady.residuals, strict=True):
        expected = (middle[0] - shake[0], middle[1] - shake[1])
        assert found.is_known
        assert np.allclose(found.shift_px, expected, atol=0.3)
    point = np.array([[100.0, 70.0]])
    assert np.allclose(steady.residuals[0].to_frame(steady.residuals[0].to_steady(point)), point)


def test_steady_frames_lie_on_each_other(tmp_path: Path) -> None:
    scene = moving_scene([], frames=4, shake_px=8)
    steady = register(open_frames(write_pngs(tmp_path, scene.frames)))
    first, last = steady.read(0), steady.read(3)
    both = first.valid & last.valid
    assert both.mean() > 0.7
    assert np.abs(first.rgb.astype(int) - last.rgb)[both].mean() < 5


def test_a_frame_of_another_place_stays_where_it_lies_and_says_so() -> None:
    one, two = (moving_scene([], frames=1, seed=seed).frames[0] for seed in (1, 2))
    found = residual(_pixels(one), _pixels(two))
    assert not found.is_known
    assert found.shift_px == (0.0, 0.0)


def test_a_frame_without_texture_stays_where_it_lies() -> None:
    flat = np.full((90, 120, 3), 128, np.uint8)
    assert not residual(_pixels(flat), _pixels(flat)).is_known


def _pixels(rgb: np.ndarray) -> FramePixels:
    return FramePixels(rgb, np.ones(rgb.shape[:2], bool))
