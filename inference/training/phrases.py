"""Makes phrases and their truth from labelled scenes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ..expression import lexicon
from ..models.word_tokenizer import split_words
from .scene import COLOURS, SceneObject

# Categories whose instances have no colour that a person would name.
COLOURLESS = frozenset({"tree", "pool", "road", "railway", "water", "field", "solar panel", "bridge"})
# What has no clear end, or is rarely told apart: it is learned as one area.
STUFF = frozenset({"tree", "road", "railway", "water", "field", "bridge"})


@dataclass(frozen=True)
class Target:
    """Says what a phrase asks for.

    Attributes:
        noun: A category or a hypernym such as "vehicle".
        members: The categories that the noun covers.
        colour: A colour, or None where any will do.
    """

    noun: str
    members: frozenset[str]
    colour: str | None

    def wants(self, thing: SceneObject) -> bool:
        """Returns whether the object is certainly meant."""
        return thing.category in self.members and self.colour in (None, thing.colour)

    def may_want(self, thing: SceneObject) -> bool:
        """Returns whether the object could be meant, but its colour is not known."""
        if self.colour is None or thing.category not in self.members:
            return False
        return thing.colour is None and thing.category not in COLOURLESS


@dataclass(frozen=True)
class Vocabulary:
    """Holds the words that phrases are made of, as the lexicon lists them.

    Attributes:
        nouns: Category or hypernym -> pairs of singular and plural.
        hypernyms: Hypernym -> the categories it covers.
        colours: Colour -> words for it.
    """

    nouns: Mapping[str, tuple[tuple[str, str], ...]]
    hypernyms: Mapping[str, frozenset[str]]
    colours: Mapping[str, tuple[str, ...]]

    def words(self) -> tuple[str, ...]:
        """Returns every single word that occurs in a phrase, sorted."""
        phrases = [form for pairs in self.nouns.values() for pair in pairs for form in pair]
        phrases += [word for words in self.colours.values() for word in words]
        return tuple(sorted({word for phrase in phrases for word in split_words(phrase)}))


@cache
def load_vocabulary() -> Vocabulary:
    """Reads the English lexicon that the phrase reader uses too."""
    folder = files(lexicon) / "en"
    targets = json.loads(folder.joinpath("targets.json").read_text(encoding="utf-8"))
    colours = json.loads(folder.joinpath("colours.json").read_text(encoding="utf-8"))["colours"]
    entries = {**targets["categories"], **targets["hypernyms"]}
    return Vocabulary(
        nouns={name: tuple((s, p) for s, p in entry["nouns"]) for name, entry in entries.items()},
        hypernyms={name: frozenset(entry["members"]) for name, entry in targets["hypernyms"].items()},
        colours={name: tuple(entry["words"]) for name, entry in colours.items()},
    )


def word_target(target: Target, vocabulary: Vocabulary, random: Generator) -> str:
    """Returns a phrase for a target: mostly the plain words, sometimes synonyms and plurals."""
    pairs = vocabulary.nouns[target.noun]
    pair = pairs[0] if random.random() < 0.6 else pairs[random.integers(len(pairs))]
    noun = pair[0] if random.random() < 0.7 else pair[1]
    if target.colour is None:
        return noun
    words = vocabulary.colours[target.colour]
    colour = words[0] if random.random() < 0.8 else words[random.integers(len(words))]
    return f"{colour} {noun}"


@dataclass(frozen=True)
class Visible:
    """Counts the visible pixels of every object of a (cropped) scene.

    Attributes:
        objects: The objects that are visible at all.
        pixels: Their pixel counts, in the same order.
    """

    objects: tuple[SceneObject, ...]
    pixels: tuple[int, ...]


def count_visible(instances: NDArray[np.uint16], objects: Sequence[SceneObject]) -> Visible:
    """Returns the objects that occur in an instance map, with their pixel counts."""
    counts = np.bincount(instances.ravel(), minlength=max((o.instance_id for o in objects), default=0) + 1)
    seen = [(thing, int(counts[thing.instance_id])) for thing in objects if counts[thing.instance_id]]
    return Visible(tuple(thing for thing, _ in seen), tuple(number for _, number in seen))


def present_targets(visible: Visible, vocabulary: Vocabulary, smallest_px: int) -> list[Target]:
    """Returns the targets that are clearly present: at least `smallest_px` pixels of one object."""
    targets: dict[tuple[str, str | None], Target] = {}
    for thing, pixels in zip(visible.objects, visible.pixels, strict=True):
        if pixels < smallest_px:
            continue
        nouns = {thing.category: frozenset({thing.category})}
        nouns |= {name: m for name, m in vocabulary.hypernyms.items() if thing.category in m}
        for noun, members in nouns.items():
            colours = {None} if thing.category in COLOURLESS else {None, thing.colour}
            for colour in colours:
                targets[noun, colour] = Target(noun, members, colour)
    return list(targets.values())


def absent_target(
    visible: Visible, labelled: frozenset[str], vocabulary: Vocabulary, random: Generator
) -> Target | None:
    """Returns a target of which certainly nothing is visible, or None where none was found.

    Half of them are near misses: a category that is there, in a colour that is not.
    """
    present = [o for o in visible.objects if o.category not in COLOURLESS and o.category in labelled]
    categories = sorted(labelled)
    for _ in range(12):
        if present and random.random() < 0.5:
            category = present[random.integers(len(present))].category
        else:
            category = categories[random.integers(len(categories))]
        coloured = category not in COLOURLESS and random.random() < 0.7
        colour = COLOURS[random.integers(len(COLOURS))] if coloured else None
        target = Target(category, frozenset({category}), colour)
        if not any(target.wants(thing) or target.may_want(thing) for thing in visible.objects):
            return target
    return None


def target_masks(scene_instances: NDArray[np.uint16], visible: Visible, target: Target) -> NDArray[np.uint8]:
    """Returns the truth of a target per pixel: 1 wanted, 0 not, 255 unknown. Shape height x width.

    Single things that touch are held apart by a narrow gap; a road or a wood goes on where another begins.
    """
    highest = int(scene_instances.max(initial=0))
    table = np.zeros(highest + 1, dtype=np.uint8)
    for thing in visible.objects:
        if target.wants(thing):
            table[thing.instance_id] = 1
        elif target.may_want(thing):
            table[thing.instance_id] = 255
    mask = np.asarray(table[scene_instances], dtype=np.uint8)
    return mask if target.members & STUFF else hold_apart(mask, scene_instances)


def hold_apart(mask: NDArray[np.uint8], instances: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Returns a mask with a gap of two pixels wherever two wanted objects touch.

    A model that draws the gap gives one polygon for each of the roofs of a terrace.

    Args:
        mask: From `target_masks`.
        instances: The instance map it was made of.
    """
    parted = mask.copy()
    for axis in (0, 1):
        here = tuple(slice(None, -1) if k == axis else slice(None) for k in (0, 1))
        there = tuple(slice(1, None) if k == axis else slice(None) for k in (0, 1))
        border = (mask[here] == 1) & (mask[there] == 1) & (instances[here] != instances[there])
        parted[here][border] = 0
        parted[there][border] = 0
    return np.asarray(parted, dtype=np.uint8)


def is_labelled(target: Target, labelled: frozenset[str]) -> bool:
    """Returns whether a scene's labels say everything about a target."""
    return target.members <= labelled
