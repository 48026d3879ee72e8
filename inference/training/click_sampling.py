"""Cuts samples for georefer-click out of scenes: a picture, some of its objects, and what a person clicks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .sampling import recolour
from .scene import Scene, SceneObject

# How often an object of a category is chosen, beside others of the same scene.
SHARES: Mapping[str, float] = {
    "building": 5,
    "car": 4,
    "truck": 2,
    "bus": 2,
    "airplane": 3,
    "ship": 3,
    "tank": 2,
    "pool": 0.7,
    "tree": 0.6,
    "court": 0.5,
    "solar panel": 0.6,
    "field": 0.2,
    "water": 0.2,
    "bridge": 0.2,
}
# The longer side of an object in a sample, as a share of the sample's side.
LARGEST_SHARE = 0.8
SMALLEST_SIDE_PX = 8.0
MOST_ENLARGED = 4.0
FEWEST_PX = 12
# Of a large picture every n-th pixel is enough to find its objects' boxes.
GREY_SHARE = 0.2
UNKNOWN = 255


@dataclass(frozen=True)
class ClickSample:
    """Holds one picture and some of its objects.

    Attributes:
        image: uint8, S x S x 3, RGB.
        masks: uint8, K x S x S: 1 the object, 0 not, 255 unknown.
    """

    image: NDArray[np.uint8]
    masks: NDArray[np.uint8]


@dataclass(frozen=True)
class Wanted:
    """Is an object that can be clicked, with its box in the scene: left, top, right, bottom in pixels."""

    thing: SceneObject
    box: tuple[int, int, int, int]


def wanted_objects(scene: Scene) -> list[Wanted]:
    """Returns the objects of a scene that are single things of a kind that people click."""
    chosen = [thing for thing in scene.objects if thing.category in SHARES]
    if not chosen:
        return []
    boxes = _boxes(scene.instances)
    return [Wanted(thing, boxes[thing.instance_id]) for thing in chosen if thing.instance_id in boxes]


def _boxes(instances: NDArray[np.uint16]) -> dict[int, tuple[int, int, int, int]]:
    rows, columns = np.nonzero(instances)
    ids = instances[rows, columns].astype(np.int64)
    highest = int(ids.max(initial=0)) + 1
    low = np.full((highest, 2), np.iinfo(np.int64).max)
    high = np.full((highest, 2), -1)
    counts = np.bincount(ids, minlength=highest)
    for axis, values in enumerate((columns, rows)):
        np.minimum.at(low[:, axis], ids, values)
        np.maximum.at(high[:, axis], ids, values + 1)
    return {
        int(one): (int(low[one, 0]), int(low[one, 1]), int(high[one, 0]), int(high[one, 1]))
        for one in np.flatnonzero(counts >= FEWEST_PX)
    }


class ClickSampler:
    """Draws samples of one size.

    Args:
        size_px: Side of the samples.
        objects: Objects of each sample.
    """

    def __init__(self, size_px: int, objects: int = 2) -> None:
        self.size_px = size_px
        self.objects = objects

    def sample(self, scene: Scene, random: Generator) -> ClickSample | None:
        """Returns one sample around an object of a scene, or None where the scene has none."""
        wanted = wanted_objects(scene)
        if not wanted:
            return None
        weights = _weights(wanted)
        first = wanted[int(random.choice(len(wanted), p=weights))]
        left, top, side = self._square(first.box, scene.instances.shape, random)
        area = (slice(top, top + side), slice(left, left + side))
        image, instances = self._resized(scene.image[area], scene.instances[area])
        ignore = None if scene.ignore is None else self._resized_flags(scene.ignore[area])
        ids = self._chosen(first, wanted, weights, instances, random)
        if not ids:
            return None
        masks = np.stack([(instances == one).astype(np.uint8) for one in ids])
        if ignore is not None:
            masks[:, ignore & (masks == 0).all(axis=0)] = UNKNOWN
        turns, mirror = int(random.integers(4)), -1 if random.random() < 0.5 else 1
        turned = np.rot90(image, turns)[:, ::mirror]
        masks = np.rot90(masks, turns, axes=(1, 2))[:, :, ::mirror]
        return ClickSample(as_sensor(turned, random), np.ascontiguousarray(masks))

    def _square(
        self, box: tuple[int, int, int, int], shape: tuple[int, ...], random: Generator
    ) -> tuple[int, int, int]:
        """Returns left, top and side of a square of the scene in which an object has a chosen size."""
        left, top, right, bottom = box
        longest = max(right - left, bottom - top)
        low, high = np.log(SMALLEST_SIDE_PX), np.log(LARGEST_SHARE * self.size_px)
        shown_px = float(np.exp(random.uniform(low, high)))
        scale = min(shown_px / longest, MOST_ENLARGED)
        side = int(np.clip(round(self.size_px / scale), 16, min(shape[:2])))
        # The object lies anywhere in the square; most often not at its border.
        x = random.uniform(left, right) - side * random.beta(2, 2)
        y = random.uniform(top, bottom) - side * random.beta(2, 2)
        return int(np.clip(x, 0, shape[1] - side)), int(np.clip(y, 0, shape[0] - side)), side

    def _resized(
        self, image: NDArray[np.uint8], instances: NDArray[np.uint16]
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
        size = (self.size_px, self.size_px)
        kind = cv2.INTER_AREA if image.shape[0] > self.size_px else cv2.INTER_LINEAR
        shown = np.asarray(cv2.resize(image, size, interpolation=kind), dtype=np.uint8)
        nearest = cv2.resize(instances, size, interpolation=cv2.INTER_NEAREST_EXACT)
        return shown, np.asarray(nearest, dtype=np.uint16)

    def _resized_flags(self, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
        size = (self.size_px, self.size_px)
        return cv2.resize(flags.view(np.uint8), size, interpolation=cv2.INTER_NEAREST_EXACT) > 0

    def _chosen(
        self,
        first: Wanted,
        wanted: Sequence[Wanted],
        weights: NDArray[np.float64],
        instances: NDArray[np.uint16],
        random: Generator,
    ) -> list[int]:
        """Returns the ids of the first object and of others that can be seen; one may come twice."""
        counts = np.bincount(instances.ravel(), minlength=int(instances.max(initial=0)) + 1)
        seen = [
            number
            for number, one in enumerate(wanted)
            if one.thing.instance_id < len(counts) and counts[one.thing.instance_id] >= FEWEST_PX
        ]
        ids = [wanted[number].thing.instance_id for number in seen]
        if not ids:
            return []
        chances = weights[seen] / weights[seen].sum()
        chosen = [first.thing.instance_id] if first.thing.instance_id in ids else []
        while len(chosen) < self.objects:
            chosen.append(ids[int(random.choice(len(ids), p=chances))])
        return chosen


def _weights(wanted: Sequence[Wanted]) -> NDArray[np.float64]:
    """Returns the chances of objects: each category by its share, however common it is."""
    names = [one.thing.category for one in wanted]
    weights = np.array([SHARES[name] / names.count(name) for name in names])
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def as_sensor(image: NDArray[np.uint8], random: Generator) -> NDArray[np.uint8]:
    """Returns an image as another sensor might show it: other exposure, or one band for all three."""
    shown = recolour(image, random)
    if random.random() < GREY_SHARE:
        shares = random.dirichlet((2.0, 2.0, 2.0))
        shown = np.repeat((shown @ shares).astype(np.uint8)[..., None], 3, axis=2)
    if random.random() < 0.3:
        gamma = float(np.exp(random.uniform(-0.4, 0.4)))
        table = (255 * (np.arange(256) / 255) ** gamma).astype(np.uint8)
        shown = table[shown]
    return np.ascontiguousarray(shown)


def inner_point(mask: NDArray[np.bool_], random: Generator | None = None) -> tuple[float, float]:
    """Returns x and y, in pixels, of a place inside a mask: the innermost one, or likelier the more inside.

    Args:
        mask: H x W, not empty.
        random: Chooses the place; None for the innermost.
    """
    padded = np.pad(mask.astype(np.uint8), 1)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    if random is None:
        row, column = np.unravel_index(int(depth.argmax()), depth.shape)
        return float(column) + 0.5, float(row) + 0.5
    weights = np.cumsum(depth.ravel().astype(np.float64) ** 1.5)
    place = int(np.searchsorted(weights, random.random() * weights[-1], side="right"))
    row, column = divmod(min(place, depth.size - 1), depth.shape[1])
    return column + float(random.random()), row + float(random.random())
