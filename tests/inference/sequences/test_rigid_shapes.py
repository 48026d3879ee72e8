"""Things that keep their shape get it back where a frame showed it badly."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from georefer.inference.sequences.blobs import Blob, trimmed
from georefer.inference.sequences.rigid_shapes import METHOD, keep_shape
from georefer.inference.sequences.tracks import OCCLUDED, TRACKED, UNCERTAIN, Sighting, Track


def car(x: float, y: float, degrees: float, length: float = 18, width: float = 8) -> Blob:
    drawn = np.zeros((200, 400), np.uint8)
    corners = cv2.boxPoints(((x, y), (length, width), degrees))
    cv2.fillPoly(drawn, [np.round(corners).astype(np.int32)], (1,))
    blob = trimmed(drawn > 0, 0, 0)
    assert blob is not None
    return blob


def drive(turn: float = 0.0, frames: int = 12) -> list[Sighting]:
    """Returns a car that drives 12 px a frame and turns by some degrees in each."""
    sightings, x, y, heading = [], 30.0, 60.0, 10.0
    for frame in range(frames):
        sightings.append(Sighting(frame, car(x, y, heading), 0.8, TRACKED, "difference"))
        x += 12 * np.cos(np.radians(heading))
        y += 12 * np.sin(np.radians(heading))
        heading += turn
    return sightings


def iou(first: Blob, second: Blob) -> float:
    canvases = []
    for blob in (first, second):
        canvas = np.zeros((260, 460), bool)
        height, width = blob.mask.shape
        canvas[blob.top + 30 : blob.top + 30 + height, blob.left + 30 : blob.left + 30 + width] = blob.mask
        canvases.append(canvas)
    return float((canvases[0] & canvases[1]).sum() / (canvases[0] | canvases[1]).sum())


@pytest.mark.parametrize("turn", [0.0, 4.0])
@pytest.mark.parametrize("damage", ["half", "shadow"])
def test_a_badly_seen_car_gets_its_shape_back(turn: float, damage: str) -> None:
    way = drive(turn)
    true = way[5].blob
    mask = true.mask.copy()
    if damage == "half":
        mask[:, mask.shape[1] // 2 :] = False
        spoiled = trimmed(mask, true.left, true.top)
    else:
        wide = np.pad(mask, ((0, 14), (0, 10)))
        wide[mask.shape[0] - 4 :, 4:] = True
        spoiled = trimmed(wide, true.left, true.top)
    assert spoiled is not None
    before = iou(spoiled, true)
    way[5] = replace(way[5], blob=spoiled, state=UNCERTAIN)
    mended = keep_shape(Track(1, tuple(way))).sightings[5]

    assert mended.method == METHOD
    assert mended.state == UNCERTAIN
    assert iou(mended.blob, true) > before + 0.1


def test_well_seen_outlines_stay_as_they_are() -> None:
    way = tuple(drive(3.0))

    assert keep_shape(Track(1, way)).sightings == way


def test_what_has_no_shape_of_its_own_stays_as_it_is() -> None:
    random = np.random.default_rng(2)
    way = [
        replace(
            one, blob=car(30 + 12 * n, 80, float(random.uniform(0, 180)), float(random.uniform(10, 30)), 4)
        )
        for n, one in enumerate(drive())
    ]

    assert keep_shape(Track(1, tuple(way))).sightings == tuple(way)


def test_a_part_beside_a_gap_stays_a_part_and_predictions_stay_predictions() -> None:
    way = drive()
    true = way[5].blob
    half = trimmed(true.mask & (np.arange(true.mask.shape[1]) < true.mask.shape[1] // 2), true.left, true.top)
    assert half is not None
    way[5] = replace(way[5], blob=half, state=UNCERTAIN)
    way[6] = replace(way[6], score=0.0, state=OCCLUDED, method="prediction")
    kept = keep_shape(Track(1, tuple(way))).sightings

    assert kept[5] == way[5]
    assert kept[6] == way[6]


def test_a_few_sightings_tell_no_shape() -> None:
    way = tuple(drive(frames=4))

    assert keep_shape(Track(1, way)).sightings == way
