"""Says which things of an inventory a meaning asks for, without any of the engine's code.

The meaning is that of the corpus (`notation.py` describes it). Where nobody could say for certain what is
meant, there is no truth: an object so near to a limit that a person would hesitate, several that fit where
one is wanted, two that are nearly as large where the largest is wanted, nothing where something is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from . import measuring
from .inventory import Inventory
from .measuring import Floats, Marks, Shapes, Verdict

Meaning = str | Mapping[str, Any]

SQUARE_METRES = {"m2": 1.0, "ha": 1e4, "km2": 1e6, "acre": 4046.856, "ft2": 0.092903, "mu": 666.667}
METRES = {"m": 1.0, "km": 1000.0, "ft": 0.3048, "yd": 0.9144, "mi": 1609.344}
DIRECTIONS = {
    "left": (0, -1),
    "west": (0, -1),
    "right": (0, 1),
    "east": (0, 1),
    "top": (1, 1),
    "north": (1, 1),
    "bottom": (1, -1),
    "south": (1, -1),
}
COLOURS = ("red", "orange", "brown", "yellow", "green", "blue", "white", "grey", "black")
# Objects of which a zone's border, or the next in an order, is this near to are not judged.
HAIR = 0.015
TIE, TIE_M = 0.04, 1.0


class DoubtError(Exception):
    """Says that a meaning has no certain truth in a scene."""


class Truth:
    """Answers meanings on one inventory."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._shapes: Shapes = np.array([thing.outline for thing in inventory.things], object)

    def asked(self, means: Meaning) -> list[int]:
        """Returns the numbers of the things that are meant, in the order of the rank where there is one.

        Raises:
            DoubtError: Nobody could say which are meant.
        """
        if isinstance(means, str):
            means = {"t": means.removeprefix("the "), "n": 1 if means.startswith("the ") else None}
        rows = self.candidates(means)
        if not rows:
            raise DoubtError("nothing of that kind is there")
        where = list(means.get("where", ()))
        soft = [one for one in where if "size" in one]
        verdict = Verdict.exact(np.ones(len(rows), bool))
        for predicate in where:
            if "size" not in predicate:
                verdict &= self._holds(predicate, rows)
        if np.any(verdict.sure != verdict.maybe):
            raise DoubtError("an object is at a limit")
        for predicate in soft:
            kept = self._sized(predicate["size"], rows, verdict.sure)
            verdict &= kept
        found = [row for row, holds in zip(rows, verdict.sure, strict=True) if holds]
        count = means.get("n")
        if means.get("rank"):
            return self._ranked(means, found, count)
        if count is not None and count != len(found):
            raise DoubtError("more or fewer fit than are wanted")
        return found

    def candidates(self, means: Mapping[str, Any]) -> list[int]:
        """Returns the numbers of all things of a meaning's target."""
        targets = means["t"] if isinstance(means["t"], list) else [means["t"]]
        rows: set[int] = set()
        for target in targets:
            words = target.split()
            colours = tuple(word for word in words if word in COLOURS)
            category = " ".join(word for word in words if word not in (*COLOURS, "and"))
            rows |= {thing.number for thing in self._inventory.things if thing.is_a(category, colours)}
        return sorted(rows)

    def _others(self, means: Meaning) -> tuple[Shapes, list[int]]:
        """Returns the shapes of a reference, with their numbers where they are things of the inventory."""
        if isinstance(means, str) and means.startswith("["):
            layer = self._inventory.layers[means[1:-1]]
            shapes = np.empty(len(layer), object)
            shapes[:] = list(layer)
            numbers = [-1] * len(layer)
        else:
            numbers = self.asked(means)
            shapes = self._shapes[numbers]
        if not len(shapes):
            raise DoubtError("nothing is there to compare with")
        return shapes, numbers

    def _holds(self, predicate: Mapping[str, Any], rows: list[int]) -> Verdict:
        """Returns for which objects a predicate holds."""
        kind = next(iter(predicate))
        if kind == "not":
            return ~self._holds(predicate["not"], rows)
        shapes = self._shapes[rows]
        if kind == "at":
            return self._placed(predicate["at"], shapes)
        if kind == "shape":
            return _shaped(predicate["shape"], shapes)
        if kind in ("area", "length", "width", "perimeter"):
            return _measured(kind, predicate[kind], shapes)
        return self._related(kind, predicate, shapes, rows)

    def _related(self, kind: str, predicate: Mapping[str, Any], shapes: Shapes, rows: list[int]) -> Verdict:
        value, side_m = predicate[kind], self._inventory.side_m
        if kind == "between":
            pair = [self._others(one)[0] for one in (value if isinstance(value, list) else [value])]
            verdict = measuring.between(shapes, pair[0], pair[-1])
            many = len(pair) == 1 and len(pair[0]) > 2
            # Of several of one kind only neighbours count; who they are is left open here.
            return Verdict(verdict.sure & (not many), verdict.maybe)
        others, numbers = self._others(value)
        itself = np.array([[row == number for number in numbers] for row in rows], bool)
        if kind == "is":
            return Verdict.exact(itself.any(axis=1))
        if kind == "side":
            return self._beside(predicate["dir"], shapes, others, numbers, rows)
        if kind in ("inside", "outside"):
            verdict = measuring.inside(shapes, others, itself)
            return verdict if kind == "inside" else ~verdict
        if kind == "on":
            return measuring.on(shapes, others, itself)
        if kind == "along":
            return measuring.along(shapes, others, itself, side_m)
        if kind == "surrounded":
            return measuring.surrounded(shapes, others, itself, side_m)
        gaps_m = np.where(itself, np.inf, measuring.distances_m(shapes, others))
        if kind in ("within", "beyond"):
            verdict = measuring.within(gaps_m, _si(predicate["d"]))
            return verdict if kind == "within" else ~verdict
        if kind == "touching":
            return measuring.touching(shapes, gaps_m)
        factor = {"near": 1.0, "far": 2.0, "with": 0.5}[kind]
        verdict = measuring.close(gaps_m, others, side_m, factor)
        return ~verdict if kind == "far" else verdict

    def _beside(
        self, words: str, shapes: Shapes, others: Shapes, numbers: list[int], rows: list[int]
    ) -> Verdict:
        verdict = Verdict.exact(np.ones(len(rows), bool))
        for word in words.split():
            axis, sign = DIRECTIONS[word]
            verdict &= measuring.beside(shapes, others, axis, sign, self._inventory.side_m)
        alone = [len(numbers) == 1 and row == numbers[0] for row in rows]
        return verdict & Verdict.exact(~np.array(alone, bool))

    def _placed(self, words: str, shapes: Shapes) -> Verdict:
        """Returns which centroids lie in a part of the scene: thirds, or halves of it."""
        left, bottom, _, _ = self._inventory.bounds
        centers = shapely.centroid(shapes)
        places = np.column_stack((shapely.get_x(centers) - left, shapely.get_y(centers) - bottom))
        places = places / self._inventory.side_m
        given = words.split()
        named = [word for word in given if word in (*DIRECTIONS, "middle", "center")]
        if not named:
            near = np.sort(np.minimum(places, 1 - places), axis=1)[:, 0 if "edge" in given else 1]
            return ~Verdict.above(near, 1 / 3, HAIR)
        share = 1 / 2 if "half" in given or "quarter" in given else 1 / 3
        verdict = Verdict.exact(np.ones(len(shapes), bool))
        for word in named:
            if word in DIRECTIONS:
                axis, sign = DIRECTIONS[word]
                along = places[:, axis] if sign < 0 else 1 - places[:, axis]
                verdict &= ~Verdict.above(along, share, HAIR)
            else:
                off = np.abs(places[:, 1 if word == "middle" else 0] - 0.5)
                verdict &= ~Verdict.above(off, 1 / 6, HAIR)
        return verdict

    def _sized(self, name: str, rows: list[int], pool: Marks) -> Verdict:
        """Returns which objects are large or small beside the others that fit: one and a half times."""
        areas = shapely.area(self._shapes[rows])
        if pool.sum() < 3:
            raise DoubtError("too few to be large or small among them")
        middle = float(np.median(areas[pool]))
        factor = {"large": 1.5, "huge": 3.0, "small": 1.5, "tiny": 3.0}[name]
        ratios = areas / middle if name in ("large", "huge") else middle / areas
        verdict = Verdict.above(ratios, factor, 0.15 * factor)
        if np.any((verdict.sure != verdict.maybe) & pool):
            raise DoubtError("an object is nearly large or small")
        return verdict

    def _ranked(self, means: Mapping[str, Any], found: list[int], count: int | None) -> list[int]:
        """Returns the things at the rank's place in the order."""
        key, _, ordinal = means["rank"].partition(" ")
        values = self._values(key.removeprefix("-"), means.get("to"), found)
        order = np.argsort(values if key.startswith("-") else -values, kind="stable")
        first = int(ordinal or 1) - 1
        last = first + (count or 1)
        if last > len(found):
            raise DoubtError("there are not as many")
        sorted_values = values[order]
        for edge in (first, last):
            if 0 < edge < len(found):
                step = abs(sorted_values[edge] - sorted_values[edge - 1])
                scale = abs(sorted_values[edge]) + abs(sorted_values[edge - 1])
                is_place = key.removeprefix("-") in DIRECTIONS
                least = HAIR * self._inventory.side_m / 3 if is_place else max(TIE * scale / 2, 0.0)
                if step <= max(least, TIE_M if "distance" in key else 0.0):
                    raise DoubtError("two are nearly alike")
        return [found[index] for index in order[first:last]]

    def _values(self, by: str, to: Meaning | None, found: list[int]) -> Floats:
        shapes = self._shapes[found]
        if by in DIRECTIONS:
            axis, sign = DIRECTIONS[by]
            centers = shapely.get_coordinates(shapely.centroid(shapes))
            return sign * centers[:, axis]
        if by == "distance":
            assert to is not None
            others, numbers = self._others(to)
            gaps_m = measuring.distances_m(shapes, others)
            itself = np.array([[row == number for number in numbers] for row in found], bool)
            return np.where(itself, np.inf, gaps_m).min(axis=1)
        return _amounts(by, shapes)


def _amounts(by: str, shapes: Shapes) -> Floats:
    """Returns areas, perimeters, or the sides of the smallest rectangle around each shape."""
    if by in ("area", "perimeter"):
        return np.asarray(shapely.area(shapes) if by == "area" else shapely.length(shapes), float)
    corners = [shapely.get_coordinates(shape.minimum_rotated_rectangle) for shape in shapes]
    sides = np.array([np.hypot(*(box[1:3] - box[0:2]).T) for box in corners])
    return sides.max(axis=1) if by == "length" else sides.min(axis=1)


def _measured(by: str, bounds: list[str | None], shapes: Shapes) -> Verdict:
    values = _amounts(by, shapes)
    verdict = Verdict.exact(np.ones(len(shapes), bool))
    least, most = bounds
    if least is not None:
        verdict &= Verdict.above(values, _si(least), 0.01 * _si(least))
    if most is not None:
        verdict &= ~Verdict.above(values, _si(most), 0.01 * _si(most))
    return verdict


def _shaped(name: str, shapes: Shapes) -> Verdict:
    """Returns which outlines are round or long; other shapes have no certain truth."""
    if name == "long":
        ratios = _amounts("length", shapes) / np.maximum(_amounts("width", shapes), 1e-9)
        return Verdict(ratios >= 2.2, ratios >= 1.8)
    if name == "round":
        circles = np.pi * shapely.minimum_bounding_radius(shapes) ** 2
        shares = shapely.area(shapes) / circles
        return Verdict(shares >= 0.82, shares >= 0.72)
    raise DoubtError(f"nobody says what {name} is")


def _si(words: str) -> float:
    value, unit = words.split()
    return float(value) * (METRES | SQUARE_METRES)[unit]
