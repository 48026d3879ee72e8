"""Cuts training samples out of scenes: crop, turn, recolour, and ask several phrases of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .phrases import (
    Target,
    Vocabulary,
    absent_target,
    count_visible,
    is_labelled,
    present_targets,
    target_masks,
    word_target,
)
from .scene import CATEGORIES, COLOURS, Scene

UNKNOWN = 255
# A pixel of a scene that labels only some categories: none of those, but anything else.
UNLABELLED = 254
SMALLEST_PX = 12


@dataclass(frozen=True)
class Sample:
    """Holds one image and the phrases asked of it.

    Attributes:
        image: uint8, S x S x 3, RGB.
        phrases: K phrases.
        masks: uint8, K x S x S: 1 wanted, 0 not, 255 unknown.
        categories: uint8, S x S: 0 nothing, index into `CATEGORIES` plus 1, `UNLABELLED`, or 255 unknown.
        colours: uint8, S x S: index into `COLOURS`, or 255 unknown.
        labelled: bool, one for each of `CATEGORIES`: whether all of it is labelled.
    """

    image: NDArray[np.uint8]
    phrases: tuple[str, ...]
    masks: NDArray[np.uint8]
    categories: NDArray[np.uint8]
    colours: NDArray[np.uint8]
    labelled: NDArray[np.bool_]


@dataclass(frozen=True)
class _Crop:
    image: NDArray[np.uint8]
    instances: NDArray[np.uint16]
    ignore: NDArray[np.bool_] | None


def cut(scene: Scene, size_px: int, scale: float, random: Generator) -> _Crop:
    """Returns a random square of a scene, resampled by `scale` and turned or mirrored at random."""
    height, width = scene.instances.shape
    side = min(round(size_px / scale), height, width)
    top, left = _corner(scene, side, random)
    area = (slice(top, top + side), slice(left, left + side))
    image, instances = scene.image[area], scene.instances[area]
    ignore = None if scene.ignore is None else scene.ignore[area]
    if side != size_px:
        size = (size_px, size_px)
        kind = cv2.INTER_AREA if side > size_px else cv2.INTER_LINEAR
        image = np.asarray(cv2.resize(image, size, interpolation=kind), dtype=np.uint8)
        nearest = cv2.resize(instances, size, interpolation=cv2.INTER_NEAREST)
        instances = np.asarray(nearest, dtype=np.uint16)
        if ignore is not None:
            ignore = cv2.resize(ignore.view(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    turns, mirror = int(random.integers(4)), random.random() < 0.5

    def turn(array: NDArray[np.generic]) -> NDArray[np.generic]:
        turned = np.rot90(array, turns)
        return np.ascontiguousarray(turned[:, ::-1] if mirror else turned)

    return _Crop(turn(image), turn(instances), None if ignore is None else turn(ignore))  # type: ignore[arg-type]


def _corner(scene: Scene, side: int, random: Generator) -> tuple[int, int]:
    """Returns the row and column where a square begins: anywhere, or around an object.

    Every category has the same chance to be that object, so that rare things are seen often.
    """
    height, width = scene.instances.shape
    top, left = int(random.integers(height - side + 1)), int(random.integers(width - side + 1))
    if not scene.objects or random.random() < 0.4:
        return top, left
    categories = sorted({thing.category for thing in scene.objects})
    category = categories[random.integers(len(categories))]
    alike = [thing for thing in scene.objects if thing.category == category]
    wanted = alike[random.integers(len(alike))].instance_id
    places = np.flatnonzero(scene.instances == wanted)
    if not len(places):
        return top, left
    row, column = divmod(int(places[random.integers(len(places))]), width)
    top = min(max(0, row - int(random.integers(side))), height - side)
    left = min(max(0, column - int(random.integers(side))), width - side)
    return top, left


def recolour(image: NDArray[np.uint8], random: Generator) -> NDArray[np.uint8]:
    """Returns an image with another exposure and white balance, mild enough to keep colour names true."""
    gain = random.uniform(0.85, 1.15) * random.uniform(0.95, 1.05, 3)
    offset = random.uniform(-12, 12)
    table = np.arange(256)[:, None] * gain + offset
    clipped = np.clip(table, 0, 255).astype(np.uint8)
    return np.stack([clipped[image[..., band], band] for band in range(3)], axis=-1)


class SceneSampler:
    """Draws samples from scenes."""

    def __init__(self, vocabulary: Vocabulary, size_px: int, phrases_per_image: int) -> None:
        self.vocabulary = vocabulary
        self.size_px = size_px
        self.phrases_per_image = phrases_per_image

    def sample(self, scene: Scene, random: Generator, scale: float = 1.0) -> Sample | None:
        """Returns one sample, or None where the crop offers no phrase with a known answer."""
        crop = cut(scene, self.size_px, scale, random)
        visible = count_visible(crop.instances, scene.objects)
        present = [
            target
            for target in present_targets(visible, self.vocabulary, SMALLEST_PX)
            if is_labelled(target, scene.labelled)
        ]
        targets = self._choose(present, random)
        while len(targets) < self.phrases_per_image:
            absent = absent_target(visible, scene.labelled, self.vocabulary, random)
            if absent is None and not present:
                return None
            targets.append(absent if absent is not None else present[random.integers(len(present))])
        masks = np.stack([target_masks(crop.instances, visible, target) for target in targets])
        if crop.ignore is not None:
            masks[:, crop.ignore] = UNKNOWN
        categories, colours = self._dense(crop, scene)
        phrases = tuple(word_target(target, self.vocabulary, random) for target in targets)
        labelled = np.array([category in scene.labelled for category in CATEGORIES])
        return Sample(recolour(crop.image, random), phrases, masks, categories, colours, labelled)

    def _choose(self, present: list[Target], random: Generator) -> list[Target]:
        """Returns some of the present targets; every noun has the same chance, however common it is."""
        wanted = max(1, self.phrases_per_image - 1 - int(random.random() < 0.25))
        by_noun: dict[str, list[Target]] = {}
        for target in present:
            by_noun.setdefault(target.noun, []).append(target)
        # A second round over the nouns serves crops that show few categories.
        nouns = [list(by_noun)[index] for index in random.permutation(len(by_noun))] * 2
        chosen: list[Target] = []
        for noun in nouns:
            rest = [target for target in by_noun[noun] if target not in chosen]
            if rest and len(chosen) < wanted:
                chosen.append(rest[random.integers(len(rest))])
        return chosen

    def _dense(self, crop: _Crop, scene: Scene) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        highest = int(crop.instances.max(initial=0))
        nothing = 0 if scene.labelled == frozenset(CATEGORIES) else UNLABELLED
        category_table = np.full(highest + 1, nothing, dtype=np.uint8)
        colour_table = np.full(highest + 1, UNKNOWN, dtype=np.uint8)
        for thing in scene.objects:
            if thing.instance_id <= highest:
                category_table[thing.instance_id] = CATEGORIES.index(thing.category) + 1
                if thing.colour is not None:
                    colour_table[thing.instance_id] = COLOURS.index(thing.colour)
        categories, colours = category_table[crop.instances], colour_table[crop.instances]
        if crop.ignore is not None:
            categories[crop.ignore] = UNKNOWN
            colours[crop.ignore] = UNKNOWN
        return categories, colours


@dataclass(frozen=True)
class Batch:
    """Holds stacked samples.

    Attributes:
        images: uint8, B x S x S x 3.
        phrases: B * K phrases, those of the first image first.
        masks: uint8, B x K x S x S.
        categories: uint8, B x S x S.
        colours: uint8, B x S x S.
        labelled: bool, B x categories.
    """

    images: NDArray[np.uint8]
    phrases: tuple[str, ...]
    masks: NDArray[np.uint8]
    categories: NDArray[np.uint8]
    colours: NDArray[np.uint8]
    labelled: NDArray[np.bool_]


def collate(samples: Sequence[Sample]) -> Batch:
    """Stacks samples of one size."""
    return Batch(
        images=np.stack([sample.image for sample in samples]),
        phrases=tuple(phrase for sample in samples for phrase in sample.phrases),
        masks=np.stack([sample.masks for sample in samples]),
        categories=np.stack([sample.categories for sample in samples]),
        colours=np.stack([sample.colours for sample in samples]),
        labelled=np.stack([sample.labelled for sample in samples]),
    )
