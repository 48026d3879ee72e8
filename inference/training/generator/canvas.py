"""Holds the picture being drawn with its truth; sprites are drawn finely and stamped into patches."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..scene import SceneObject
from .geometry import Points
from .noise import FloatArray, NoiseBank
from .palette import Rgb

MIN_VISIBLE_PX = 12
BUILT, PARKED, WATER, NETWORK = 1, 2, 4, 8
ANYTHING = BUILT | PARKED | WATER | NETWORK
_SHIFT = 4


class Sprite:
    """Collects one object's colours and outline, finer than the canvas, within its bounding box.

    Args:
        corner_px: Column and row of the box on the canvas.
        size_px: Width and height of the box.
        gsd_m: Ground sample distance of the canvas.
    """

    def __init__(self, corner_px: tuple[int, int], size_px: tuple[int, int], gsd_m: float) -> None:
        self.x0, self.y0 = corner_px
        self.width, self.height = size_px
        longest = max(size_px)
        self.fineness = 4 if longest <= 64 else 2 if longest <= 400 else 1
        self._gsd_m = gsd_m
        shape = (self.height * self.fineness, self.width * self.fineness)
        self.mask = np.zeros(shape, np.uint8)
        self.colour = np.zeros((*shape, 3), np.uint8)
        self.texture: FloatArray | None = None

    def fine(self, points: Points) -> NDArray[np.int32]:
        """Returns ground points in metres as fixed-point coordinates of the fine grid."""
        px = (points / self._gsd_m - (self.x0, self.y0)) * self.fineness - 0.5
        return np.round(px * (1 << _SHIFT)).astype(np.int32)

    def base(self, rgb: Rgb) -> None:
        """Fills the whole box with one colour; the outline decides what is kept."""
        self.colour[:] = _byte(rgb)

    def cut(self, points: Points, value: int = 255) -> None:
        """Adds a polygon to the outline, or takes it away with value 0."""
        cv2.fillPoly(self.mask, [self.fine(points)], (value,), cv2.LINE_8, _SHIFT)

    def fill(self, points: Points, rgb: Rgb) -> None:
        """Colours a polygon without changing the outline."""
        cv2.fillPoly(self.colour, [self.fine(points)], _byte(rgb), cv2.LINE_8, _SHIFT)

    def line(self, points: Points, rgb: Rgb, width_m: float, closed: bool = False) -> None:
        """Draws a line; lines thinner than a fine pixel fade instead of growing."""
        width_px = width_m / self._gsd_m * self.fineness
        if width_px < 0.35:
            return
        thick = max(1, round(width_px))
        cv2.polylines(self.colour, [self.fine(points)], closed, _byte(rgb), thick, cv2.LINE_AA, _SHIFT)

    def pixels(self) -> tuple[FloatArray, FloatArray]:
        """Returns alpha (height x width) and colour (height x width x 3), float32 0..1, at canvas size."""
        mask, colour = self.mask, self.colour
        if self.fineness > 1:
            size = (self.width, self.height)
            mask = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.uint8)
            colour = np.asarray(cv2.resize(colour, size, interpolation=cv2.INTER_AREA), np.uint8)
        rgb = colour.astype(np.float32) * np.float32(1 / 255)
        if self.texture is not None:
            rgb *= self.texture[:, :, None] if self.texture.ndim == 2 else self.texture
        return mask.astype(np.float32) * np.float32(1 / 255), rgb


class Canvas:
    """Holds image (float32 RGB 0..1), ids, heights in metres and occupied ground of one scene."""

    def __init__(self, size_px: int, gsd_m: float, rng: np.random.Generator) -> None:
        self.size_px = size_px
        self.gsd_m = gsd_m
        self.extent_m = size_px * gsd_m
        self.rng = rng
        self.noise = NoiseBank(rng)
        shape = (size_px, size_px)
        self.image: FloatArray = np.zeros((*shape, 3), np.float32)
        self.ids: NDArray[np.int32] = np.zeros(shape, np.int32)
        self.ground_ids: NDArray[np.int32] = np.zeros(shape, np.int32)
        self.height_m: FloatArray = np.zeros(shape, np.float32)
        self.occupied: NDArray[np.uint8] = np.zeros(shape, np.uint8)
        self._objects: list[tuple[str, str | None, tuple[str, ...]]] = []

    def add(self, category: str, colour: str | None = None, *attributes: str) -> int:
        """Returns the id of a new object."""
        self._objects.append((category, colour, attributes))
        return len(self._objects)

    def bounds_px(self, points: Points, margin_px: int = 1) -> tuple[int, int, int, int] | None:
        """Returns x0, y0, x1, y1 of the points' box clipped to the canvas, None outside it."""
        low = np.floor(points.min(axis=0) / self.gsd_m).astype(int) - margin_px
        high = np.ceil(points.max(axis=0) / self.gsd_m).astype(int) + margin_px
        x0, y0 = max(int(low[0]), 0), max(int(low[1]), 0)
        x1, y1 = min(int(high[0]), self.size_px), min(int(high[1]), self.size_px)
        return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None

    def sprite(self, points: Points) -> Sprite | None:
        """Returns a sprite that covers the points, or None when they lie outside."""
        bounds = self.bounds_px(points)
        if bounds is None:
            return None
        x0, y0, x1, y1 = bounds
        return Sprite((x0, y0), (x1 - x0, y1 - y0), self.gsd_m)

    def stamp(
        self,
        sprite: Sprite,
        object_id: int | None = None,
        height_m: float | FloatArray | None = None,
        *,
        ground: bool = False,
        opacity: float = 1.0,
        avoid: int = 0,
    ) -> None:
        """Paints a sprite.

        Args:
            sprite: What to paint.
            object_id: Its id; 0 hides what lies below; None leaves the truth as it is.
            height_m: Height of its top above ground, one number or height x width; None leaves heights.
            ground: Whether it belongs to the ground, on which other objects stand.
            opacity: Share of the paint that covers.
            avoid: Kinds of occupied ground that stay as they are.
        """
        alpha, rgb = sprite.pixels()
        rows = slice(sprite.y0, sprite.y0 + sprite.height)
        columns = slice(sprite.x0, sprite.x0 + sprite.width)
        if avoid:
            alpha[(self.occupied[rows, columns] & np.uint8(avoid)) > 0] = 0
        patch = self.image[rows, columns]
        patch += (alpha * np.float32(opacity))[:, :, None] * (rgb - patch)
        if object_id is None and height_m is None:
            return
        inside = alpha >= 0.5
        if object_id is not None:
            self.ids[rows, columns][inside] = object_id
            if ground:
                self.ground_ids[rows, columns][inside] = object_id
        if height_m is not None:
            heights = self.height_m[rows, columns]
            np.copyto(heights, np.float32(height_m), where=inside)

    def is_free(self, points: Points, share: float = 0.0, kinds: int = ANYTHING) -> bool:
        """Tells whether a polygon lies on free ground, up to a share of its pixels."""
        bounds = self.bounds_px(points)
        if bounds is None:
            return False
        x0, y0, x1, y1 = bounds
        taken = self.occupied[y0:y1, x0:x1]
        taken = taken & np.uint8(kinds)
        if not taken.any():
            return True
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillPoly(mask, [np.round(points / self.gsd_m - (x0, y0)).astype(np.int32)], (1,))
        blocked = int(np.count_nonzero(taken[mask > 0]))
        return blocked <= share * float(np.count_nonzero(mask))

    def occupy(self, points: Points, kind: int = BUILT) -> None:
        """Marks a polygon as taken by built things or by a vehicle."""
        bounds = self.bounds_px(points)
        if bounds is None:
            return
        x0, y0, x1, y1 = bounds
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillPoly(mask, [np.round(points / self.gsd_m - (x0, y0)).astype(np.int32)], (kind,))
        self.occupied[y0:y1, x0:x1] |= mask

    def lift(self, points: Points, height_m: float) -> None:
        """Sets the height of a polygon, for shadows; colours and truth stay."""
        fixed = np.round((points / self.gsd_m - 0.5) * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(self.height_m, [fixed], (height_m,), cv2.LINE_8, _SHIFT)

    def finish(self) -> tuple[NDArray[np.uint16], tuple[SceneObject, ...]]:
        """Returns the instance map and its objects; what shows fewer than 12 px becomes ground."""
        count = len(self._objects)
        small = _small(self.ids, count)
        top = np.where(small[self.ids], self.ground_ids, self.ids)
        # Ground revealed by a dropped object may be too small itself, or have been counted too low before.
        small = _small(top, count)
        top[small[top]] = 0
        visible = np.flatnonzero(np.bincount(top.ravel(), minlength=count + 1))
        visible = visible[visible > 0]
        if len(visible) > 65535:
            areas = np.bincount(top.ravel(), minlength=count + 1)[visible]
            visible = np.sort(visible[np.argsort(areas, kind="stable")[-65535:]])
        number = np.zeros(count + 1, np.uint16)
        number[visible] = np.arange(1, len(visible) + 1)
        objects = tuple(
            SceneObject(index, *self._objects[old - 1]) for index, old in enumerate(visible.tolist(), start=1)
        )
        return number[top], objects


def _small(ids: NDArray[np.int32], count: int) -> NDArray[np.bool_]:
    areas = np.bincount(ids.ravel(), minlength=count + 1)
    small: NDArray[np.bool_] = areas < MIN_VISIBLE_PX
    small[0] = False
    return small


def _byte(rgb: Rgb) -> tuple[int, int, int]:
    red, green, blue = (int(min(max(v, 0.0), 1.0) * 255 + 0.5) for v in rgb)
    return red, green, blue
