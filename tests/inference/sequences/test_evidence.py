"""What is proposed is believed where something differs, and never where the ground itself is seen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from georefer.inference.models.interface import MaskCandidates, ModelCard, PointPrompts, TileEmbedding
from georefer.inference.sequences.blobs import Blob
from georefer.inference.sequences.differencing import Differences
from georefer.inference.sequences.evidence import Evident
from georefer.inference.sequences.frames import FramePixels, open_frames
from georefer.inference.sequences.motion import Motion, first_motion
from georefer.inference.sequences.prompting import PromptedMasks
from georefer.inference.sequences.proposals import DifferenceProposals, Look, Proposal, look_of
from georefer.inference.sequences.registration import SteadyFrames, register
from georefer.tests.inference.sequences.moving_scene import Car, moving_scene, write_pngs
from numpy.typing import NDArray

DRIVING = Car((30, 60), (9, 0), hidden_in=(5, 6))
PARKED = Car((200, 120), (0, 0))


@pytest.fixture
def steady(tmp_path: Path) -> SteadyFrames:
    scene = moving_scene([DRIVING, PARKED], frames=12, shake_px=0)
    return register(open_frames(write_pngs(tmp_path, scene.frames)))


class Told:
    """Proposes what it was told to."""

    def __init__(self, *blobs: Blob) -> None:
        self.blobs = blobs

    def propose(
        self, position: int, pixels: FramePixels, look: Look, predicted: Motion
    ) -> Sequence[Proposal]:
        return [Proposal(blob, 0.9, "told") for blob in self.blobs]


def blob_of(car: Car, frame: int) -> Blob:
    left, top, right, bottom = (round(value) for value in car.box(frame))
    return Blob(np.ones((bottom - top, right - left), bool), left, top)


def moving(blob: Blob, step_px: float) -> Motion:
    return first_motion(blob.centre, blob.length_px, np.array([step_px, 0.0]))


def qualities(steady: SteadyFrames, seen: Blob, proposed: Blob, frame: int, step_px: float) -> list[float]:
    look = look_of(seen, steady.read(4 if seen is not proposed else frame))
    evident = Evident(Told(proposed), Differences(steady))
    return [one.quality for one in evident.propose(frame, steady.read(frame), look, moving(seen, step_px))]


def test_what_differs_is_believed(steady: SteadyFrames) -> None:
    assert qualities(steady, blob_of(DRIVING, 4), blob_of(DRIVING, 7), 7, 9.0) == [0.9]


@pytest.mark.parametrize("step_px", [9.0, 0.0])
def test_bare_ground_is_not_taken_for_a_car_that_is_hidden(steady: SteadyFrames, step_px: float) -> None:
    assert qualities(steady, blob_of(DRIVING, 4), blob_of(DRIVING, 5), 5, step_px) == []


def test_a_car_that_always_stands_there_is_believed_unless_it_should_move(steady: SteadyFrames) -> None:
    parked = blob_of(PARKED, 3)

    assert qualities(steady, parked, parked, 3, 0.0) == [0.9]
    assert qualities(steady, parked, parked, 3, 9.0) == [pytest.approx(0.36)]


class WholeBoxes:
    """Segments the whole of each box."""

    card = ModelCard("boxes", "boxes", "", 256)

    def embed_tile(self, tile: NDArray[np.uint8]) -> TileEmbedding:
        return TileEmbedding(None, tile.shape[0], tile.shape[1])

    def predict(
        self,
        embedding: TileEmbedding,
        points: PointPrompts | None = None,
        boxes: NDArray[np.float32] | None = None,
        masks: NDArray[np.float32] | None = None,
    ) -> MaskCandidates:
        assert boxes is not None
        logits = np.full((len(boxes), 1, embedding.height_px, embedding.width_px), -5.0, np.float32)
        for number, box in enumerate(boxes):
            left, top, right, bottom = (max(0, round(float(value))) for value in box)
            logits[number, 0, top:bottom, left:right] = 5.0
        return MaskCandidates(logits, np.full((len(boxes), 1), 0.8, np.float32), logits[:, :, ::2, ::2])


def test_a_model_looks_where_others_propose(steady: SteadyFrames) -> None:
    differences = Differences(steady)
    hints = DifferenceProposals(differences, 1.0)
    seen = blob_of(DRIVING, 4)
    look, late = look_of(seen, steady.read(4)), moving(seen, 4.0).after(3)
    alone = PromptedMasks(WholeBoxes(), 1.0).propose(7, steady.read(7), look, late)
    hinted = PromptedMasks(WholeBoxes(), 1.0, [hints]).propose(7, steady.read(7), look, late)
    true = blob_of(DRIVING, 7).centre

    def nearest(proposals: Sequence[Proposal]) -> float:
        return min(float(np.linalg.norm(one.blob.centre - true)) for one in proposals)

    assert nearest(hinted) < 2 < nearest(alone)
