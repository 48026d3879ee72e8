"""Looks at the frames of a track once more: an object is as large as most of them say, not as its click.

A click may have caught a part, such as the roof of a car, and following keeps what it began with. Where the
object was is known after that; what is seen there is asked for anew in each frame, without regard to size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..errors import RasterError
from .blobs import Blob, overlap
from .differencing import Differences
from .prompting import PromptedMasks
from .registration import SteadyFrames
from .tracks import ACCEPTED, TRACKED, UNCERTAIN, Sighting, Track

FEWEST = 6
"""Frames that must say something of the size."""

_SAME_SIZE = 1.4
_LIKE_ENOUGH = 1.5
_TOUCHES = 0.15


class SecondLooks:
    """Looks again.

    Args:
        steady: The frames.
        differences: Of the same frames.
        prompted: A prompt model's masks, or None.
    """

    def __init__(
        self, steady: SteadyFrames, differences: Differences, prompted: PromptedMasks | None
    ) -> None:
        self._steady = steady
        self._differences = differences
        self._prompted = prompted

    def at(self, track: Track) -> Track:
        """Returns a track whose outlines have the size that most frames agree on.

        A track on which a person has accepted an outline is returned as it is.
        """
        seen = [one for one in track.sightings if one.state in (TRACKED, UNCERTAIN)]
        if any(one.method == ACCEPTED for one in seen):
            return track
        looks = {one.position: self._seen_at(one) for one in seen}
        areas = [blob.area_px for found in looks.values() for blob, _ in found]
        if sum(bool(found) for found in looks.values()) < FEWEST:
            return track
        usual, kept = float(np.median(areas)), float(np.median([one.blob.area_px for one in seen]))
        if 1 / _SAME_SIZE < usual / kept < _SAME_SIZE:
            return track
        mended = {one.position: _nearest(one, looks[one.position], usual) for one in seen}
        return replace(track, sightings=tuple(mended.get(one.position, one) for one in track.sightings))

    def _seen_at(self, one: Sighting) -> list[tuple[Blob, str]]:
        """Returns what a model sees at an object's place, and what differs there."""
        try:
            pixels = self._steady.read(one.position)
            differing = self._differences.blobs(one.position)
        except RasterError:
            return []
        found = [(blob, "difference") for blob in differing if overlap(blob.box, one.blob.box) >= _TOUCHES]
        if self._prompted is not None:
            found += [(blob, "model") for blob in self._prompted.seen_at(pixels, one.blob.centre)]
        return found


def _nearest(one: Sighting, found: Sequence[tuple[Blob, str]], usual_px: float) -> Sighting:
    """Returns a sighting with what was found of the usual size, if there is such."""
    if not found:
        return one

    def error(area_px: int) -> float:
        return max(area_px / usual_px, usual_px / area_px)

    blob, method = min(found, key=lambda look: error(look[0].area_px))
    is_better = error(blob.area_px) < min(_LIKE_ENOUGH, error(one.blob.area_px))
    return replace(one, blob=blob, method=method) if is_better else one
