"""Holds what is known of objects over the frames: where each was seen, how surely, and by which means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .blobs import Blob
from .registration import SteadyFrames

TRACKED, UNCERTAIN, OCCLUDED, LOST = "tracked", "uncertain", "occluded", "lost"
"""States: seen well; seen, but it may be something else; not seen and taken to go on; given up."""


ACCEPTED = "click"
"""Method of an outline that a person has accepted."""


@dataclass(frozen=True)
class Sighting:
    """Is one object in one frame.

    Args:
        position: Position of the frame in time.
        blob: Its mask in steady pixels.
        score: How surely it is the object, 0..1; 0 where it is only predicted.
        state: One of the states of this module.
        method: Where the mask comes from: model, difference, template, region or prediction.
    """

    position: int
    blob: Blob
    score: float
    state: str
    method: str


@dataclass(frozen=True)
class Track:
    """Is one object over the frames.

    Args:
        number: Number of the object, from 1.
        sightings: In the order of time, at most one a frame.
    """

    number: int
    sightings: tuple[Sighting, ...]

    @property
    def seen(self) -> tuple[Sighting, ...]:
        """Returns the sightings that were observed, not predicted."""
        return tuple(one for one in self.sightings if one.state in (TRACKED, UNCERTAIN))

    @property
    def length_px(self) -> float:
        """Returns the median length of the object."""
        return float(np.median([one.blob.length_px for one in self.seen or self.sightings]))


@dataclass(frozen=True)
class Clock:
    """Tells how many steps lie between frames: 1 from one to the next, more across a pause.

    Args:
        ticks: Time of each frame in steps, rising.
    """

    ticks: NDArray[np.float64]

    def between(self, first: int, second: int) -> float:
        """Returns the steps from one frame to another; negative back in time."""
        return float(self.ticks[second] - self.ticks[first])


def clock_of(steady: SteadyFrames) -> Clock:
    """Returns the clock of frames: by their times where they have some, else their steps."""
    files = steady.stack.files
    times = [file.time for file in files]
    known = [time.timestamp() for time in times if time is not None]
    if len(known) < len(times) or len(known) < 2:
        return Clock(np.array([file.step for file in files], np.float64))
    seconds = np.array(known)
    return Clock((seconds - seconds[0]) / float(np.median(np.diff(seconds))))


def path_px(sightings: Sequence[Sighting]) -> NDArray[np.float64]:
    """Returns the centres of sightings, steady pixels, float64 [n, 2]."""
    return np.array([one.blob.centre for one in sightings]).reshape(-1, 2)
