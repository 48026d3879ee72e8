"""Finds how each frame is shifted against the others on static ground, whatever moves on it.

Phase correlation gives the coarse shift, points followed from frame to frame the fine one. A consensus of
most points decides, so cars do not count; where there is none, the frame stays as its georeference says.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..errors import RasterError
from .frames import FramePixels, FrameStack
from .watching import Watch

_LEAST_POINTS = 15
_LEAST_AGREEMENT = 0.25
_SURE_AGREEMENT = 0.6
_MOST_POINTS = 400
_WITHIN_PX = 1.5
_LARGEST_SHIFT = 0.25
"""Share of the shorter side; a larger residual shift is a wrong match."""

_MOST_STRETCH = 0.05
_WINDOW_PX = 21

Matrix = NDArray[np.float64]
"""2 x 3, from the pixels of a frame on the grid to steady pixels: those of the reference frame."""

_STILL: Matrix = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


@dataclass(frozen=True)
class Residual:
    """Is what was left between one frame and the reference frame.

    Args:
        matrix: 2 x 3, from pixels of the frame on the common grid to steady pixels.
        shift_px: How the centre of the frame moves by it, (columns, rows).
        agreement: Share of the followed points that fit it, 0..1.
        spread_px: Median distance of these points from it.
        is_known: Whether the shift was found; where it was not, the frame is taken as it lies.
    """

    matrix: Matrix
    shift_px: tuple[float, float]
    agreement: float
    spread_px: float
    is_known: bool

    def to_steady(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns points [n, 2] of the frame in steady pixels."""
        return np.asarray(points @ self.matrix[:, :2].T + self.matrix[:, 2])

    def to_frame(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns steady points [n, 2] in pixels of the frame on the grid."""
        return np.asarray((points - self.matrix[:, 2]) @ np.linalg.inv(self.matrix[:, :2]).T)


class SteadyFrames:
    """Reads frames with their residual shift removed.

    Args:
        stack: The frames on their common grid.
        residuals: One for each frame.
    """

    def __init__(self, stack: FrameStack, residuals: tuple[Residual, ...]) -> None:
        self.stack = stack
        self.residuals = residuals

    def __len__(self) -> int:
        return len(self.stack)

    def read(self, position: int) -> FramePixels:
        """Returns a frame in steady pixels.

        Raises:
            RasterError: The frame cannot be read.
        """
        pixels, matrix = self.stack.read(position), self.residuals[position].matrix
        if np.allclose(matrix, _STILL, atol=1e-3):
            return pixels
        size = (pixels.rgb.shape[1], pixels.rgb.shape[0])
        centred = _about_centres(matrix)
        rgb = cv2.warpAffine(pixels.rgb, centred, size, flags=cv2.INTER_LINEAR)
        valid = cv2.warpAffine(pixels.valid.astype(np.uint8) * 255, centred, size, flags=cv2.INTER_LINEAR)
        return FramePixels(np.asarray(rgb, np.uint8), np.asarray(valid) == 255)


def register(stack: FrameStack, watch: Watch | None = None) -> SteadyFrames:
    """Returns the frames with the residual shift of each against the middle one.

    A frame that cannot be read counts as not shifted; reading it again says why.

    Args:
        stack: The frames.
        watch: Told of every frame.

    Raises:
        Cancelled: The person has stopped the run.
    """
    watch = watch or Watch()
    watch.begin("registration", len(stack))
    middle = len(stack) // 2
    found: dict[int, Residual] = {middle: still()}
    reference = _readable(stack, middle)
    for order in (range(middle + 1, len(stack)), range(middle - 1, -1, -1)):
        guess = _STILL
        for position in order:
            watch.step()
            pixels = _readable(stack, position)
            if reference is None:
                reference = pixels
                found[position] = still()
                continue
            found[position] = still(is_known=False) if pixels is None else residual(pixels, reference, guess)
            if found[position].is_known:
                guess = found[position].matrix
    return SteadyFrames(stack, tuple(found[position] for position in range(len(stack))))


def still(is_known: bool = True) -> Residual:
    """Returns the residual of a frame that is not shifted, or whose shift is not known."""
    return Residual(_STILL, (0.0, 0.0), 1.0 if is_known else 0.0, 0.0, is_known)


def residual(frame: FramePixels, reference: FramePixels, guess: Matrix = _STILL) -> Residual:
    """Returns how a frame lies against a reference frame of the same size."""
    both = frame.valid & reference.valid
    if both.mean() < 0.02:
        return still(is_known=False)
    grey, wanted = frame.grey, reference.grey
    # The frame before is usually near enough; the search over all shifts costs as much again.
    near = _fine(grey, wanted, both, guess)
    if near.is_known and near.agreement >= _SURE_AGREEMENT:
        return near
    far = _fine(grey, wanted, both, _coarse(grey, wanted, both))
    return max(near, far, key=lambda one: (one.is_known, one.agreement, -one.spread_px))


def _coarse(grey: NDArray[np.uint8], wanted: NDArray[np.uint8], valid: NDArray[np.bool_]) -> Matrix:
    """Returns the shift by phase correlation."""
    height, width = grey.shape
    window = cv2.createHanningWindow((width, height), cv2.CV_32F) if min(height, width) > 1 else None
    planes = []
    for plane in (grey, wanted):
        values = plane.astype(np.float32)
        mean = float(values[valid].mean())
        planes.append(np.where(valid, values - mean, 0.0).astype(np.float32))
    (dx, dy), _ = cv2.phaseCorrelate(planes[0], planes[1], window)
    return np.array([[1.0, 0.0, dx], [0.0, 1.0, dy]])


def _fine(
    grey: NDArray[np.uint8], wanted: NDArray[np.uint8], valid: NDArray[np.bool_], start: Matrix
) -> Residual:
    """Returns the similarity that most points agree on, or an unknown one."""
    inner = cv2.erode(valid.astype(np.uint8), np.ones((5, 5), np.uint8))
    corners = cv2.goodFeaturesToTrack(grey, _MOST_POINTS, 0.01, 5, mask=inner)
    if corners is None or len(corners) < _LEAST_POINTS:
        return still(is_known=False)
    before = np.asarray(corners, np.float32).reshape(-1, 2)
    # Corners are centres of pixels, which cv2 counts from 0.
    guessed = (before @ start[:, :2].T + start[:, 2]).astype(np.float32)
    after, is_found = _followed(grey, wanted, before, guessed)
    back, is_back = _followed(wanted, grey, after, before)
    is_good = (is_found & is_back & (np.abs(back - before).max(axis=1) < 1.0)).astype(bool)
    before, after = before[is_good], after[is_good]
    if len(before) < _LEAST_POINTS:
        return still(is_known=False)
    return _agreed(before, after, grey.shape)


def _followed(
    first: NDArray[np.uint8],
    second: NDArray[np.uint8],
    points: NDArray[np.float32],
    near: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    moved, status, _ = cv2.calcOpticalFlowPyrLK(
        first,
        second,
        points.reshape(-1, 1, 2),
        near.reshape(-1, 1, 2).copy(),
        winSize=(_WINDOW_PX, _WINDOW_PX),
        maxLevel=3,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    return np.asarray(moved, np.float32).reshape(-1, 2), np.asarray(status).reshape(-1) == 1


def _agreed(before: NDArray[np.float32], after: NDArray[np.float32], shape: tuple[int, ...]) -> Residual:
    cv2.setRNGSeed(0)  # the same frames give the same answer
    estimated, inliers = cv2.estimateAffinePartial2D(
        before, after, method=cv2.RANSAC, ransacReprojThreshold=_WITHIN_PX, maxIters=2000, confidence=0.999
    )
    matrix = np.asarray(estimated, np.float64)
    if matrix.shape != (2, 3):
        return still(is_known=False)
    fits = inliers.reshape(-1) == 1
    distances = np.linalg.norm(before @ matrix[:, :2].T + matrix[:, 2] - after, axis=1)
    agreement = float(fits.mean())
    matrix = _about_corners(matrix)
    height, width = shape[:2]
    centre = np.array([width / 2, height / 2])
    shift = matrix[:, :2] @ centre + matrix[:, 2] - centre
    stretch = float(np.abs(matrix[:, :2] - np.eye(2)).max())
    is_known = (
        fits.sum() >= _LEAST_POINTS
        and agreement >= _LEAST_AGREEMENT
        and float(np.abs(shift).max()) <= _LARGEST_SHIFT * min(height, width)
        and stretch <= _MOST_STRETCH
    )
    if not is_known:
        return still(is_known=False)
    spread = float(np.median(distances[fits]))
    return Residual(matrix, (float(shift[0]), float(shift[1])), agreement, spread, True)


def _about_corners(matrix: Matrix) -> Matrix:
    """Returns a matrix on pixel centres as one where (0, 0) is the outer corner of the first pixel."""
    half = np.array([0.5, 0.5])
    return np.column_stack([matrix[:, :2], matrix[:, 2] + half - matrix[:, :2] @ half])


def _about_centres(matrix: Matrix) -> Matrix:
    half = np.array([0.5, 0.5])
    return np.column_stack([matrix[:, :2], matrix[:, 2] - half + matrix[:, :2] @ half])


def _readable(stack: FrameStack, position: int) -> FramePixels | None:
    try:
        return stack.read(position)
    except RasterError:
        return None
