"""Reads the frames of a sequence as 8-bit colours on their common grid, a few at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.warp import reproject

from ..click_messages import FrameFacts
from ..errors import InputError, RasterError
from ..geo.opening import open_raster
from ..geo.raster import open_scene
from ..protocol import Bounds
from .common_grid import CommonGrid, FramePlace, box_on, common_grid, overlap_share
from .frame_files import FrameFile, FrameList, find_frames

_KEPT_BYTES = 128 * 2**20
_LEAST_OVERLAP = 0.1
_ANY_CRS = CRS.from_epsg(3857)


@dataclass(frozen=True)
class FramePixels:
    """Is what a frame shows on the common grid.

    Args:
        rgb: uint8 [H, W, 3]; 0 where invalid.
        valid: bool [H, W].
    """

    rgb: NDArray[np.uint8]
    valid: NDArray[np.bool_]

    @property
    def grey(self) -> NDArray[np.uint8]:
        """Returns the lightness, uint8 [H, W]."""
        return np.asarray(cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


class FrameStack:
    """Holds the frames of a sequence on one grid; memory does not grow with their number.

    Attributes:
        files: The frames in the order of their time.
        places: Where each of them lies.
        grid: The common grid.
        order: What the order comes from.
        notes: What a person should know: frames left out and why.
        failed: Why frames could not be read, by position, as far as that was tried.
    """

    def __init__(
        self, listed: FrameList, places: Sequence[FramePlace], grid: CommonGrid, notes: Sequence[str]
    ) -> None:
        self.files = listed.frames
        self.places = tuple(places)
        self.grid = grid
        self.order = listed.order
        self.notes = tuple(notes)
        self.failed: dict[int, RasterError] = {}
        frame_bytes = grid.width_px * grid.height_px * 4
        self._most_kept = max(2, _KEPT_BYTES // frame_bytes)
        self._kept: OrderedDict[int, FramePixels] = OrderedDict()

    def __len__(self) -> int:
        return len(self.files)

    def position_of(self, number: int) -> int:
        """Returns where a frame stands in time; raises InputError for a number that no frame has."""
        for position, file in enumerate(self.files):
            if file.number == number:
                return position
        raise InputError(f"There is no frame {number}", "Frames count from 0 in the order given")

    def read(self, position: int) -> FramePixels:
        """Returns a frame on the common grid.

        Raises:
            RasterError: The frame cannot be read.
        """
        if position in self._kept:
            self._kept.move_to_end(position)
            return self._kept[position]
        file, place = self.files[position], self.places[position]
        try:
            with open_scene(file.path, file.bands) as scene:
                tile = scene.read(scene.window)
        except RasterError as error:
            self.failed[position] = error
            raise
        pixels = _on_grid(FramePixels(tile.rgb, tile.valid), place, self.grid, file)
        self._kept[position] = pixels
        while len(self._kept) > self._most_kept:
            self._kept.popitem(last=False)
        return pixels


def open_frames(
    given: Sequence[FrameFacts | str], bands_as_frames: bool = False, extent: Bounds | None = None
) -> FrameStack:
    """Returns the frames that files and folders hold, on one grid.

    Frames that cannot be opened, or that do not overlap most of the others, are left out with a note.

    Args:
        given: Files, folders or names that GDAL opens.
        bands_as_frames: Whether each band is a frame.
        extent: Part that counts, in the CRS of the first frame; None takes all.

    Raises:
        InputError: Fewer than two frames are left.
    """
    listed = find_frames(given, bands_as_frames)
    notes = list(listed.notes)
    found: list[tuple[FrameFile, FramePlace]] = []
    for file in listed.frames:
        try:
            found.append((file, _place_of(file)))
        except RasterError as error:
            notes.append(f"left out: {error.message}")
    kept = _together(found, notes)
    if len(kept) < 2:
        number = "no frame" if not kept else "only one frame"
        remedy = "Give two frames or more of the same place; bands count with --bands-as-frames"
        raise InputError(f"There is {number} to follow anything in", remedy, "; ".join(notes))
    places = [place for _, place in kept]
    grid = common_grid(places, extent)
    listed = replace(listed, frames=tuple(file for file, _ in kept))
    return FrameStack(listed, places, grid, notes)


def _place_of(file: FrameFile) -> FramePlace:
    opened = open_raster(file.path)
    try:
        size = (int(opened.dataset.width), int(opened.dataset.height))
        return FramePlace(*size, opened.transform, opened.crs_wkt, opened.is_placed)
    finally:
        opened.close()


def _together(
    found: Sequence[tuple[FrameFile, FramePlace]], notes: list[str]
) -> list[tuple[FrameFile, FramePlace]]:
    """Returns the largest set of frames that overlap one of them; notes what is left out."""
    placed = [pair for pair in found if pair[1].is_placed]
    same_kind = placed if 2 * len(placed) >= len(found) else [p for p in found if not p[1].is_placed]
    best: list[tuple[FrameFile, FramePlace]] = []
    for _, anchor in same_kind[: max(1, len(same_kind) // 2 + 1)]:
        near = [p for p in same_kind if overlap_share(p[1], anchor) >= _LEAST_OVERLAP]
        best = near if len(near) > len(best) else best
        if 2 * len(best) > len(same_kind):
            break
    kept = {file.number for file, _ in best}
    for file, place in found:
        if file.number not in kept:
            why = (
                "does not overlap the other frames"
                if (file, place) in same_kind
                else "has no place on the map, unlike others"
                if not place.is_placed
                else "has a place on the map, unlike others"
            )
            notes.append(f"left out: {file.name} {why}")
    return best


def _on_grid(pixels: FramePixels, place: FramePlace, grid: CommonGrid, file: FrameFile) -> FramePixels:
    """Returns a frame cut out or resampled to the grid."""
    offset = _offset_px(place, grid)
    if offset is not None:
        return _pasted(pixels, grid, offset)
    planes = np.concatenate([np.moveaxis(pixels.rgb, -1, 0), pixels.valid[None] * np.uint8(255)])
    target = np.zeros((4, grid.height_px, grid.width_px), np.uint8)
    known = [CRS.from_wkt(wkt) for wkt in (place.crs_wkt, grid.crs_wkt) if wkt]
    source_crs, target_crs = (known[0], known[-1]) if known else (_ANY_CRS, _ANY_CRS)
    try:
        reproject(
            planes,
            target,
            src_transform=place.transform,
            src_crs=source_crs,
            dst_transform=grid.transform,
            dst_crs=target_crs,
            resampling=Resampling.average if _shrinks(place, grid) else Resampling.bilinear,
        )
    except RasterioError as error:
        remedy = "Warp the frames to one CRS first"
        raise RasterError(f"{file.name} cannot be laid over the others", remedy, repr(error)) from error
    valid = target[3] > 127
    rgb = np.ascontiguousarray(np.moveaxis(target[:3], 0, -1))
    rgb[~valid] = 0
    return FramePixels(rgb, valid)


def _shrinks(place: FramePlace, grid: CommonGrid) -> bool:
    box = box_on(place, grid.place)
    return box is not None and box[2] - box[0] < 0.67 * place.width_px


def _offset_px(place: FramePlace, grid: CommonGrid) -> tuple[int, int] | None:
    """Returns (columns, rows) from the grid to a frame with the same pixels, or None where they differ."""
    if place.crs_wkt and grid.crs_wkt and place.crs_wkt != grid.crs_wkt:
        return None
    ours, theirs = _linear(grid.transform), _linear(place.transform)
    size = float(np.abs(ours).max())
    if not np.allclose(ours, theirs, rtol=0, atol=1e-6 * size):
        return None
    box = box_on(place, grid.place)
    if box is None or max(abs(box[0] - round(box[0])), abs(box[1] - round(box[1]))) > 0.02:
        return None
    return round(box[0]), round(box[1])


def _linear(transform: Affine) -> NDArray[np.float64]:
    return np.array([transform.a, transform.b, transform.d, transform.e])


def _pasted(pixels: FramePixels, grid: CommonGrid, offset: tuple[int, int]) -> FramePixels:
    rgb = np.zeros((grid.height_px, grid.width_px, 3), np.uint8)
    valid = np.zeros((grid.height_px, grid.width_px), bool)
    height, width = pixels.valid.shape
    left, top = max(0, offset[0]), max(0, offset[1])
    right, bottom = min(grid.width_px, offset[0] + width), min(grid.height_px, offset[1] + height)
    if left < right and top < bottom:
        there = (slice(top, bottom), slice(left, right))
        here = (slice(top - offset[1], bottom - offset[1]), slice(left - offset[0], right - offset[0]))
        rgb[there], valid[there] = pixels.rgb[here], pixels.valid[here]
    return FramePixels(rgb, valid)
