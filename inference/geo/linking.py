"""Links the segments of a contour into closed rings, while the rows of a raster stream by.

A ring that leaves a block of rows is carried into the next one as an open chain. A closed ring begins at its
first point in row order, wherever the blocks were cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
import numpy.typing as npt

from .contours import Chains, Ints, level_of, points_of, trace

Index = npt.NDArray[np.intp]


def rings(
    blocks: Iterable[npt.NDArray[np.uint8]], width_px: int, height_px: int, threshold: float
) -> Iterator[Chains]:
    """Yields, for each block, the rings that are closed in it.

    Args:
        blocks: uint8 [rows, width], the raster's rows from the top, in blocks of any height.
        width_px: Width of the raster.
        height_px: Height of the raster.
        threshold: Least probability 0..1 of a pixel inside.
    """
    level = level_of(threshold)
    margin = np.zeros((1, width_px), np.uint8)
    above = np.zeros((1, width_px + 2), np.uint8)
    carried = Chains.none()
    top = 0
    for block in chain(blocks, [margin]):
        padded = np.pad(block, ((0, 0), (1, 1)))
        segments = trace(np.concatenate([above, padded]), top, height_px, level)
        closed, carried = link(carried.joined_with(segments))
        top += len(block)
        above = padded[-1:]
        if len(closed):
            yield closed


def link(chains: Chains) -> tuple[Chains, Chains]:
    """Returns the closed rings and the open chains that the given chains make together."""
    if not len(chains):
        return chains, chains
    follower = _followers(chains)
    leader = _leaders(follower)
    is_leader = leader == np.arange(len(leader))
    follower[is_leader[follower] & (leader >= 0)] = -1  # a ring is cut before its leader
    last, distance = _distances(follower)
    order = np.lexsort((-distance, last))
    first = np.flatnonzero(np.diff(last[order], prepend=-1))
    joined = _joined(chains.chosen(order), first)
    is_ring = leader[order[first]] >= 0
    closed = joined.chosen(np.flatnonzero(is_ring))
    return _begun_at_first_point(closed), joined.chosen(np.flatnonzero(~is_ring))


def _followers(chains: Chains) -> Index:
    """Returns for each chain the one that begins where it ends, -1 where there is none."""
    order = np.argsort(chains.start)
    place = np.minimum(np.searchsorted(chains.start[order], chains.end), len(order) - 1)
    candidate = order[place]
    return np.where(chains.start[candidate] == chains.end, candidate, -1)


def _leaders(follower: Index) -> Index:
    """Returns for each chain the least position in its ring, -1 on lines that do not close.

    Each round looks twice as far ahead (pointer jumping), so the rounds are few and run in numpy.
    """
    position = np.arange(len(follower))
    is_last = follower < 0
    jump = np.where(is_last, position, follower)
    after = jump
    leader = np.where(is_last, -1, position)
    while (leader[after] != leader).any():
        leader = np.minimum(leader, leader[jump])
        jump = jump[jump]
    return leader


def _distances(follower: Index) -> tuple[Index, Index]:
    """Returns for each chain the last one of its line and how many steps it is away."""
    position = np.arange(len(follower))
    jump = np.where(follower < 0, position, follower)
    distance = (follower >= 0).astype(np.intp)
    while True:
        further = jump[jump]
        if (further == jump).all():
            return jump, distance
        distance = distance + distance[jump]
        jump = further


def _joined(chains: Chains, first: Index) -> Chains:
    """Returns one chain for each run of chains that begins at one of the `first` positions."""
    last = np.append(first[1:], len(chains)) - 1
    return Chains(
        chains.start[first],
        chains.end[last],
        np.add.reduceat(chains.size, first),
        np.add.reduceat(chains.inside_px, first),
        np.add.reduceat(chains.inside_sum, first),
        chains.crossing,
        chains.fraction,
    )


def _begun_at_first_point(closed: Chains) -> Chains:
    """Returns the rings, each turned to begin at its first crossing, ordered by it."""
    if not len(closed):
        return closed
    first = np.cumsum(closed.size) - closed.size
    least = np.minimum.reduceat(closed.crossing, first)
    turn = np.flatnonzero(closed.crossing == np.repeat(least, closed.size)) - first
    points = _turned(first, closed.size, turn)
    turned = Chains(
        least,
        least,
        closed.size,
        closed.inside_px,
        closed.inside_sum,
        closed.crossing[points],
        closed.fraction[points],
    )
    return turned.chosen(np.argsort(least))


def _turned(first: Ints, size: Ints, turn: Ints) -> Ints:
    """Returns the positions of all points when ring i begins at its point number turn[i]."""
    number = points_of(size, np.arange(len(size))) - np.repeat(first, size)
    positions: Ints = np.repeat(first, size) + (number + np.repeat(turn, size)) % np.repeat(size, size)
    return positions
