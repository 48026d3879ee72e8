"""Follows what was clicked, forward and backward; later clicks on the same object correct its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .following import Follower, OnSighting, Seed
from .proposals import Proposer
from .registration import SteadyFrames
from .tracks import Clock, Sighting, Track
from .watching import Watch


@dataclass(frozen=True)
class Ways:
    """Says which ways objects are followed from where they were clicked."""

    forward: bool = True
    backward: bool = True


class ClickFollower:
    """Follows clicked objects.

    Args:
        steady: The frames.
        clock: The steps between them.
        proposers: Who proposes places.
        watch: Told of every frame.
    """

    def __init__(
        self, steady: SteadyFrames, clock: Clock, proposers: Sequence[Proposer], watch: Watch | None = None
    ) -> None:
        self._length = len(steady)
        self._watch = watch or Watch()
        self._follower = Follower(steady, clock, proposers, watch=self._watch)

    def follow(
        self,
        seeds: Sequence[Seed],
        ways: Ways = Ways(),
        on_sighting: OnSighting = lambda number, sighting: None,
    ) -> list[Track]:
        """Returns the track of each object, by its number.

        Args:
            seeds: Where the objects are known to be; one that has several passes through all of them.
            ways: Which ways they are followed.
            on_sighting: Told of what is seen as it is.

        Raises:
            Cancelled: The person has stopped the run.
        """
        self._watch.begin("following", self._length * (ways.forward + ways.backward))
        nothing: dict[int, list[Sighting]] = {seed.number: [] for seed in seeds}
        ahead = back = nothing
        if ways.forward:
            ahead = self._follower.follow(seeds, range(self._length), on_sighting)
        if ways.backward:
            back = self._follower.follow(seeds, range(self._length - 1, -1, -1), on_sighting)
        return [self._track(number, seeds, (*ahead[number], *back[number])) for number in sorted(nothing)]

    def _track(self, number: int, seeds: Sequence[Seed], seen: Sequence[Sighting]) -> Track:
        best: dict[int, Sighting] = {}
        for one in seen:
            if one.position not in best or best[one.position].score < one.score:
                best[one.position] = one
        # What a person said outweighs what was followed.
        best.update({seed.sighting.position: seed.sighting for seed in seeds if seed.number == number})
        return Track(number, tuple(best[position] for position in sorted(best)))
