"""Follows objects from frame to frame, all of them at once, so that none takes another's place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import RasterError
from .assignment import assign
from .blobs import Blob, Box, overlap
from .frames import FramePixels
from .motion import GATE, Motion, first_motion
from .proposals import Look, Proposal, Proposer, likeness_of, look_of
from .registration import SteadyFrames
from .tracks import LOST, OCCLUDED, TRACKED, UNCERTAIN, Clock, Sighting
from .watching import Watch

SURE, POSSIBLE = 0.4, 0.12
"""Least scores of what counts as tracked, and as seen at all."""

MOST_OCCLUDED = 6
"""Frames that an object may stay unseen before it is lost."""

_SAME_PLACE = 0.4
_MODEL_WORTH = 1.15

OnSighting = Callable[[int, Sighting], None]
"""Is told of every outline of an object, by its number."""


@dataclass(frozen=True)
class Seed:
    """Is where the following of one object begins.

    Args:
        number: Number of the object.
        sighting: What is known of it in one frame.
        velocity: Its change of place in one step, in units of the ground, where something is known of it.
    """

    number: int
    sighting: Sighting
    velocity: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class _Followed:
    """Is one object on its way."""

    number: int
    motion: Motion
    look: Look
    last: int
    missed: int = 0


class Follower:
    """Follows objects through steady frames.

    Args:
        steady: The frames.
        clock: The steps between them.
        proposers: Who proposes places; the best proposal counts, whoever made it.
        taken: Boxes that belong to other objects already, by frame position and object number.
        watch: Told of every frame.
    """

    def __init__(
        self,
        steady: SteadyFrames,
        clock: Clock,
        proposers: Sequence[Proposer],
        taken: Mapping[int, Mapping[int, Box]] | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._steady = steady
        self._clock = clock
        self._proposers = proposers
        self._taken = taken or {}
        self._watch = watch or Watch()
        self._unit = steady.stack.grid.unit_per_px

    def follow(
        self,
        seeds: Sequence[Seed],
        positions: Iterable[int],
        on_sighting: OnSighting = lambda number, sighting: None,
    ) -> dict[int, list[Sighting]]:
        """Returns the sightings of each object by its number, without the seeds themselves.

        Args:
            seeds: Where the objects begin; each waits until the frame of its seed has come by.
            positions: Frames in the order in which they are followed: forward or backward.
            on_sighting: Told of what is seen as it is.

        Raises:
            Cancelled: The person has stopped the run.
        """
        order = list(positions)
        begins = {seed.sighting.position for seed in seeds}
        active: list[_Followed] = []
        sightings: dict[int, list[Sighting]] = {seed.number: [] for seed in seeds}
        for position in sorted(begins.union(order), reverse=len(order) > 1 and order[0] > order[-1]):
            self._watch.step()
            if position in order and active:
                active = self._step(active, position, sightings)
                for one in active:
                    if sightings[one.number] and sightings[one.number][-1].position == position:
                        on_sighting(one.number, sightings[one.number][-1])
            if position in begins:
                begun = [self._begun(seed) for seed in seeds if seed.sighting.position == position]
                corrected = {one.number for one in begun}
                active = [one for one in active if one.number not in corrected] + begun
        for number, found in sightings.items():
            sightings[number] = _without_open_end(found)
        return sightings

    def _begun(self, seed: Seed) -> _Followed:
        blob, position = seed.sighting.blob, seed.sighting.position
        pixels = self._steady.read(position)
        motion = first_motion(blob.centre * self._unit, blob.length_px * self._unit, seed.velocity)
        return _Followed(seed.number, motion, look_of(blob, pixels), position)

    def _step(
        self, active: list[_Followed], position: int, sightings: dict[int, list[Sighting]]
    ) -> list[_Followed]:
        """Returns the objects after one more frame; adds what was seen of them."""
        predicted = [one.motion.after(self._clock.between(one.last, position)) for one in active]
        chosen: list[tuple[Proposal, float] | None] = [None] * len(active)
        pixels = self._readable(position)
        if pixels is not None:
            chosen = self._chosen(active, predicted, position, pixels)
        going: list[_Followed] = []
        for one, motion, choice in zip(active, predicted, chosen, strict=True):
            if choice is not None and pixels is not None:
                proposal, score = choice
                sightings[one.number].append(_seen(position, proposal, score))
                going.append(self._after(one, motion, choice, position, pixels))
                continue
            if self._has_left(motion, pixels):
                continue
            shift = motion.position / self._unit - one.look.blob.centre
            state = OCCLUDED if one.missed < MOST_OCCLUDED else LOST
            blob = one.look.blob.moved(float(shift[0]), float(shift[1]))
            sightings[one.number].append(Sighting(position, blob, 0.0, state, "prediction"))
            if state == OCCLUDED:
                going.append(replace(one, missed=one.missed + 1))
        return going

    def _readable(self, position: int) -> FramePixels | None:
        """Returns a frame, None where it cannot be read or shows nothing: nobody has driven out of it."""
        try:
            pixels = self._steady.read(position)
        except RasterError:
            return None
        return pixels if pixels.valid.any() else None

    def _chosen(
        self, active: list[_Followed], predicted: list[Motion], position: int, pixels: FramePixels
    ) -> list[tuple[Proposal, float] | None]:
        """Returns the best proposal of each object with its score, no place given twice."""
        places: list[Box] = []
        offers: list[dict[int, tuple[Proposal, float]]] = []
        for one, motion in zip(active, predicted, strict=True):
            offered: dict[int, tuple[Proposal, float]] = {}
            for proposer in self._proposers:
                for proposal in proposer.propose(position, pixels, one.look, motion):
                    score = self._score(proposal, one, motion, pixels)
                    if score < POSSIBLE or self._is_taken(one.number, position, proposal.blob):
                        continue
                    place = _place(proposal.blob.box, places)
                    if place not in offered or offered[place][1] < score:
                        offered[place] = (proposal, score)
            offers.append(offered)
        costs = np.full((len(active), len(places)), np.inf)
        for row, offered in enumerate(offers):
            for place, (_, score) in offered.items():
                costs[row, place] = 1.0 - score
        chosen: list[tuple[Proposal, float] | None] = [None] * len(active)
        for row, place in assign(costs, 1.0 - POSSIBLE + 1e-9):
            chosen[row] = offers[row][place]
        return chosen

    def _score(self, proposal: Proposal, one: _Followed, predicted: Motion, pixels: FramePixels) -> float:
        """Returns predicted IoU x motion x appearance."""
        distance2 = predicted.distance2(proposal.blob.centre * self._unit)
        if distance2 > GATE:
            return 0.0
        quality = min(1.0, proposal.quality * (_MODEL_WORTH if proposal.method == "model" else 1.0))
        motion = float(np.exp(-0.5 * distance2 / 4.0))
        return quality * motion * likeness_of(proposal.blob, pixels, one.look)

    def _is_taken(self, number: int, position: int, blob: Blob) -> bool:
        others = self._taken.get(position, {})
        return any(overlap(blob.box, box) > _SAME_PLACE for owner, box in others.items() if owner != number)

    def _after(
        self,
        one: _Followed,
        predicted: Motion,
        choice: tuple[Proposal, float],
        position: int,
        pixels: FramePixels,
    ) -> _Followed:
        proposal, score = choice
        motion = predicted.seen_at(proposal.blob.centre * self._unit, min(1.0, score + 0.3))
        # A doubtful sighting must not become what the next one is compared with.
        look = look_of(proposal.blob, pixels, one.look) if score >= SURE else one.look
        return _Followed(one.number, motion, look, position)

    def _has_left(self, predicted: Motion, pixels: FramePixels | None) -> bool:
        """Says whether an object that is not seen has driven out of what the frame shows."""
        if pixels is None:
            return False
        margin = 0.5 * predicted.length / self._unit
        column, row = predicted.position / self._unit
        height, width = pixels.valid.shape
        if not (margin <= column < width - margin and margin <= row < height - margin):
            return True
        return not bool(pixels.valid[int(row), int(column)])


def _seen(position: int, proposal: Proposal, score: float) -> Sighting:
    state = TRACKED if score >= SURE else UNCERTAIN
    return Sighting(position, proposal.blob, score, state, proposal.method)


def _place(box: Box, places: list[Box]) -> int:
    """Returns the number of the place that a box is at, a new one where there is none."""
    for number, place in enumerate(places):
        if overlap(box, place) > _SAME_PLACE:
            return number
    places.append(box)
    return len(places) - 1


def _without_open_end(sightings: list[Sighting]) -> list[Sighting]:
    """Returns sightings whose unseen end is cut: only the frame stays in which the object was lost."""
    seen = [number for number, one in enumerate(sightings) if one.state in (TRACKED, UNCERTAIN)]
    last = seen[-1] + 1 if seen else 0
    unseen = sightings[last:]
    if unseen and unseen[-1].state == LOST:
        return [*sightings[:last], replace(unseen[0], state=LOST)]
    return sightings[:last]
