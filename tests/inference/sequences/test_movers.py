"""Movers: what drives is found, with its identity; what stands, sways or shakes is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from georefer.inference.sequences.blobs import Box, overlap
from georefer.inference.sequences.differencing import Differences
from georefer.inference.sequences.frames import open_frames
from georefer.inference.sequences.mover_tracks import complete_movers
from georefer.inference.sequences.registration import SteadyFrames, register
from georefer.inference.sequences.tracks import OCCLUDED, Track, clock_of
from georefer.tests.inference.sequences.moving_scene import Car, MovingScene, moving_scene, write_pngs


def movers_of(scene: MovingScene, folder: Path) -> tuple[list[Track], SteadyFrames]:
    steady = register(open_frames(write_pngs(folder, scene.frames)))
    return complete_movers(steady, Differences(steady), clock_of(steady)), steady


def boxes_of(track: Track, steady: SteadyFrames) -> dict[int, Box]:
    """Returns the box in each frame as the frame shows it."""
    boxes = {}
    for one in track.sightings:
        left, top, right, bottom = one.blob.box
        corners = steady.residuals[one.position].to_frame(np.array([[left, top], [right, bottom]]))
        boxes[one.position] = tuple(corners.ravel())
    return boxes


def agreement(boxes: dict[int, Box], scene: MovingScene, car: int) -> float:
    return float(np.mean([overlap(box, scene.box(car, frame)) > 0.5 for frame, box in boxes.items()]))


def test_crossing_cars_keep_their_identity_through_two_hidden_frames(tmp_path: Path) -> None:
    cars = [
        Car((20, 60), (9, 3), colour=(235, 235, 240), hidden_in=(6, 7)),
        Car((210, 70), (-9, 2.5), colour=(190, 40, 40)),
    ]
    scene = moving_scene(cars, frames=16)
    tracks, steady = movers_of(scene, tmp_path)
    assert len(tracks) == 2
    for track in tracks:
        boxes = boxes_of(track, steady)
        shares = [agreement(boxes, scene, car) for car in (0, 1)]
        assert max(shares) > 0.85
        assert min(shares) < 0.2
        assert len(track.seen) >= 12  # hidden twice, and drawn over each other twice
    hidden = [one.position for track in tracks for one in track.sightings if one.state == OCCLUDED]
    assert set(hidden) >= {6, 7}


def test_parked_cars_and_a_shaking_camera_move_nothing(tmp_path: Path) -> None:
    scene = moving_scene(
        [Car((60, 60), (0, 0)), Car((150, 100), (0, 0), colour=(30, 30, 30))], frames=8, shake_px=6
    )
    assert movers_of(scene, tmp_path)[0] == []


def test_a_car_that_stops_is_followed_where_it_stands(tmp_path: Path) -> None:
    driving = moving_scene([Car((20, 60), (14, 0))], frames=7, shake_px=0)
    standing = moving_scene([Car((20 + 6 * 14, 60), (0, 0))], frames=5, shake_px=0)
    scene = MovingScene(np.concatenate([driving.frames, standing.frames]), ((0, 0),) * 12, driving.cars)
    tracks, _ = movers_of(scene, tmp_path)
    assert len(tracks) == 1
    assert tracks[0].sightings[-1].position == 11
    assert np.allclose(tracks[0].sightings[-1].blob.centre, (104, 60), atol=4)


def test_five_pixel_objects_are_found_by_difference(tmp_path: Path) -> None:
    scene = moving_scene(
        [Car((30, 40), (7, 2), size_px=(5, 4)), Car((200, 140), (-6, -3), size_px=(5, 4))], frames=12
    )
    tracks, _ = movers_of(scene, tmp_path)
    assert len(tracks) == 2
    assert {one.method for track in tracks for one in track.seen} <= {"difference", "template"}
