"""Turns what a person pointed at, or has accepted already, into places where objects are known to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.features import rasterize
from shapely.errors import GEOSException

from ..click_messages import TrackClick
from ..clicks.prompts import Prompts
from ..errors import InputError, RasterError
from ..geo.georeference import map_to_pixel, pixel_to_map
from .blobs import Blob, trimmed
from .differencing import Differences
from .following import Seed
from .frames import FramePixels
from .registration import SteadyFrames
from .seeds import ClickModel, seed_at
from .tracks import ACCEPTED, TRACKED, Sighting

_LARGEST_PX = 4096


@dataclass(frozen=True)
class Seeding:
    """Finds the objects that clicks mean.

    Args:
        steady: The frames.
        differences: Of the same frames.
        model: Makes masks from prompts; None takes differences instead.
        is_pixel: Whether clicks are columns and rows of their frame, and not map coordinates.
    """

    steady: SteadyFrames
    differences: Differences
    model: ClickModel | None = None
    is_pixel: bool = False

    def seeds_of(self, clicks: Sequence[TrackClick], notes: list[str]) -> list[Seed]:
        """Returns where the objects are; a click that hits nothing is named in the notes."""
        seeds: list[Seed] = []
        for click in clicks:
            where = f"object {click.object_id} in frame {click.frame}"
            try:
                sighting = self._sighting(click)
            except (InputError, RasterError) as error:
                notes.append(f"{where}: {error.message}")
                continue
            if sighting is None:
                notes.append(f"{where}: the click lies outside the frame or on nodata")
                continue
            seeds.append(Seed(click.object_id, sighting))
        return seeds

    def _sighting(self, click: TrackClick) -> Sighting | None:
        position = self.steady.stack.position_of(click.frame)
        if click.wkb:
            return self._accepted(click.wkb, position)
        prompts = self._prompts(click, position)
        return seed_at(self.steady, self.differences, position, prompts, self.model)

    def _accepted(self, wkb: str, position: int) -> Sighting | None:
        """Returns what a person has accepted, None where it lies outside of the frame."""
        try:
            outline = shapely.from_wkb(bytes.fromhex(wkb))
        except (ValueError, GEOSException) as error:
            raise InputError("The outline is no polygon", "Click the object again", repr(error)) from error
        placed = shapely.transform(outline, lambda points: self._to_steady(points, position))
        blob = _drawn(placed, self.steady.read(position))
        return None if blob is None else Sighting(position, blob, 1.0, TRACKED, ACCEPTED)

    def _prompts(self, click: TrackClick, position: int) -> Prompts:
        if click.box is None and not any(point[2] > 0 for point in click.points):
            raise InputError("Nothing points at the object", "Click on it, or draw a box around it")
        xy = np.array([point[:2] for point in click.points], np.float64).reshape(-1, 2)
        placed = self._to_steady(xy, position) if len(xy) else xy
        points = tuple(
            (float(x), float(y), point[2]) for (x, y), point in zip(placed, click.points, strict=True)
        )
        if click.box is None:
            return Prompts(points)
        left, bottom, right, top = click.box
        corners = np.array([(left, bottom), (left, top), (right, bottom), (right, top)], np.float64)
        (x_min, y_min), (x_max, y_max) = (
            np.asarray(edge(self._to_steady(corners, position), axis=0)) for edge in (np.min, np.max)
        )
        return Prompts(points, (float(x_min), float(y_min), float(x_max), float(y_max)))

    def _to_steady(self, points: NDArray[np.float64], position: int) -> NDArray[np.float64]:
        """Returns points of a frame, float64 [n, 2], in steady pixels."""
        place, grid = self.steady.stack.places[position], self.steady.stack.grid
        x, y = points[:, 0], points[:, 1]
        if self.is_pixel:
            x, y = pixel_to_map(place.transform, x, y)
        if place.crs_wkt and grid.crs_wkt and place.crs_wkt != grid.crs_wkt:
            x, y = Transformer.from_crs(place.crs_wkt, grid.crs_wkt, always_xy=True).transform(x, y)
        pixels = np.column_stack(map_to_pixel(grid.transform, x, y)).astype(np.float64)
        if not np.isfinite(pixels).all():
            raise InputError("The click lies outside what the CRS can express", "Click inside a frame")
        return self.steady.residuals[position].to_steady(pixels)


def _drawn(outline: shapely.Geometry, pixels: FramePixels) -> Blob | None:
    """Returns the pixels of a frame that an outline in steady pixels covers."""
    if outline.is_empty or not outline.is_valid:
        outline = shapely.make_valid(outline)
    left, top, right, bottom = (
        round(float(edge)) for edge in shapely.bounds(outline.buffer(1.0)).tolist() or (0, 0, 0, 0)
    )
    height, width = pixels.valid.shape
    left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
    if left >= right or top >= bottom or max(right - left, bottom - top) > _LARGEST_PX:
        return None
    moved = shapely.transform(outline, lambda points: points - (left, top))
    shape = (bottom - top, right - left)
    mask = np.asarray(rasterize([moved], shape)) == 1
    if not mask.any():  # thinner than a pixel
        mask = np.asarray(rasterize([moved], shape, all_touched=True)) == 1
    return trimmed(mask & pixels.valid[top:bottom, left:right], left, top)
