"""Completes movers: what stops is followed on, gaps are closed, what is much too small is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from .blobs import Box
from .differencing import Differences
from .evidence import Evident
from .following import Follower, Seed
from .movers import find_movers
from .proposals import DifferenceProposals, Proposer, TemplateProposals
from .registration import SteadyFrames
from .tracks import LOST, OCCLUDED, Clock, Sighting, Track, path_px
from .watching import Watch

_LEAST_AREA_SHARE = 0.3
_VELOCITY_SIGHTINGS = 4


def complete_movers(
    steady: SteadyFrames,
    differences: Differences,
    clock: Clock,
    least_area_px: float | None = None,
    watch: Watch | None = None,
) -> list[Track]:
    """Returns everything that moves, with the frames in which it stands.

    Args:
        steady: The frames.
        differences: Of the same frames.
        clock: The steps between them.
        least_area_px: Area of the smallest object that counts. None leaves out what is much smaller than
            most of what travels: heads of lamps that lean as the camera passes, and noise.
        watch: Told of every frame.

    Raises:
        Cancelled: The person has stopped the run.
    """
    watch = watch or Watch()
    watch.begin("following", 3 * len(steady))
    movers = find_movers(steady, differences, clock, watch)
    least = _typical_area(movers) * _LEAST_AREA_SHARE if least_area_px is None else least_area_px
    movers = [track for track in movers if _area(track) >= least]
    unit = steady.stack.grid.unit_per_px
    templates = Evident(TemplateProposals(differences, unit), differences)
    proposers: list[Proposer] = [DifferenceProposals(differences, unit), templates]
    for positions in (range(len(steady)), range(len(steady) - 1, -1, -1)):
        follower = Follower(steady, clock, proposers, _boxes(movers), watch)
        is_forward = positions.step > 0
        seeds = [_seed(track, clock, unit, is_forward) for track in movers]
        added = follower.follow(seeds, positions)
        movers = [_with(track, [s for s in added[track.number] if s.state != LOST]) for track in movers]
    closed = [replace(track, sightings=_without_gaps(track.sightings)) for track in movers]
    return [replace(track, number=number) for number, track in enumerate(closed, start=1)]


def _area(track: Track) -> float:
    return float(np.median([one.blob.area_px for one in track.sightings]))


def _typical_area(tracks: Sequence[Track]) -> float:
    """Returns the median area of the movers, each counted by how far it travels."""
    if not tracks:
        return 0.0
    travels = [float(np.linalg.norm(np.ptp(path_px(track.sightings), axis=0))) for track in tracks]
    areas = np.array([_area(track) for track in tracks])
    order = np.argsort(areas)
    share = np.cumsum(np.array(travels)[order])
    return float(areas[order][np.searchsorted(share, share[-1] / 2)])


def _boxes(tracks: Sequence[Track]) -> dict[int, dict[int, Box]]:
    boxes: dict[int, dict[int, Box]] = {}
    for track in tracks:
        for one in track.sightings:
            boxes.setdefault(one.position, {})[track.number] = one.blob.box
    return boxes


def _seed(track: Track, clock: Clock, unit: float, is_forward: bool) -> Seed:
    """Returns the last sighting, or going backward the first one, with the velocity around it."""
    near = track.sightings[-_VELOCITY_SIGHTINGS:] if is_forward else track.sightings[:_VELOCITY_SIGHTINGS]
    path = path_px(near) * unit
    steps = clock.between(near[0].position, near[-1].position)
    return Seed(track.number, near[-1 if is_forward else 0], (path[-1] - path[0]) / max(steps, 1e-9))


def _with(track: Track, added: Sequence[Sighting]) -> Track:
    known = {one.position for one in track.sightings}
    new = [one for one in added if one.position not in known]
    return replace(track, sightings=tuple(sorted((*track.sightings, *new), key=lambda one: one.position)))


def _without_gaps(sightings: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Returns sightings with the frames between two of them filled by where the object must have been."""
    filled: list[Sighting] = list(sightings[:1])
    for before, after in pairwise(sightings):
        missing = range(before.position + 1, after.position)
        way = after.blob.centre - before.blob.centre
        for position in missing:
            share = (position - before.position) / (after.position - before.position)
            blob = before.blob.moved(float(way[0] * share), float(way[1] * share))
            filled.append(Sighting(position, blob, 0.0, OCCLUDED, "prediction"))
        filled.append(after)
    return tuple(filled)
