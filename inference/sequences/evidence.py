"""Asks whether what is proposed can be there: what moves differs from the usual look of the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .blobs import Blob, overlap
from .differencing import Differences
from .frames import FramePixels
from .motion import Motion
from .proposals import Look, Proposal, Proposer, patch_origin

_TOUCHES = 0.1
_MOVING_SHARE = 0.15
_SHOWING_SHARE = 0.3
_DOUBT = 0.4


class Evident:
    """Passes on proposals that can be true.

    Where nothing differs, an object that would be seen there is not there: what was taken for it is the
    ground. One that might go unnoticed is doubted as long as it has not begun to stand.

    Args:
        proposer: Who proposes.
        differences: Of the same frames.
    """

    def __init__(self, proposer: Proposer, differences: Differences) -> None:
        self._proposer = proposer
        self._differences = differences

    def propose(
        self, position: int, pixels: FramePixels, look: Look, predicted: Motion
    ) -> Sequence[Proposal]:
        """Returns the proposals, those without evidence with less quality or not at all."""
        is_moving = float(np.linalg.norm(predicted.velocity)) > _MOVING_SHARE * predicted.length
        kept: list[Proposal] = []
        for proposal in self._proposer.propose(position, pixels, look, predicted):
            if self._differs(proposal, position):
                kept.append(proposal)
            elif not self._is_ground(proposal, look, position):
                kept.append(replace(proposal, quality=(_DOUBT if is_moving else 1.0) * proposal.quality))
        return kept

    def _differs(self, proposal: Proposal, position: int) -> bool:
        box = proposal.blob.box
        return any(overlap(blob.box, box) >= _TOUCHES for blob in self._differences.blobs(position))

    def _is_ground(self, proposal: Proposal, look: Look, position: int) -> bool:
        """Says whether the object, as it looked last, would be seen where it is proposed."""
        home = patch_origin(look.blob)
        mask = _within(look.blob, home, (look.patch.shape[0], look.patch.shape[1]))
        shift = proposal.blob.centre - look.blob.centre
        corner = (round(home[0] + shift[0]), round(home[1] + shift[1]))
        return self._differences.would_show(look.patch, mask, corner, position) > _SHOWING_SHARE


def _within(blob: Blob, corner: tuple[int, int], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Returns the mask of a blob on the pixels of a patch that begins at a corner."""
    mask = np.zeros(shape, np.bool_)
    top, left = blob.top - corner[1], blob.left - corner[0]
    part = blob.mask[: shape[0] - top, : shape[1] - left]
    mask[top : top + part.shape[0], left : left + part.shape[1]] = part
    return mask
