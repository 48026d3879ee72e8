"""Follows what was clicked, forward and backward; later clicks on the same object correct its way."""

from __future__ import annotations

from collections.abc import Sequence

from .following import Follower, Seed
from .proposals import Proposer
from .registration import SteadyFrames
from .tracks import Clock, Sighting, Track


def follow_seeds(
    steady: SteadyFrames, clock: Clock, proposers: Sequence[Proposer], seeds: Sequence[Seed]
) -> list[Track]:
    """Returns the track of each object, by its number.

    Args:
        steady: The frames.
        clock: The steps between them.
        proposers: Who proposes places.
        seeds: Where the objects are known to be; one that has several passes through all of them.
    """
    follower = Follower(steady, clock, proposers)
    ahead = follower.follow(seeds, range(len(steady)))
    back = follower.follow(seeds, range(len(steady) - 1, -1, -1))
    tracks: list[Track] = []
    for number in sorted({seed.number for seed in seeds}):
        best: dict[int, Sighting] = {}
        for one in (*ahead[number], *back[number]):
            if one.position not in best or best[one.position].score < one.score:
                best[one.position] = one
        # What a person said outweighs what was followed.
        best.update({seed.sighting.position: seed.sighting for seed in seeds if seed.number == number})
        tracks.append(Track(number, tuple(best[position] for position in sorted(best))))
    return tracks
