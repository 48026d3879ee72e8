"""Places objects in the scene: where is the top, which third, how far from the named corner.

Two frames exist. The *image* frame follows the picture's up: u runs to the right and v downwards, both 0..1
over the chosen extent. The *compass* frame follows grid north over the extent's bounding box: u runs east,
v south. On an unrotated north-up raster they are the same. Where the map is turned on the screen, the
picture's up is that of the screen, and nothing else changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .model import Frame, Position

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]  # u_min, v_min, u_max, v_max


@dataclass(frozen=True)
class Scene:
    """Holds the chosen extent as a parallelogram in the objects' coordinates.

    Attributes:
        origin: (x, y) of the top left corner as the person sees it.
        right: (dx, dy) from there to the top right corner.
        down: (dx, dy) from there to the bottom left corner.
        y_down: True for pixel coordinates, whose y grows southwards.
        turned_from: The scene before the map was turned on the screen; None where it was not.
    """

    origin: tuple[float, float]
    right: tuple[float, float]
    down: tuple[float, float]
    y_down: bool = False
    turned_from: Scene | None = None

    @classmethod
    def of_bounds(cls, bounds: tuple[float, float, float, float], rotation_deg: float = 0.0) -> Scene:
        """Builds the scene of (left, bottom, right, top) in map coordinates.

        Args:
            bounds: In the objects' CRS.
            rotation_deg: How far the canvas has turned the map clockwise, as ``QgsMapCanvas.rotation()``;
                the scene is then the smallest upright picture that holds the bounds.
        """
        left, bottom, right, top = bounds
        scene = cls((left, top), (right - left, 0.0), (0.0, bottom - top))
        return scene.turned(rotation_deg) if rotation_deg else scene

    @classmethod
    def of_transform(
        cls, transform: tuple[float, float, float, float, float, float], width_px: int, height_px: int
    ) -> Scene:
        """Builds the scene of a raster from its affine (a, b, c, d, e, f): up is towards row 0."""
        a, b, c, d, e, f = transform
        return cls((c, f), (a * width_px, d * width_px), (b * height_px, e * height_px))

    @classmethod
    def of_pixels(cls, width_px: float, height_px: float) -> Scene:
        """Builds the scene of pixel coordinates: x is the column, y the row from the top."""
        return cls((0.0, 0.0), (float(width_px), 0.0), (0.0, float(height_px)), y_down=True)

    def turned(self, rotation_deg: float, around: Floats | None = None) -> Scene:
        """Returns the smallest picture that is upright on a turned map and holds the scene.

        Args:
            rotation_deg: How far the map is turned clockwise, as ``QgsMapCanvas.rotation()``.
            around: Points that it has to hold instead of the scene's corners, float64 [n, 2].
        """
        angle = math.radians(rotation_deg)
        right = np.array((math.cos(angle), math.sin(angle)))
        down = np.array((math.sin(angle), -math.cos(angle)))
        points = self._corners() if around is None else around
        along, across = points @ right, points @ down
        origin = along.min() * right + across.min() * down
        right, down = np.ptp(along) * right, np.ptp(across) * down
        return Scene(_pair(origin), _pair(right), _pair(down), turned_from=self.on_ground)

    @property
    def on_ground(self) -> Scene:
        """Returns the scene as it lies, however the map is turned on the screen."""
        return self.turned_from or self

    def place(self, x: float, y: float, frame: Frame = "image") -> tuple[float, float]:
        """Returns (u, v) of a point; outside the extent the values leave 0..1."""
        if frame == "compass":
            x_min, y_min, x_max, y_max = self.on_ground._bounds()
            u = (x - x_min) / ((x_max - x_min) or 1.0)
            v = (y - y_min) / ((y_max - y_min) or 1.0)
            return (u, v) if self.y_down else (u, 1.0 - v)
        (rx, ry), (dx, dy) = self.right, self.down
        px, py = x - self.origin[0], y - self.origin[1]
        area = (rx * dy - ry * dx) or 1.0
        return (px * dy - py * dx) / area, (rx * py - ry * px) / area

    def places(self, points: Floats, frame: Frame = "image") -> Floats:
        """Returns (u, v) of points in the objects' coordinates, float64 [n, 2] both."""
        u, v = self.place(points[:, 0], points[:, 1], frame)  # type: ignore[arg-type]
        return np.column_stack((u, v))

    def _bounds(self) -> tuple[float, float, float, float]:
        """Returns (x_min, y_min, x_max, y_max) of the parallelogram."""
        corners = self._corners()
        (x_min, y_min), (x_max, y_max) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        return x_min, y_min, x_max, y_max

    def _corners(self) -> Floats:
        """Returns the corners of the parallelogram, float64 [4, 2]."""
        shares = np.array([(u, v) for u in (0, 1) for v in (0, 1)], np.float64)
        corners: Floats = np.array(self.origin) + shares @ np.array((self.right, self.down))
        return corners


def _pair(point: Floats) -> tuple[float, float]:
    return float(point[0]), float(point[1])


def zone_box(position: Position) -> Box | None:
    """Returns the part of the position's frame that is meant; None for "an edge", "a corner" (no one box)."""
    if position.row is None and position.column is None:
        return None
    share = 1 / 2 if position.area in ("half", "quarter") else 1 / 3
    u_min, u_max = _interval({"left": -1, "center": 0, "right": 1, None: None}[position.column], share)
    v_min, v_max = _interval({"top": -1, "middle": 0, "bottom": 1, None: None}[position.row], share)
    return u_min, v_min, u_max, v_max


def gap(position: Position, u: float, v: float) -> float:
    """Returns how far a point lies outside the zone, as a share of the extent; 0 inside.

    The larger of the two axes counts, so that all points up to a gap form a box.
    """
    box = zone_box(position)
    if box is not None:
        return max(box[0] - u, u - box[2], box[1] - v, v - box[3], 0.0)
    sides = sorted((min(u, 1 - u), min(v, 1 - v)))
    return max((sides[0] if position.area == "edge" else sides[1]) - 1 / 3, 0.0)


def gaps(position: Position, places: Floats) -> Floats:
    """Returns the `gap` of many points, float64 [n], given as (u, v), float64 [n, 2]."""
    u, v = places[:, 0], places[:, 1]
    box = zone_box(position)
    if box is not None:
        beyond = [box[0] - u, u - box[2], box[1] - v, v - box[3], np.zeros(len(u))]
        return np.asarray(np.maximum.reduce(beyond), np.float64)
    sides = np.sort(np.column_stack((np.minimum(u, 1 - u), np.minimum(v, 1 - v))), axis=1)
    outside: Floats = np.maximum(sides[:, 0 if position.area == "edge" else 1] - 1 / 3, 0.0)
    return outside


def nearness(position: Position, u: float, v: float) -> float:
    """Returns how near a point is to what the position names, 1 at the corner, edge or center itself.

    Inside the zone it falls to about 0.5 for corners, 0.7 for two-word zones and edges, 0.9 for wide bands.
    """
    if position.row is None and position.column is None:
        sides = sorted((min(u, 1 - u), min(v, 1 - v)))
        distance = sides[0] if position.area == "edge" else math.hypot(*sides)
        return 1 / (1 + _PULL[position.area] * (3 * max(distance, 0.0)) ** 2)
    share = 1 / 2 if position.area in ("half", "quarter") else 1 / 3
    du = _axis_distance({"left": -1, "center": 0, "right": 1, None: None}[position.column], u, share)
    dv = _axis_distance({"top": -1, "middle": 0, "bottom": 1, None: None}[position.row], v, share)
    both = position.row is not None and position.column is not None
    pull = _PULL["both"] if both and position.area == "zone" else _PULL[position.area]
    return 1 / (1 + pull * (du * du + dv * dv))


# How strongly the anchor pulls; larger means that the object nearest to it wins against higher scores.
_PULL = {"corner": 1.0, "edge": 0.5, "both": 0.5, "quarter": 0.25, "zone": 0.15, "half": 0.1}


def _interval(side: int | None, share: float) -> tuple[float, float]:
    """Returns the part of one axis: -1 is its beginning, 0 its middle, 1 its end, None all of it."""
    if side is None:
        return 0.0, 1.0
    begin = (side + 1) / 2 * (1 - share)
    return begin, begin + share


def _axis_distance(side: int | None, at: float, share: float) -> float:
    """Returns the distance from the anchor on one axis in units of the zone, 0 where the axis is open."""
    if side is None:
        return 0.0
    anchor = (side + 1) / 2
    return abs(at - anchor) / (share / 2 if side == 0 else share)
