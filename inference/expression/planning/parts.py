"""Says which part of a scene has to be known, so that no object is missed that a predicate may hold for.

A predicate bounds the search in one of two ways.

- *Reach*: the object comes within a distance of some things ("within 200 m of the railway"). It then touches
  their surroundings, and is seen where these are searched.
- *Zone*: the object's centroid lies in a convex polygon ("top-left"). An object need not touch the zone its
  centroid lies in: a ring road does not. But it then crosses a *fence*, one of the edges of the zone drawn
  out to the border of the scene: what the fences leave of the rest are convex pieces, and the centroid of an
  object that keeps to one of them lies in it. So the zone and its fences are searched.

A zone and a reach together are cheaper than either: searched is what belongs to both, and the zone's border,
which an object that touches one here and the other there has to cross.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ..outlines import Floats, Shapes
from ..selecting.subdividing import as_shapes
from .lattice import Lattice, Marks

# Long straight edges are cut into about so many pieces before they are brought into the metric plane.
_PIECES = 64


@dataclass(frozen=True)
class Reach:
    """Holds things that an object has to come near to.

    Attributes:
        things: In the metric plane, objects [n].
        distances_m: How near to each, in metres, float64 [n].
        reason: In words.
    """

    things: Shapes
    distances_m: Floats
    reason: str

    @classmethod
    def of(cls, things: Shapes, distance_m: float, reason: str) -> Reach:
        """Builds the reach of one distance for all things."""
        return cls(things, np.full(len(things), distance_m), reason)

    def cells(self, lattice: Lattice) -> Marks:
        """Marks what has to be known."""
        return lattice.near(self.things, self.distances_m)

    def concerns(self, lattice: Lattice, pieces: Shapes) -> Marks:
        """Returns which pieces of objects may belong to one that comes near enough, bool [n]."""
        return lattice.is_within(pieces, self.things, self.distances_m)


@dataclass(frozen=True)
class Zone:
    """Holds a convex polygon in which the centroid of an object has to lie.

    Attributes:
        area: In the metric plane, no larger than the scene.
        border: The edges of the area that are not the scene's own, in the metric plane, objects [n].
        fences: Lines in the metric plane that an object crosses whose centroid alone lies in the area.
        reason: In words.
    """

    area: BaseGeometry
    border: Shapes
    fences: Shapes
    reason: str

    def cells(self, lattice: Lattice) -> Marks:
        """Marks what has to be known."""
        return lattice.near(self._all)

    def concerns(self, lattice: Lattice, pieces: Shapes) -> Marks:
        """Returns which pieces of objects may belong to one whose centroid lies in the zone, bool [n]."""
        return lattice.is_within(pieces, self._all)

    @property
    def _all(self) -> Shapes:
        return as_shapes([self.area, *self.fences])


@dataclass(frozen=True)
class ZoneAndReach:
    """Asks for both: the centroid in a zone, and the object near some things."""

    zone: Zone
    reach: Reach

    @property
    def reason(self) -> str:
        """Returns both in words."""
        return f"{self.zone.reason}, {self.reach.reason}"

    def cells(self, lattice: Lattice) -> Marks:
        """Marks what has to be known."""
        shared = lattice.near(as_shapes([self.zone.area])) & self.reach.cells(lattice)
        return shared | lattice.near(self._border)

    def concerns(self, lattice: Lattice, pieces: Shapes) -> Marks:
        """Returns which pieces of objects may belong to one that is wanted, bool [n]."""
        in_zone = lattice.is_within(pieces, as_shapes([self.zone.area]))
        shared = in_zone & self.reach.concerns(lattice, pieces)
        return shared | lattice.is_within(pieces, self._border)

    @property
    def _border(self) -> Shapes:
        return np.concatenate((self.zone.border, self.zone.fences))


@dataclass(frozen=True)
class Everything:
    """Asks for the whole scene."""

    reason: str = "the whole scene"

    def cells(self, lattice: Lattice) -> Marks:
        """Marks every cell."""
        return lattice.every()

    def concerns(self, lattice: Lattice, pieces: Shapes) -> Marks:
        """Returns that every piece may belong to a wanted object, bool [n]."""
        return np.ones(len(pieces), dtype=bool)


Part = Reach | Zone | ZoneAndReach | Everything


def cheapest(zones: Sequence[Zone], reaches: Sequence[Reach], lattice: Lattice) -> Part:
    """Returns the part with the fewest cells in which every object lies that all of these ask for."""
    parts: list[Part] = [*zones, *reaches]
    parts += [ZoneAndReach(zone, reach) for zone in zones for reach in reaches]
    parts.append(Everything())
    return min(parts, key=lambda part: int(part.cells(lattice).sum()))


def zone_of(area: BaseGeometry, lattice: Lattice, reason: str) -> Zone | None:
    """Returns the zone of a convex polygon; None where it holds all that can be searched.

    Args:
        area: In the objects' coordinates; it should go on well beyond the scene where the scene's border
            is meant, so that no fence follows that border. An empty one is a zone where nothing lies.
        lattice: The cells of the scene.
        reason: In words.
    """
    left, bottom, right, top = lattice.frame.bounds
    longest = max(right - left, top - bottom) / _PIECES

    def to_plane(shapes: Shapes) -> Shapes:
        # Long straight edges keep their course.
        return lattice.measuring.plane(shapely.segmentize(shapes, longest))

    return _zone(area, lattice.frame, to_plane, reason)


def zone_of_plane(area: BaseGeometry, lattice: Lattice, reason: str) -> Zone | None:
    """Returns the same for a polygon in the metric plane."""
    return _zone(area, lattice.plane_frame, lambda shapes: shapes, reason)


def _zone(
    area: BaseGeometry, frame: BaseGeometry, to_plane: Callable[[Shapes], Shapes], reason: str
) -> Zone | None:
    if shapely.contains(area, frame):
        return None
    within = shapely.intersection(area, frame)
    border = shapely.intersection(shapely.boundary(area), frame) if not area.is_empty else area
    both = [_fences(area, frame, turn) for turn in (1, -1)]
    shortest = min(both, key=lambda lines: float(shapely.length(lines).sum()))
    return Zone(to_plane(as_shapes([within]))[0], to_plane(as_shapes([border])), to_plane(shortest), reason)


def _fences(area: BaseGeometry, frame: BaseGeometry, turn: int) -> Shapes:
    """Returns the edges of a polygon, each drawn out beyond its end like a pinwheel, as far as the frame."""
    corners = shapely.get_coordinates(shapely.normalize(area))[::turn]
    if len(corners) < 2:
        return as_shapes([])
    left, bottom, right, top = shapely.union_all([area, frame]).bounds
    far = 2 * float(np.hypot(right - left, top - bottom))
    edges = np.diff(corners, axis=0)
    lengths = np.hypot(edges[:, 0], edges[:, 1])
    ends = corners[1:] + edges / np.where(lengths > 0, lengths, 1)[:, None] * far
    lines = shapely.intersection(shapely.linestrings(np.stack((corners[1:], ends), axis=1)), frame)
    return as_shapes(list(lines[~shapely.is_empty(lines)]))
