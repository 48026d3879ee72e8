"""An object that was clicked in part gets the size that most frames show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from georefer.inference.sequences.blobs import Blob, overlap
from georefer.inference.sequences.differencing import Differences
from georefer.inference.sequences.frames import open_frames
from georefer.inference.sequences.registration import SteadyFrames, register
from georefer.inference.sequences.second_looks import SecondLooks
from georefer.inference.sequences.tracks import ACCEPTED, TRACKED, Sighting, Track
from georefer.tests.inference.sequences.moving_scene import Car, moving_scene, write_pngs

CAR = Car((30, 60), (9, 2))


@pytest.fixture
def steady(tmp_path: Path) -> SteadyFrames:
    return register(open_frames(write_pngs(tmp_path, moving_scene([CAR], frames=12, shake_px=0).frames)))


def part_of(frame: int, share: float) -> Blob:
    left, top, right, bottom = (round(value) for value in CAR.box(frame))
    return Blob(np.ones((bottom - top, max(1, round(share * (right - left)))), bool), left, top)


def track(share: float, method: str = "template") -> Track:
    return Track(1, tuple(Sighting(n, part_of(n, share), 0.7, TRACKED, method) for n in range(12)))


def test_a_part_becomes_the_whole(steady: SteadyFrames) -> None:
    looked = SecondLooks(steady, Differences(steady), None).at(track(0.4))
    agreement = [overlap(one.blob.box, CAR.box(one.position)) for one in looked.sightings]

    assert np.median(agreement) > 0.7
    assert {one.method for one in looked.sightings[2:10]} == {"difference"}


def test_what_has_the_right_size_stays(steady: SteadyFrames) -> None:
    whole = track(1.0)

    assert SecondLooks(steady, Differences(steady), None).at(whole) is whole


def test_what_a_person_has_accepted_stays(steady: SteadyFrames) -> None:
    accepted = track(0.4)
    first, *others = accepted.sightings
    accepted = Track(1, (Sighting(0, first.blob, 1.0, TRACKED, ACCEPTED), *others))

    assert SecondLooks(steady, Differences(steady), None).at(accepted) is accepted


def test_frames_that_say_nothing_change_nothing(tmp_path: Path) -> None:
    parked = moving_scene([], frames=12, shake_px=0)
    steady = register(open_frames(write_pngs(tmp_path, parked.frames)))
    part = track(0.4)

    assert SecondLooks(steady, Differences(steady), None).at(part) is part
