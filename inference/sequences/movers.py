"""Finds what moves without a click: differences from the usual look, linked over the frames."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..errors import RasterError
from .assignment import assign
from .blobs import Blob
from .differencing import Differences
from .frames import FramePixels
from .motion import GATE, Motion, first_motion
from .registration import SteadyFrames
from .tracks import TRACKED, Clock, Sighting, Track, path_px
from .watching import Watch

LEAST_FRAMES = 3
_LEAST_TRAVEL = 0.5
"""In lengths of the object: less may be a shadow, a tree in the wind, or a lean of a tall thing."""

_LEAST_DIRECTNESS = 0.45
_LEAST_SEEN = 0.5
_LEAST_WIDTH_SHARE = 0.22
_MOST_AREA_CHANGE = 0.75
_MOST_MISSED = 3
_DEAREST = 2.2
_COLOUR_SCALE = 60.0


@dataclass
class _Link:
    """Is a chain of blobs that may be one object."""

    motion: Motion
    last: int
    colour: NDArray[np.float64]
    sightings: list[Sighting] = field(default_factory=list)
    missed: int = 0


def find_movers(
    steady: SteadyFrames, differences: Differences, clock: Clock, watch: Watch | None = None
) -> list[Track]:
    """Returns the objects that travel more than half their length, seen in three frames or more."""
    unit = steady.stack.grid.unit_per_px
    active: list[_Link] = []
    ended: list[_Link] = []
    watch = watch or Watch()
    for position in range(len(steady)):
        watch.step()
        try:
            blobs, pixels = differences.blobs(position), steady.read(position)
        except RasterError:
            continue
        colours = [_colour(pixels, blob) for blob in blobs]
        believed = [(link, link.motion.after(clock.between(link.last, position))) for link in active]
        # Where one has driven out, another may come in: that is no reason to go on.
        ended += [link for link, motion in believed if not _is_inside(motion, pixels, unit)]
        believed = [(link, motion) for link, motion in believed if _is_inside(motion, pixels, unit)]
        active, predicted = [link for link, _ in believed], [motion for _, motion in believed]
        costs = _costs(active, predicted, blobs, colours, unit)
        pairs = assign(costs, _DEAREST)
        for row, column in pairs:
            _extend(active[row], predicted[row], position, blobs[column], colours[column], unit)
        taken, found = {column for _, column in pairs}, {row for row, _ in pairs}
        for row, link in enumerate(active):
            link.missed = 0 if row in found else link.missed + 1
        ended += [link for link in active if link.missed > _MOST_MISSED]
        active = [link for link in active if link.missed <= _MOST_MISSED]
        active += [
            _begun(position, blob, colours[number], unit)
            for number, blob in enumerate(blobs)
            if number not in taken
        ]
    moving = [link for link in ended + active if _moves(link)]
    moving.sort(key=lambda link: (link.sightings[0].position, link.sightings[0].blob.top))
    return [Track(number, tuple(link.sightings)) for number, link in enumerate(moving, start=1)]


def _is_inside(motion: Motion, pixels: FramePixels, unit: float) -> bool:
    column, row = motion.position / unit
    height, width = pixels.valid.shape
    return bool(0 <= column < width and 0 <= row < height)


def _begun(position: int, blob: Blob, colour: NDArray[np.float64], unit: float) -> _Link:
    motion = first_motion(blob.centre * unit, blob.length_px * unit)
    return _Link(motion, position, colour, [_sighting(position, blob)])


def _extend(
    link: _Link, predicted: Motion, position: int, blob: Blob, colour: NDArray[np.float64], unit: float
) -> None:
    link.motion = predicted.seen_at(blob.centre * unit)
    link.last = position
    link.colour = 0.7 * link.colour + 0.3 * colour
    link.sightings.append(_sighting(position, blob))


def _sighting(position: int, blob: Blob) -> Sighting:
    return Sighting(position, blob, blob.strength, TRACKED, "difference")


def _costs(
    links: list[_Link],
    predicted: list[Motion],
    blobs: tuple[Blob, ...],
    colours: list[NDArray[np.float64]],
    unit: float,
) -> NDArray[np.float64]:
    """Returns how badly each blob continues each chain: by place, size and colour; infinite beyond a gate."""
    costs = np.full((len(links), len(blobs)), np.inf)
    centres = [blob.centre * unit for blob in blobs]
    for row, (link, motion) in enumerate(zip(links, predicted, strict=True)):
        area = np.median([one.blob.area_px for one in link.sightings[-5:]])
        for column, blob in enumerate(blobs):
            distance2 = motion.distance2(centres[column])
            size = abs(np.log(blob.area_px / area))
            if distance2 > GATE or size > 1.4:
                continue
            colour = float(np.abs(link.colour - colours[column]).mean()) / _COLOUR_SCALE
            costs[row, column] = distance2 / GATE + 0.6 * size + min(colour, 1.5)
    return costs


def _colour(pixels: FramePixels, blob: Blob) -> NDArray[np.float64]:
    height, width = blob.mask.shape
    part = pixels.rgb[blob.top : blob.top + height, blob.left : blob.left + width]
    return np.asarray(part[blob.mask].mean(axis=0), np.float64)


def _moves(link: _Link) -> bool:
    """Says whether a chain is an object that travels, and not noise or ground that sways."""
    sightings = link.sightings
    if len(sightings) < LEAST_FRAMES:
        return False
    path = path_px(sightings)
    travel = float(np.linalg.norm(path - path[0], axis=1).max())
    steps = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    length = float(np.median([one.blob.length_px for one in sightings]))
    areas = np.array([one.blob.area_px for one in sightings], np.float64)
    width_share = float(np.median(areas)) / length**2
    span = sightings[-1].position - sightings[0].position + 1
    return (
        travel > _LEAST_TRAVEL * length
        and travel >= _LEAST_DIRECTNESS * steps
        and len(sightings) >= _LEAST_SEEN * span
        and width_share >= _LEAST_WIDTH_SHARE
        and float(areas.std() / areas.mean()) <= _MOST_AREA_CHANGE
    )
