"""Lists what stands in a drawn scene: every object as a polygon in metres, and map layers of its networks.

The polygons are the outlines of the instance masks. Small holes are filled, where a car stands on a road or
a ship lies in the water; a block that a road runs around stays a hole. Two layers are drawn besides the
scene's own, so that phrases can speak of lines and points too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from georefer.inference.training.generator.drawing import draw_scene
from georefer.inference.training.scene import Scene
from numpy.typing import NDArray
from rasterio.features import shapes as traced
from shapely.affinity import affine_transform
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry

Place = tuple[float, float]

LEAST_PX = 12
# Holes up to this many square metres are things on top, not blocks inside.
HOLE_M2 = {"road": 150.0, "bridge": 150.0, "railway": 150.0, "water": 20_000.0, "field": 400.0}
MEMBERS = {"vehicle": ("car", "truck", "bus"), "vegetation": ("tree", "field")}
LAYERS = {"road": ("Roads", "道路网"), "water": ("Water", "水系"), "railway": ("Railway", "铁路线")}
DRAWN = {"line": ("Power line", "电力线"), "points": ("Stations", "站点"), "area": ("Study area", "研究区")}


@dataclass(frozen=True)
class Thing:
    """Is one object of a scene.

    Attributes:
        number: Its index in the inventory.
        category: Canonical category, such as "building".
        colour: Canonical colour, or None where colour does not describe it.
        outline: Polygon or multipolygon in metres, in the CRS of the raster.
    """

    number: int
    category: str
    colour: str | None
    outline: BaseGeometry

    def is_a(self, category: str, colours: tuple[str, ...] = ()) -> bool:
        """Returns whether it is of a category, or of one that a hypernym covers, and of all the colours."""
        return self.category in MEMBERS.get(category, (category,)) and all(
            colour == self.colour for colour in colours
        )


@dataclass(frozen=True)
class Inventory:
    """Holds what stands in a scene.

    Attributes:
        scene: The picture and its instance map.
        things: All objects, by number.
        layers: Geometries by the name of their map layer; each layer has an English and a Chinese name.
        corner_m: x and y of the top left corner.
    """

    scene: Scene
    things: tuple[Thing, ...]
    layers: dict[str, tuple[BaseGeometry, ...]]
    corner_m: Place

    @property
    def side_m(self) -> float:
        """Returns the side of the scene in metres."""
        return self.scene.instances.shape[0] * self.scene.gsd_m

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Returns left, bottom, right and top in metres."""
        left, top = self.corner_m
        return left, top - self.side_m, left + self.side_m, top


def inventory(seed: int, size_px: int, gsd_m: float, corner_m: Place, least_px: int = LEAST_PX) -> Inventory:
    """Returns a drawn scene with everything in it; the same arguments give the same.

    Args:
        seed: Of the scene.
        size_px: Its width and height.
        gsd_m: Ground sample distance.
        corner_m: x and y of its top left corner on the map.
        least_px: Objects of which fewer pixels are seen are left out.
    """
    scene = draw_scene(seed, size_px, gsd_m)
    kinds = {thing.instance_id: thing for thing in scene.objects}
    things: list[Thing] = []
    for number, outline in outlines(scene.instances, scene.gsd_m, corner_m, least_px):
        kind = kinds[number]
        whole = _without_holes(outline, HOLE_M2.get(kind.category, np.inf))
        things.append(Thing(len(things), kind.category, kind.colour, whole))
    return Inventory(scene, tuple(things), _layers(things, seed, size_px * gsd_m, corner_m), corner_m)


def outlines(
    instances: NDArray[np.uint16], gsd_m: float, corner_m: Place, least_px: int
) -> Iterator[tuple[int, BaseGeometry]]:
    """Yields the number and outline of every object of an instance map, in metres; tiny ones are left out."""
    counts = np.bincount(instances.ravel())
    for box, number in _boxes(instances):
        if counts[number] < least_px:
            continue
        top, bottom, left, right = box
        mask = instances[top:bottom, left:right] == number
        parts = [shape(part) for part, value in traced(mask.astype(np.uint8), mask=mask) if value]
        whole = shapely.union_all(parts)
        moved = affine_transform(
            whole, (gsd_m, 0, 0, -gsd_m, corner_m[0] + left * gsd_m, corner_m[1] - top * gsd_m)
        )
        # A staircase of pixels has far more corners than its outline needs.
        yield number, shapely.simplify(moved, 0.75 * gsd_m, preserve_topology=True)


def _boxes(instances: NDArray[np.uint16]) -> Iterator[tuple[tuple[int, int, int, int], int]]:
    """Yields top, bottom, left and right of every object, ends excluded, with its number."""
    rows, columns = np.nonzero(instances)
    numbers = instances[rows, columns]
    order = np.argsort(numbers, kind="stable")
    found, starts = np.unique(numbers[order], return_index=True)
    for number, here in zip(found, np.split(order, starts[1:]), strict=True):
        box = (rows[here].min(), rows[here].max() + 1, columns[here].min(), columns[here].max() + 1)
        yield box, int(number)


def _without_holes(outline: BaseGeometry, most_m2: float) -> BaseGeometry:
    """Returns an outline without the holes up to an area."""
    parts = []
    for part in shapely.get_parts(outline):
        holes = [hole for hole in part.interiors if Polygon(hole).area > most_m2]
        parts.append(Polygon(part.exterior, holes))
    return parts[0] if len(parts) == 1 else shapely.make_valid(MultiPolygon(parts))


def _layers(
    things: list[Thing], seed: int, side_m: float, corner_m: Place
) -> dict[str, tuple[BaseGeometry, ...]]:
    """Returns the scene's networks as layers, and a line, points and an area that lie anywhere."""
    layers: dict[str, tuple[BaseGeometry, ...]] = {}
    for category, names in LAYERS.items():
        found = tuple(thing.outline for thing in things if thing.category == category)
        layers |= dict.fromkeys(names, found)
    random = np.random.Generator(np.random.PCG64(seed))
    left, top = corner_m
    ends = random.uniform(0.2, 0.8, 2) * side_m
    line = LineString([(left, top - ends[0]), (left + side_m, top - ends[1])])
    points = random.uniform(0.1, 0.9, (4, 2)) * side_m
    stations = tuple(Point(left + x, top - y) for x, y in points)
    corners = random.uniform(0.1, 0.9, (9, 2)) * side_m
    area = shapely.convex_hull(shapely.multipoints([(left + x, top - y) for x, y in corners]))
    for name, geometries in (("line", (line,)), ("points", stations), ("area", (area,))):
        layers |= dict.fromkeys(DRAWN[name], geometries)
    return layers
