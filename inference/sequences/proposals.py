"""Proposes where an object may be in the next frame: what differs there, and what looks like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from .blobs import Blob, overlap, trimmed
from .differencing import Differences
from .frames import FramePixels
from .motion import Motion

_TEMPLATE_MARGIN_PX = 2
_LEAST_LIKENESS = 0.45
_TEMPLATE_TRUST = 0.8
_DIFFERENCE_TRUST = 0.9
_PEAKS = 3
_SAME_THING = 0.4
_SAME_SIZE = 0.75
_COLOUR_SCALE = 45.0
_SIZE_POWER = 0.75
_AREA_MEMORY = 0.9


@dataclass(frozen=True)
class Proposal:
    """Is one place where an object may be.

    Args:
        blob: Its mask in steady pixels.
        quality: How good a mask of something this is, 0..1: the predicted IoU of a model.
        method: Where it comes from.
    """

    blob: Blob
    quality: float
    method: str


@dataclass(frozen=True)
class Look:
    """Is how an object looked when it was last seen well.

    Args:
        blob: Its mask there.
        colour: Mean colour inside, float64 [3].
        patch: Pixels around it, uint8 [h, w, 3].
        area_px: Area that it usually has: masks must not shrink or grow little by little.
    """

    blob: Blob
    colour: NDArray[np.float64]
    patch: NDArray[np.uint8]
    area_px: float


class Proposer(Protocol):
    """Proposes places for an object; each call stands alone."""

    def propose(
        self, position: int, pixels: FramePixels, look: Look, predicted: Motion
    ) -> Sequence[Proposal]:
        """Returns places in a frame.

        Args:
            position: Position of the frame.
            pixels: The frame, steady.
            look: How the object looked last.
            predicted: Where it should be, in units of the ground.
        """
        ...


class DifferenceProposals:
    """Proposes what differs from the usual look of the place.

    Args:
        differences: Of the same frames.
        unit_per_px: Units of the ground per pixel.
    """

    def __init__(self, differences: Differences, unit_per_px: float) -> None:
        self._differences = differences
        self._unit = unit_per_px

    def propose(
        self, position: int, pixels: FramePixels, look: Look, predicted: Motion
    ) -> Sequence[Proposal]:
        """Returns the differences within reach of the prediction."""
        centre, reach = predicted.position / self._unit, predicted.reach / self._unit
        near = [
            blob
            for blob in self._differences.blobs(position)
            if np.linalg.norm(blob.centre - centre) <= reach
        ]
        return [Proposal(blob, _DIFFERENCE_TRUST * (0.5 + blob.strength / 2), "difference") for blob in near]


class TemplateProposals:
    """Proposes what looks like the object when it was last seen, so that one that stops is not lost.

    Args:
        differences: Of the same frames.
        unit_per_px: Units of the ground per pixel.
    """

    def __init__(self, differences: Differences, unit_per_px: float) -> None:
        self._differences = differences
        self._unit = unit_per_px

    def propose(
        self, position: int, pixels: FramePixels, look: Look, predicted: Motion
    ) -> Sequence[Proposal]:
        """Returns the best matches of the last look within reach of the prediction."""
        height, width = look.patch.shape[:2]
        centre = predicted.position / self._unit
        reach = min(predicted.reach / self._unit, 3 * max(look.patch.shape[:2]))
        left, top = int(centre[0] - reach - width / 2), int(centre[1] - reach - height / 2)
        right, bottom = int(centre[0] + reach + width / 2) + 1, int(centre[1] + reach + height / 2) + 1
        left, top = max(0, left), max(0, top)
        window = pixels.rgb[top : max(0, bottom), left : max(0, right)]
        if window.shape[0] < height or window.shape[1] < width:
            return []
        matched = cv2.matchTemplate(window, look.patch, cv2.TM_CCOEFF_NORMED)
        # Flat patches divide by zero.
        likeness = np.nan_to_num(np.asarray(matched), nan=0.0, posinf=0.0, neginf=0.0)
        found = self._peaks(likeness.astype(np.float32), look, (left, top), pixels)
        differing = self._differences.blobs(position)
        return [_as_it_differs(proposal, differing) for proposal in found]

    def _peaks(
        self, likeness: NDArray[np.float32], look: Look, origin: tuple[int, int], pixels: FramePixels
    ) -> list[Proposal]:
        home = patch_origin(look.blob)
        proposals: list[Proposal] = []
        for _ in range(_PEAKS):
            row, column = np.unravel_index(int(np.argmax(likeness)), likeness.shape)
            best = float(likeness[row, column])
            if best < _LEAST_LIKENESS:
                break
            blob = look.blob.moved(origin[0] + int(column) - home[0], origin[1] + int(row) - home[1])
            inside = inside_of(blob, pixels)
            if inside is not None:
                proposals.append(Proposal(inside, _TEMPLATE_TRUST * best, "template"))
            radius = max(2, round(look.blob.length_px / 2))
            likeness[
                max(0, row - radius) : row + radius + 1, max(0, column - radius) : column + radius + 1
            ] = -1
        return proposals


def _as_it_differs(proposal: Proposal, differing: Sequence[Blob]) -> Proposal:
    """Returns a proposal with the outline of what differs there, where that is all of it."""
    best = max(differing, key=lambda blob: overlap(blob.box, proposal.blob.box), default=None)
    if best is None or overlap(best.box, proposal.blob.box) < _SAME_THING:
        return proposal
    areas = sorted((best.area_px, proposal.blob.area_px))
    # One that slows down sinks into the usual look, front first: its outline is a part of it.
    if areas[0] < _SAME_SIZE * areas[1]:
        return proposal
    return replace(proposal, blob=best, method="difference")


def look_of(blob: Blob, pixels: FramePixels, former: Look | None = None) -> Look:
    """Returns how an object looks in a frame, after it looked otherwise in a former one."""
    left, top = patch_origin(blob)
    height, width = blob.mask.shape
    margin = _TEMPLATE_MARGIN_PX
    patch = pixels.rgb[top : blob.top + height + margin, left : blob.left + width + margin].copy()
    area_px = float(blob.area_px)
    if former is not None:
        area_px = _AREA_MEMORY * former.area_px + (1 - _AREA_MEMORY) * area_px
    return Look(blob, colour_of(blob, pixels), patch, area_px)


def patch_origin(blob: Blob) -> tuple[int, int]:
    """Returns (column, row) of the first pixel of the patch around a blob."""
    return max(0, blob.left - _TEMPLATE_MARGIN_PX), max(0, blob.top - _TEMPLATE_MARGIN_PX)


def colour_of(blob: Blob, pixels: FramePixels) -> NDArray[np.float64]:
    """Returns the mean colour inside a blob."""
    height, width = blob.mask.shape
    part = pixels.rgb[blob.top : blob.top + height, blob.left : blob.left + width]
    return np.asarray(part[blob.mask].mean(axis=0), np.float64)


def likeness_of(blob: Blob, pixels: FramePixels, look: Look) -> float:
    """Returns how much a blob looks like the object, by colour and size, 0..1."""
    colour = float(np.abs(colour_of(blob, pixels) - look.colour).mean()) / _COLOUR_SCALE
    areas = sorted((float(blob.area_px), look.area_px))
    return float(np.exp(-colour) * (areas[0] / areas[1]) ** _SIZE_POWER)


def inside_of(blob: Blob, pixels: FramePixels) -> Blob | None:
    """Returns the part of a blob on valid pixels, or None where most of it is not."""
    height, width = pixels.valid.shape
    mask_height, mask_width = blob.mask.shape
    left, top = max(0, blob.left), max(0, blob.top)
    right, bottom = min(width, blob.left + mask_width), min(height, blob.top + mask_height)
    if left >= right or top >= bottom:
        return None
    part = blob.mask[top - blob.top : bottom - blob.top, left - blob.left : right - blob.left]
    part = part & pixels.valid[top:bottom, left:right]
    if 2 * part.sum() < blob.area_px:
        return None
    return trimmed(part, left, top, blob.strength)
